// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, ReceivableId} from "../types/LedgerTypes.sol";
import {IReceivableDebts} from "./IReceivableDebts.sol";

/// @notice Life of each receivable: registered by the supplier, confirmed by the buyer, then paid or credited to zero.
interface IReceivableRegistry is IReceivableDebts {
    enum ReceivableStatus {
        NONE,
        REGISTERED,
        CONFIRMED,
        REJECTED,
        WITHDRAWN,
        SETTLED,
        WRITTEN_OFF
    }

    /// @notice State of one receivable. Days are counted from 1970-01-01; amounts are minor units of `currency`.
    /// @param faceMinor Claimed nominal; from confirmation on, the confirmed one.
    /// @param outstandingMinor Unpaid and not credited; 0 before confirmation.
    /// @param paidMinor Face less what was credited, written off and what is outstanding; 0 before confirmation.
    /// @param writtenOffMinor Given up by owners and not recovered; the buyer still owes it.
    /// @param disputedMinor What is in dispute and still outstanding; 0 if no dispute is open.
    /// @param disputeDay Day on which the open dispute was opened; 0 if none is open.
    /// @param scope Bits of {ConfirmationScope}; 0 before confirmation.
    /// @param isDeemed The buyer was silent for as long as it had agreed to.
    /// @param registeredAt Unix seconds of the registration or the last amendment; 0 from confirmation on.
    struct Receivable {
        address supplier;
        uint64 faceMinor;
        uint32 dueDay;
        address buyer;
        uint64 outstandingMinor;
        bytes3 currency;
        ReceivableStatus status;
        uint64 paidMinor;
        uint64 creditedMinor;
        uint64 writtenOffMinor;
        uint64 disputedMinor;
        uint32 disputeDay;
        uint8 scope;
        bool isDeemed;
        uint40 registeredAt;
    }

    /// @param fingerprint Keyed hash of supplier and normalised invoice number, never freed again.
    /// @param documentCommitment Salted hash of the source document.
    struct Registration {
        bytes32 fingerprint;
        address buyer;
        uint64 faceMinor;
        uint32 issueDay;
        uint32 dueDay;
        bytes3 currency;
        bytes32 documentCommitment;
    }

    /// @notice New particulars of a receivable that is not confirmed yet.
    struct Amendment {
        ReceivableId receivableId;
        uint64 faceMinor;
        uint32 dueDay;
        bytes32 documentCommitment;
    }

    /// @param confirmedMinor What the buyer admits to owe: the claimed face or less.
    /// @param scope Bits of {ConfirmationScope}; existence and amount are the least.
    struct Confirmation {
        ReceivableId receivableId;
        uint64 confirmedMinor;
        uint8 scope;
    }

    /// @param fingerprint Keyed hash of supplier and normalised credit note number, never freed again.
    struct CreditNote {
        ReceivableId receivableId;
        bytes32 fingerprint;
        uint64 amountMinor;
        bytes32 documentCommitment;
    }

    /// @notice What a buyer agreed to for one supplier; silenceDays 0 where it agreed to nothing.
    /// @param silenceDays Days after which a receivable that it has not answered counts as confirmed.
    /// @param scope Bits of {ConfirmationScope} that the silence covers.
    /// @param agreedAt Unix seconds; holds for what is registered or amended from then on.
    struct SilenceAgreement {
        uint16 silenceDays;
        uint8 scope;
        uint40 agreedAt;
    }

