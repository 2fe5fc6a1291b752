// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {AMOUNT_MINOR_MAX, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Actor} from "./support/LedgerWorld.sol";

abstract contract ReductionTest is LedgerTest {
    ReceivableId internal receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
    }

    function _creditCall(
        bytes32 fingerprint,
        uint64 amountMinor
    ) internal view returns (bytes memory) {
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        notes[0] = IReceivableRegistry.CreditNote(
            receivableId,
            fingerprint,
            amountMinor,
            "document"
        );
        return abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
    }

    function _disputeCall(uint64 disputedMinor) internal view returns (bytes memory) {
        return
            abi.encodeCall(
                IReceivableRegistry.openDispute,
                (receivableId, disputedMinor, 3, "evidence")
            );
    }

    function _disputed(uint64 disputedMinor) internal {
        _act(buyer, address(receivables), _disputeCall(disputedMinor));
    }

    function _refused(Actor memory actor, bytes memory call, bytes memory reason) internal {
        _actRefused(actor, address(receivables), call, reason);
    }
}

contract ReceivableRegistry_ApplyCreditNotes_Test is ReductionTest {
    function test_GivenAPart_ReducesReceivableLotAndBalance() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableCredited(receivableId, "cn", 300, 700, "document");
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotCredited(_lotIds(receivableId, 1)[0], 300);
        _act(supplier, address(receivables), _creditCall("cn", 300));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.faceMinor, 1_000, "face");
        assertEq(state.creditedMinor, 300, "credited");
        assertEq(state.outstandingMinor, 700, "outstanding");
        assertEq(state.paidMinor, 0, "paid");
        assertEq(_balanceMinor(), 700, "balance of the pair");
    }

    function test_GivenAll_SettlesTheReceivable() public {
        _pay("entry", receivableId, 400);
        _act(supplier, address(receivables), _creditCall("cn", 600));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertTrue(
            state.status == IReceivableRegistry.ReceivableStatus.SETTLED,
            "status is not SETTLED"
        );
        assertEq(state.paidMinor, 400, "paid");
        assertEq(state.creditedMinor, 600, "credited");
        _refused(
            supplier,
            _creditCall("cn 2", 1),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.SETTLED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }

    function test_GivenAUsedFingerprint_RefusesWithCreditNoteAlreadyApplied() public {
        _act(supplier, address(receivables), _creditCall("cn", 1));

        _refused(
            supplier,
            _creditCall("cn", 1),
            abi.encodeWithSelector(
                IReceivableRegistry.CreditNoteAlreadyApplied.selector,
                bytes32("cn")
            )
        );
    }

    function test_GivenAnAmountOutOfBounds_RefusesIt() public {
        _refused(
            supplier,
            _creditCall("cn", 0),
            abi.encodeWithSelector(ILedgerErrors.AmountOutOfBounds.selector, 0, AMOUNT_MINOR_MAX)
        );
        _refused(
            supplier,
            _creditCall("cn", 1_001),
            abi.encodeWithSelector(
                IReceivableRegistry.AmountAboveOutstanding.selector,
                receivableId,
                1_001,
                1_000
            )
        );
    }

    function test_WhenAnotherSupplierDoes_RefusesWithPartyNotEntitled() public {
        _refused(
            otherSupplier,
            _creditCall("cn", 1),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherSupplier.party,
                supplier.party
            )
        );
    }

    function test_WhenTheLotIsFinanced_RefusesWithCreditAboveFreeLots() public {
        _accepted(_lotIds(receivableId, 1));

        _refused(
            supplier,
            _creditCall("cn", 1),
            abi.encodeWithSelector(IReceivableLots.CreditAboveFreeLots.selector, receivableId, 1, 0)
        );
    }
}

