// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {BATCH_MAX, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice 500 came in, of which nothing is applied yet.
contract Settlement_Allocate_Test is FinanceTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        _received("entry", supplier, 500);
    }

    function test_TakesWhatIsAppliedFromTheEntryAndCommitsToIt() public {
        _allocate(300);
        bytes32 first = _entry("entry").allocationsHash;
        assertEq(_entry("entry").unappliedMinor, 200, "unapplied");
        assertEq(_entry("entry").allocations, 1, "allocations");
        assertEq(_receivable(receivableId).paidMinor, 300, "paid");

        _allocate(200);
        assertEq(_entry("entry").unappliedMinor, 0, "unapplied");
        assertEq(_entry("entry").allocations, 2, "allocations");
        assertTrue(_entry("entry").allocationsHash != first, "second is not committed to");
    }

    function test_GivenMoreThanIsUnapplied_RefusesWithApplicationsAboveEntry() public {
        _allocate(300);
        bytes4 selector = ISettlement.ApplicationsAboveEntry.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"), 201, 200);
        _actRefused(operator, address(settlement), _call("entry", 201), reason);
        bytes memory call = _overpaidCall(buyer.party, 201);
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        ISettlement.Application[] memory applications = new ISettlement.Application[](0);
        bytes memory call = abi.encodeCall(ISettlement.allocate, ("entry", applications));
        _actRefused(operator, address(settlement), call, _batchReason(0));
        applications = new ISettlement.Application[](BATCH_MAX + 1);
        call = abi.encodeCall(ISettlement.allocate, ("entry", applications));
        _actRefused(operator, address(settlement), call, _batchReason(BATCH_MAX + 1));
    }

    function test_GivenAnUnknownEntry_RefusesWithBankEntryUnknown() public {
        bytes4 selector = ISettlement.BankEntryUnknown.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("other"));
        _actRefused(operator, address(settlement), _call("other", 1), reason);
        bytes memory call = abi.encodeCall(
            ISettlement.recordOverpayment,
            ("other", buyer.party, 1)
        );
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_GivenAReversedEntry_RefusesWithBankEntryIsReversed() public {
        _act(
            operator,
            address(settlement),
            abi.encodeCall(ISettlement.reverseEntry, ("entry", "counter"))
        );
        bytes4 selector = ISettlement.BankEntryIsReversed.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"));
        _actRefused(operator, address(settlement), _call("entry", 1), reason);
        bytes memory call = _overpaidCall(buyer.party, 1);
        _actRefused(operator, address(settlement), call, reason);
        call = abi.encodeCall(ISettlement.allocateEarlyPayment, ("entry", 1));
        _actRefused(operator, address(settlement), call, reason);
        reason = abi.encodeWithSelector(selector, bytes32("counter"));
        _actRefused(operator, address(settlement), _call("counter", 1), reason);
    }

    function test_GivenAnotherCurrency_RefusesWithCurrencyMismatch() public {
        ISettlement.Remittance memory remittance = _remittance("yuan", receivableId, 1);
        remittance.currency = CNY;
        remittance.applications = new ISettlement.Application[](0);
        _act(operator, address(settlement), _remitCall(remittance));
        bytes4 selector = IReceivableRegistry.CurrencyMismatch.selector;
        bytes memory reason = abi.encodeWithSelector(selector, receivableId, EUR, CNY);
        _actRefused(operator, address(settlement), _call("yuan", 1), reason);
    }

    function test_AsOftenAsPossible_ThenRefusesWithAllocationsAboveMax() public {
        for (uint256 i = 0; i < 100; ++i) {
            _allocate(1);
        }
        bytes4 selector = ISettlement.AllocationsAboveMax.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"), 100);
        _actRefused(operator, address(settlement), _call("entry", 1), reason);
        bytes memory call = _overpaidCall(buyer.party, 1);
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_ByWhoIsNoAgent_RefusesWithPartyLacksRole() public {
        bytes memory reason = _roleReason(buyer, Roles.BUYER, Roles.SETTLEMENT_AGENT);
        _actRefused(buyer, address(settlement), _call("entry", 1), reason);
        bytes memory call = _overpaidCall(buyer.party, 1);
        _actRefused(buyer, address(settlement), call, reason);
        call = abi.encodeCall(ISettlement.allocateEarlyPayment, ("entry", 1));
        _actRefused(buyer, address(settlement), call, reason);
    }

    function test_Overpayment_IsOwedByWhoReceivedIt() public {
        vm.expectEmit(address(settlement));
        emit ISettlement.OverpaymentRecorded(operator.party, "entry", buyer.party, 120);
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier.party,
            buyer.party,
            EUR,
            120,
            120,
            IDuties.DutyReason.OVERPAID,
            "entry"
        );
        _act(operator, address(settlement), _overpaidCall(buyer.party, 120));

        assertEq(_entry("entry").unappliedMinor, 380, "unapplied");
        assertEq(_owedMinor(supplier, buyer), 120, "owed");
    }

    function test_Overpayment_ThatBelongsToWhoReceivedIt_IsNotOwed() public {
        _act(operator, address(settlement), _overpaidCall(supplier.party, 120));
        assertEq(_entry("entry").unappliedMinor, 380, "unapplied");
        assertEq(_owedMinor(supplier, supplier), 0, "owed");
        bytes memory call = _reverseOverpaidCall(supplier.party, 120);
        _act(operator, address(settlement), call);
        assertEq(_entry("entry").unappliedMinor, 500, "unapplied after reversal");
    }

    function test_Overpayment_OfNothingOrToAnUnknownParty_Refuses() public {
        bytes memory call = _overpaidCall(buyer.party, 0);
        _actRefused(operator, address(settlement), call, _amountReason(0));
        call = _overpaidCall(address(1), 1);
        bytes4 selector = IPartyRegistry.PartyUnknown.selector;
        bytes memory reason = abi.encodeWithSelector(selector, address(1));
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_Overpayment_IsReversedExactly() public {
        _act(operator, address(settlement), _overpaidCall(buyer.party, 120));
        bytes32 committed = _entry("entry").allocationsHash;
        bytes memory call = _reverseOverpaidCall(buyer.party, 119);
        bytes4 selector = ISettlement.AllocationMismatch.selector;
        bytes32 content = keccak256(abi.encode("overpayment", buyer.party, 119));
        bytes32 actual = keccak256(abi.encode(bytes32(0), content, 0));
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"), committed, actual);
        _actRefused(operator, address(settlement), call, reason);

        vm.expectEmit(address(settlement));
        emit ISettlement.AllocationReversed(operator.party, "entry", 0, 120, 500, "evidence");
        vm.expectEmit(address(duties));
        emit IDuties.DutyReduced(supplier.party, buyer.party, EUR, 120, 0, "evidence");
        _act(operator, address(settlement), _reverseOverpaidCall(buyer.party, 120));
    }

    function test_Overpayment_ThatWasPassedOn_IsOwedBackWhenReversed() public {
        _act(operator, address(settlement), _overpaidCall(buyer.party, 120));
        bytes memory call = abi.encodeCall(
            IDuties.discharge,
            (supplier.party, EUR, 100, "evidence")
        );
        _act(buyer, address(duties), call);

        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            buyer.party,
            supplier.party,
            EUR,
            100,
            100,
            IDuties.DutyReason.REVERSED,
            "evidence"
        );
        _act(operator, address(settlement), _reverseOverpaidCall(buyer.party, 120));

        assertEq(_owedMinor(supplier, buyer), 0, "owed");
        assertEq(_owedMinor(buyer, supplier), 100, "owed back");
    }

    function test_MoneyForASoldLot_IsCollectedByThePayeeAndMisdirectedToOthers() public {
        _sold(_one(_at(receivableId, 1)));
        _expectDuty(supplier, IDuties.DutyReason.COLLECTED, 10, "to the payee");
        _payTo(supplier, "to the payee", receivableId, 10);
        _expectDuty(otherFinancier, IDuties.DutyReason.MISDIRECTED, 20, "to another");
        _payTo(otherFinancier, "to another", receivableId, 20);

        bytes memory call = abi.encodeCall(
            IAssignments.giveNotice,
            (_one(_at(receivableId, 1)), "evidence")
        );
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acknowledgeNotice, (_one(_at(receivableId, 1))));
        _act(buyer, address(assignments), call);
        _payTo(financier, "to the owner", receivableId, 30);

        assertEq(_owedMinor(supplier, financier), 10, "owed by the supplier");
        assertEq(_owedMinor(otherFinancier, financier), 20, "owed by another");
        assertEq(_owedMinor(financier, financier), 0, "owed by the owner");
        assertEq(_owedMinor(financier, supplier), 0, "owed to the supplier");
    }

    function _expectDuty(
        Actor memory debtor,
        IDuties.DutyReason reason,
        uint64 amountMinor,
        bytes32 entryHash
    ) private {
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            debtor.party,
            financier.party,
            EUR,
            amountMinor,
            amountMinor,
            reason,
            entryHash
        );
    }

    function _allocate(uint64 amountMinor) private {
        _act(operator, address(settlement), _call("entry", amountMinor));
    }

    function _call(bytes32 entryHash, uint64 amountMinor) private view returns (bytes memory) {
        ISettlement.Application[] memory applications = new ISettlement.Application[](1);
        applications[0] = ISettlement.Application(receivableId, amountMinor);
        return abi.encodeCall(ISettlement.allocate, (entryHash, applications));
    }

    function _overpaidCall(
        address creditor,
        uint64 amountMinor
    ) private pure returns (bytes memory) {
        return abi.encodeCall(ISettlement.recordOverpayment, ("entry", creditor, amountMinor));
    }

    function _reverseOverpaidCall(
        address creditor,
        uint64 amountMinor
    ) private pure returns (bytes memory) {
        return
            abi.encodeCall(
                ISettlement.reverseOverpayment,
                ("entry", 0, creditor, amountMinor, "evidence")
            );
    }
}
