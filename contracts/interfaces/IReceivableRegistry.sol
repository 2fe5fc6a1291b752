// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReceivableId} from "../types/LedgerTypes.sol";

/// @notice Life of each receivable: registered by the supplier, confirmed by the buyer, then paid or credited to zero.
interface IReceivableRegistry {
    enum ReceivableStatus {
        NONE,
        REGISTERED,
        CONFIRMED,
        REJECTED,
        WITHDRAWN,
        SETTLED
    }

    /// @notice State of one receivable. Days are counted from 1970-01-01; amounts are minor units of `currency`.
    /// @param faceMinor Claimed nominal; from confirmation on, the confirmed one.
    /// @param outstandingMinor Unpaid and not credited; 0 before confirmation.
    /// @param paidMinor Face less what was credited and what is outstanding; 0 before confirmation.
    /// @param disputedMinor What is in dispute and still outstanding; 0 if no dispute is open.
    /// @param scope Bits of {ConfirmationScope}; 0 before confirmation.
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
        uint64 disputedMinor;
        uint8 scope;
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
    /// @notice A dispute is over: accepted, withdrawn, or nothing is outstanding any more.
    /// @param acceptedMinor What the supplier gave in to; 0 if the buyer withdrew or the receivable was settled.
    /// @param evidenceHash The evidence given, or hash of the bank entry or document that settled the receivable.
    event DisputeResolved(
        ReceivableId indexed receivableId,
        uint64 acceptedMinor,
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

    /// @notice Supplier reduces confirmed receivables by credit notes; its own free lots bear the reduction.
    ///
    /// Emits {ReceivableCredited} and {IReceivableLots.LotCredited}. Refuses with {ReceivableWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {ILedgerErrors.BatchSizeOutOfBounds}, {ILedgerErrors.AmountOutOfBounds},
    /// {CreditNoteAlreadyApplied}, {AmountAboveOutstanding}, {IReceivableLots.CreditAboveFreeLots}.
    function applyCreditNotes(CreditNote[] calldata creditNotes) external;

    /// @notice Buyer disputes a part of a confirmed receivable; while it is open, the receivable can't be financed.
    ///
    /// Emits {DisputeOpened}. Refuses with {ReceivableWrongStatus}, {ILedgerErrors.PartyNotEntitled},
    /// {DisputeAlreadyOpen}, {ILedgerErrors.AmountOutOfBounds}, {AmountAboveOutstanding}.
    function openDispute(
        ReceivableId receivableId,
        uint64 disputedMinor,
        uint8 reason,
        bytes32 evidenceHash
    ) external;

    /// @notice Buyer withdraws its dispute.
    ///
    /// Emits {DisputeResolved}. Refuses with {DisputeNotOpen}, {ILedgerErrors.PartyNotEntitled}.
    function withdrawDispute(ReceivableId receivableId, bytes32 evidenceHash) external;

    /// @notice Supplier accepts the dispute: what is disputed and still outstanding is credited.
    ///
    /// Emits {DisputeResolved}, and {ReceivableCredited} with fingerprint zero and the evidence as its document.
    /// Refuses with {DisputeNotOpen}, {ILedgerErrors.PartyNotEntitled}, {IReceivableLots.CreditAboveFreeLots}.
    function acceptDispute(ReceivableId receivableId, bytes32 evidenceHash) external;

    /// @notice Books a payment and distributes it over the lots. Settlement contract only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, {ReceivableWrongStatus}, {CurrencyMismatch},
    /// {AmountAboveOutstanding}.
    /// @return outstandingMinor What is left after the payment.
    function applyPayment(
        ReceivableId receivableId,
        bytes3 currency,
        uint64 amountMinor,
        bytes32 entryHash
    ) external returns (uint64 outstandingMinor);

    /// @notice State of each receivable; status NONE where unknown.
    function receivablesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (Receivable[] memory);

    /// @notice Id under which `supplier` registers a document.
    function receivableIdOf(
        address supplier,
        bytes32 fingerprint
    ) external pure returns (ReceivableId);
}
