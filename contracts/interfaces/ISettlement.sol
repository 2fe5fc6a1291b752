// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReceivableId} from "../types/LedgerTypes.sol";
import {IReceivableLots} from "./IReceivableLots.sol";

/// @notice Bank entries, and what they pay. An entry is recorded once; its money is unapplied cash until it is
/// allocated. The latest allocation of an entry can be reversed, so that everything is as it was before.
interface ISettlement {
    struct Application {
        ReceivableId receivableId;
        uint64 amountMinor;
    }

    /// @param entryHash Keyed hash that identifies the bank entry among those of the settlement agent.
    /// @param receivedBy Party whose account was credited.
    /// @param amountMinor The whole entry; what is not applied is recorded as unapplied cash.
    /// @param bookingDay Days since 1970-01-01.
    struct Remittance {
        bytes32 entryHash;
        address receivedBy;
        bytes3 currency;
        uint64 amountMinor;
        uint32 bookingDay;
        Application[] applications;
    }

    /// @notice What is recorded of a bank entry; currency zero where unknown.
    /// @param allocations How many allocations of it stand.
    /// @param isReversed The bank took the money back.
    /// @param allocationsHash Commits to the allocations that stand: what each did is hashed onto the ones before it.
    struct BankEntry {
        address receivedBy;
        uint64 unappliedMinor;
        bytes3 currency;
        uint8 allocations;
        bool isReversed;
        bytes32 allocationsHash;
    }

    /// @notice A bank entry was recorded; `unappliedMinor` of it belongs to no receivable yet.
    event RemittanceApplied(
        bytes32 indexed entryHash,
        address indexed agent,
        address indexed receivedBy,
        bytes3 currency,
        uint64 amountMinor,
        uint64 unappliedMinor,
        uint32 bookingDay
    );
    /// @notice An allocation of `amountMinor` was made; `allocationsHash` commits to it and to those before.
    event AllocationMade(
        address indexed agent,
        bytes32 indexed entryHash,
        uint8 allocations,
        uint64 amountMinor,
        uint64 unappliedMinor,
        bytes32 allocationsHash
    );
    /// @notice The latest allocation was reversed; its money is unapplied again.
    event AllocationReversed(
        address indexed agent,
        bytes32 indexed entryHash,
        uint8 allocations,
        uint64 amountMinor,
        uint64 unappliedMinor,
        bytes32 evidenceHash
    );
    /// @notice More was paid than owed; who received it owes it to `creditor`.
    event OverpaymentRecorded(
        address indexed agent,
        bytes32 indexed entryHash,
        address indexed creditor,
        uint64 amountMinor
    );
    /// @notice The bank took the entry back by a counter-entry.
    event BankEntryReversed(
        address indexed agent,
        bytes32 indexed entryHash,
        bytes32 indexed counterEntryHash
    );

    /// @notice The bank entry was recorded before.
    error BankEntryAlreadyApplied(bytes32 entryHash);
    /// @notice The agent has recorded no such entry.
    error BankEntryUnknown(bytes32 entryHash);
    /// @notice The bank took the entry back.
    error BankEntryIsReversed(bytes32 entryHash);
    /// @notice Allocations of the entry still stand.
    error BankEntryStillAllocated(bytes32 entryHash, uint8 allocations);
    /// @notice More is applied than the entry has left.
    error ApplicationsAboveEntry(bytes32 entryHash, uint256 appliedMinor, uint64 unappliedMinor);
    /// @notice One allocation names a receivable twice in a row; add the amounts up.
    error ApplicationRepeated(bytes32 entryHash, ReceivableId receivableId);
    /// @notice An entry has at most `max` allocations at once.
    error AllocationsAboveMax(bytes32 entryHash, uint8 max);
    /// @notice This is not the latest allocation of the entry.
    error AllocationMismatch(bytes32 entryHash, bytes32 expected, bytes32 actual);
    /// @notice A reversal names at least one share.
    error SharesEmpty(bytes32 entryHash);

    /// @notice Records bank entries and applies them to confirmed receivables.
    ///
    /// Emits {RemittanceApplied} for each, {AllocationMade} for each with applications,
    /// {IReceivableRegistry.PaymentApplied} for each application, {IReceivableLots.LotPaid} for each lot or lien that
    /// gets a share, and {IDuties.DutyIncurred} where the money came to somebody else.
    ///
    /// Requirements:
    /// - caller acts for an active settlement agent, else {IPartyRegistry} errors;
    /// - the agent is the one of the pair of each receivable, else {IReconciliation.SettlementAgentNotOfPair};
    /// - 1 to `BATCH_MAX` items, at most `BATCH_MAX` applications in all, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - each entry is new, else {BankEntryAlreadyApplied};
    /// - amounts are within bounds, else {ILedgerErrors.AmountOutOfBounds};
    /// - the currency is well-formed, else {IReceivableRegistry.CurrencyInvalid};
    /// - no more is applied than came in, else {ApplicationsAboveEntry}, and no receivable twice in a row of one
    /// entry,   else {ApplicationRepeated};
    /// - who received the money is a known party, else {IPartyRegistry.PartyUnknown};
    /// - each receivable can be paid, in that currency and amount, else {IReceivableRegistry.ReceivableWrongStatus},
    ///   {IReceivableRegistry.CurrencyMismatch}, {IReceivableRegistry.AmountAboveOutstanding};
    /// - lots and liens touched stay within bounds, else {IReceivableLots.SharesAboveMax}: send fewer at once.
    ///
    /// Neither supplier nor buyer need be active, and no pause stops it: nothing keeps a buyer from paying.
    function applyRemittances(Remittance[] calldata remittances) external;

