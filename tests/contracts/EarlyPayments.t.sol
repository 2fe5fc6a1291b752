// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEarlyPayments} from "../../contracts/interfaces/IEarlyPayments.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {Acts, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice A lot of 1,000, due on day TODAY + 60; the buyer offers to pay it for 980.
contract EarlyPayments_Test is FinanceTest {
    uint40 private constant PAY_BY = uint40(START + 10 days);
    uint40 private constant GRACE = 5 days;

    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
    }

    function test_Offer_IsRecordedAndReservesNothing() public {
        vm.expectEmit(address(earlyPayments));
        emit IEarlyPayments.EarlyPaymentOffered(1, lotId, buyer.party, 1_000, 20, PAY_BY);
        _offer(20, PAY_BY);

        IEarlyPayments.EarlyPayment memory early = _early(1);
        assertEq(early.buyer, buyer.party, "buyer");
        assertEq(early.faceMinor, 1_000, "face");
        assertEq(early.discountMinor, 20, "discount");
        assertEq(early.payBy, PAY_BY, "pay by");
        assertTrue(early.status == IEarlyPayments.EarlyPaymentStatus.OFFERED, "not OFFERED");
        assertEq(_lot(lotId).availableMinor, 1_000, "available");
    }

    function test_Accept_ReservesTheWholeLot() public {
        _offer(20, PAY_BY);
        vm.expectEmit(address(earlyPayments));
        emit IEarlyPayments.EarlyPaymentAccepted(1);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReserved(lotId, 0);
        _accept();

        assertEq(_lot(lotId).availableMinor, 0, "available");
        bytes4 selector = IReceivableLots.LotNotAvailable.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotId, 0, 1_000);
        bytes memory call = _acceptCall(_quote(_one(lotId)), _one(lotId), financier.key);
        _actRefused(supplier, address(factoring), call, reason);
    }

    function test_Offer_ByAnotherBuyer_RefusesWithPartyNotEntitled() public {
        bytes memory call = abi.encodeCall(IEarlyPayments.offer, (lotId, 20, PAY_BY));
        bytes memory reason = _entitledReason(otherBuyer, buyer);
        _actRefused(otherBuyer, address(earlyPayments), call, reason);
    }

    function test_Offer_ForALotThatIsNotTheSuppliers_RefusesWithLotNotSuppliers() public {
        _sold(_one(lotId));
        bytes4 selector = IEarlyPayments.LotNotSuppliers.selector;
        bytes memory reason = abi.encodeWithSelector(
            selector,
            lotId,
            financier.party,
            supplier.party
        );
        _refusedOffer(20, PAY_BY, reason);
        lotId = _at(_registered("b", 1_000), 1);
        reason = abi.encodeWithSelector(selector, lotId, address(0), supplier.party);
        _refusedOffer(20, PAY_BY, reason);
    }

    function test_Offer_ForWhatIsPaid_RefusesWithAmountOutOfBounds() public {
        _pay("entry", receivableId, 1_000);
        _refusedOffer(20, PAY_BY, _amountReason(0));
    }

    function test_Offer_WithADiscountThatLeavesNothing_RefusesWithDiscountAboveFace() public {
        bytes4 selector = IEarlyPayments.DiscountAboveFace.selector;
        _refusedOffer(1_000, PAY_BY, abi.encodeWithSelector(selector, 1_000, 1_000));
        _offer(999, PAY_BY);
        _offer(0, PAY_BY);
    }

    function test_Offer_ToPayNowOrAfterTheDueDate_RefusesWithPayByInvalid() public {
        bytes4 selector = IEarlyPayments.PayByInvalid.selector;
        uint256 dueAt = uint256(TODAY + 60) * 1 days;
        _refusedOffer(20, uint40(START), abi.encodeWithSelector(selector, START, dueAt));
        bytes memory reason = abi.encodeWithSelector(selector, dueAt + 1, dueAt);
        _refusedOffer(20, uint40(dueAt + 1), reason);
        _offer(20, uint40(dueAt));
    }

    function test_Accept_AfterTheTimeToPay_RefusesWithEarlyPaymentOverdue() public {
        _offer(20, PAY_BY);
        vm.warp(PAY_BY + 1);
        bytes4 selector = IEarlyPayments.EarlyPaymentOverdue.selector;
        _refusedAccept(supplier, abi.encodeWithSelector(selector, 1, PAY_BY));
        vm.warp(PAY_BY);
        _accept();
    }

    function test_Accept_ByAnotherSupplier_RefusesWithPartyNotEntitled() public {
        _offer(20, PAY_BY);
        _refusedAccept(otherSupplier, _entitledReason(otherSupplier, supplier));
    }

    function test_AboveTheLimitOfAKey_RefusesWithSignerAmountAboveMax() public {
        Actor memory clerk = _clerk(buyer, "clerk", Acts.FINANCING, 19);
        Actor memory seller = _clerk(supplier, "seller", Acts.FINANCING, 999);
        bytes4 selector = IPartyRegistry.SignerAmountAboveMax.selector;
        bytes memory call = abi.encodeCall(IEarlyPayments.offer, (lotId, 20, PAY_BY));
        bytes memory reason = abi.encodeWithSelector(selector, clerk.signer, 20, 19);
        _actRefused(clerk, address(earlyPayments), call, reason);
        _offer(20, PAY_BY);
        _refusedAccept(seller, abi.encodeWithSelector(selector, seller.signer, 1_000, 999));
    }

    function test_Accept_WhenTheLotWasPartlyPaid_RefusesWithLotChanged() public {
        _offer(20, PAY_BY);
        _pay("entry", receivableId, 1);
        bytes4 selector = IEarlyPayments.LotChanged.selector;
        _refusedAccept(supplier, abi.encodeWithSelector(selector, lotId, 1_000, 999));
    }

    function test_Accept_WhenTheLotIsNotAvailable_RefusesWithLotNotAvailable() public {
        _offer(20, PAY_BY);
        _pledged(lotId, financier, 400, BY_FILING);
        bytes4 selector = IReceivableLots.LotNotAvailable.selector;
        _refusedAccept(supplier, abi.encodeWithSelector(selector, lotId, 600, 1_000));
    }

    function test_Accept_WhenTheLotWasSold_RefusesWithLotNotOwned() public {
        _offer(20, PAY_BY);
        _sold(_one(lotId));
        _refusedAccept(supplier, _ownedReason(lotId, financier, supplier));
    }

    function test_Withdraw_EndsAnOfferThatWasNotAccepted() public {
        _offer(20, PAY_BY);
        bytes memory call = abi.encodeCall(IEarlyPayments.withdraw, (1));
        bytes memory reason = _entitledReason(otherBuyer, buyer);
        _actRefused(otherBuyer, address(earlyPayments), call, reason);

        vm.expectEmit(address(earlyPayments));
        emit IEarlyPayments.EarlyPaymentWithdrawn(1);
        _act(buyer, address(earlyPayments), call);

        reason = _wrongStatus(
            1,
            IEarlyPayments.EarlyPaymentStatus.WITHDRAWN,
            IEarlyPayments.EarlyPaymentStatus.OFFERED
        );
        _actRefused(buyer, address(earlyPayments), call, reason);
        _refusedAccept(supplier, reason);
        _refusedLapse(1, reason);
    }

    function test_Lapse_OfAnOffer_FollowsTheTimeToPay() public {
        _offer(20, PAY_BY);
        vm.warp(PAY_BY);
        bytes4 selector = IEarlyPayments.EarlyPaymentNotOverdue.selector;
        _refusedLapse(1, abi.encodeWithSelector(selector, 1, PAY_BY));
        vm.warp(PAY_BY + 1);
        vm.expectEmit(address(earlyPayments));
        emit IEarlyPayments.EarlyPaymentLapsed(1);
        earlyPayments.lapse(1);
        assertTrue(
            _early(1).status == IEarlyPayments.EarlyPaymentStatus.LAPSED,
            "status is not LAPSED"
        );
    }

    function test_Lapse_OfAnAgreement_WaitsForLateBookingsAndFreesTheLot() public {
        _offer(20, PAY_BY);
        _accept();
        vm.warp(PAY_BY + GRACE);
        bytes4 selector = IEarlyPayments.EarlyPaymentNotOverdue.selector;
        _refusedLapse(1, abi.encodeWithSelector(selector, 1, PAY_BY + GRACE));
        vm.warp(PAY_BY + GRACE + 1);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReleased(lotId, 0);
        earlyPayments.lapse(1);
        assertEq(_lot(lotId).availableMinor, 1_000, "available");
    }

    function test_WhatSettlementDoes_IsForItOnly() public {
        vm.expectRevert(_moduleReason(address(settlement)));
        earlyPayments.settle(1, "entry");
        vm.expectRevert(_moduleReason(address(settlement)));
        earlyPayments.unsettle(1);
    }

    function test_WhenFinancingIsPaused_RefusesWithActsPaused() public {
        vm.prank(operator.signer);
        parties.pause(Acts.FINANCING, "reason");
        bytes4 selector = IPartyRegistry.ActsPaused.selector;
        _refusedOffer(20, PAY_BY, abi.encodeWithSelector(selector, Acts.FINANCING));
    }

    function test_Offer_BySupplier_RefusesWithPartyLacksRole() public {
        bytes memory call = abi.encodeCall(IEarlyPayments.offer, (lotId, 20, PAY_BY));
        bytes memory reason = _roleReason(supplier, Roles.SUPPLIER, Roles.BUYER);
        _actRefused(supplier, address(earlyPayments), call, reason);
    }

    function _early(uint32 number) private view returns (IEarlyPayments.EarlyPayment memory) {
        return earlyPayments.earlyPaymentsOf(_numbers(number))[0];
    }

    function _offer(uint64 discountMinor, uint40 payBy) private {
        bytes memory call = abi.encodeCall(IEarlyPayments.offer, (lotId, discountMinor, payBy));
        _act(buyer, address(earlyPayments), call);
    }

    function _accept() private {
        _act(supplier, address(earlyPayments), abi.encodeCall(IEarlyPayments.accept, (1)));
    }

    function _refusedOffer(uint64 discountMinor, uint40 payBy, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IEarlyPayments.offer, (lotId, discountMinor, payBy));
        _actRefused(buyer, address(earlyPayments), call, reason);
    }

    function _refusedAccept(Actor memory actor, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IEarlyPayments.accept, (1));
        _actRefused(actor, address(earlyPayments), call, reason);
    }

    function _refusedLapse(uint32 number, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IEarlyPayments.lapse, (number));
        _actRefused(otherBuyer, address(earlyPayments), call, reason);
    }

    function _wrongStatus(
        uint32 number,
        IEarlyPayments.EarlyPaymentStatus actual,
        IEarlyPayments.EarlyPaymentStatus required
    ) private pure returns (bytes memory) {
        bytes4 selector = IEarlyPayments.EarlyPaymentWrongStatus.selector;
        return abi.encodeWithSelector(selector, number, actual, required);
    }
}
