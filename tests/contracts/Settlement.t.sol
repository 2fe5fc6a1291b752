// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    LotId,
    ReceivableId,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";

contract Settlement_ApplyRemittances_Test is LedgerTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
    }

    function test_GivenAPartialPayment_ReducesReceivableLotAndBalance() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.amountMinor = 450;
        LotId lotId = _lotIds(receivableId, 1)[0];

        vm.expectEmit(address(settlement));
        emit ISettlement.RemittanceApplied("entry", operator.party, EUR, 450, 50, TODAY);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotPaid(lotId, supplier.party, "entry", 400);
        vm.expectEmit(address(settlement));
        emit ISettlement.PaymentApplied("entry", receivableId, 400, 600);
        _act(operator, address(settlement), _remitCall(remittance));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.paidMinor, 400, "paid");
        assertEq(state.outstandingMinor, 600, "outstanding");
        assertEq(_lot(lotId).outstandingMinor, 600, "lot");
        assertEq(_balanceMinor(), 600, "balance of the pair");
        ISettlement.BankEntry memory entry = _entry("entry");
        assertEq(entry.amountMinor, 450, "entry");
        assertEq(entry.unappliedMinor, 50, "unapplied");
        assertEq(entry.bookingDay, TODAY, "booking day");
    }

    function test_GivenTheRest_SettlesTheReceivable() public {
        _pay("first", receivableId, 400);
        _pay("second", receivableId, 600);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertTrue(
            state.status == IReceivableRegistry.ReceivableStatus.SETTLED,
            "status is not SETTLED"
        );
        assertEq(state.paidMinor, 1_000, "paid");
    }

    function test_GivenNoApplication_RecordsTheEntryAsUnapplied() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.applications = new ISettlement.Application[](0);

        _act(operator, address(settlement), _remitCall(remittance));

        assertEq(_entry("entry").unappliedMinor, 400, "unapplied");
    }

    function test_GivenOneEntryForTwoReceivables_PaysBoth() public {
        ReceivableId other = _confirmed("b", 500);
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 1_000);
        remittance.amountMinor = 1_500;
        remittance.applications = new ISettlement.Application[](2);
        remittance.applications[0] = ISettlement.Application(receivableId, 1_000);
        remittance.applications[1] = ISettlement.Application(other, 500);

        _act(operator, address(settlement), _remitCall(remittance));

        assertEq(_balanceMinor(), 0, "balance of the pair");
        assertEq(_entry("entry").unappliedMinor, 0, "unapplied");
    }

    function test_WhenCallerIsNoAgent_RefusesWithPartyLacksRole() public {
        _actRefused(
            supplier,
            address(settlement),
            _remitCall(_remittance("entry", receivableId, 400)),
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.SETTLEMENT_AGENT
            )
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        bytes4 selector = ILedgerErrors.BatchSizeOutOfBounds.selector;
        _actRefused(
            operator,
            address(settlement),
            abi.encodeCall(ISettlement.applyRemittances, (new ISettlement.Remittance[](0))),
            abi.encodeWithSelector(selector, 0, BATCH_MAX)
        );
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.applications = new ISettlement.Application[](BATCH_MAX + 1);
        _refused(remittance, abi.encodeWithSelector(selector, BATCH_MAX + 1, BATCH_MAX));
    }

    function test_WhenTheEntryWasApplied_RefusesWithBankEntryAlreadyApplied() public {
        _pay("entry", receivableId, 400);

        _refused(
            _remittance("entry", receivableId, 1),
            abi.encodeWithSelector(ISettlement.BankEntryAlreadyApplied.selector, bytes32("entry"))
        );
    }

    function test_GivenOneEntryTwiceInABatch_RefusesWithBankEntryAlreadyApplied() public {
        ISettlement.Remittance[] memory twice = new ISettlement.Remittance[](2);
        twice[0] = _remittance("entry", receivableId, 1);
        twice[1] = _remittance("entry", receivableId, 1);

        _actRefused(
            operator,
            address(settlement),
            abi.encodeCall(ISettlement.applyRemittances, (twice)),
            abi.encodeWithSelector(ISettlement.BankEntryAlreadyApplied.selector, bytes32("entry"))
        );
        assertEq(_receivable(receivableId).paidMinor, 0, "paid");
    }

    function test_GivenAnAmountOutOfBounds_RefusesWithAmountOutOfBounds() public {
        bytes memory reason = abi.encodeWithSelector(
            ILedgerErrors.AmountOutOfBounds.selector,
            0,
            AMOUNT_MINOR_MAX
        );
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 0);
        _refused(remittance, reason);

        remittance.amountMinor = 1;
        _refused(remittance, reason);
    }

    function test_GivenMoreThanTheEntry_RefusesWithApplicationsAboveEntry() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.amountMinor = 399;

        _refused(
            remittance,
            abi.encodeWithSelector(
                ISettlement.ApplicationsAboveEntry.selector,
                bytes32("entry"),
                400,
                399
            )
        );
    }

    function test_GivenMoreThanIsOutstanding_RefusesWithAmountAboveOutstanding() public {
        _refused(
            _remittance("entry", receivableId, 1_001),
            abi.encodeWithSelector(
                IReceivableRegistry.AmountAboveOutstanding.selector,
                receivableId,
                1_001,
                1_000
            )
        );
    }

    function test_GivenAnotherCurrency_RefusesIt() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.currency = CNY;
        _refused(
            remittance,
            abi.encodeWithSelector(
                IReceivableRegistry.CurrencyMismatch.selector,
                receivableId,
                EUR,
                CNY
            )
        );

        remittance.currency = "eur";
        _refused(
            remittance,
            abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, bytes3("eur"))
        );
    }

    function test_GivenAReceivableThatIsNotConfirmed_RefusesWithReceivableWrongStatus() public {
        ReceivableId registered = _registered("b", 500);

        _refused(
            _remittance("entry", registered, 400),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                registered,
                IReceivableRegistry.ReceivableStatus.REGISTERED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }

    function test_WhenAllPartiesButTheAgentAreSuspended_PaymentStillWorks() public {
        _suspend(supplier);
        _suspend(buyer);

        _pay("entry", receivableId, 1_000);

        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }

    function _refused(ISettlement.Remittance memory remittance, bytes memory reason) private {
        _actRefused(operator, address(settlement), _remitCall(remittance), reason);
    }

    function _entry(bytes32 entryHash) private view returns (ISettlement.BankEntry memory) {
        bytes32[] memory entryHashes = new bytes32[](1);
        entryHashes[0] = entryHash;
        return settlement.bankEntriesOf(entryHashes)[0];
    }
}
