// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableDebts} from "../../contracts/interfaces/IReceivableDebts.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {BATCH_MAX, ConfirmationScope, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";

contract ReceivableRegistry_CreditAClaim_Test is ReceivableTest {
    function setUp() public override {
        super.setUp();
        receivableId = _registered("claim", 500);
    }

    function test_ReducesTheFace_AndTheBuyerConfirmsTheRest() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ClaimCredited(receivableId, "cn", 200, 300, "document");
        _credited("cn", 200);

        assertEq(_receivable(receivableId).faceMinor, 300, "face");
        assertEq(_receivable(receivableId).creditedMinor, 0, "credited");
        assertEq(_receivable(receivableId).registeredAt, START, "registered at");
        _refused(
            buyer,
            _confirmCall(receivableId, 301, ConfirmationScope.ALL),
            abi.encodeWithSelector(
                IReceivableRegistry.ConfirmationAboveFace.selector,
                receivableId,
                301,
                300
            )
        );
    }

    function test_OfTheWholeClaim_RefusesWithCreditAboveClaim() public {
        for (uint64 amountMinor = 500; amountMinor <= 501; ++amountMinor) {
            _refused(
                supplier,
                _creditCall("cn", amountMinor),
                abi.encodeWithSelector(
                    IReceivableRegistry.CreditAboveClaim.selector,
                    receivableId,
                    amountMinor,
                    500
                )
            );
        }
    }

    function test_TheNumberStaysUsedAfterConfirmation() public {
        _credited("cn", 200);
        _act(buyer, address(receivables), _confirmCall(receivableId, 300, ConfirmationScope.ALL));

        _refused(
            supplier,
            _creditCall("cn", 1),
            abi.encodeWithSelector(
                IReceivableRegistry.CreditNoteAlreadyApplied.selector,
                bytes32("cn")
            )
        );
    }

    function test_WhenAnotherSupplierDoes_RefusesWithPartyNotEntitled() public {
        _refused(otherSupplier, _creditCall("cn", 1), _notEntitled(otherSupplier, supplier));
    }

    function test_OfARejectedClaim_RefusesWithReceivableWrongStatus() public {
        bytes memory call = abi.encodeCall(IReceivableRegistry.reject, (receivableId, 1, "why"));
        _act(buyer, address(receivables), call);
        _refused(
            supplier,
            _creditCall("cn", 1),
            _wrongStatus(
                IReceivableRegistry.ReceivableStatus.REJECTED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }
}

contract ReceivableRegistry_CreditAReceivable_Test is ReceivableTest {
    function test_GivenAPart_ReducesReceivableLotAndBalance() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableCredited(receivableId, "cn", 300, 9_700, "document");
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotCredited(lotId, 300);
        _credited("cn", 300);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.faceMinor, FACE, "face");
        assertEq(state.creditedMinor, 300, "credited");
        assertEq(state.outstandingMinor, 9_700, "outstanding");
        assertEq(state.paidMinor, 0, "paid");
        _assertWhole();
    }

    function test_GivenAll_SettlesTheReceivable() public {
        _pay("entry", receivableId, 4_000);
        _credited("cn", 6_000);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.paidMinor, 4_000, "paid");
        assertEq(state.creditedMinor, 6_000, "credited");
        _assertStatus(IReceivableRegistry.ReceivableStatus.SETTLED);
        _assertWhole();
        _refused(
            supplier,
            _creditCall("cn 2", 1),
            _wrongStatus(
                IReceivableRegistry.ReceivableStatus.SETTLED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }

    function test_WhenTheCreditedPaymentIsReversed_TheReceivableIsOpenAgain() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 4_000);
        _credited("cn", 6_000);
        _reversed("entry", shares);

        _assertStatus(IReceivableRegistry.ReceivableStatus.CONFIRMED);
        assertEq(_receivable(receivableId).outstandingMinor, 4_000, "outstanding");
        assertEq(_receivable(receivableId).creditedMinor, 6_000, "credited");
        _assertWhole();
    }

    function test_GivenAUsedFingerprint_RefusesWithCreditNoteAlreadyApplied() public {
        _credited("cn", 1);
        _refused(
            supplier,
            _creditCall("cn", 1),
            abi.encodeWithSelector(
                IReceivableRegistry.CreditNoteAlreadyApplied.selector,
                bytes32("cn")
            )
        );
    }

    function test_OtherSuppliers_HaveNumbersOfTheirOwn() public {
        _credited("cn", 1);
        _act(otherSupplier, address(receivables), _registerCall(_registration("b", 500)));
        receivableId = receivables.receivableIdOf(otherSupplier.party, "b");
        _act(otherSupplier, address(receivables), _creditCall("cn", 1));
        assertEq(_receivable(receivableId).faceMinor, 499, "face");
    }

    function test_GivenAnAmountOutOfBounds_RefusesIt() public {
        _refused(supplier, _creditCall("cn", 0), _badAmount(0));
        _refused(supplier, _creditCall("cn", FACE + 1), _aboveOutstanding(FACE + 1, FACE));
    }

    function test_WhenAnotherSupplierDoes_RefusesWithPartyNotEntitled() public {
        _refused(otherSupplier, _creditCall("cn", 1), _notEntitled(otherSupplier, supplier));
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            _refused(
                supplier,
                abi.encodeCall(
                    IReceivableRegistry.applyCreditNotes,
                    (new IReceivableRegistry.CreditNote[](size))
                ),
                _badBatch(size)
            );
        }
    }

    function test_WhenNotesLotsAndLiensAreTooMany_RefusesWithSharesAboveMax() public {
        _split(supplier, lotId, 100, 23);
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](8);
        for (uint256 i = 0; i < notes.length; ++i) {
            notes[i] = IReceivableRegistry.CreditNote(receivableId, bytes32(i), 1, "document");
        }
        bytes memory call = abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
        _act(supplier, address(receivables), call);
        assertEq(_receivable(receivableId).creditedMinor, 8, "credited");

        IReceivableRegistry.CreditNote[] memory more = new IReceivableRegistry.CreditNote[](9);
        for (uint256 i = 0; i < more.length; ++i) {
            more[i] = IReceivableRegistry.CreditNote(receivableId, bytes32(10 + i), 1, "document");
        }
        _refused(
            supplier,
            abi.encodeCall(IReceivableRegistry.applyCreditNotes, (more)),
            abi.encodeWithSelector(IReceivableLots.SharesAboveMax.selector, 225, 200)
        );
    }
}

