// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../../contracts/interfaces/ICreditBook.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    LotId,
    ReceivableId,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Pledges_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
    }

    function test_Offer_TakesNothingFromTheLotBeforeAcceptance() public {
        vm.expectEmit(address(pledges));
        emit IPledges.LienOffered(
            1,
            lotId,
            financier.party,
            supplier.party,
            600,
            BY_FILING,
            0,
            ACCEPT_BY
        );
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));

        assertEq(_lot(lotId).availableMinor, 1_000, "available");
        assertEq(pledges.securedMinor(lotId), 0, "secured");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
        IPledges.Lien memory lien = _lien(1);
        assertTrue(lien.status == IPledges.LienStatus.OFFERED, "status is not OFFERED");
        assertEq(lien.filedAt, ACCEPT_BY, "accept by");
    }

    function test_Accept_LowersTheAvailabilityAndRaisesTheExposure() public {
        IPledges.Offer memory item = _offer(lotId, financier, 600, BY_FILING);
        item.registrationHash = "registration";
        _offered(supplier, item);

        vm.expectEmit(address(pledges));
        emit IPledges.LienAccepted(1, uint48(START));
        _lienAccepted(financier, 1);

        assertEq(_lot(lotId).availableMinor, 400, "available");
        assertTrue(_lot(lotId).encumbered, "not encumbered");
        assertEq(pledges.securedMinor(lotId), 600, "secured");
        assertEq(_exposureMinor(financier.party), 600, "exposure");
        IPledges.Lien memory lien = _lien(1);
        assertTrue(lien.status == IPledges.LienStatus.ACTIVE, "status is not ACTIVE");
        assertEq(lien.filedAt, START, "filed at");
        assertEq(lien.registeredAt, START, "registered at");
        assertEq(lien.registrationHash, bytes32("registration"), "registration");
        assertEq(lien.pledgor, supplier.party, "pledgor");
        assertEq(lien.pledgee, financier.party, "pledgee");
    }

    function test_Offer_OfAnAmountOutOfBounds_RefusesWithAmountOutOfBounds() public {
        IPledges.Offer memory item = _offer(lotId, financier, 0, BY_FILING);
        _refusedOffer(supplier, item, _amountReason(0));
        item.securedMinor = AMOUNT_MINOR_MAX + 1;
        bytes memory reason = abi.encodeWithSelector(
            IPartyRegistry.SignerAmountAboveMax.selector,
            supplier.signer,
            AMOUNT_MINOR_MAX + 1,
            AMOUNT_MINOR_MAX
        );
        _refusedOffer(supplier, item, reason);
    }

    function test_Offer_ByWhoDoesNotOwnTheLot_RefusesWithLotNotOwned() public {
        _refusedOffer(
            otherSupplier,
            _offer(lotId, financier, 600, BY_FILING),
            _ownedReason(lotId, supplier, otherSupplier)
        );
    }

    function test_Offer_ToItself_RefusesWithPledgeeIsOwner() public {
        bytes4 selector = IPledges.PledgeeIsOwner.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotId, supplier.party);
        _refusedOffer(supplier, _offer(lotId, supplier, 600, BY_FILING), reason);
    }

    function test_Offer_OfASoldLotToItsSupplier_RefusesWithPledgeeIsSupplier() public {
        _sold(_one(lotId));
        bytes4 selector = IPledges.PledgeeIsSupplier.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotId, supplier.party);
        _refusedOffer(financier, _offer(lotId, supplier, 600, BY_FILING), reason);
    }

    function test_Offer_ToWhoIsNoFinancier_RefusesWithPartyLacksRole() public {
        bytes memory reason = _roleReason(buyer, Roles.BUYER, Roles.FINANCIER);
        _refusedOffer(supplier, _offer(lotId, buyer, 600, BY_FILING), reason);
    }

    function test_Offer_UnderAnUnknownOrAnotherRule_RefusesWithRankPolicyInvalid() public {
        bytes4 selector = IPledges.RankPolicyInvalid.selector;
        IPledges.Offer memory item = _offer(lotId, financier, 600, 0);
        _refusedOffer(supplier, item, abi.encodeWithSelector(selector, lotId, 0, 0));
        item.policyNumber = 4;
        _refusedOffer(supplier, item, abi.encodeWithSelector(selector, lotId, 4, 0));

        _pledged(lotId, financier, 100, BY_FILING);
        item.policyNumber = BY_NOTICE;
        bytes memory reason = abi.encodeWithSelector(selector, lotId, BY_NOTICE, BY_FILING);
        _refusedOffer(supplier, item, reason);
    }

    function test_Accept_UnderAnotherRuleThanWasAcceptedFirst_RefusesWithRankPolicyInvalid()
        public
    {
        _offered(supplier, _offer(lotId, financier, 100, BY_FILING));
        _offered(supplier, _offer(lotId, otherFinancier, 100, BY_NOTICE));
        _lienAccepted(financier, 1);

        bytes4 selector = IPledges.RankPolicyInvalid.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotId, BY_NOTICE, BY_FILING);
        _refusedAccept(otherFinancier, 2, reason);
    }

    function test_Offer_ThatEndsNow_RefusesWithLienOfferExpired() public {
        IPledges.Offer memory item = _offer(lotId, financier, 600, BY_FILING);
        item.acceptBy = uint40(START);
        bytes4 selector = IPledges.LienOfferExpired.selector;
        _refusedOffer(supplier, item, abi.encodeWithSelector(selector, 1, START));
    }

    function test_Accept_AtTheEnd_WorksAndThenRefusesWithLienOfferExpired() public {
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));
        vm.warp(ACCEPT_BY + 1);
        bytes4 selector = IPledges.LienOfferExpired.selector;
        _refusedAccept(financier, 1, abi.encodeWithSelector(selector, 1, ACCEPT_BY));
        vm.warp(ACCEPT_BY);
        _lienAccepted(financier, 1);
    }

    function test_Accept_OfMoreThanIsAvailable_RefusesWithLienAboveAvailable() public {
        _pledged(lotId, otherFinancier, 401, BY_FILING);
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));

        bytes4 selector = IPledges.LienAboveAvailable.selector;
        _refusedAccept(financier, 2, abi.encodeWithSelector(selector, lotId, 600, 599));
        _dispute(receivableId, 100);
        _refusedAccept(financier, 2, abi.encodeWithSelector(selector, lotId, 600, 499));
        _freeze(supplier.party, lotId);
        _refusedAccept(financier, 2, abi.encodeWithSelector(selector, lotId, 600, 0));
    }

    function test_Accept_OfAReservedLot_RefusesWithLienAboveAvailable() public {
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));
        _accepted(_one(lotId));
        bytes4 selector = IPledges.LienAboveAvailable.selector;
        _refusedAccept(financier, 1, abi.encodeWithSelector(selector, lotId, 600, 0));
    }

    function test_Accept_OfALotThatWasSold_RefusesWithLotNotOwned() public {
        _offered(supplier, _offer(lotId, otherFinancier, 600, BY_FILING));
        _sold(_one(lotId));
        _refusedAccept(otherFinancier, 1, _ownedReason(lotId, financier, supplier));
    }

    function test_Accept_OfOneLienTooMany_RefusesWithLienCountAboveMax() public {
        uint256 max = pledges.LIENS_PER_LOT_MAX();
        for (uint256 i = 0; i < max; ++i) {
            _pledged(lotId, financier, 10, BY_FILING);
        }
        uint32 last = _offered(supplier, _offer(lotId, financier, 10, BY_FILING));
        bytes4 selector = IPledges.LienCountAboveMax.selector;
        _refusedAccept(financier, last, abi.encodeWithSelector(selector, lotId, max));
        _release(financier, 2, 10);
        _lienAccepted(financier, last);
    }

    function test_Accept_AboveTheLimitOfThePledgee_RefusesWithExposureAboveLimit() public {
        _assess(financier, 599);
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));
        ICreditBook.ExposureKey memory key = ICreditBook.ExposureKey(
            financier.party,
            buyer.party,
            EUR
        );
        bytes4 selector = ICreditBook.ExposureAboveLimit.selector;
        _refusedAccept(financier, 1, abi.encodeWithSelector(selector, key, 600, 599));
    }

    function test_Accept_BySomebodyElseOrTwice_Refuses() public {
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));
        _refusedAccept(otherFinancier, 1, _entitledReason(otherFinancier, financier));
        _lienAccepted(financier, 1);
        bytes memory reason = _wrongStatus(
            1,
            IPledges.LienStatus.ACTIVE,
            IPledges.LienStatus.OFFERED
        );
        _refusedAccept(financier, 1, reason);
    }

    function test_AboveTheLimitOfAKey_RefusesWithSignerAmountAboveMax() public {
        Actor memory seller = _clerk(supplier, "seller", Acts.PLEDGING, 599);
        Actor memory clerk = _clerk(financier, "clerk", Acts.PLEDGING, 599);
        IPledges.Offer memory item = _offer(lotId, financier, 600, BY_FILING);
        bytes4 selector = IPartyRegistry.SignerAmountAboveMax.selector;
        _refusedOffer(seller, item, abi.encodeWithSelector(selector, seller.signer, 600, 599));
        _offered(supplier, item);
        _refusedAccept(clerk, 1, abi.encodeWithSelector(selector, clerk.signer, 600, 599));
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        bytes memory call = abi.encodeCall(IPledges.offer, (new IPledges.Offer[](0)));
        _actRefused(supplier, address(pledges), call, _batchReason(0));
        call = abi.encodeCall(IPledges.offer, (new IPledges.Offer[](BATCH_MAX + 1)));
        _actRefused(supplier, address(pledges), call, _batchReason(BATCH_MAX + 1));
        call = abi.encodeCall(IPledges.accept, (new uint32[](0)));
        _actRefused(financier, address(pledges), call, _batchReason(0));
        call = abi.encodeCall(IPledges.accept, (new uint32[](BATCH_MAX + 1)));
        _actRefused(financier, address(pledges), call, _batchReason(BATCH_MAX + 1));
        call = abi.encodeCall(IPledges.withdraw, (new uint32[](0)));
        _actRefused(supplier, address(pledges), call, _batchReason(0));
        call = abi.encodeCall(IPledges.withdraw, (new uint32[](BATCH_MAX + 1)));
        _actRefused(supplier, address(pledges), call, _batchReason(BATCH_MAX + 1));
    }

    function test_Withdraw_EndsTheOffer() public {
        _offered(supplier, _offer(lotId, financier, 600, BY_FILING));
        bytes memory call = abi.encodeCall(IPledges.withdraw, (_numbers(1)));
        bytes memory reason = _entitledReason(otherSupplier, supplier);
        _actRefused(otherSupplier, address(pledges), call, reason);

        vm.expectEmit(address(pledges));
        emit IPledges.LienWithdrawn(1);
        _act(supplier, address(pledges), call);

        assertTrue(_lien(1).status == IPledges.LienStatus.WITHDRAWN, "status is not WITHDRAWN");
        reason = _wrongStatus(1, IPledges.LienStatus.WITHDRAWN, IPledges.LienStatus.OFFERED);
        _actRefused(supplier, address(pledges), call, reason);
        _refusedAccept(financier, 1, reason);
    }

    function test_Release_GivesUpAPartAndThenTheRest() public {
        _pledged(lotId, financier, 600, BY_FILING);
        bytes memory call = abi.encodeCall(IPledges.release, (1, 601));
        bytes4 selector = IPledges.ReleaseAboveSecured.selector;
        bytes memory reason = abi.encodeWithSelector(selector, 1, 601, 600);
        _actRefused(financier, address(pledges), call, reason);

        vm.expectEmit(address(pledges));
        emit IPledges.LienReleased(1, 250, 350);
        _release(financier, 1, 250);
        assertEq(_lot(lotId).availableMinor, 650, "available");
        assertEq(_exposureMinor(financier.party), 350, "exposure");

        _release(financier, 1, 350);
        assertTrue(_lien(1).status == IPledges.LienStatus.RELEASED, "status is not RELEASED");
        assertTrue(!_lot(lotId).encumbered, "still encumbered");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
        call = abi.encodeCall(IPledges.release, (1, 0));
        reason = _wrongStatus(1, IPledges.LienStatus.RELEASED, IPledges.LienStatus.ACTIVE);
        _actRefused(financier, address(pledges), call, reason);
    }

    function test_Release_IsThePledgeesAndNeverPaused() public {
        _pledged(lotId, financier, 600, BY_FILING);
        bytes memory call = abi.encodeCall(IPledges.release, (1, 600));
        bytes memory reason = _entitledReason(supplier, financier);
        _actRefused(supplier, address(pledges), call, reason);

        vm.prank(operator.signer);
        parties.pause(Acts.PAUSABLE, "reason");
        _release(financier, 1, 600);
    }

    function test_WhatPaymentsAndCreditsDo_IsForTheLotsOnly() public {
        bytes memory reason = _moduleReason(address(lots));
        vm.expectRevert(reason);
        pledges.pay(lotId, 1, buyer.party, EUR);
        vm.expectRevert(reason);
        pledges.restore(1, 1, buyer.party, EUR);
        vm.expectRevert(reason);
        pledges.cut(lotId, 1, buyer.party, EUR);
    }

    function _refusedOffer(
        Actor memory owner,
        IPledges.Offer memory item,
        bytes memory reason
    ) private {
        _actRefused(owner, address(pledges), _offerCall(item), reason);
    }

    function _refusedAccept(Actor memory pledgee, uint32 lienNumber, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IPledges.accept, (_numbers(lienNumber)));
        _actRefused(pledgee, address(pledges), call, reason);
    }

    function _wrongStatus(
        uint32 lienNumber,
        IPledges.LienStatus actual,
        IPledges.LienStatus required
    ) private pure returns (bytes memory) {
        bytes4 selector = IPledges.LienWrongStatus.selector;
        return abi.encodeWithSelector(selector, lienNumber, actual, required);
    }
}