    /// @notice Supplier claims a debt; nothing is owed until the buyer confirms it.
    event ReceivableRegistered(
        ReceivableId indexed receivableId,
        address indexed supplier,
        address indexed buyer,
        bytes3 currency,
        uint64 faceMinor,
        uint32 issueDay,
        uint32 dueDay,
        bytes32 documentCommitment
    );
    /// @notice Buyer admits to owe `faceMinor`, which is what is outstanding now.
    event ReceivableConfirmed(ReceivableId indexed receivableId, uint64 faceMinor, uint8 scope);
    /// @notice Supplier changed a claim that the buyer had not answered.
    event ReceivableAmended(
        ReceivableId indexed receivableId,
        uint64 faceMinor,
        uint32 dueDay,
        bytes32 documentCommitment
    );
    /// @notice Buyer agreed, or with 0 days no longer agrees, that its silence confirms.
    event SilenceAgreed(
        address indexed buyer,
        address indexed supplier,
        uint16 silenceDays,
        uint8 scope
    );
    /// @notice Buyer was silent for as long as it had agreed to: it owes `faceMinor`, which is outstanding now.
    event ReceivableDeemedConfirmed(
        ReceivableId indexed receivableId,
        uint64 faceMinor,
        uint8 scope
    );
    /// @notice A credit note reduced a claim that is not confirmed yet to `faceMinor`.
    event ClaimCredited(
        ReceivableId indexed receivableId,
        bytes32 indexed fingerprint,
        uint64 amountMinor,
        uint64 faceMinor,
        bytes32 documentCommitment
    );
    /// @notice A part of a bank entry paid a receivable, of which `outstandingMinor` is left.
    event PaymentApplied(
        bytes32 indexed entryHash,
        ReceivableId indexed receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    );
    /// @notice A payment was taken back; `outstandingMinor` is owed again.
    event PaymentReversed(
        bytes32 indexed entryHash,
        ReceivableId indexed receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    );
    /// @notice An early payment was taken back, and the discount with it.
    event EarlyPaymentReversed(
        bytes32 indexed entryHash,
        ReceivableId indexed receivableId,
        uint64 paidMinor,
        uint64 discountMinor,
        uint64 outstandingMinor
    );
    /// @notice Owner of a lot gave up expecting `amountMinor`; the buyer still owes it.
    event ReceivableWrittenOff(
        ReceivableId indexed receivableId,
        LotId indexed lotId,
        uint64 amountMinor,
        uint64 outstandingMinor,
        bytes32 evidenceHash
    );
    /// @notice Buyer refused the claim.
    event ReceivableRejected(ReceivableId indexed receivableId, uint8 reason, bytes32 evidenceHash);
    /// @notice Supplier took its claim back.
    event ReceivableWithdrawn(ReceivableId indexed receivableId);
    /// @notice A credit note or an accepted dispute reduced what is outstanding to `outstandingMinor`.
    event ReceivableCredited(
        ReceivableId indexed receivableId,
        bytes32 indexed fingerprint,
        uint64 amountMinor,
        uint64 outstandingMinor,
        bytes32 documentCommitment
    );
    /// @notice Buyer disputes a part of what is outstanding.
    event DisputeOpened(
        ReceivableId indexed receivableId,
        uint64 disputedMinor,
        uint8 reason,
        bytes32 evidenceHash
    );
    /// @notice Supplier gave in to `acceptedMinor` of a dispute, or the buyer withdrew it (0); `disputedMinor` is left
    /// of it.
    event DisputeResolved(
        ReceivableId indexed receivableId,
        uint64 acceptedMinor,
        uint64 disputedMinor,
        bytes32 evidenceHash
    );

