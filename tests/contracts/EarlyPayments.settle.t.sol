// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IEarlyPayments} from "../../contracts/interfaces/IEarlyPayments.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";

/// @notice Of a receivable of 1,000 the lot of 600 is to be paid early for 580; 580 came in.
contract EarlyPayments_Settle_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
        _split(supplier, lotId, 400);
        _agree(20);
    }

    function test_Allocation_SettlesTheLotAloneAndCreditsTheDiscount() public {
        _received("entry", supplier, 600);
        vm.expectEmit(address(earlyPayments));
        emit IEarlyPayments.EarlyPaymentSettled(1, "entry");
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReleased(lotId, 0);
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.PaymentApplied("entry", receivableId, 580, 420);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotPaid(lotId, supplier.party, "entry", 580, 0, 0);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotCredited(lotId, 20);
        _allocate();

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.outstandingMinor, 400, "outstanding");
        assertEq(state.paidMinor, 580, "paid");
        assertEq(state.creditedMinor, 20, "credited");
        assertEq(_lot(lotId).outstandingMinor, 0, "lot");
        assertEq(_lot(_at(receivableId, 2)).outstandingMinor, 400, "other lot");
        assertEq(_balanceMinor(), 400, "balance");
        assertEq(_entry("entry").unappliedMinor, 20, "unapplied");
        assertEq(_entry("entry").allocations, 1, "allocations");
        assertEq(_owedMinor(supplier, supplier), 0, "owed by the supplier to itself");
    }

    function test_Reversal_RestoresTheLotWithoutTheAgreement() public {
        _received("entry", supplier, 580);
        _allocate();

        vm.expectEmit(address(earlyPayments));
        emit IEarlyPayments.EarlyPaymentUndone(1);
        vm.expectEmit(address(settlement));
        emit ISettlement.AllocationReversed(operator.party, "entry", 0, 580, 580, "evidence");
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.EarlyPaymentReversed("entry", receivableId, 580, 20, 1_000);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotRestored(lotId, "entry", 600, 0, 0);
        _reverse();

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.outstandingMinor, 1_000, "outstanding");
        assertEq(state.creditedMinor, 0, "credited");
        assertEq(_lot(lotId).availableMinor, 600, "available");
        assertEq(_balanceMinor(), 1_000, "balance");
        assertEq(_entry("entry").allocationsHash, 0, "allocations");
        bytes memory reason = _wrongStatus(
            IEarlyPayments.EarlyPaymentStatus.REVERSED,
            IEarlyPayments.EarlyPaymentStatus.ACCEPTED
        );
        bytes memory call = abi.encodeCall(ISettlement.allocateEarlyPayment, ("entry", 1));
        _actRefused(operator, address(settlement), call, reason);
        reason = _wrongStatus(
            IEarlyPayments.EarlyPaymentStatus.REVERSED,
            IEarlyPayments.EarlyPaymentStatus.SETTLED
        );
        _actRefused(operator, address(settlement), _reverseCallOf(0), reason);
    }

    function test_ToSomebodyElse_IsOwedToTheSupplierUntilReversed() public {
        _received("entry", financier, 580);
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            financier.party,
            supplier.party,
            EUR,
            580,
            580,
            IDuties.DutyReason.MISDIRECTED,
            "entry"
        );
        _allocate();
        _reverse();

        assertEq(_owedMinor(financier, supplier), 0, "owed");
    }

    function test_Reversal_AfterTheLotWasMergedIntoOneThatWasSold_RaisesTheExposure() public {
        _received("entry", supplier, 580);
        _allocate();
        _merge(supplier, _at(receivableId, 2), lotId);
        _sold(_one(_at(receivableId, 2)));
        assertEq(_exposureMinor(financier.party), 400, "exposure before");

        _reverse();

        assertEq(_lot(_at(receivableId, 2)).outstandingMinor, 1_000, "lot");
        assertEq(_exposureMinor(financier.party), 1_000, "exposure");
        // And what is paid then lowers it again.
        _pay("again", receivableId, 1_000);
        assertEq(_exposureMinor(financier.party), 0, "exposure after payment");
    }

    function test_WhenACourtMovedTheLot_RefusesWithLotNotSuppliers() public {
        _received("entry", supplier, 580);
        _moveByCourt(supplier.party, financier.party, lotId);

        _refused(
            abi.encodeWithSelector(
                IEarlyPayments.LotNotSuppliers.selector,
                lotId,
                financier.party,
                supplier.party
            )
        );
    }

    function test_WhenTheLotWasPartlyPaid_RefusesWithLotChanged() public {
        _received("entry", supplier, 580);
        _pay("other", receivableId, 10);
        bytes4 selector = IEarlyPayments.LotChanged.selector;
        _refused(abi.encodeWithSelector(selector, lotId, 600, 594));
    }

    function test_WhenTheEntryIsTooSmall_RefusesWithApplicationsAboveEntry() public {
        _received("entry", supplier, 579);
        bytes4 selector = ISettlement.ApplicationsAboveEntry.selector;
        _refused(abi.encodeWithSelector(selector, bytes32("entry"), 580, 579));
    }

    function test_GivenAnotherCurrency_RefusesWithCurrencyMismatch() public {
        ISettlement.Remittance memory remittance;
        remittance.entryHash = "entry";
        remittance.receivedBy = supplier.party;
        remittance.currency = CNY;
        remittance.amountMinor = 580;
        _act(operator, address(settlement), _remitCall(remittance));
        bytes4 selector = IReceivableRegistry.CurrencyMismatch.selector;
        _refused(abi.encodeWithSelector(selector, receivableId, EUR, CNY));
    }

    function test_GivenAnUnknownEntry_RefusesWithBankEntryUnknown() public {
        bytes4 selector = ISettlement.BankEntryUnknown.selector;
        bytes memory reason = abi.encodeWithSelector(selector, bytes32("entry"));
        _refused(reason);
        _actRefused(operator, address(settlement), _reverseCallOf(0), reason);
    }

    function test_WhenItIsNotTheLatestAllocation_RefusesWithAllocationMismatch() public {
        _received("entry", supplier, 600);
        _allocate();
        bytes32 afterEarly = _entry("entry").allocationsHash;
        bytes memory call = abi.encodeCall(
            ISettlement.recordOverpayment,
            ("entry", buyer.party, 20)
        );
        _act(operator, address(settlement), call);
        bytes32 latest = _entry("entry").allocationsHash;

        _actRefused(
            operator,
            address(settlement),
            _reverseCallOf(0),
            abi.encodeWithSelector(
                ISettlement.AllocationMismatch.selector,
                bytes32("entry"),
                latest,
                afterEarly
            )
        );
    }

    function _agree(uint64 discountMinor) private {
        bytes memory call = abi.encodeCall(
            IEarlyPayments.offer,
            (lotId, discountMinor, uint40(START + 10 days))
        );
        _act(buyer, address(earlyPayments), call);
        _act(supplier, address(earlyPayments), abi.encodeCall(IEarlyPayments.accept, (1)));
    }

    function _allocate() private {
        bytes memory call = abi.encodeCall(ISettlement.allocateEarlyPayment, ("entry", 1));
        _act(operator, address(settlement), call);
    }

    function _reverse() private {
        _act(operator, address(settlement), _reverseCallOf(0));
    }

    function _refused(bytes memory reason) private {
        bytes memory call = abi.encodeCall(ISettlement.allocateEarlyPayment, ("entry", 1));
        _actRefused(operator, address(settlement), call, reason);
    }

    function _reverseCallOf(bytes32 previousHash) private pure returns (bytes memory) {
        return
            abi.encodeCall(ISettlement.reverseEarlyPayment, ("entry", previousHash, 1, "evidence"));
    }

    function _wrongStatus(
        IEarlyPayments.EarlyPaymentStatus actual,
        IEarlyPayments.EarlyPaymentStatus required
    ) private pure returns (bytes memory) {
        bytes4 selector = IEarlyPayments.EarlyPaymentWrongStatus.selector;
        return abi.encodeWithSelector(selector, 1, actual, required);
    }
}
