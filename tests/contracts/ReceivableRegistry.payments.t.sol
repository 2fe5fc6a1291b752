// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEarlyPayments} from "../../contracts/interfaces/IEarlyPayments.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableDebts} from "../../contracts/interfaces/IReceivableDebts.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {AMOUNT_MINOR_MAX, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";
import {Actor} from "./support/Requests.sol";

contract ReceivableRegistry_Payment_Test is ReceivableTest {
    function test_APart_IsTakenFromWhatIsOutstanding() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.PaymentApplied("entry", receivableId, 4_000, 6_000);
        _pay("entry", receivableId, 4_000);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.paidMinor, 4_000, "paid");
        assertEq(state.outstandingMinor, 6_000, "outstanding");
        _assertStatus(IReceivableRegistry.ReceivableStatus.CONFIRMED);
        _assertWhole();
    }

    function test_All_SettlesTheReceivable() public {
        _pay("entry", receivableId, FACE);

        _assertStatus(IReceivableRegistry.ReceivableStatus.SETTLED);
        assertEq(_receivable(receivableId).paidMinor, FACE, "paid");
        _assertWhole();
        _remitRefused(
            _remittance("more", receivableId, 1),
            _wrongStatus(
                IReceivableRegistry.ReceivableStatus.SETTLED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }

    function test_Reversed_IsOutstandingAgain() public {
        IReceivableLots.Share[] memory shares = _paid("entry", FACE);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.PaymentReversed("entry", receivableId, FACE, FACE);
        _reversed("entry", shares);

        _assertStatus(IReceivableRegistry.ReceivableStatus.CONFIRMED);
        assertEq(_receivable(receivableId).paidMinor, 0, "paid");
        _assertWhole();
    }

    function test_AboveWhatIsOutstanding_RefusesWithAmountAboveOutstanding() public {
        _remitRefused(
            _remittance("entry", receivableId, FACE + 1),
            _aboveOutstanding(FACE + 1, FACE)
        );
    }

    function test_InAnotherCurrency_RefusesWithCurrencyMismatch() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 1);
        remittance.currency = CNY;
        _remitRefused(
            remittance,
            abi.encodeWithSelector(
                IReceivableRegistry.CurrencyMismatch.selector,
                receivableId,
                EUR,
                CNY
            )
        );
    }

    function test_OfAClaim_RefusesWithReceivableWrongStatus() public {
        receivableId = _registered("claim", 500);
        _remitRefused(
            _remittance("entry", receivableId, 1),
            _wrongStatus(
                IReceivableRegistry.ReceivableStatus.REGISTERED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }

    function test_WhenTheAgentIsNotThePairs_RefusesWithSettlementAgentNotOfPair() public {
        Actor memory bank = _actor("bank");
        _admit(bank, Roles.SETTLEMENT_AGENT);
        _actRefused(
            bank,
            address(settlement),
            _remitCall(_remittance("entry", receivableId, 1)),
            _notOfPair(bank)
        );
    }

    function test_WhenThePairOwesTheMaxMeanwhile_TheReversalRefusesWithBalanceAboveMax() public {
        IReceivableLots.Share[] memory shares = _paid("entry", FACE);
        _confirmed("b", AMOUNT_MINOR_MAX);

        _actRefused(
            operator,
            address(settlement),
            _reverseCall("entry", shares),
            abi.encodeWithSelector(
                IReconciliation.BalanceAboveMax.selector,
                supplier.party,
                buyer.party,
                EUR,
                uint256(AMOUNT_MINOR_MAX) + FACE
            )
        );
    }

    function test_TwoPairsInOneBatch_EachHasItsBalance() public {
        _act(otherSupplier, address(receivables), _registerCall(_registration("b", 500)));
        ReceivableId other = receivables.receivableIdOf(otherSupplier.party, "b");
        _act(buyer, address(receivables), _confirmCall(other, 500, 63));
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 300);
        remittance.applications = new ISettlement.Application[](3);
        remittance.applications[0] = ISettlement.Application(receivableId, 100);
        remittance.applications[1] = ISettlement.Application(other, 50);
        remittance.applications[2] = ISettlement.Application(receivableId, 150);

        _act(operator, address(settlement), _remitCall(remittance));

        assertEq(_receivable(receivableId).outstandingMinor, 9_750, "outstanding");
        assertEq(_receivable(other).outstandingMinor, 450, "outstanding of the other");
        _assertWhole();
    }

    function _notOfPair(Actor memory agent) private view returns (bytes memory) {
        bytes4 selector = IReconciliation.SettlementAgentNotOfPair.selector;
        return abi.encodeWithSelector(selector, agent.party, operator.party);
    }
}