    /// @notice Applies unapplied cash of a recorded entry.
    ///
    /// Emits {AllocationMade} and the events of its payments. Refuses as {applyRemittances}, and with
    /// {BankEntryUnknown}, {BankEntryIsReversed}, {AllocationsAboveMax}.
    function allocate(bytes32 entryHash, Application[] calldata applications) external;

    /// @notice Applies unapplied cash of a recorded entry to an agreed early payment, whole.
    ///
    /// Emits {AllocationMade}, the events of {IEarlyPayments.settle} and, where the money came to somebody else than
    /// the supplier, {IDuties.DutyIncurred}. Refuses as {allocate}, and with {IEarlyPayments} errors.
    function allocateEarlyPayment(bytes32 entryHash, uint32 earlyPaymentNumber) external;

    /// @notice Records that a part of an entry was paid in excess: who received it owes it to `creditor`.
    ///
    /// Emits {AllocationMade}, {OverpaymentRecorded}, {IDuties.DutyIncurred}. Refuses with {IPartyRegistry} errors,
    /// {BankEntryUnknown}, {BankEntryIsReversed}, {AllocationsAboveMax}, {ILedgerErrors.AmountOutOfBounds},
    /// {ApplicationsAboveEntry}.
    function recordOverpayment(bytes32 entryHash, address creditor, uint64 amountMinor) external;

    /// @notice Reverses the latest allocation of an entry to receivables: lots, liens, balances, exposures and duties
    /// are as before.
    ///
    /// Emits {AllocationReversed}, {IReceivableRegistry.PaymentReversed}, {IReceivableLots.LotRestored},
    /// {IDuties.DutyReduced}. Refuses with {IPartyRegistry} errors, {BankEntryUnknown}, {SharesEmpty},
    /// {AllocationMismatch}, {IReconciliation.SettlementAgentNotOfPair}.
    /// @param previousHash `allocationsHash` of the entry before that allocation.
    /// @param shares Shares of the allocation in order, as {IReceivableLots.LotPaid} told them.
    function reverseAllocation(
        bytes32 entryHash,
        bytes32 previousHash,
        IReceivableLots.Share[] calldata shares,
        bytes32 evidenceHash
    ) external;

    /// @notice Reverses the latest allocation of an entry, which was to an early payment.
    ///
    /// Emits {AllocationReversed}, {IReceivableRegistry.EarlyPaymentReversed}, {IDuties.DutyReduced}. Refuses as
    /// {reverseAllocation}, and with {IEarlyPayments.EarlyPaymentWrongStatus}.
    function reverseEarlyPayment(
        bytes32 entryHash,
        bytes32 previousHash,
        uint32 earlyPaymentNumber,
        bytes32 evidenceHash
    ) external;

    /// @notice Reverses the latest allocation of an entry, which recorded an overpayment.
    ///
    /// Emits {AllocationReversed}, {IDuties.DutyReduced}. Refuses as {reverseAllocation}.
    function reverseOverpayment(
        bytes32 entryHash,
        bytes32 previousHash,
        address creditor,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) external;

    /// @notice Records that the bank took an entry back; its allocations were reversed before.
    ///
    /// Emits {BankEntryReversed}. Refuses with {IPartyRegistry} errors, {BankEntryUnknown}, {BankEntryIsReversed},
    /// {BankEntryStillAllocated}, {BankEntryAlreadyApplied} for the counter-entry.
    function reverseEntry(bytes32 entryHash, bytes32 counterEntryHash) external;

    /// @notice Buyer pays a receivable in deposit tokens: each beneficiary gets its share in the same transaction.
    ///
    /// Emits {IReceivableRegistry.PaymentApplied}, {IReceivableLots.LotPaid}, {ICashDesk.CashMoved}. Refuses with
    /// {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled}, {ILedgerErrors.AmountOutOfBounds}, {ICashDesk}
    /// errors, {IReceivableRegistry} errors, {IReceivableLots.SharesAboveMax} for a receivable with so many lots and
    /// liens that only an entry of the bank can pay it. Cannot be reversed.
    /// @return entryHash Identifies the payment in the events.
    function payInTokens(
        ReceivableId receivableId,
        address token,
        uint64 amountMinor
    ) external returns (bytes32 entryHash);

    /// @notice What each entry of an agent is.
    function bankEntriesOf(
        address agent,
        bytes32[] calldata entryHashes
    ) external view returns (BankEntry[] memory);
}