contract ReceivableRegistry_Disputes_Test is ReductionTest {
    function test_Open_MarksTheDisputedPart() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeOpened(receivableId, 250, 3, "evidence");
        _disputed(250);

        assertEq(_receivable(receivableId).disputedMinor, 250, "disputed");
        assertEq(_receivable(receivableId).scope, 63, "scope");
    }

    function test_Open_WhenOneIsOpen_RefusesWithDisputeAlreadyOpen() public {
        _disputed(250);

        _refused(
            buyer,
            _disputeCall(1),
            abi.encodeWithSelector(
                IReceivableRegistry.DisputeAlreadyOpen.selector,
                receivableId,
                250
            )
        );
    }

    function test_Open_GivenAnAmountOutOfBounds_RefusesIt() public {
        _refused(
            buyer,
            _disputeCall(0),
            abi.encodeWithSelector(ILedgerErrors.AmountOutOfBounds.selector, 0, AMOUNT_MINOR_MAX)
        );
        _refused(
            buyer,
            _disputeCall(1_001),
            abi.encodeWithSelector(
                IReceivableRegistry.AmountAboveOutstanding.selector,
                receivableId,
                1_001,
                1_000
            )
        );
    }

    function test_Withdraw_EndsTheDispute() public {
        _disputed(250);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeResolved(receivableId, 0, "why");
        _act(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdrawDispute, (receivableId, "why"))
        );

        assertEq(_receivable(receivableId).disputedMinor, 0, "disputed");
        assertEq(_receivable(receivableId).outstandingMinor, 1_000, "outstanding");
    }

    function test_Withdraw_WhenNoneIsOpen_RefusesWithDisputeNotOpen() public {
        bytes memory reason = abi.encodeWithSelector(
            IReceivableRegistry.DisputeNotOpen.selector,
            receivableId
        );
        _refused(
            buyer,
            abi.encodeCall(IReceivableRegistry.withdrawDispute, (receivableId, "why")),
            reason
        );
        _refused(
            supplier,
            abi.encodeCall(IReceivableRegistry.acceptDispute, (receivableId, "why")),
            reason
        );
    }

    function test_Accept_CreditsWhatIsDisputed() public {
        _disputed(250);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeResolved(receivableId, 250, "why");
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableCredited(receivableId, 0, 250, 750, "why");
        _act(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.acceptDispute, (receivableId, "why"))
        );

        assertEq(_receivable(receivableId).disputedMinor, 0, "disputed");
        assertEq(_receivable(receivableId).creditedMinor, 250, "credited");
    }

    function test_Accept_WhenAPartWasPaidMeanwhile_CreditsWhatIsStillOutstanding() public {
        _disputed(600);
        _pay("entry", receivableId, 900);
        assertEq(_receivable(receivableId).disputedMinor, 100, "disputed after the payment");

        _act(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.acceptDispute, (receivableId, "why"))
        );

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.creditedMinor, 100, "credited");
        assertEq(state.paidMinor, 900, "paid");
        assertTrue(
            state.status == IReceivableRegistry.ReceivableStatus.SETTLED,
            "status is not SETTLED"
        );
    }

    function test_WhenAllIsPaid_TheDisputeIsOver() public {
        _disputed(600);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeResolved(receivableId, 0, "entry");
        _pay("entry", receivableId, 1_000);

        assertEq(_receivable(receivableId).disputedMinor, 0, "disputed");
    }

    function test_WhenAnotherPartyActs_RefusesWithPartyNotEntitled() public {
        bytes4 selector = ILedgerErrors.PartyNotEntitled.selector;
        bytes memory notBuyer = abi.encodeWithSelector(selector, otherBuyer.party, buyer.party);
        _refused(otherBuyer, _disputeCall(1), notBuyer);
        _disputed(250);

        _refused(
            otherBuyer,
            abi.encodeCall(IReceivableRegistry.withdrawDispute, (receivableId, "why")),
            notBuyer
        );
        _refused(
            otherSupplier,
            abi.encodeCall(IReceivableRegistry.acceptDispute, (receivableId, "why")),
            abi.encodeWithSelector(selector, otherSupplier.party, supplier.party)
        );
    }
}

contract ReceivableRegistry_ApplyPayment_Test is ReductionTest {
    function test_WhenCallerIsNotSettlement_RefusesWithCallerNotModule() public {
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.applyPayment,
            (receivableId, EUR, 1, "entry")
        );
        _refused(
            operator,
            call,
            abi.encodeWithSelector(
                ILedgerErrors.CallerNotModule.selector,
                address(forwarder),
                address(settlement)
            )
        );
    }
}
