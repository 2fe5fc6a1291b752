// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Settlement_Reverse_Test is FinanceTest {
    ReceivableId private receivableId;
    ReceivableId private otherId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        otherId = _confirmed("b", 500);
    }

    function test_RestoresWhatThePaymentTook() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);

        vm.expectEmit(address(settlement));
        emit ISettlement.AllocationReversed(operator.party, "entry", 0, 1_000, 1_000, "evidence");
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotRestored(_at(receivableId, 1), "entry", 1_000, 0, 0);
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.PaymentReversed("entry", receivableId, 1_000, 1_000);
        _reverse("entry", 0, shares);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertTrue(
            state.status == IReceivableRegistry.ReceivableStatus.CONFIRMED,
            "status is not CONFIRMED"
        );
        assertEq(_balanceMinor(), 1_500, "balance");
        assertEq(_entry("entry").unappliedMinor, 1_000, "unapplied");
        assertEq(_entry("entry").allocationsHash, 0, "committed to");
    }

    function test_WhatWasPassedOn_IsOwedBack() public {
        _sold(_one(_at(receivableId, 1)));
        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);
        bytes memory call = abi.encodeCall(
            IDuties.discharge,
            (supplier.party, EUR, 900, "evidence")
        );
        _act(financier, address(duties), call);

        _reverse("entry", 0, shares);

        assertEq(_owedMinor(supplier, financier), 0, "owed");
        assertEq(_owedMinor(financier, supplier), 900, "owed back");
    }

    function test_TheLatestAllocation_IsReversedFirst() public {
        _received("entry", supplier, 900);
        IReceivableLots.Share[] memory first = _allocated(receivableId, 500);
        bytes32 afterFirst = _entry("entry").allocationsHash;
        IReceivableLots.Share[] memory second = _allocated(otherId, 400);

        _refusedMismatch(0, first, afterFirst);
        _reverse("entry", afterFirst, second);
        assertEq(_entry("entry").allocationsHash, afterFirst, "committed to");
        _reverse("entry", 0, first);

        assertEq(_balanceMinor(), 1_500, "balance");
        assertEq(_entry("entry").unappliedMinor, 900, "unapplied");
    }

    function test_APartOfAnAllocation_RefusesWithAllocationMismatch() public {
        IReceivableLots.Share[] memory shares = _paidBoth();
        IReceivableLots.Share[] memory last = new IReceivableLots.Share[](1);
        last[0] = shares[1];
        bytes32 first = _hashOf(0, shares[0], 0);

        // What the second payment of the allocation was hashed onto.
        _refusedMismatch(first, last, _hashOf(first, shares[1], 0));
        assertEq(_entry("entry").allocations, 1, "allocations");
        _reverse("entry", 0, shares);
        assertEq(_balanceMinor(), 1_500, "balance");
    }

    function test_TwoAllocationsAtOnce_RefusesWithAllocationMismatch() public {
        _received("entry", supplier, 900);
        IReceivableLots.Share[] memory both = new IReceivableLots.Share[](2);
        both[0] = _allocated(receivableId, 500)[0];
        both[1] = _allocated(otherId, 400)[0];

        _refusedMismatch(0, both, _hashOf(_hashOf(0, both[0], 0), both[1], 1));
    }

    function test_OtherShares_RefusesWithAllocationMismatch() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);
        shares[0].amountMinor = 999;
        _refusedMismatch(0, shares, _hashOf(0, shares[0], 0));
        shares[0].amountMinor = 1_000;
        shares[0].beneficiary = financier.party;
        _refusedMismatch(0, shares, _hashOf(0, shares[0], 0));
        shares[0].beneficiary = supplier.party;
        _reverse("entry", 0, shares);
        // And not again.
        bytes32 actual = _hashOf(0, shares[0], 0);
        _refusedMismatch(0, shares, actual);
    }

    function test_WithoutShares_RefusesWithSharesEmpty() public {
        _paid("entry", 1_000);
        bytes memory call = _reverseCall("entry", 0, new IReceivableLots.Share[](0));
        bytes4 selector = ISettlement.SharesEmpty.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"));
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_GivenAnUnknownEntry_RefusesWithBankEntryUnknown() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);
        bytes4 selector = ISettlement.BankEntryUnknown.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("other"));
        _actRefused(operator, address(settlement), _reverseCall("other", 0, shares), reason);
        bytes memory call = abi.encodeCall(
            ISettlement.reverseOverpayment,
            ("other", 0, buyer.party, 1, "evidence")
        );
        _actRefused(operator, address(settlement), call, reason);
        call = abi.encodeCall(ISettlement.reverseEntry, ("other", "counter"));
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_WhenThePairHasAnotherAgentNow_WhoRecordedThePaymentStillTakesItBack() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);
        Actor memory agent = _actor("agent");
        _admit(agent, Roles.SETTLEMENT_AGENT);
        bytes memory call = abi.encodeCall(
            IReconciliation.agreeSettlementAgent,
            (IReconciliation.Pair(supplier.party, buyer.party, EUR), agent.party)
        );
        _act(supplier, address(reconciliation), call);
        _act(buyer, address(reconciliation), call);

        bytes4 selector = ISettlement.BankEntryUnknown.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"));
        _actRefused(agent, address(settlement), _reverseCall("entry", 0, shares), reason);
        _act(operator, address(settlement), _reverseCall("entry", 0, shares));
        assertEq(_receivable(receivableId).paidMinor, 0, "paid");
    }

    function test_ALotThatWasMerged_IsRestoredWhereItWent() public {
        LotId lotId = _at(receivableId, 1);
        _split(supplier, lotId, 400);
        IReceivableLots.Share[] memory shares = _paid("entry", 500);
        assertEq(shares.length, 2, "shares");
        _merge(supplier, _at(receivableId, 2), lotId);

        _reverse("entry", 0, shares);

        assertEq(_lot(_at(receivableId, 2)).outstandingMinor, 1_000, "lot");
        assertEq(_receivable(receivableId).outstandingMinor, 1_000, "outstanding");
    }

    function test_TheEntry_IsReversedWhenNothingOfItIsAllocated() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 600);
        bytes memory call = abi.encodeCall(ISettlement.reverseEntry, ("entry", "counter"));
        bytes4 selector = ISettlement.BankEntryStillAllocated.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"), 1);
        _actRefused(operator, address(settlement), call, reason);
        _reverse("entry", 0, shares);
        _received("used", supplier, 1);
        selector = ISettlement.BankEntryAlreadyApplied.selector;
        bytes memory usedCall = abi.encodeCall(ISettlement.reverseEntry, ("entry", "used"));
        reason = abi.encodeWithSelector(selector, bytes32("used"));
        _actRefused(operator, address(settlement), usedCall, reason);
        usedCall = abi.encodeCall(ISettlement.reverseEntry, ("entry", "entry"));
        reason = abi.encodeWithSelector(selector, bytes32("entry"));
        _actRefused(operator, address(settlement), usedCall, reason);

        vm.expectEmit(address(settlement));
        emit ISettlement.BankEntryReversed(operator.party, "entry", "counter");
        _act(operator, address(settlement), call);

        assertTrue(_entry("entry").isReversed, "entry is not reversed");
        assertEq(_entry("entry").unappliedMinor, 0, "unapplied");
        assertTrue(_entry("counter").isReversed, "counter-entry is not recorded");
        selector = ISettlement.BankEntryIsReversed.selector;
        reason = abi.encodeWithSelector(selector, bytes32("entry"));
        _actRefused(operator, address(settlement), call, reason);
        reason = abi.encodeWithSelector(
            ISettlement.BankEntryAlreadyApplied.selector,
            bytes32("counter")
        );
        bytes memory again = _remitCall(_remittance("counter", receivableId, 1));
        _actRefused(operator, address(settlement), again, reason);
    }

    function test_TwoPaymentsInABatch_OfWhatWasPartlyWrittenOff_RecoverInTurn() public {
        LotId lotId = _at(receivableId, 1);
        _split(supplier, lotId, 100);
        _writeOff(_at(receivableId, 2), 50);
        ISettlement.Remittance[] memory two = new ISettlement.Remittance[](2);
        two[0] = _remittance("first", receivableId, 500);
        two[1] = _remittance("second", receivableId, 100);
        vm.recordLogs();
        _act(operator, address(settlement), abi.encodeCall(ISettlement.applyRemittances, (two)));
        IReceivableLots.Share[] memory shares = _recordedShares();

        // 450 and 50, then 90 and 10, of which nothing was left but what was written off.
        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.outstandingMinor, 360, "outstanding");
        assertEq(state.writtenOffMinor, 40, "written off");
        assertEq(_lot(lotId).outstandingMinor, 360, "lot");
        assertEq(_lot(_at(receivableId, 2)).writtenOffMinor, 40, "written off of the lot");
        assertEq(_balanceMinor(), 860, "balance");

        _reverse("second", 0, _slice(shares, 2, 4));
        _reverse("first", 0, _slice(shares, 0, 2));
        state = _receivable(receivableId);
        assertEq(state.outstandingMinor, 950, "outstanding after reversal");
        assertEq(state.writtenOffMinor, 50, "written off after reversal");
        assertEq(_lot(_at(receivableId, 2)).outstandingMinor, 50, "lot after reversal");
        assertEq(_lot(_at(receivableId, 2)).writtenOffMinor, 50, "written off of the lot");
    }

    function _writeOff(LotId lotId, uint64 amountMinor) private {
        vm.warp(uint256(TODAY + 70) * 1 days);
        ICollections.Step[] memory steps = new ICollections.Step[](1);
        steps[0] = ICollections.Step(lotId, ICollections.Stage.REMINDER, "evidence");
        _act(supplier, address(collections), abi.encodeCall(ICollections.advance, (steps)));
        ICollections.WriteOff[] memory writeOffs = new ICollections.WriteOff[](1);
        writeOffs[0] = ICollections.WriteOff(lotId, amountMinor, "evidence");
        _act(supplier, address(collections), abi.encodeCall(ICollections.writeOff, (writeOffs)));
    }

    function _paid(
        bytes32 entryHash,
        uint64 amountMinor
    ) private returns (IReceivableLots.Share[] memory) {
        vm.recordLogs();
        _pay(entryHash, receivableId, amountMinor);
        return _recordedShares();
    }

    /// @dev One entry for both receivables.
    function _paidBoth() private returns (IReceivableLots.Share[] memory) {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 900);
        remittance.applications = new ISettlement.Application[](2);
        remittance.applications[0] = ISettlement.Application(receivableId, 500);
        remittance.applications[1] = ISettlement.Application(otherId, 400);
        vm.recordLogs();
        _act(operator, address(settlement), _remitCall(remittance));
        return _recordedShares();
    }

    function _allocated(
        ReceivableId which,
        uint64 amountMinor
    ) private returns (IReceivableLots.Share[] memory) {
        ISettlement.Application[] memory applications = new ISettlement.Application[](1);
        applications[0] = ISettlement.Application(which, amountMinor);
        vm.recordLogs();
        bytes memory call = abi.encodeCall(ISettlement.allocate, ("entry", applications));
        _act(operator, address(settlement), call);
        return _recordedShares();
    }

    function _reverse(
        bytes32 entryHash,
        bytes32 previousHash,
        IReceivableLots.Share[] memory shares
    ) private {
        _act(operator, address(settlement), _reverseCall(entryHash, previousHash, shares));
    }

    function _refusedMismatch(
        bytes32 previousHash,
        IReceivableLots.Share[] memory shares,
        bytes32 actual
    ) private {
        bytes32 expected = _entry("entry").allocationsHash;
        bytes4 selector = ISettlement.AllocationMismatch.selector;
        bytes memory call = _reverseCall("entry", previousHash, shares);
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"), expected, actual);
        _actRefused(operator, address(settlement), call, reason);
    }

    /// @dev Commitment to a payment with one share, the `index`th of its allocation.
    function _hashOf(
        bytes32 previousHash,
        IReceivableLots.Share memory share,
        uint256 index
    ) private pure returns (bytes32) {
        bytes32 sharesHash = keccak256(abi.encode(bytes32(0), share));
        return keccak256(abi.encode(previousHash, sharesHash, index));
    }

    function _slice(
        IReceivableLots.Share[] memory shares,
        uint256 start,
        uint256 end
    ) private pure returns (IReceivableLots.Share[] memory part) {
        part = new IReceivableLots.Share[](end - start);
        for (uint256 i = start; i < end; ++i) {
            part[i - start] = shares[i];
        }
    }
}
