// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {IPledges} from "../../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../../contracts/interfaces/IReconciliation.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {Test} from "../support/Test.sol";
import {LedgerActs} from "./LedgerActs.sol";
import {LedgerHandler} from "./LedgerHandler.sol";

/// @notice A ledger on which the runner acts at random, and reads of all of it. The handlers count what an act alone
/// shows to be broken; every campaign looks at that too.
abstract contract InvariantTest is Test {
    using LotIds for ReceivableId;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    /// @notice One receivable with its lots.
    struct Whole {
        ReceivableId id;
        IReceivableRegistry.Receivable debt;
        IReceivableLots.Lot[] lots;
    }

    LedgerHandler internal handler;
    LedgerHandler.Ledger internal ledger;

    function setUp() public virtual {
        handler = new LedgerHandler();
        handler.openBook();
        ledger = handler.ledger();
    }

    /// @notice Looks at a ledger on which another campaign acts.
    function watch(LedgerHandler watched) external {
        handler = watched;
        ledger = watched.ledger();
    }

    /// @dev Asked by the test runner: which contract it calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev Asked by the test runner: which functions it calls.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), _acts());
    }

    function _acts() internal view virtual returns (bytes4[] memory) {
        return LedgerActs.all();
    }

    /// @dev No act has shown that this invariant, or any other, does not hold.
    function _assertHeld(uint256 number) internal view {
        string memory found = handler.firstBroken();
        assertTrue(bytes(found).length == 0, found);
        assertEq(handler.broken(number), 0, "broken by an act");
    }

    function _wholes() internal view returns (Whole[] memory wholes) {
        ReceivableId[] memory ids = handler.allReceivableIds();
        IReceivableRegistry.Receivable[] memory debts = IReceivableRegistry(ledger.receivables)
            .receivablesOf(ids);
        wholes = new Whole[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            wholes[i] = Whole(ids[i], debts[i], _lots().lotsOf(ids[i]));
        }
    }

    /// @dev All lots that exist, and where.
    function _lotIds() internal view returns (LotId[] memory lotIds) {
        Whole[] memory wholes = _wholes();
        LotId[] memory found = new LotId[](512);
        uint256 count = 0;
        for (uint256 i = 0; i < wholes.length; ++i) {
            for (uint256 j = 0; j < wholes[i].lots.length; ++j) {
                if (wholes[i].lots[j].owner == address(0)) continue;
                found[count++] = wholes[i].id.lotIdOf(j + 1);
            }
        }
        lotIds = new LotId[](count);
        for (uint256 i = 0; i < count; ++i) {
            lotIds[i] = found[i];
        }
    }

    function _liens() internal view returns (IPledges.Lien[] memory) {
        (, uint32 count, ) = handler.counts();
        uint32[] memory numbers = new uint32[](count);
        for (uint32 i = 0; i < count; ++i) {
            numbers[i] = i + 1;
        }
        return IPledges(ledger.pledges).liensOf(numbers);
    }

    function _deals() internal view returns (IFactoring.Deal[] memory) {
        (uint32 count, , ) = handler.counts();
        uint32[] memory numbers = new uint32[](count);
        for (uint32 i = 0; i < count; ++i) {
            numbers[i] = i + 1;
        }
        return IFactoring(ledger.factoring).dealsOf(numbers);
    }

    /// @dev Each pair of two suppliers and two buyers, in both currencies.
    function _pairs() internal view returns (IReconciliation.Pair[] memory pairs) {
        (address[2] memory suppliers, address[2] memory buyers, ) = handler.partiesOfRoles();
        pairs = new IReconciliation.Pair[](8);
        for (uint256 i = 0; i < 8; ++i) {
            bytes3 currency = i >> 2 == 0 ? bytes3("EUR") : bytes3("CNY");
            pairs[i] = IReconciliation.Pair(suppliers[i & 1], buyers[(i >> 1) & 1], currency);
        }
    }

    /// @dev Each financier and buyer, in both currencies.
    function _exposureKeys() internal view returns (ICreditBook.ExposureKey[] memory keys) {
        (, address[2] memory buyers, address[2] memory holders) = handler.partiesOfRoles();
        keys = new ICreditBook.ExposureKey[](8);
        for (uint256 i = 0; i < 8; ++i) {
            bytes3 currency = i >> 2 == 0 ? bytes3("EUR") : bytes3("CNY");
            keys[i] = ICreditBook.ExposureKey(holders[i & 1], buyers[(i >> 1) & 1], currency);
        }
    }

    function _lots() internal view returns (IReceivableLots) {
        return IReceivableLots(ledger.lots);
    }

    function _rolesOf(address party) internal view returns (uint16) {
        address[] memory one = new address[](1);
        one[0] = party;
        return IPartyRegistry(ledger.parties).partiesOf(one)[0].roles;
    }
}
