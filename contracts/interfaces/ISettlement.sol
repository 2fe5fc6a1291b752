// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReceivableId} from "../types/LedgerTypes.sol";

/// @notice Applies bank entries to receivables, each entry once.
interface ISettlement {
    struct Application {
        ReceivableId receivableId;
        uint64 amountMinor;
    }

    /// @param entryHash Keyed hash that identifies the bank entry.
    /// @param amountMinor The whole entry; what is not applied is recorded as unapplied cash.
    /// @param bookingDay Days since 1970-01-01.
    struct Remittance {
        bytes32 entryHash;
        bytes3 currency;
        uint64 amountMinor;
        uint32 bookingDay;
        Application[] applications;
    }

    /// @notice What is recorded of a bank entry; amount 0 where unknown.
    struct BankEntry {
        uint64 amountMinor;
        uint64 unappliedMinor;
        uint32 bookingDay;
        bytes3 currency;
    }

    /// @notice A bank entry was recorded; `unappliedMinor` of it belongs to no receivable yet.
    event RemittanceApplied(
        bytes32 indexed entryHash,
        address indexed agent,
        bytes3 currency,
        uint64 amountMinor,
        uint64 unappliedMinor,
        uint32 bookingDay
    );
    /// @notice A part of a bank entry paid a receivable, of which `outstandingMinor` is left.
    event PaymentApplied(
        bytes32 indexed entryHash,
        ReceivableId indexed receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    );

    /// @notice The bank entry was applied before.
    error BankEntryAlreadyApplied(bytes32 entryHash);
    /// @notice More is applied than the entry brought in.
    error ApplicationsAboveEntry(bytes32 entryHash, uint256 appliedMinor, uint64 amountMinor);

    /// @notice Applies remittances to confirmed receivables.
    ///
    /// Emits {RemittanceApplied} for each, {PaymentApplied} for each application and {IReceivableLots.LotPaid} for each
    /// lot that gets a share.
    ///
    /// Requirements:
    /// - caller acts for an active settlement agent, else {IPartyRegistry} errors;
    /// - 1 to `BATCH_MAX` remittances with at most as many applications in all, else
    ///   {ILedgerErrors.BatchSizeOutOfBounds}; an entry may stay wholly unapplied;
    /// - each entry is new, else {BankEntryAlreadyApplied}; its amount within bounds, else
    ///   {ILedgerErrors.AmountOutOfBounds};
    /// - each application is positive and at most what is outstanding, else {ILedgerErrors.AmountOutOfBounds},
    ///   {IReceivableRegistry.AmountAboveOutstanding}, and in the same currency, else
    ///   {IReceivableRegistry.CurrencyMismatch};
    /// - the entry's currency is well-formed, else {IReceivableRegistry.CurrencyInvalid};
    /// - Σ applications <= the entry, else {ApplicationsAboveEntry}.
    function applyRemittances(Remittance[] calldata remittances) external;

    /// @notice Record of each bank entry; amount 0 where unknown.
    function bankEntriesOf(
        bytes32[] calldata entryHashes
    ) external view returns (BankEntry[] memory);
}
