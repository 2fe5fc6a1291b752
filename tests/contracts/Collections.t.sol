// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {
    Acts,
    BATCH_MAX,
    LotId,
    ReceivableId,
    READ_MAX,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {CollectionsTest} from "./support/CollectionsTest.sol";

contract Collections_Advance_Test is CollectionsTest {
    LotId private constant UNKNOWN_LOT = LotId.wrap((1 << 16) | 9);

    function test_WhenTheOwnerOfAnyLotSteps_TheReceivableMoves() public {
        _expectEntered(supplier, LOT, ICollections.Stage.NONE, ICollections.Stage.REMINDER);
        _advanced(ICollections.Stage.REMINDER);
        _assertStage(ICollections.Stage.REMINDER);
        assertEq(_course().since, START, "since");

        vm.warp(START + 5 days);
        bytes memory call = _advanceCall(SOLD_LOT, ICollections.Stage.FORMAL_DEMAND);
        _act(financier, address(collections), call);
        _assertStage(ICollections.Stage.FORMAL_DEMAND);
        assertEq(_course().since, START + 5 days, "since");
    }

    function test_GivenManySteps_TakesThemInTheirOrder() public {
        ICollections.Step[] memory steps = new ICollections.Step[](2);
        steps[0] = ICollections.Step(LOT, ICollections.Stage.FORMAL_DEMAND, "demand");
        steps[1] = ICollections.Step(LOT, ICollections.Stage.LEGAL, "claim");

        _act(supplier, address(collections), abi.encodeCall(ICollections.advance, (steps)));

        _assertStage(ICollections.Stage.LEGAL);
    }

    function test_GivenAStageWithAnActOfItsOwn_RefusesWithStageNeedsOwnAct() public {
        ICollections.Stage[5] memory stages = [
            ICollections.Stage.NONE,
            ICollections.Stage.PROMISE,
            ICollections.Stage.INSTALMENT_PLAN,
            ICollections.Stage.WRITTEN_OFF,
            ICollections.Stage.RECOVERED
        ];
        for (uint256 i = 0; i < stages.length; ++i) {
            _refused(
                supplier,
                _advanceCall(LOT, stages[i]),
                abi.encodeWithSelector(ICollections.StageNeedsOwnAct.selector, LOT, stages[i])
            );
        }
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        _refused(
            supplier,
            _advanceCall(UNKNOWN_LOT, ICollections.Stage.REMINDER),
            abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, UNKNOWN_LOT)
        );
    }

    function test_GivenALotWithNothingOutstanding_RefusesWithLotNotOutstanding() public {
        lots.set(LOT, supplier, 0);
        _refused(
            supplier,
            _advanceCall(LOT, ICollections.Stage.REMINDER),
            abi.encodeWithSelector(ICollections.LotNotOutstanding.selector, LOT)
        );
    }

    function test_GivenAReceivableThatIsNotConfirmed_RefusesWithReceivableWrongStatus() public {
        _setReceivable(0, 0, IReceivableRegistry.ReceivableStatus.SETTLED);
        _refused(
            supplier,
            _advanceCall(LOT, ICollections.Stage.INSURER_NOTIFIED),
            _wrongStatus(IReceivableRegistry.ReceivableStatus.SETTLED)
        );
    }

    function test_OnTheDueDay_RefusesWithReceivableNotPastDue() public {
        _passTo(DUE_DAY);
        _refused(
            supplier,
            _advanceCall(LOT, ICollections.Stage.REMINDER),
            abi.encodeWithSelector(
                ICollections.ReceivableNotPastDue.selector,
                RECEIVABLE,
                DUE_DAY,
                DUE_DAY
            )
        );
        _passTo(DUE_DAY + 1);
        _advanced(ICollections.Stage.REMINDER);
    }

    function test_BeforeTheDueDay_TheInsurerMayBeNotified() public {
        _passTo(DUE_DAY - 5);
        _advanced(ICollections.Stage.INSURER_NOTIFIED);
        _assertStage(ICollections.Stage.INSURER_NOTIFIED);
    }

    function test_WhenCallerOwnsAnotherLot_RefusesWithPartyNotEntitled() public {
        bytes memory call = _advanceCall(LOT, ICollections.Stage.REMINDER);
        _refused(financier, call, _notEntitled(financier, supplier));
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= 51; size += 51) {
            bytes memory call = abi.encodeCall(
                ICollections.advance,
                (new ICollections.Step[](size))
            );
            _refused(
                supplier,
                call,
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, 50)
            );
        }
    }

    function test_NeedsTheRightForCollection() public {
        bytes memory call = _advanceCall(LOT, ICollections.Stage.REMINDER);
        _needsRight(supplier, Acts.COLLECTION, address(collections), call);
    }

    function test_WhenMoreIsAskedForThanOneReadGives_RefusesWithBatchSizeOutOfBounds() public {
        uint256 size = READ_MAX + 1;
        _readRefused(abi.encodeCall(ICollections.coursesOf, (new ReceivableId[](size))));
        _readRefused(abi.encodeCall(ICollections.mandatesOf, (new LotId[](size))));
        _readRefused(abi.encodeCall(ICollections.promiseRecordsOf, (new address[](size))));
    }

    function _readRefused(bytes memory call) private {
        _callRefused(address(this), address(collections), call, _badRead());
    }
}

