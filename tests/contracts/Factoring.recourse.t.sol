// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {Acts, BATCH_MAX, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice Due on day TODAY + 60, with recourse 30 days later.
contract Factoring_RecourseClock_Test is FinanceTest {
    uint32 private constant LAST_DAY = TODAY + 90;

    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_000);
        lotId = _at(receivableId, 1);
        _sold(_one(lotId));
    }

    function test_OnTheLastDay_RefusesWithRecourseNotDueAndThenDemandsThePriceLessReserve() public {
        _passTo(LAST_DAY);
        _refusedNotDue(LAST_DAY, LAST_DAY);

        _passTo(LAST_DAY + 1);
        vm.expectEmit(address(factoring));
        emit IFactoring.RepurchaseDemanded(1, lotId, 80_000, "evidence");
        _demand(lotId);

        assertEq(_position(lotId).demandedAt, block.timestamp, "demanded at");
    }

    function test_GivenLessOutstandingThanReserve_DemandsNothingMore() public {
        _payTo(financier, "entry", receivableId, 90_000);
        _passTo(LAST_DAY + 1);

        vm.expectEmit(address(factoring));
        emit IFactoring.RepurchaseDemanded(1, lotId, 0, "evidence");
        _demand(lotId);
    }

    function test_WhileADisputeRestsOnTheLot_RefusesWithRecourseStopped() public {
        _dispute(receivableId, 100);
        _passTo(LAST_DAY + 1);

        bytes4 selector = IFactoring.RecourseStopped.selector;
        _refused(_one(lotId), abi.encodeWithSelector(selector, lotId, 100));
    }

    function test_AfterADispute_RunsAsManyDaysLonger() public {
        _passTo(TODAY + 70);
        _dispute(receivableId, 100);
        _passTo(TODAY + 75);
        _withdrawDispute(receivableId);
        assertEq(_lot(lotId).clockStoppedDays, 5, "stopped days");

        _passTo(LAST_DAY + 5);
        _refusedNotDue(LAST_DAY + 5, LAST_DAY + 5);
        _passTo(LAST_DAY + 6);
        _demand(lotId);
    }

    function test_ADisputeBeforeTheDueDay_StopsTheClockFromThenOn() public {
        _dispute(receivableId, 100);
        _passTo(TODAY + 61);
        _withdrawDispute(receivableId);
        assertEq(_lot(lotId).clockStoppedDays, 1, "stopped days");
        _dispute(receivableId, 100);
        _withdrawDispute(receivableId);
        assertEq(_lot(lotId).clockStoppedDays, 1, "stopped days after another");
    }

    function test_WhenTheDisputeRestsOnTheSuppliersLot_RunsOn() public {
        LotId partly = _at(_confirmed("b", 1_000), 1);
        ReceivableId other = receivables.receivableIdOf(supplier.party, "b");
        _split(supplier, partly, 400);
        _sold(_one(_at(other, 2)));
        _dispute(other, 600);

        _passTo(LAST_DAY + 1);
        bytes memory call = abi.encodeCall(
            IFactoring.demandRepurchase,
            (2, _one(_at(other, 2)), "evidence")
        );
        _act(financier, address(factoring), call);

        assertTrue(_position(_at(other, 2)).demandedAt != 0, "not demanded");
    }

    function test_WithoutRecourse_RefusesWithDealWithoutRecourse() public {
        LotId[] memory lotIds = _one(_at(_confirmed("b", 1_000), 1));
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.recourseDays = 0;
        _soldAs(quote, lotIds);
        _passTo(LAST_DAY + 1);

        bytes memory call = abi.encodeCall(IFactoring.demandRepurchase, (2, lotIds, "evidence"));
        bytes4 selector = IFactoring.DealWithoutRecourse.selector;
        _actRefused(financier, address(factoring), call, abi.encodeWithSelector(selector, 2));
    }

    function test_WhenNothingIsOutstanding_RefusesWithAmountOutOfBounds() public {
        _payTo(financier, "entry", receivableId, 100_000);
        _passTo(LAST_DAY + 1);
        _refused(_one(lotId), _amountReason(0));
    }

    function test_GivenALotOfAnotherOwnerOrDeal_Refuses() public {
        LotId other = _at(_confirmed("b", 1_000), 1);
        _refused(_one(other), _ownedReason(other, supplier, financier));
        _sold(_one(other));
        bytes4 selector = IFactoring.LotNotInDeal.selector;
        _refused(_one(other), abi.encodeWithSelector(selector, other, 2, 1));
    }

    function test_GivenNoLotOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        _refused(new LotId[](0), _batchReason(0));
        _refused(new LotId[](BATCH_MAX + 1), _batchReason(BATCH_MAX + 1));
    }

    function test_WhenTheDealIsNotFunded_RefusesWithDealWrongStatus() public {
        bytes memory reason = abi.encodeWithSelector(
            IFactoring.DealWrongStatus.selector,
            2,
            IFactoring.DealStatus.NONE,
            IFactoring.DealStatus.FUNDED
        );
        bytes memory call = abi.encodeCall(
            IFactoring.demandRepurchase,
            (2, _one(lotId), "evidence")
        );
        _actRefused(financier, address(factoring), call, reason);
        call = abi.encodeCall(IFactoring.offerRepurchase, (2, _one(lotId)));
        _actRefused(supplier, address(factoring), call, reason);
        call = abi.encodeCall(IFactoring.repurchase, (2, _one(lotId), "evidence"));
        _actRefused(financier, address(factoring), call, reason);
    }

    function test_GivenTwoPartsOfALot_DemandsThemSeparatelyAndDoesNotMergeThem() public {
        _split(financier, lotId, 50_000);
        _passTo(LAST_DAY + 1);
        _demand(lotId);

        assertEq(_position(_at(receivableId, 2)).demandedAt, 0, "part is demanded");
        _split(financier, lotId, 10_000);
        assertEq(_position(_at(receivableId, 3)).demandedAt, block.timestamp, "part of it");
    }

    function _passTo(uint32 day) private {
        vm.warp(uint256(day) * 1 days);
    }

    function _demand(LotId which) private {
        bytes memory call = abi.encodeCall(
            IFactoring.demandRepurchase,
            (1, _one(which), "evidence")
        );
        _act(financier, address(factoring), call);
    }

    function _refusedNotDue(uint32 dueDay, uint32 today) private {
        bytes4 selector = IFactoring.RecourseNotDue.selector;
        _refused(_one(lotId), abi.encodeWithSelector(selector, lotId, dueDay, today));
    }

    function _refused(LotId[] memory lotIds, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IFactoring.demandRepurchase, (1, lotIds, "evidence"));
        _actRefused(financier, address(factoring), call, reason);
    }
}
