// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {Acts, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Pledges_Enforce_Test is FinanceTest {
    uint40 private constant WAIT = 10 days;

    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
    }

    function test_OfTheWholeLot_MovesItToThePledgee() public {
        _pledged(lotId, financier, 1_000, BY_FILING);
        vm.expectEmit(address(pledges));
        emit IPledges.EnforcementAnnounced(1, uint40(START) + WAIT, "evidence");
        _announce(financier, 1);
        vm.warp(START + WAIT);

        vm.expectEmit(address(lots));
        emit IERC721.Transfer(supplier.party, financier.party, LotId.unwrap(lotId));
        vm.expectEmit(address(pledges));
        emit IPledges.LienEnforced(1, lotId, 1_000, "evidence");
        _enforce(financier, 1);

        assertEq(_lot(lotId).owner, financier.party, "owner");
        assertTrue(!_lot(lotId).encumbered, "still encumbered");
        assertEq(_exposureMinor(financier.party), 1_000, "exposure");
        assertTrue(_lien(1).status == IPledges.LienStatus.ENFORCED, "status is not ENFORCED");
        assertEq(_lien(1).securedMinor, 0, "secured");
    }

    function test_OfAPart_MovesANewLotToThePledgee() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _enforced(financier, 1);

        LotId part = _at(receivableId, 2);
        assertEq(_lot(part).owner, financier.party, "owner of the part");
        assertEq(_lot(part).outstandingMinor, 400, "part");
        assertEq(_lot(lotId).owner, supplier.party, "owner of the rest");
        assertEq(_lot(lotId).availableMinor, 600, "rest");
        assertEq(_exposureMinor(financier.party), 400, "exposure");
    }

    function test_OfALotOfAFinancier_TakesTheExposureOverAndDividesTheDeal() public {
        _sold(_one(lotId));
        _lienAccepted(
            otherFinancier,
            _offered(financier, _offer(lotId, otherFinancier, 400, BY_FILING))
        );
        _enforced(otherFinancier, 1);

        LotId part = _at(receivableId, 2);
        assertEq(_exposureMinor(financier.party), 600, "exposure of the pledgor");
        assertEq(_exposureMinor(otherFinancier.party), 400, "exposure of the pledgee");
        assertEq(_lot(part).dealNumber, 1, "deal of the part");
        assertEq(_deal(1).openLots, 2, "open lots");
        assertEq(_position(part).reserveMinor, 80, "reserve of the part");
        assertEq(_position(lotId).reserveMinor, 120, "reserve of the rest");
        // Its new owner collects and closes it.
        _payTo(otherFinancier, "entry", receivableId, 1_000);
        bytes memory call = abi.encodeCall(IFactoring.close, (1, _one(part), "evidence"));
        _act(otherFinancier, address(factoring), call);
        assertEq(_deal(1).openLots, 1, "open lots after closing");
    }

    function test_Announcement_IsMadeOnceAndCanBeTakenBack() public {
        _pledged(lotId, financier, 400, BY_FILING);
        bytes memory call = abi.encodeCall(IPledges.withdrawEnforcement, (1));
        bytes4 selector = IPledges.EnforcementNotDue.selector;
        bytes memory notDue = abi.encodeWithSelector(selector, 1, 0);
        _actRefused(financier, address(pledges), call, notDue);
        _announce(financier, 1);
        bytes memory announcement = abi.encodeCall(IPledges.announceEnforcement, (1, "evidence"));
        selector = IPledges.MilestoneAlreadyRecorded.selector;
        bytes memory reason = abi.encodeWithSelector(selector, 1);
        _actRefused(financier, address(pledges), announcement, reason);

        vm.expectEmit(address(pledges));
        emit IPledges.EnforcementWithdrawn(1);
        _act(financier, address(pledges), call);

        vm.warp(START + WAIT);
        _refused(financier, 1, notDue);
        _announce(financier, 1);
    }

    function test_BeforeTheWaitIsOver_RefusesWithEnforcementNotDue() public {
        _pledged(lotId, financier, 400, BY_FILING);
        bytes4 selector = IPledges.EnforcementNotDue.selector;
        _refused(financier, 1, abi.encodeWithSelector(selector, 1, 0));
        _announce(financier, 1);
        vm.warp(START + WAIT - 1);
        _refused(financier, 1, abi.encodeWithSelector(selector, 1, START + WAIT));
        vm.warp(START + WAIT);
        _enforce(financier, 1);
    }

    function test_WhenAnotherLienIsSenior_RefusesWithLienNotFirstUntilThatIsPaid() public {
        _pledged(lotId, otherFinancier, 300, BY_FILING);
        vm.warp(START + 1);
        _pledged(lotId, financier, 400, BY_FILING);
        _announce(financier, 2);
        vm.warp(START + 1 + WAIT);
        bytes4 selector = IPledges.LienNotFirst.selector;
        _refused(financier, 2, abi.encodeWithSelector(selector, 2, 1));

        _pay("entry", receivableId, 300);
        _enforce(financier, 2);

        assertEq(_lot(_at(receivableId, 2)).outstandingMinor, 400, "part");
        assertTrue(_lot(lotId).encumbered, "the paid lien is off its lot");
    }

    function test_GivenEqualRank_MayEnforceBesideTheOther() public {
        _pledged(lotId, otherFinancier, 300, BY_FILING);
        _pledged(lotId, financier, 400, BY_FILING);
        _enforced(financier, 2);

        assertEq(_lot(_at(receivableId, 2)).owner, financier.party, "owner of the part");
        assertEq(_lot(lotId).availableMinor, 300, "available of the rest");
    }

    function test_WhenNothingIsSecured_RefusesWithAmountOutOfBounds() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _announce(financier, 1);
        _pay("entry", receivableId, 400);
        vm.warp(START + WAIT);
        _refused(financier, 1, _amountReason(0));
    }

    function test_WhenTheLotIsFrozen_RefusesWithLotHeld() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _announce(financier, 1);
        _freeze(supplier.party, lotId);
        vm.warp(START + WAIT);
        bytes4 selector = IReceivableLots.LotHeld.selector;
        _refused(financier, 1, abi.encodeWithSelector(selector, lotId, 0));
    }

    function test_WhenDisputed_StillMovesThePart() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _dispute(receivableId, 1_000);
        _enforced(financier, 1);

        assertEq(_lot(_at(receivableId, 2)).disputedMinor, 400, "disputed");
    }

    function test_WhenTheLienCameBackOnAReservedLot_WaitsUntilTheDealLapses() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _announce(financier, 1);
        vm.recordLogs();
        _pay("entry", receivableId, 400);
        IReceivableLots.Share[] memory shares = _recordedShares();
        IFactoring.Quote memory quote = _quote(_one(lotId));
        quote.fundingSeconds = 20 days;
        _act(supplier, address(factoring), _acceptCall(quote, _one(lotId), financier.key));
        _act(operator, address(settlement), _reverseCall("entry", 0, shares));
        assertEq(_lien(1).securedMinor, 400, "secured");
        vm.warp(START + WAIT);

        bytes4 selector = IReceivableLots.LotEncumbered.selector;
        _refused(financier, 1, abi.encodeWithSelector(selector, lotId));

        vm.warp(START + 20 days + 1);
        factoring.lapse(1, _one(lotId));
        _enforce(financier, 1);
    }

    function test_AfterACourtMovedTheLot_TheLienStaysAndIsEnforced() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _moveByCourt(supplier.party, otherFinancier.party, lotId);
        assertEq(_exposureMinor(otherFinancier.party), 1_000, "exposure of the new owner");

        _enforced(financier, 1);

        assertEq(_lot(_at(receivableId, 2)).owner, financier.party, "owner of the part");
        assertEq(_exposureMinor(otherFinancier.party), 600, "exposure of the new owner");
        assertEq(_exposureMinor(financier.party), 400, "exposure of the pledgee");
    }

    function test_AfterACourtMovedTheLotToThePledgee_CountsItOnceWhenEnforced() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _moveByCourt(supplier.party, financier.party, lotId);
        assertEq(_exposureMinor(financier.party), 1_400, "lot and lien");

        _enforced(financier, 1);

        assertEq(_exposureMinor(financier.party), 1_000, "lots");
    }

    function test_GivenAsManyLotsAsPossible_RefusesWithLotCountAboveMax() public {
        receivableId = _confirmed("b", 10_000);
        lotId = _at(receivableId, 1);
        for (uint256 i = 1; i < 24; ++i) {
            _split(supplier, lotId, 100);
        }
        for (uint256 i = 0; i < 9; ++i) {
            LotId which = _at(receivableId, 1 + i / 5);
            _pledged(which, financier, 10, BY_FILING);
        }
        for (uint32 i = 1; i <= 9; ++i) {
            _announce(financier, i);
        }
        vm.warp(START + WAIT);
        for (uint32 i = 1; i <= 8; ++i) {
            _enforce(financier, i);
        }
        assertEq(lots.lotsOf(receivableId).length, 32, "lots");

        bytes4 selector = IReceivableLots.LotCountAboveMax.selector;
        _refused(financier, 9, abi.encodeWithSelector(selector, receivableId, 33, 32));
    }

    function test_IsThePledgeesAndNeverPaused() public {
        _pledged(lotId, financier, 400, BY_FILING);
        bytes memory reason = _entitledReason(supplier, financier);
        bytes memory call = abi.encodeCall(IPledges.announceEnforcement, (1, "evidence"));
        _actRefused(supplier, address(pledges), call, reason);
        call = abi.encodeCall(IPledges.withdrawEnforcement, (1));
        _actRefused(supplier, address(pledges), call, reason);
        _refused(supplier, 1, reason);

        _announce(financier, 1);
        vm.prank(operator.signer);
        parties.pause(Acts.PAUSABLE, "reason");
        vm.warp(START + WAIT);
        _enforce(financier, 1);
    }

    function _announce(Actor memory pledgee, uint32 lienNumber) private {
        bytes memory call = abi.encodeCall(IPledges.announceEnforcement, (lienNumber, "evidence"));
        _act(pledgee, address(pledges), call);
    }

    function _enforce(Actor memory pledgee, uint32 lienNumber) private {
        bytes memory call = abi.encodeCall(IPledges.enforce, (lienNumber, "evidence"));
        _act(pledgee, address(pledges), call);
    }

    function _refused(Actor memory pledgee, uint32 lienNumber, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IPledges.enforce, (lienNumber, "evidence"));
        _actRefused(pledgee, address(pledges), call, reason);
    }
}