contract Collections_Mandate_Test is CollectionsTest {
    function test_WhenTheOwnerMandatesACollector_ItActsForThatLot() public {
        vm.expectEmit(address(collections));
        emit ICollections.CollectorMandated(LOT, supplier, collector, "mandate");
        _mandated();

        assertEq(_mandate().owner, supplier, "owner");
        assertEq(_mandate().collector, collector, "collector");
        _expectEntered(collector, LOT, ICollections.Stage.NONE, ICollections.Stage.REMINDER);
        _act(collector, address(collections), _reminder(LOT));
        _refused(collector, _reminder(SOLD_LOT), _notEntitled(collector, financier));
    }

    function test_WhenTheLotChangesOwner_TheMandateRests() public {
        _mandated();
        lots.set(LOT, financier, 600);

        assertEq(_mandate().owner, address(0), "owner");
        assertEq(_mandate().collector, address(0), "collector");
        _refused(collector, _reminder(LOT), _notEntitled(collector, financier));
    }

    function test_WhenTheCollectorLosesItsRole_RefusesWithPartyLacksRole() public {
        _mandated();
        parties.setRoles(collector, Roles.SUPPLIER);
        bytes memory reason = _lacksRole(collector, Roles.SUPPLIER, Roles.COLLECTOR);
        _refused(collector, _reminder(LOT), reason);
    }

    function test_WhenTheOwnerEndsIt_TheCollectorIsNotEntitled() public {
        _mandated();

        vm.expectEmit(address(collections));
        emit ICollections.MandateEnded(LOT, supplier, collector);
        _act(supplier, address(collections), _endCall());

        assertEq(_mandate().collector, address(0), "collector");
        _refused(collector, _reminder(LOT), _notEntitled(collector, supplier));
        _refused(
            supplier,
            _endCall(),
            abi.encodeWithSelector(ICollections.MandateMissing.selector, LOT)
        );
    }

    function test_WhenTheCollectorLaysItDown_ItEnds() public {
        _mandated();
        _act(collector, address(collections), _endCall());
        assertEq(_mandate().collector, address(0), "collector");
    }

    function test_WhenAThirdPartyEndsIt_RefusesWithPartyNotEntitled() public {
        _mandated();
        _refused(financier, _endCall(), _notEntitled(financier, supplier));
    }

    function test_WhenCallerIsNotTheOwner_RefusesWithLotNotOwned() public {
        _refused(
            financier,
            _mandateCall(LOT),
            abi.encodeWithSelector(IReceivableLots.LotNotOwned.selector, LOT, supplier, financier)
        );
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        lots.set(LOT, address(0), 0);
        _refused(
            supplier,
            _mandateCall(LOT),
            abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, LOT)
        );
    }

    function test_GivenAPartyThatIsNoCollector_RefusesWithPartyLacksRole() public {
        _refused(
            supplier,
            abi.encodeCall(ICollections.mandate, (_asArray(LOT), agent, "mandate")),
            _lacksRole(agent, Roles.SETTLEMENT_AGENT, Roles.COLLECTOR)
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            LotId[] memory lotIds = new LotId[](size);
            bytes memory call = abi.encodeCall(ICollections.mandate, (lotIds, collector, "m"));
            _refused(supplier, call, _badBatch(size));
            call = abi.encodeCall(ICollections.endMandate, (lotIds));
            _refused(supplier, call, _badBatch(size));
        }
    }

    function test_NeedsTheRightForCollection() public {
        _needsRight(supplier, Acts.COLLECTION, address(collections), _mandateCall(LOT));
        _needsRight(supplier, Acts.COLLECTION, address(collections), _endCall());
    }

    function _mandated() private {
        _act(supplier, address(collections), _mandateCall(LOT));
    }

    function _mandate() private view returns (ICollections.Mandate memory) {
        return collections.mandatesOf(_asArray(LOT))[0];
    }

    function _reminder(LotId lotId) private pure returns (bytes memory) {
        return _advanceCall(lotId, ICollections.Stage.REMINDER);
    }

    function _endCall() private pure returns (bytes memory) {
        return abi.encodeCall(ICollections.endMandate, (_asArray(LOT)));
    }
}
