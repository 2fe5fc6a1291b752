// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {BATCH_MAX, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Factoring_Repurchase_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_000);
        lotId = _at(receivableId, 1);
        _sold(_one(lotId));
    }

    function test_Offer_IsTheSuppliersWhateverTheTerms() public {
        vm.expectEmit(address(factoring));
        emit IFactoring.RepurchaseOffered(1, lotId);
        _offer(lotId);

        assertTrue(_position(lotId).repurchaseOffered, "not offered");
    }

    function test_Offer_ByAnotherSupplier_RefusesWithPartyNotEntitled() public {
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, _one(lotId)));
        bytes memory reason = _entitledReason(otherSupplier, supplier);
        _actRefused(otherSupplier, address(factoring), call, reason);
    }

    function test_Offer_OfALotOutsideTheDeal_RefusesWithLotNotInDeal() public {
        LotId other = _at(_confirmed("b", 100), 1);
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, _one(other)));
        bytes4 selector = IFactoring.LotNotInDeal.selector;
        bytes memory reason = abi.encodeWithSelector(selector, other, 0, 1);
        _actRefused(supplier, address(factoring), call, reason);
    }

    function test_GivenNoLotOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        LotId[] memory none = new LotId[](0);
        LotId[] memory many = new LotId[](BATCH_MAX + 1);
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, none));
        _actRefused(supplier, address(factoring), call, _batchReason(0));
        call = abi.encodeCall(IFactoring.offerRepurchase, (1, many));
        _actRefused(supplier, address(factoring), call, _batchReason(BATCH_MAX + 1));
        _refused(financier, none, _batchReason(0));
        _refused(financier, many, _batchReason(BATCH_MAX + 1));
    }

    function test_GivesTheLotBackForWhatIsOutstandingLessItsReserve() public {
        _offer(lotId);

        vm.expectEmit(address(lots));
        emit IERC721.Transfer(financier.party, supplier.party, LotId.unwrap(lotId));
        vm.expectEmit(address(factoring));
        emit IFactoring.LotRepurchased(1, lotId, 80_000, 20_000, 0, "evidence");
        _repurchase(financier, _one(lotId));

        assertEq(_lot(lotId).owner, supplier.party, "owner");
        assertEq(_lot(lotId).dealNumber, 0, "deal of the lot");
        assertEq(_lot(lotId).availableMinor, 100_000, "available");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
        assertEq(_position(lotId).advanceMinor, 0, "advance of the lot");
        // And it can be sold again.
        _sold(_one(lotId));
        assertTrue(!_position(lotId).repurchaseOffered, "offer of the deal before");
    }

    function test_GivenLessOutstandingThanReserve_ReleasesTheRestOfTheReserve() public {
        _payTo(financier, "entry", receivableId, 85_000);
        _offer(lotId);

        vm.expectEmit(address(factoring));
        emit IFactoring.LotRepurchased(1, lotId, 0, 15_000, 5_000, "evidence");
        _repurchase(financier, _one(lotId));

        assertEq(_exposureMinor(financier.party), 0, "exposure");
    }

    function test_GivenACollectedLot_ReleasesItsWholeReserve() public {
        _payTo(financier, "entry", receivableId, 100_000);
        _offer(lotId);

        vm.expectEmit(address(factoring));
        emit IFactoring.LotRepurchased(1, lotId, 0, 0, 20_000, "evidence");
        _repurchase(financier, _one(lotId));
    }

    function test_GivenOneOfTwoLots_LeavesTheDealFunded() public {
        _split(financier, lotId, 50_000);
        _offer(lotId);
        _repurchase(financier, _one(lotId));

        assertEq(_deal(1).openLots, 1, "open lots");
        assertTrue(_deal(1).status == IFactoring.DealStatus.FUNDED, "status is not FUNDED");
        assertEq(_exposureMinor(financier.party), 50_000, "exposure");
    }

    function test_AfterNotice_TheBuyerPaysTheSupplierAgain() public {
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (_one(lotId), "evidence"));
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acknowledgeNotice, (_one(lotId)));
        _act(buyer, address(assignments), call);
        _offer(lotId);

        vm.expectEmit(address(assignments));
        emit IAssignments.NoticeEnded(lotId);
        _repurchase(financier, _one(lotId));

        assertEq(assignments.payeeOf(lotId, supplier.party), supplier.party, "payee");
        assertEq(assignments.noticesOf(_one(lotId))[0].noticedAt, 0, "noticed at");
    }

    function test_GivenALotThatWasPassedOn_ItsOwnerUsesTheDemandMadeBefore() public {
        vm.warp(uint256(TODAY + 91) * 1 days);
        bytes memory call = abi.encodeCall(
            IFactoring.demandRepurchase,
            (1, _one(lotId), "evidence")
        );
        _act(financier, address(factoring), call);
        uint40 acceptBy = uint40(block.timestamp + 1);
        call = abi.encodeCall(
            IAssignments.offerOnward,
            (_one(lotId), otherFinancier.party, acceptBy)
        );
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acceptOnward, (1, _one(lotId), "evidence"));
        _act(otherFinancier, address(assignments), call);
        _refused(financier, _one(lotId), _ownedReason(lotId, otherFinancier, financier));

        _repurchase(otherFinancier, _one(lotId));

        assertEq(_lot(lotId).owner, supplier.party, "owner");
        assertEq(_exposureMinor(otherFinancier.party), 0, "exposure");
    }

    function test_WhenNeitherDemandedNorOffered_RefusesWithRepurchaseNotAgreed() public {
        bytes4 selector = IFactoring.RepurchaseNotAgreed.selector;
        _refused(financier, _one(lotId), abi.encodeWithSelector(selector, lotId));
    }

    function test_GivenALotTwice_RefusesWithRepurchaseNotAgreed() public {
        _split(financier, lotId, 50_000);
        _offer(lotId);
        bytes4 selector = IFactoring.RepurchaseNotAgreed.selector;
        _refused(financier, _two(lotId, lotId), abi.encodeWithSelector(selector, lotId));
    }

    function test_WhenPledgedOrFrozen_Refuses() public {
        _offer(lotId);
        uint32 lienNumber = _offered(financier, _offer(lotId, otherFinancier, 30_000, BY_FILING));
        _lienAccepted(otherFinancier, lienNumber);
        bytes4 selector = IReceivableLots.LotEncumbered.selector;
        _refused(financier, _one(lotId), abi.encodeWithSelector(selector, lotId));

        _release(otherFinancier, lienNumber, 30_000);
        _freeze(financier.party, lotId);
        selector = IReceivableLots.LotHeld.selector;
        _refused(financier, _one(lotId), abi.encodeWithSelector(selector, lotId, 0));
    }

    function test_WhenTheSupplierIsSuspended_RefusesWithPartyNotActive() public {
        _offer(lotId);
        _suspend(supplier);
        bytes memory reason = abi.encodeWithSelector(
            IPartyRegistry.PartyNotActive.selector,
            supplier.party,
            IPartyRegistry.PartyStatus.SUSPENDED
        );
        _refused(financier, _one(lotId), reason);
    }

    function test_GivenAClosedDealWhosePaymentWasReversed_CostsAllThatIsOutstanding() public {
        vm.recordLogs();
        _payTo(financier, "entry", receivableId, 100_000);
        IReceivableLots.Share[] memory shares = _recordedShares();
        bytes memory call = abi.encodeCall(IFactoring.close, (1, _one(lotId), "evidence"));
        _act(financier, address(factoring), call);
        _act(operator, address(settlement), _reverseCall("entry", 0, shares));
        _offer(lotId);

        vm.expectEmit(address(factoring));
        emit IFactoring.LotRepurchased(1, lotId, 100_000, 0, 0, "evidence");
        _repurchase(financier, _one(lotId));

        assertEq(_deal(1).openLots, 0, "open lots");
        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
    }

    function test_WhenACourtGivesTheLotBack_ItLeavesItsDealAndNoticesEnd() public {
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (_one(lotId), "evidence"));
        _act(financier, address(assignments), call);
        _moveByCourt(financier.party, supplier.party, lotId);

        assertEq(_lot(lotId).dealNumber, 0, "deal of the lot");
        assertEq(_deal(1).openLots, 0, "open lots");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
        assertEq(assignments.noticesOf(_one(lotId))[0].noticedAt, 0, "notice");
    }

    function test_WhenACourtGivesAReservedLotBack_ItsDealGoesOn() public {
        LotId reserved = _at(_confirmed("b", 1_000), 1);
        _accepted(_one(reserved));
        _moveByCourt(supplier.party, otherFinancier.party, reserved);
        _moveByCourt(otherFinancier.party, supplier.party, reserved);
        assertTrue(_lot(reserved).reserved, "not reserved");
        assertEq(_lot(reserved).dealNumber, 2, "deal of the lot");
    }

    function test_WhenACourtGaveTheLotBack_ANewDealBeginsWithItsOwnTerms() public {
        vm.recordLogs();
        _payTo(financier, "entry", receivableId, 100_000);
        IReceivableLots.Share[] memory shares = _recordedShares();
        bytes memory call = abi.encodeCall(IFactoring.close, (1, _one(lotId), "evidence"));
        _act(financier, address(factoring), call);
        _act(operator, address(settlement), _reverseCall("entry", 0, shares));
        _moveByCourt(financier.party, supplier.party, lotId);

        _sold(_one(lotId));

        assertTrue(!_position(lotId).isClosed, "closed as in the deal before");
        assertEq(_position(lotId).reserveMinor, 20_000, "reserve");
    }

    function _offer(LotId which) private {
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, _one(which)));
        _act(supplier, address(factoring), call);
    }

    function _repurchase(Actor memory owner, LotId[] memory lotIds) private {
        bytes memory call = abi.encodeCall(IFactoring.repurchase, (1, lotIds, "evidence"));
        _act(owner, address(factoring), call);
    }

    function _refused(Actor memory owner, LotId[] memory lotIds, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IFactoring.repurchase, (1, lotIds, "evidence"));
        _actRefused(owner, address(factoring), call, reason);
    }
}
