// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {Acts, BATCH_MAX, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Factoring_Close_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_000);
        lotId = _at(receivableId, 1);
        _sold(_one(lotId));
    }

    function test_WhenAllIsCollected_ReleasesTheReserveAndClosesTheDeal() public {
        _payTo(financier, "entry", receivableId, 100_000);

        vm.expectEmit(address(factoring));
        emit IFactoring.ReserveReleased(1, lotId, 20_000, 0, "evidence");
        vm.expectEmit(address(factoring));
        emit IFactoring.DealClosed(1);
        _close(financier, _one(lotId));

        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
        assertEq(_deal(1).openLots, 0, "open lots");
        assertTrue(_position(lotId).isClosed, "lot is not closed");
        assertEq(_position(lotId).reserveMinor, 0, "reserve");
    }

    function test_WhenTheSupplierOwesTheOwner_NetsOffUpToTheReserve() public {
        // The supplier collected all of it and passed nothing on.
        _payTo(supplier, "entry", receivableId, 100_000);
        assertEq(_owedMinor(supplier, financier), 100_000, "owed");

        vm.expectEmit(address(duties));
        emit IDuties.DutyReduced(supplier.party, financier.party, EUR, 20_000, 80_000, "evidence");
        vm.expectEmit(address(factoring));
        emit IFactoring.ReserveReleased(1, lotId, 0, 20_000, "evidence");
        _close(financier, _one(lotId));

        assertEq(_owedMinor(supplier, financier), 80_000, "owed after netting");
    }

    function test_WhenTheSupplierOwesLessThanTheReserve_ReleasesTheRest() public {
        _credit(receivableId, "cn", 5_000);
        _payTo(financier, "entry", receivableId, 95_000);

        vm.expectEmit(address(factoring));
        emit IFactoring.ReserveReleased(1, lotId, 15_000, 5_000, "evidence");
        _close(financier, _one(lotId));

        assertEq(_owedMinor(supplier, financier), 0, "owed after netting");
    }

    function test_GivenTwoLots_ClosesTheDealWithTheLast() public {
        _split(financier, lotId, 50_000);
        _payTo(financier, "entry", receivableId, 100_000);

        _close(financier, _one(lotId));
        assertTrue(_deal(1).status == IFactoring.DealStatus.FUNDED, "status is not FUNDED");
        assertEq(_deal(1).openLots, 1, "open lots");
        _close(financier, _one(_at(receivableId, 2)));
        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
    }

    function test_GivenALotThatWasPassedOn_ItsOwnerReleasesTheReserve() public {
        _passedOn();
        _payTo(supplier, "entry", receivableId, 100_000);
        bytes memory call = abi.encodeCall(IFactoring.close, (1, _one(lotId), "evidence"));
        bytes memory reason = _ownedReason(lotId, otherFinancier, financier);
        _actRefused(financier, address(factoring), call, reason);

        _close(otherFinancier, _one(lotId));

        assertEq(_owedMinor(supplier, otherFinancier), 80_000, "owed to the owner");
        assertEq(_owedMinor(supplier, financier), 0, "owed to who sold it on");
    }

    function test_WhenSomethingIsOutstanding_RefusesWithLotNotCollected() public {
        _pay("entry", receivableId, 99_999);
        bytes4 selector = IFactoring.LotNotCollected.selector;
        _refused(_one(lotId), abi.encodeWithSelector(selector, lotId, 1));
    }

    function test_GivenALotTwice_RefusesWithReserveAlreadyReleased() public {
        _split(financier, lotId, 50_000);
        _payTo(financier, "entry", receivableId, 100_000);

        bytes4 selector = IFactoring.ReserveAlreadyReleased.selector;
        _refused(_two(lotId, lotId), abi.encodeWithSelector(selector, lotId));
        _close(financier, _one(lotId));
        _refused(_one(lotId), abi.encodeWithSelector(selector, lotId));
    }

    function test_GivenALotOfAnotherDeal_RefusesWithLotNotInDeal() public {
        ReceivableId other = _confirmed("b", 100);
        _sold(_one(_at(other, 1)));
        _payTo(financier, "entry", other, 100);

        bytes4 selector = IFactoring.LotNotInDeal.selector;
        LotId otherLot = _at(other, 1);
        _refused(_one(otherLot), abi.encodeWithSelector(selector, otherLot, 2, 1));
    }

    function test_GivenALotOfAnotherOwner_RefusesWithLotNotOwned() public {
        LotId other = _at(_confirmed("b", 100), 1);
        _refused(_one(other), _ownedReason(other, supplier, financier));
    }

    function test_GivenNoLotOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        _refused(new LotId[](0), _batchReason(0));
        _refused(new LotId[](BATCH_MAX + 1), _batchReason(BATCH_MAX + 1));
    }

    function test_WhenTheDealIsNotFunded_RefusesWithDealWrongStatus() public {
        LotId[] memory lotIds = _one(_at(_confirmed("b", 100), 1));
        _accepted(lotIds);

        bytes memory call = abi.encodeCall(IFactoring.close, (2, lotIds, "evidence"));
        bytes memory reason = abi.encodeWithSelector(
            IFactoring.DealWrongStatus.selector,
            2,
            IFactoring.DealStatus.ACCEPTED,
            IFactoring.DealStatus.FUNDED
        );
        _actRefused(financier, address(factoring), call, reason);
    }

    function test_WhenCallerIsNoFinancier_RefusesWithPartyLacksRole() public {
        bytes memory call = abi.encodeCall(IFactoring.close, (1, _one(lotId), "evidence"));
        bytes memory reason = _roleReason(supplier, Roles.SUPPLIER, Roles.FINANCIER);
        _actRefused(supplier, address(factoring), call, reason);
    }

    function test_WhenAllThatCanBePausedIs_StillCloses() public {
        _payTo(financier, "entry", receivableId, 100_000);
        vm.prank(operator.signer);
        parties.pause(Acts.PAUSABLE, "reason");

        _close(financier, _one(lotId));

        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
    }

    function test_WhenThePaymentIsReversed_TheLotOfTheClosedDealIsOwedWithoutReserve() public {
        vm.recordLogs();
        _payTo(financier, "entry", receivableId, 100_000);
        IReceivableLots.Share[] memory shares = _recordedShares();
        _close(financier, _one(lotId));

        _act(operator, address(settlement), _reverseCall("entry", 0, shares));

        assertEq(_lot(lotId).outstandingMinor, 100_000, "outstanding");
        assertEq(_exposureMinor(financier.party), 100_000, "exposure");
        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
        assertTrue(_position(lotId).isClosed, "lot is not closed");
        // Splitting and merging such a lot opens nothing again.
        _split(financier, lotId, 40_000);
        assertTrue(_position(_at(receivableId, 2)).isClosed, "part is not closed");
        assertEq(_deal(1).openLots, 0, "open lots");
        _merge(financier, lotId, _at(receivableId, 2));
        assertEq(_deal(1).openLots, 0, "open lots after merging");
    }

    function test_GivenAClosedAndAnOpenLot_RefusesToMergeThem() public {
        _split(financier, lotId, 50_000);
        vm.recordLogs();
        _payTo(financier, "entry", receivableId, 100_000);
        IReceivableLots.Share[] memory shares = _recordedShares();
        _close(financier, _one(lotId));
        _act(operator, address(settlement), _reverseCall("entry", 0, shares));

        LotId otherLot = _at(receivableId, 2);
        bytes memory call = abi.encodeCall(IReceivableLots.merge, (otherLot, _one(lotId)));
        bytes4 selector = IReceivableLots.LotsNotMergeable.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotId, otherLot);
        _actRefused(financier, address(lots), call, reason);
    }

    function _passedOn() private {
        bytes memory call = abi.encodeCall(
            IAssignments.offerOnward,
            (_one(lotId), otherFinancier.party, ACCEPT_BY)
        );
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acceptOnward, (1, _one(lotId), "evidence"));
        _act(otherFinancier, address(assignments), call);
    }

    function _close(Actor memory owner, LotId[] memory lotIds) private {
        bytes memory call = abi.encodeCall(IFactoring.close, (1, lotIds, "evidence"));
        _act(owner, address(factoring), call);
    }

    function _refused(LotId[] memory lotIds, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IFactoring.close, (1, lotIds, "evidence"));
        _actRefused(financier, address(factoring), call, reason);
    }
}
