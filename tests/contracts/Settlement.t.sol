// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
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

contract Settlement_ApplyRemittances_Test is FinanceTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
    }

    function test_GivenAPartialPayment_ReducesReceivableLotAndBalance() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.amountMinor = 450;
        LotId lotId = _at(receivableId, 1);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.PaymentApplied("entry", receivableId, 400, 600);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotPaid(lotId, supplier.party, "entry", 400, 0, 0);
        vm.expectEmit(address(settlement));
        emit ISettlement.RemittanceApplied(
            "entry",
            operator.party,
            supplier.party,
            EUR,
            450,
            50,
            TODAY
        );
        _act(operator, address(settlement), _remitCall(remittance));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.paidMinor, 400, "paid");
        assertEq(state.outstandingMinor, 600, "outstanding");
        assertEq(_lot(lotId).outstandingMinor, 600, "lot");
        assertEq(_balanceMinor(), 600, "balance of the pair");
        ISettlement.BankEntry memory entry = _entry("entry");
        assertEq(entry.receivedBy, supplier.party, "received by");
        assertEq(entry.unappliedMinor, 50, "unapplied");
        assertEq(entry.allocations, 1, "allocations");
        assertTrue(entry.allocationsHash != 0, "nothing was committed to");
        assertTrue(!entry.isReversed, "reversed");
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
        _received("entry", supplier, 400);

        assertEq(_entry("entry").unappliedMinor, 400, "unapplied");
        assertEq(_entry("entry").allocations, 0, "allocations");
        assertEq(_entry("entry").allocationsHash, 0, "committed to");
    }

    function test_GivenOneEntryForTwoReceivables_PaysBothInOneAllocation() public {
        ReceivableId other = _confirmed("b", 500);
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 1_000);
        remittance.amountMinor = 1_500;
        remittance.applications = new ISettlement.Application[](2);
        remittance.applications[0] = ISettlement.Application(receivableId, 1_000);
        remittance.applications[1] = ISettlement.Application(other, 500);

        _act(operator, address(settlement), _remitCall(remittance));

        assertEq(_balanceMinor(), 0, "balance of the pair");
        assertEq(_entry("entry").unappliedMinor, 0, "unapplied");
        assertEq(_entry("entry").allocations, 1, "allocations");
    }

    function test_TwoAgents_RecordEntriesOfTheSameHash() public {
        Actor memory agent = _agentOfThePair();
        _received("entry", supplier, 100);
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        _act(agent, address(settlement), _remitCall(remittance));

        assertEq(_entry("entry").unappliedMinor, 100, "entry of the network's agent");
        assertEq(_receivable(receivableId).outstandingMinor, 600, "outstanding");
        // The entry of one is unknown to the other.
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = "entry";
        assertEq(
            settlement.bankEntriesOf(agent.party, hashes)[0].unappliedMinor,
            0,
            "entry of the pair's agent"
        );
    }

    function test_WhenThePairHasAnotherAgent_RefusesWithSettlementAgentNotOfPair() public {
        Actor memory agent = _agentOfThePair();
        bytes4 selector = IReconciliation.SettlementAgentNotOfPair.selector;
        _refused(
            _remittance("entry", receivableId, 400),
            abi.encodeWithSelector(selector, operator.party, agent.party)
        );
    }

    function test_WhenCallerIsNoAgent_RefusesWithPartyLacksRole() public {
        _actRefused(
            supplier,
            address(settlement),
            _remitCall(_remittance("entry", receivableId, 400)),
            _roleReason(supplier, Roles.SUPPLIER, Roles.SETTLEMENT_AGENT)
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        ISettlement.Remittance[] memory many = new ISettlement.Remittance[](BATCH_MAX + 1);
        bytes memory call = abi.encodeCall(ISettlement.applyRemittances, (many));
        _actRefused(operator, address(settlement), call, _batchReason(BATCH_MAX + 1));
        many = new ISettlement.Remittance[](0);
        call = abi.encodeCall(ISettlement.applyRemittances, (many));
        _actRefused(operator, address(settlement), call, _batchReason(0));
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.applications = new ISettlement.Application[](BATCH_MAX + 1);
        _refused(remittance, _batchReason(BATCH_MAX + 1));
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
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 0);
        _refused(remittance, _amountReason(0));
        remittance.amountMinor = 1;
        _refused(remittance, _amountReason(0));
        remittance.applications[0].amountMinor = AMOUNT_MINOR_MAX + 1;
        _refused(remittance, _amountReason(AMOUNT_MINOR_MAX + 1));
        remittance.amountMinor = AMOUNT_MINOR_MAX + 1;
        _refused(remittance, _amountReason(AMOUNT_MINOR_MAX + 1));
    }

    function test_GivenMoreThanTheEntry_RefusesWithApplicationsAboveEntry() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.amountMinor = 399;

        bytes4 selector = ISettlement.ApplicationsAboveEntry.selector;
        _refused(remittance, abi.encodeWithSelector(selector, bytes32("entry"), 400, 399));
    }

    function test_GivenAReceivableTwiceInARow_RefusesWithApplicationRepeated() public {
        ReceivableId other = _confirmed("b", 500);
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 30);
        remittance.applications = new ISettlement.Application[](3);
        remittance.applications[0] = ISettlement.Application(receivableId, 10);
        remittance.applications[1] = ISettlement.Application(receivableId, 10);
        remittance.applications[2] = ISettlement.Application(other, 10);
        bytes4 selector = ISettlement.ApplicationRepeated.selector;
        _refused(remittance, abi.encodeWithSelector(selector, bytes32("entry"), receivableId));

        remittance.applications[1].receivableId = other;
        remittance.applications[2].receivableId = receivableId;
        _act(operator, address(settlement), _remitCall(remittance));
        assertEq(_receivable(receivableId).paidMinor, 20, "paid");
    }

    function test_GivenMoreThanIsOutstanding_RefusesWithAmountAboveOutstanding() public {
        bytes4 selector = IReceivableRegistry.AmountAboveOutstanding.selector;
        _refused(
            _remittance("entry", receivableId, 1_001),
            abi.encodeWithSelector(selector, receivableId, 1_001, 1_000)
        );
    }

    function test_GivenAnotherCurrency_RefusesIt() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.currency = CNY;
        bytes4 selector = IReceivableRegistry.CurrencyMismatch.selector;
        _refused(remittance, abi.encodeWithSelector(selector, receivableId, EUR, CNY));

        remittance.currency = "eur";
        selector = IReceivableRegistry.CurrencyInvalid.selector;
        _refused(remittance, abi.encodeWithSelector(selector, bytes3("eur")));
        remittance.currency = 0;
        _refused(remittance, abi.encodeWithSelector(selector, bytes3(0)));
    }

    function test_WhenAnUnknownPartyReceivedIt_RefusesWithPartyUnknown() public {
        bytes4 selector = IPartyRegistry.PartyUnknown.selector;
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 400);
        remittance.receivedBy = address(0);
        _refused(remittance, abi.encodeWithSelector(selector, address(0)));
        remittance.receivedBy = address(1);
        _refused(remittance, abi.encodeWithSelector(selector, address(1)));

        ISettlement.Remittance[] memory two = new ISettlement.Remittance[](2);
        two[0] = _remittance("other entry", receivableId, 1);
        two[1] = remittance;
        bytes memory call = abi.encodeCall(ISettlement.applyRemittances, (two));
        bytes memory reason = abi.encodeWithSelector(selector, address(1));
        _actRefused(operator, address(settlement), call, reason);
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

    function test_WhenAllIsPausedAndAllPartiesButTheAgentAreSuspended_StillPays() public {
        _suspend(supplier);
        _suspend(buyer);
        vm.prank(operator.signer);
        parties.pause(Acts.PAUSABLE, "reason");

        _pay("entry", receivableId, 1_000);

        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }

    function _agentOfThePair() private returns (Actor memory agent) {
        agent = _actor("agent");
        _admit(agent, Roles.SETTLEMENT_AGENT);
        bytes memory call = abi.encodeCall(
            IReconciliation.agreeSettlementAgent,
            (IReconciliation.Pair(supplier.party, buyer.party, EUR), agent.party)
        );
        _act(supplier, address(reconciliation), call);
        _act(buyer, address(reconciliation), call);
    }

    function _refused(ISettlement.Remittance memory remittance, bytes memory reason) private {
        _actRefused(operator, address(settlement), _remitCall(remittance), reason);
    }
}
