// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {BATCH_MAX, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Assignments_Notice_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
        _sold(_one(lotId));
    }

    function test_GivenADisclosedDeal_TheOwnerTellsTheBuyer() public {
        vm.expectEmit(address(assignments));
        emit IAssignments.NoticeGiven(lotId, financier.party, "evidence");
        _notify(financier, _one(lotId));

        assertEq(_notice(lotId).noticedAt, START, "noticed at");
        assertEq(assignments.payeeOf(lotId, supplier.party), supplier.party, "payee");
    }

    function test_WhenTheBuyerAcknowledges_ItPaysTheOwnerFromThenOn() public {
        _payTo(supplier, "before", receivableId, 100);
        _notify(financier, _one(lotId));
        vm.expectEmit(address(assignments));
        emit IAssignments.NoticeAcknowledged(lotId, financier.party);
        _acknowledge(_one(lotId));

        assertEq(assignments.payeeOf(lotId, supplier.party), financier.party, "payee");
        assertEq(_notice(lotId).acknowledgedAt, START, "acknowledged at");
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier.party,
            financier.party,
            EUR,
            200,
            300,
            IDuties.DutyReason.MISDIRECTED,
            "after"
        );
        _payTo(supplier, "after", receivableId, 200);
    }

    function test_GivenASilentDeal_RefusesWithDealNotDisclosedUntilPastDue() public {
        LotId silent = _at(_confirmed("b", 1_000), 1);
        IFactoring.Quote memory quote = _quote(_one(silent));
        quote.disclosed = false;
        _soldAs(quote, _one(silent));
        bytes4 selector = IAssignments.DealNotDisclosed.selector;
        vm.warp(uint256(TODAY + 61) * 1 days - 1);
        _refused(financier, _one(silent), abi.encodeWithSelector(selector, 2));

        vm.warp(uint256(TODAY + 61) * 1 days);
        _notify(financier, _one(silent));
    }

    function test_GivenALotThatWasEnforced_NeedsNoDeal() public {
        LotId pledgedLot = _at(_confirmed("b", 1_000), 1);
        uint32 lienNumber = _pledged(pledgedLot, otherFinancier, 1_000, BY_FILING);
        _enforced(otherFinancier, lienNumber);

        _notify(otherFinancier, _one(pledgedLot));
        _acknowledge(_one(pledgedLot));

        assertEq(assignments.payeeOf(pledgedLot, supplier.party), otherFinancier.party, "payee");
    }

    function test_Notify_ByWhoDoesNotOwnIt_RefusesWithLotNotOwned() public {
        _refused(otherFinancier, _one(lotId), _ownedReason(lotId, financier, otherFinancier));
    }

    function test_Notify_ByASupplier_Refuses() public {
        LotId other = _at(_confirmed("b", 1_000), 1);
        _refused(supplier, _one(other), _roleReason(supplier, Roles.SUPPLIER, Roles.FINANCIER));

        vm.prank(operator.signer);
        parties.renewAdmission(supplier.party, Roles.SUPPLIER | Roles.FINANCIER, ADMITTED_UNTIL);
        bytes4 selector = IAssignments.LotNotAssigned.selector;
        _refused(supplier, _one(other), abi.encodeWithSelector(selector, other));
    }

    function test_GivenNoLotOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        LotId[] memory none = new LotId[](0);
        LotId[] memory many = new LotId[](BATCH_MAX + 1);
        _refused(financier, none, _batchReason(0));
        _refused(financier, many, _batchReason(BATCH_MAX + 1));
        bytes memory call = abi.encodeCall(IAssignments.acknowledgeNotice, (none));
        _actRefused(buyer, address(assignments), call, _batchReason(0));
        call = abi.encodeCall(IAssignments.acknowledgeNotice, (many));
        _actRefused(buyer, address(assignments), call, _batchReason(BATCH_MAX + 1));
        call = abi.encodeCall(IAssignments.offerOnward, (none, otherFinancier.party, ACCEPT_BY));
        _actRefused(financier, address(assignments), call, _batchReason(0));
        call = abi.encodeCall(IAssignments.offerOnward, (many, otherFinancier.party, ACCEPT_BY));
        _actRefused(financier, address(assignments), call, _batchReason(BATCH_MAX + 1));
    }

    function test_Acknowledge_WithoutANewNotice_RefusesWithNoticeMissing() public {
        bytes4 selector = IAssignments.NoticeMissing.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotId);
        bytes memory call = abi.encodeCall(IAssignments.acknowledgeNotice, (_one(lotId)));
        _actRefused(buyer, address(assignments), call, reason);
        _notify(financier, _one(lotId));
        _acknowledge(_one(lotId));
        _actRefused(buyer, address(assignments), call, reason);

        vm.warp(START + 1);
        _notify(financier, _one(lotId));
        _acknowledge(_one(lotId));
        assertEq(_notice(lotId).acknowledgedAt, START + 1, "acknowledged at");
    }

    function test_GivenANoticeInTheSecondOfTheLastAcknowledgement_TheBuyerAcknowledgesItToo()
        public
    {
        _notify(financier, _one(lotId));
        _acknowledge(_one(lotId));
        _notify(financier, _one(lotId));
        assertEq(_notice(lotId).acknowledgedAt, 0, "acknowledged at");
        assertEq(assignments.payeeOf(lotId, supplier.party), financier.party, "payee");

        _acknowledge(_one(lotId));
        assertEq(_notice(lotId).acknowledgedAt, START, "acknowledged at");
    }

    function test_Acknowledge_ByAnotherBuyer_RefusesWithPartyNotEntitled() public {
        _notify(financier, _one(lotId));
        bytes memory call = abi.encodeCall(IAssignments.acknowledgeNotice, (_one(lotId)));
        bytes memory reason = _entitledReason(otherBuyer, buyer);
        _actRefused(otherBuyer, address(assignments), call, reason);
    }

    function test_WhenTheLotIsSplit_ThePartWasToldTheSame() public {
        _notify(financier, _one(lotId));
        _acknowledge(_one(lotId));

        _split(financier, lotId, 400);

        LotId part = _at(receivableId, 2);
        assertEq(assignments.payeeOf(part, supplier.party), financier.party, "payee");
        _merge(financier, lotId, part);
        assertEq(_notice(part).noticedAt, 0, "notice of the merged lot");
        assertEq(assignments.payeeOf(lotId, supplier.party), financier.party, "payee");
    }

    function test_GivenPartsThatWereToldDifferently_RefusesToMergeThem() public {
        _split(financier, lotId, 400);
        LotId part = _at(receivableId, 2);
        _notify(financier, _one(part));

        bytes memory call = abi.encodeCall(IReceivableLots.merge, (lotId, _one(part)));
        bytes4 selector = IReceivableLots.LotsNotMergeable.selector;
        bytes memory reason = abi.encodeWithSelector(selector, part, lotId);
        _actRefused(financier, address(lots), call, reason);
        _acknowledge(_one(part));
        _actRefused(financier, address(lots), call, reason);
    }

    function test_NoticesAreKeptByLotsOnly() public {
        vm.expectRevert(_moduleReason(address(lots)));
        assignments.splitNotice(lotId, lotId);
        vm.expectRevert(_moduleReason(address(lots)));
        assignments.mergeNotices(lotId, lotId);
        vm.expectRevert(_moduleReason(address(lots)));
        assignments.clearNotice(lotId);
    }

    function _notice(LotId which) private view returns (IAssignments.Notice memory) {
        return assignments.noticesOf(_one(which))[0];
    }

    function _notify(Actor memory owner, LotId[] memory lotIds) private {
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (lotIds, "evidence"));
        _act(owner, address(assignments), call);
    }

    function _acknowledge(LotId[] memory lotIds) private {
        bytes memory call = abi.encodeCall(IAssignments.acknowledgeNotice, (lotIds));
        _act(buyer, address(assignments), call);
    }

    function _refused(Actor memory owner, LotId[] memory lotIds, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (lotIds, "evidence"));
        _actRefused(owner, address(assignments), call, reason);
    }
}
