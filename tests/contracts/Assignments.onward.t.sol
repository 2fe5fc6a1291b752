// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {ICreditBook} from "../../contracts/interfaces/ICreditBook.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ConfirmationScope, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Assignments_Onward_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
        lotIds = _one(lotId);
        _sold(lotIds);
    }

    function test_Offer_IsRecordedForTheOtherFinancier() public {
        bytes32 lotsHash = keccak256(abi.encodePacked(lotIds));
        vm.expectEmit(address(assignments));
        emit IAssignments.OnwardOffered(
            1,
            financier.party,
            otherFinancier.party,
            lotsHash,
            ACCEPT_BY
        );
        _offer();

        IAssignments.Onward memory onward = assignments.onwardsOf(_numbers(1))[0];
        assertEq(onward.from, financier.party, "from");
        assertEq(onward.to, otherFinancier.party, "to");
        assertEq(onward.lotsHash, lotsHash, "lots");
        assertEq(onward.acceptBy, ACCEPT_BY, "accept by");
        assertTrue(onward.status == IAssignments.OnwardStatus.OFFERED, "status is not OFFERED");
    }

    function test_Accept_MovesTheLotsWithTheirTermsAndTheExposure() public {
        _pay("entry", receivableId, 300);
        _offer();

        vm.expectEmit(address(assignments));
        emit IAssignments.OnwardAccepted(1, "evidence");
        vm.expectEmit(address(lots));
        emit IERC721.Transfer(financier.party, otherFinancier.party, LotId.unwrap(lotId));
        _accept(otherFinancier);

        assertEq(_lot(lotId).owner, otherFinancier.party, "owner");
        assertEq(_lot(lotId).dealNumber, 1, "deal of the lot");
        assertEq(_position(lotId).reserveMinor, 200, "reserve");
        assertEq(_exposureMinor(financier.party), 0, "exposure of who sold");
        assertEq(_exposureMinor(otherFinancier.party), 700, "exposure of who bought");
        _refusedAccept(otherFinancier, _wrongStatus(IAssignments.OnwardStatus.ACCEPTED));
    }

    function test_Accept_WhenAllWasPaidMeanwhile_MovesTheLotWithoutExposure() public {
        _offer();
        _pay("entry", receivableId, 1_000);
        _assess(otherFinancier, 0);

        _accept(otherFinancier);

        assertEq(_lot(lotId).owner, otherFinancier.party, "owner");
    }

    function test_Accept_AboveTheLimit_RefusesWithExposureAboveLimit() public {
        _offer();
        _assess(otherFinancier, 999);
        ICreditBook.ExposureKey memory key = ICreditBook.ExposureKey(
            otherFinancier.party,
            buyer.party,
            EUR
        );
        bytes4 selector = ICreditBook.ExposureAboveLimit.selector;
        _refusedAccept(otherFinancier, abi.encodeWithSelector(selector, key, 1_000, 999));
    }

    function test_Accept_BySomebodyElse_RefusesWithPartyNotEntitled() public {
        _offer();
        _refusedAccept(financier, _entitledReason(financier, otherFinancier));
    }

    function test_Accept_AtTheEnd_WorksAndThenRefusesWithOnwardExpired() public {
        _offer();
        vm.warp(ACCEPT_BY + 1);
        bytes4 selector = IAssignments.OnwardExpired.selector;
        _refusedAccept(otherFinancier, abi.encodeWithSelector(selector, 1, ACCEPT_BY));
        vm.warp(ACCEPT_BY);
        _accept(otherFinancier);
    }

    function test_Accept_OfOtherLots_RefusesWithLotsMismatch() public {
        _offer();
        bytes32 expected = keccak256(abi.encodePacked(lotIds));
        lotIds = _two(lotId, lotId);
        bytes32 actual = keccak256(abi.encodePacked(lotIds));
        bytes4 selector = IFactoring.LotsMismatch.selector;
        _refusedAccept(otherFinancier, abi.encodeWithSelector(selector, expected, actual));
    }

    function test_Accept_OfALotTwice_RefusesWithLotNotOwned() public {
        lotIds = _two(lotId, lotId);
        _offer();
        _refusedAccept(otherFinancier, _ownedReason(lotId, otherFinancier, financier));
    }

    function test_Accept_OfALotThatIsNotWhollyAvailable_RefusesWithLotNotAvailable() public {
        _offer();
        uint32 lienNumber = _offered(financier, _offer(lotId, otherFinancier, 400, BY_FILING));
        _lienAccepted(otherFinancier, lienNumber);
        bytes4 selector = IReceivableLots.LotNotAvailable.selector;
        _refusedAccept(otherFinancier, abi.encodeWithSelector(selector, lotId, 600, 1_000));

        _release(otherFinancier, lienNumber, 400);
        _dispute(receivableId, 100);
        _refusedAccept(otherFinancier, abi.encodeWithSelector(selector, lotId, 900, 1_000));
    }

    function test_Accept_OfLotsOfTwoBuyersOrCurrencies_RefusesWithOnwardLotsMixed() public {
        bytes4 selector = IAssignments.OnwardLotsMixed.selector;
        LotId other = _soldTo(otherBuyer, EUR, "b");
        lotIds = _two(lotId, other);
        _offer();
        _refusedAccept(otherFinancier, abi.encodeWithSelector(selector, other));

        other = _soldTo(buyer, CNY, "c");
        lotIds = _two(lotId, other);
        _offer();
        bytes memory call = abi.encodeCall(IAssignments.acceptOnward, (2, lotIds, "evidence"));
        bytes memory reason = abi.encodeWithSelector(selector, other);
        _actRefused(otherFinancier, address(assignments), call, reason);
    }

    function test_Accept_ToOrFromTheSupplier_RefusesWithOnwardNotBetweenFinanciers() public {
        vm.prank(operator.signer);
        parties.renewAdmission(supplier.party, Roles.SUPPLIER | Roles.FINANCIER, ADMITTED_UNTIL);
        bytes4 selector = IAssignments.OnwardNotBetweenFinanciers.selector;
        _offerTo(financier, supplier);
        _refusedAccept(supplier, abi.encodeWithSelector(selector, lotId));

        lotId = _at(_confirmed("b", 1_000), 1);
        lotIds = _one(lotId);
        _offerTo(supplier, financier);
        bytes memory call = abi.encodeCall(IAssignments.acceptOnward, (2, lotIds, "evidence"));
        bytes memory reason = abi.encodeWithSelector(selector, lotId);
        _actRefused(financier, address(assignments), call, reason);
    }

    function test_Offer_OfALotOfAnotherOwner_RefusesWithLotNotOwned() public {
        bytes memory reason = _ownedReason(lotId, financier, otherFinancier);
        _refusedOffer(otherFinancier, financier, ACCEPT_BY, reason);
    }

    function test_Offer_ToWhoIsNoFinancier_RefusesWithPartyLacksRole() public {
        bytes memory reason = _roleReason(buyer, Roles.BUYER, Roles.FINANCIER);
        _refusedOffer(financier, buyer, ACCEPT_BY, reason);
    }

    function test_Offer_ThatEndsNow_RefusesWithOnwardExpired() public {
        bytes4 selector = IAssignments.OnwardExpired.selector;
        bytes memory reason = abi.encodeWithSelector(selector, 1, START);
        _refusedOffer(financier, otherFinancier, uint40(START), reason);
    }

    function test_Withdraw_EndsTheOffer() public {
        _offer();
        vm.expectEmit(address(assignments));
        emit IAssignments.OnwardWithdrawn(1);
        _act(financier, address(assignments), abi.encodeCall(IAssignments.withdrawOnward, (1)));

        bytes memory reason = _wrongStatus(IAssignments.OnwardStatus.WITHDRAWN);
        _refusedAccept(otherFinancier, reason);
        bytes memory call = abi.encodeCall(IAssignments.withdrawOnward, (1));
        _actRefused(financier, address(assignments), call, reason);
    }

    function test_Withdraw_BySomebodyElse_RefusesWithPartyNotEntitled() public {
        _offer();
        bytes memory call = abi.encodeCall(IAssignments.withdrawOnward, (1));
        bytes memory reason = _entitledReason(otherFinancier, financier);
        _actRefused(otherFinancier, address(assignments), call, reason);
    }

    function _soldTo(
        Actor memory owing,
        bytes3 currency,
        bytes32 fingerprint
    ) private returns (LotId other) {
        IReceivableRegistry.Registration memory registration = _registration(fingerprint, 500);
        registration.buyer = owing.party;
        registration.currency = currency;
        _act(supplier, address(receivables), _registerCall(registration));
        ReceivableId id = receivables.receivableIdOf(supplier.party, fingerprint);
        _act(owing, address(receivables), _confirmCall(id, 500, ConfirmationScope.ALL));
        other = _at(id, 1);
        IFactoring.Quote memory quote = _quote(_one(other));
        quote.buyer = owing.party;
        quote.currency = currency;
        _soldAs(quote, _one(other));
    }

    function _offer() private {
        _offerTo(financier, otherFinancier);
    }

    function _offerTo(Actor memory from, Actor memory to) private {
        bytes memory call = abi.encodeCall(IAssignments.offerOnward, (lotIds, to.party, ACCEPT_BY));
        _act(from, address(assignments), call);
    }

    function _accept(Actor memory to) private {
        bytes memory call = abi.encodeCall(IAssignments.acceptOnward, (1, lotIds, "evidence"));
        _act(to, address(assignments), call);
    }

    function _refusedOffer(
        Actor memory from,
        Actor memory to,
        uint40 acceptBy,
        bytes memory reason
    ) private {
        bytes memory call = abi.encodeCall(IAssignments.offerOnward, (lotIds, to.party, acceptBy));
        _actRefused(from, address(assignments), call, reason);
    }

    function _refusedAccept(Actor memory to, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IAssignments.acceptOnward, (1, lotIds, "evidence"));
        _actRefused(to, address(assignments), call, reason);
    }

    function _wrongStatus(IAssignments.OnwardStatus actual) private pure returns (bytes memory) {
        bytes4 selector = IAssignments.OnwardWrongStatus.selector;
        return abi.encodeWithSelector(selector, 1, actual, IAssignments.OnwardStatus.OFFERED);
    }
}