contract ReceivableRegistry_FinancingTerms_Test is ReceivableTest {
    function test_TellsWhenEachLotIsDue() public view {
        uint256[] memory dueDays = receivables.dueDaysOf(_only(lotId), _terms());
        assertEq(dueDays[0], TODAY + 60, "due day");
    }

    function test_GivenAReceivableThatIsNotConfirmed_RefusesWithLotNotEligible() public {
        receivableId = _registered("claim", 500);
        _refusedAs(
            _terms(),
            abi.encodeWithSelector(
                IReceivableRegistry.LotNotEligible.selector,
                _at(1),
                IReceivableRegistry.ReceivableStatus.REGISTERED,
                0,
                ConfirmationScope.PAYEE
            )
        );
    }

    function test_WhenThatIsNotConfirmedBySoMuch_RefusesWithLotNotEligible() public {
        receivableId = _registered("claim", 500);
        uint8 scope = ConfirmationScope.EXISTENCE | ConfirmationScope.AMOUNT;
        _act(buyer, address(receivables), _confirmCall(receivableId, 500, scope));
        _refusedAs(
            _terms(),
            abi.encodeWithSelector(
                IReceivableRegistry.LotNotEligible.selector,
                _at(1),
                IReceivableRegistry.ReceivableStatus.CONFIRMED,
                scope,
                ConfirmationScope.PAYEE
            )
        );
    }

    function test_GivenOtherTermsThanTheReceivables_RefusesThem() public {
        IReceivableDebts.FinancingTerms memory terms = _terms();
        terms.supplier = otherSupplier.party;
        _refusedAs(terms, _notEntitled(otherSupplier, supplier));

        terms = _terms();
        terms.buyer = otherBuyer.party;
        _refusedAs(
            terms,
            abi.encodeWithSelector(
                IReceivableRegistry.LotBuyerMismatch.selector,
                lotId,
                otherBuyer.party,
                buyer.party
            )
        );

        terms = _terms();
        terms.currency = CNY;
        _refusedAs(
            terms,
            abi.encodeWithSelector(
                IReceivableRegistry.LotCurrencyMismatch.selector,
                lotId,
                CNY,
                EUR
            )
        );
    }

    function _terms() private view returns (IReceivableDebts.FinancingTerms memory) {
        return
            IReceivableDebts.FinancingTerms(
                supplier.party,
                buyer.party,
                EUR,
                ConfirmationScope.PAYEE
            );
    }

    function _refusedAs(IReceivableDebts.FinancingTerms memory terms, bytes memory reason) private {
        vm.expectRevert(reason);
        receivables.dueDaysOf(_only(_at(1)), terms);
    }
}