    /// @notice The same document was registered before.
    error ReceivableAlreadyRegistered(ReceivableId receivableId, ReceivableStatus status);
    /// @notice The receivable is not in the status that this act needs.
    error ReceivableWrongStatus(
        ReceivableId receivableId,
        ReceivableStatus actual,
        ReceivableStatus required
    );
    /// @notice The due date lies before the issue date.
    error DueDateBeforeIssueDate(bytes32 fingerprint, uint32 issueDay, uint32 dueDay);
    /// @notice The due date lies further ahead than the ledger can hold.
    error DueDateAboveMax(bytes32 fingerprint, uint32 dueDay, uint32 maxDay);
    /// @notice Supplier and buyer are the same party.
    error BuyerIsSupplier(address party);
    /// @notice The currency is not three capital letters.
    error CurrencyInvalid(bytes3 currency);
    /// @notice More is confirmed than was claimed.
    error ConfirmationAboveFace(ReceivableId receivableId, uint64 confirmedMinor, uint64 faceMinor);
    /// @notice A confirmation covers at least existence and amount, and no unknown bit.
    error ConfirmationScopeInvalid(ReceivableId receivableId, uint8 scope);
    /// @notice The buyer has not agreed that its silence confirms, or agreed only after the registration.
    error SilenceNotAgreed(ReceivableId receivableId, uint40 agreedAt, uint40 registeredAt);
    /// @notice The buyer still has time to answer.
    error SilenceTooShort(ReceivableId receivableId, uint256 confirmableAt);
    /// @notice A silence lasts 1 to `maxDays` days; 0 ends the agreement.
    error SilenceDaysAboveMax(uint16 silenceDays, uint16 maxDays);
    /// @notice A credit leaves something of a claim; take the claim back instead.
    error CreditAboveClaim(ReceivableId receivableId, uint64 amountMinor, uint64 faceMinor);
    /// @notice The receivable of the lot can't be financed: it is not confirmed, or lacks parts of the scope.
    error LotNotEligible(LotId lotId, ReceivableStatus status, uint8 scope, uint8 scopeMin);
    /// @notice The receivable of the lot has another buyer than the deal.
    error LotBuyerMismatch(LotId lotId, address expected, address actual);
    /// @notice The receivable of the lot is in another currency than the deal.
    error LotCurrencyMismatch(LotId lotId, bytes3 expected, bytes3 actual);
    /// @notice The same credit note was applied before.
    error CreditNoteAlreadyApplied(bytes32 fingerprint);
    /// @notice A dispute is open already.
    error DisputeAlreadyOpen(ReceivableId receivableId, uint64 disputedMinor);
    /// @notice No dispute is open.
    error DisputeNotOpen(ReceivableId receivableId);
    /// @notice The amount is above what is outstanding.
    error AmountAboveOutstanding(
        ReceivableId receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    );
    /// @notice The payment is in another currency than the receivable.
    error CurrencyMismatch(ReceivableId receivableId, bytes3 expected, bytes3 actual);

    /// @notice Registers receivables of the caller's party.
    ///
    /// Emits {ReceivableRegistered} for each.
    ///
    /// Requirements:
    /// - caller acts for an active supplier, else {IPartyRegistry} errors;
    /// - 1 to `BATCH_MAX` items, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - each buyer is an admitted buyer and not the supplier, else {IPartyRegistry} errors, {BuyerIsSupplier};
    /// - the face is within bounds, else {ILedgerErrors.AmountOutOfBounds};
    /// - the fingerprint is new for the supplier, else {ReceivableAlreadyRegistered};
    /// - due on or after issue, else {DueDateBeforeIssueDate}, in 24 bits, else {DueDateAboveMax};
    /// - the currency is well-formed, else {CurrencyInvalid}.
    function register(Registration[] calldata registrations) external;

    /// @notice Confirms receivables that the caller's party owes; each becomes one lot owned by its supplier.
    ///
    /// Emits {ReceivableConfirmed} and ERC-721 `Transfer` for each.
    ///
    /// Requirements:
    /// - caller acts for the buyer, else {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled};
    /// - the supplier, who gets the lot, is an active supplier, else {IPartyRegistry} errors;
    /// - 1 to `BATCH_MAX` items, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - status is REGISTERED, else {ReceivableWrongStatus};
    /// - 0 < confirmed <= face, else {ILedgerErrors.AmountOutOfBounds}, {ConfirmationAboveFace};
    /// - the scope is valid, else {ConfirmationScopeInvalid};
    /// - the pair's balance stays within bounds, else {IReconciliation.BalanceAboveMax}.
    function confirm(Confirmation[] calldata confirmations) external;

    /// @notice Buyer refuses a registered receivable.
    ///
    /// Emits {ReceivableRejected}. Refuses with {ReceivableWrongStatus}, {ILedgerErrors.PartyNotEntitled}.
    /// @param reason Code of the platform's list of reasons.
    function reject(ReceivableId receivableId, uint8 reason, bytes32 evidenceHash) external;

    /// @notice Supplier takes a registered receivable back; its fingerprint stays used.
    ///
    /// Emits {ReceivableWithdrawn}. Refuses with {ReceivableWrongStatus}, {ILedgerErrors.PartyNotEntitled}.
    function withdraw(ReceivableId receivableId) external;

