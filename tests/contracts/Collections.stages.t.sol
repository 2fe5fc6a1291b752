// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {CollectionsTest} from "./support/CollectionsTest.sol";

abstract contract StagesTest is CollectionsTest {
    uint256 internal constant STAGES = 10;

    function setUp() public override {
        super.setUp();
        lots.set(LOT, supplier, 1_000);
    }

    /// @dev One row for each stage, one column for each that may (x) or may not (.) follow: none, reminder, formal
    /// demand, promise, plan, insurer notified, agency, legal, written off, recovered.
    function _mayFollow(uint256 from, uint256 to) internal pure returns (bool) {
        bytes10[STAGES] memory rows = [
            bytes10(".xxxxx...."),
            ".xxxxx..x.",
            "..xxxxxxx.",
            ".xxxxxxxx.",
            ".xxxxxxxx.",
            ".xxxx.xxx.",
            "...xxxxxx.",
            "...xxxx.x.",
            "..xxx.xxxx",
            "..xxx.xxx."
        ];
        return rows[from][to] == "x";
    }

    /// @dev Takes a new receivable to a stage, and leaves 100 of it outstanding. Whatever was promised is paid.
    function _reach(ICollections.Stage stage) internal {
        if (stage == ICollections.Stage.NONE) return;
        if (stage == ICollections.Stage.RECOVERED) _reach(ICollections.Stage.WRITTEN_OFF);
        if (
            stage == ICollections.Stage.AGENCY ||
            stage == ICollections.Stage.LEGAL ||
            stage == ICollections.Stage.WRITTEN_OFF
        ) {
            _advanced(ICollections.Stage.FORMAL_DEMAND);
        }
        _act(supplier, address(collections), _callTo(stage));
        if (stage == ICollections.Stage.WRITTEN_OFF || stage == ICollections.Stage.RECOVERED) {
            // A payment that was reversed left something outstanding, and one recovered a part.
            IReceivableRegistry.ReceivableStatus confirmed = IReceivableRegistry
                .ReceivableStatus
                .CONFIRMED;
            _setReceivable(100, 800, confirmed);
        } else {
            _setOutstanding(100);
        }
        lots.set(LOT, supplier, 100);
    }

    function _callTo(ICollections.Stage stage) internal view returns (bytes memory) {
        if (stage == ICollections.Stage.PROMISE) return _promiseCall(1, TODAY);
        if (stage == ICollections.Stage.INSTALMENT_PLAN) {
            ICollections.Instalment[] memory instalments = new ICollections.Instalment[](1);
            instalments[0] = ICollections.Instalment(TODAY, 1);
            return _planCall(instalments);
        }
        if (stage == ICollections.Stage.WRITTEN_OFF) {
            return _writeOffCall(LOT, lots.lotsById(_asArray(LOT))[0].outstandingMinor);
        }
        if (stage == ICollections.Stage.RECOVERED) return _recoverCall(LOT);
        return _advanceCall(LOT, stage);
    }
}

contract Collections_Stages_Test is StagesTest {
    function test_EveryStageThatMayFollow_FollowsAndEveryOtherIsRefused() public {
        for (uint256 i = 0; i < STAGES * STAGES; ++i) {
            (uint256 from, uint256 to) = (i / STAGES, i % STAGES);
            setUp();
            _reach(ICollections.Stage(from));
            _assertStage(ICollections.Stage(from));

            if (_mayFollow(from, to)) {
                _act(supplier, address(collections), _callTo(ICollections.Stage(to)));
                _assertStage(ICollections.Stage(to));
            } else {
                _refused(supplier, _callTo(ICollections.Stage(to)), _reason(from, to));
                _assertStage(ICollections.Stage(from));
            }
        }
    }

    function test_TheTableTellsWhatMayFollow() public view {
        for (uint256 from = 0; from < STAGES; ++from) {
            uint256 mask = 0;
            for (uint256 to = 0; to < STAGES; ++to) {
                if (_mayFollow(from, to)) mask |= 1 << to;
            }
            assertEq(collections.allowedNext(ICollections.Stage(from)), mask, "mask");
        }
    }

    function _reason(uint256 from, uint256 to) private pure returns (bytes memory) {
        ICollections.Stage none = ICollections.Stage.NONE;
        return
            to == uint256(none)
                ? abi.encodeWithSelector(ICollections.StageNeedsOwnAct.selector, LOT, none)
                : _notAllowed(ICollections.Stage(from), ICollections.Stage(to));
    }
}