contract ReceivableRegistry_EarlyPayment_Test is ReceivableTest {
    function setUp() public override {
        super.setUp();
        _split(supplier, lotId, 4_000, 1);
        _agreedEarly(_at(2), 100);
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 3_900);
        remittance.applications = new ISettlement.Application[](0);
        _act(operator, address(settlement), _remitCall(remittance));
    }

    function test_PaysTheLotAndCreditsTheDiscount() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.PaymentApplied("entry", receivableId, 3_900, 6_100);
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableCredited(receivableId, 0, 100, 6_000, "entry");
        _settled();

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.paidMinor, 3_900, "paid");
        assertEq(state.creditedMinor, 100, "credited");
        assertEq(_lot(_at(2)).outstandingMinor, 0, "lot");
        assertTrue(!_lot(_at(2)).reserved, "reserved");
        _assertWhole();
    }

    function test_WhenTheLotWasPaidMeanwhile_RefusesWithLotChanged() public {
        _pay("other", receivableId, 6_000);
        _actRefused(
            operator,
            address(settlement),
            _settleCall(),
            abi.encodeWithSelector(IEarlyPayments.LotChanged.selector, _at(2), 4_000, 1_600)
        );
    }

    function test_Reversed_PaymentAndDiscountAreBack() public {
        _settled();

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.EarlyPaymentReversed("entry", receivableId, 3_900, 100, FACE);
        _unsettled();

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.paidMinor, 0, "paid");
        assertEq(state.creditedMinor, 0, "credited");
        assertEq(_lot(_at(2)).outstandingMinor, 4_000, "lot");
        _assertWhole();
    }

    function test_ReversedAfterMergeAndSale_TheNewOwnerHasItAtStake() public {
        _settled();
        _merge(supplier, _at(1), _at(2));
        _sold(_at(1));

        _unsettled();

        assertEq(_lot(_at(1)).outstandingMinor, FACE, "lot");
        _assertWhole();
        _pay("all", receivableId, FACE);
        _assertWhole();
    }

    function test_WhenACourtMovedTheLot_RefusesWithLotNotSuppliers() public {
        _forced(_at(2), financier);
        _actRefused(
            operator,
            address(settlement),
            _settleCall(),
            abi.encodeWithSelector(
                IEarlyPayments.LotNotSuppliers.selector,
                _at(2),
                financier.party,
                supplier.party
            )
        );
    }

    function test_InAnotherCurrency_RefusesWithCurrencyMismatch() public {
        ISettlement.Remittance memory remittance = _remittance("yuan", receivableId, 3_900);
        remittance.applications = new ISettlement.Application[](0);
        remittance.currency = CNY;
        _act(operator, address(settlement), _remitCall(remittance));
        _actRefused(
            operator,
            address(settlement),
            abi.encodeCall(ISettlement.allocateEarlyPayment, ("yuan", 1)),
            abi.encodeWithSelector(
                IReceivableRegistry.CurrencyMismatch.selector,
                receivableId,
                EUR,
                CNY
            )
        );
    }

    function _settleCall() private pure returns (bytes memory) {
        return abi.encodeCall(ISettlement.allocateEarlyPayment, ("entry", 1));
    }

    function _settled() private {
        _act(operator, address(settlement), _settleCall());
    }

    function _unsettled() private {
        bytes memory call = abi.encodeCall(
            ISettlement.reverseEarlyPayment,
            ("entry", bytes32(0), 1, "evidence")
        );
        _act(operator, address(settlement), call);
    }
}

contract ReceivableRegistry_Modules_Test is ReceivableTest {
    function test_WhenCallerIsNotTheModule_RevertsCallerNotModule() public {
        _expectNotModule(address(settlement));
        receivables.applyPayments(new IReceivableDebts.Payment[](0), operator.party);
        _expectNotModule(address(settlement));
        receivables.restorePayment(receivableId, 1, 0, "entry");
        _expectNotModule(address(settlement));
        receivables.applyEarlyPayment(lotId, 1, 0, EUR, "entry", operator.party);
        _expectNotModule(address(settlement));
        receivables.restoreEarlyPayment(lotId, 1, 0, "entry");
        _expectNotModule(address(collections));
        receivables.writeOff(lotId, 1, "evidence");
    }

    function test_SentByTheForwarder_IsRefusedToo() public {
        _refused(
            operator,
            abi.encodeCall(IReceivableDebts.writeOff, (lotId, 1, "evidence")),
            abi.encodeWithSelector(
                ILedgerErrors.CallerNotModule.selector,
                address(forwarder),
                address(collections)
            )
        );
    }

    function _expectNotModule(address expected) private {
        bytes4 selector = ILedgerErrors.CallerNotModule.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(this), expected));
    }
}