    /// @notice Supplier changes face and due date of claims that the buyer has not answered; the buyer's time to
    /// answer begins anew.
    ///
    /// Emits {ReceivableAmended} for each. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {ReceivableWrongStatus}, {ILedgerErrors.PartyNotEntitled},
    /// {ILedgerErrors.AmountOutOfBounds}, {DueDateAboveMax}.
    function amend(Amendment[] calldata amendments) external;

    /// @notice Buyer agrees that its silence confirms what `supplier` registers or amends from now on; 0 days end
    /// that.
    ///
    /// Emits {SilenceAgreed}. Refuses with {IPartyRegistry} errors, {SilenceDaysAboveMax},
    /// {ConfirmationScopeInvalid} for receivable 0.
    function agreeSilence(address supplier, uint16 silenceDays, uint8 scope) external;

    /// @notice Supplier confirms receivables in full that the buyer left unanswered for as long as it had agreed to.
    /// Not while the buyer could not answer: it must be active, and confirmation not paused.
    ///
    /// Emits {ReceivableDeemedConfirmed} and ERC-721 `Transfer` for each. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {ILedgerErrors.PartyNotEntitled}, {ReceivableWrongStatus},
    /// {SilenceNotAgreed}, {SilenceTooShort}, {IReconciliation.BalanceAboveMax}.
    function confirmBySilence(ReceivableId[] calldata receivableIds) external;

    /// @notice Supplier reduces receivables by credit notes: a claim its face, a confirmed receivable what is
    /// outstanding. Its own lots bear the reduction first; what falls on others it owes them.
    ///
    /// Emits {ClaimCredited}, or {ReceivableCredited}, {IReceivableLots.LotCredited} and {IDuties.DutyIncurred}.
    /// Refuses
    /// with {ReceivableWrongStatus}, {ILedgerErrors.PartyNotEntitled}, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {ILedgerErrors.AmountOutOfBounds}, {CreditNoteAlreadyApplied}, {CreditAboveClaim}, {AmountAboveOutstanding},
    /// {IReceivableLots.SharesAboveMax}.
    function applyCreditNotes(CreditNote[] calldata creditNotes) external;

    /// @notice Buyer disputes a part of a confirmed receivable: that part can't be sold or pledged, and clocks of the
    /// lots on which it rests stop.
    ///
    /// Emits {DisputeOpened}. Refuses with {ReceivableWrongStatus}, {ILedgerErrors.PartyNotEntitled},
    /// {DisputeAlreadyOpen}, {ILedgerErrors.AmountOutOfBounds}, {AmountAboveOutstanding}.
    /// @param reason Code of the platform's list of reasons.
    function openDispute(
        ReceivableId receivableId,
        uint64 disputedMinor,
        uint8 reason,
        bytes32 evidenceHash
    ) external;

    /// @notice Buyer takes its dispute back.
    ///
    /// Emits {DisputeResolved}. Refuses with {DisputeNotOpen}, {ILedgerErrors.PartyNotEntitled}.
    function withdrawDispute(ReceivableId receivableId, bytes32 evidenceHash) external;

    /// @notice Supplier gives in to a dispute or a part of it, which is credited; the rest stays in dispute.
    ///
    /// Emits {DisputeResolved}, {ReceivableCredited}, {IReceivableLots.LotCredited}. Refuses with {DisputeNotOpen},
    /// {ILedgerErrors.PartyNotEntitled}, {ILedgerErrors.AmountOutOfBounds}, {AmountAboveOutstanding} beyond what is
    /// in dispute.
    function acceptDispute(
        ReceivableId receivableId,
        uint64 acceptedMinor,
        bytes32 evidenceHash
    ) external;

    /// @notice State of each receivable; status NONE where unknown.
    function receivablesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (Receivable[] memory);

    /// @notice What a buyer agreed to for a supplier.
    function silenceAgreementOf(
        address buyer,
        address supplier
    ) external view returns (SilenceAgreement memory);

    /// @notice Id that a supplier's document has, whether it is registered or not.
    function receivableIdOf(
        address supplier,
        bytes32 fingerprint
    ) external pure returns (ReceivableId);
}
