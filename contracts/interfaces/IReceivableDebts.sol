// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, ReceivableId} from "../types/LedgerTypes.sol";
import {IReceivableLots} from "./IReceivableLots.sol";

/// @notice What the other contracts of a deployment do with receivables and ask about them; events and errors are those
/// of {IReceivableRegistry}.
interface IReceivableDebts {
    /// @notice What the lots of a deal must have in common.
    struct FinancingTerms {
        address supplier;
        address buyer;
        bytes3 currency;
        uint8 scopeMin;
    }

    /// @notice A part of a bank entry for one receivable.
    struct Payment {
        ReceivableId receivableId;
        uint64 amountMinor;
        bytes3 currency;
        bytes32 entryHash;
        address receivedBy;
    }

    /// @notice Takes payments from what is outstanding. Settlement only.
    ///
    /// Emits {PaymentApplied} for each. Refuses with {ILedgerErrors.CallerNotModule}, {ReceivableWrongStatus},
    /// {CurrencyMismatch}, {AmountAboveOutstanding}, {IReconciliation.SettlementAgentNotOfPair}.
    /// @param agent Settlement agent that says so.
    /// @return sharesHashes For each payment, the hash of its shares by {Shares}.
    function applyPayments(
        Payment[] calldata payments,
        address agent
    ) external returns (bytes32[] memory sharesHashes);

    /// @notice As {applyPayments}, for one payment in tokens by the buyer itself, whose shares the caller hands out.
    /// Settlement only.
    function applyTokenPayment(
        Payment calldata payment
    ) external returns (IReceivableLots.Share[] memory shares);

    /// @notice Takes a payment back. Settlement only.
    ///
    /// Emits {PaymentReversed}. Refuses with {ILedgerErrors.CallerNotModule}, {IReconciliation.BalanceAboveMax}.
    function restorePayment(
        ReceivableId receivableId,
        uint64 amountMinor,
        uint64 recoveredMinor,
        bytes32 entryHash
    ) external;

    /// @notice Pays one lot early at a discount, which is credited. Settlement only.
    ///
    /// Emits {PaymentApplied}, {ReceivableCredited}. Refuses as {applyPayments}.
    function applyEarlyPayment(
        LotId lotId,
        uint64 paidMinor,
        uint64 discountMinor,
        bytes3 currency,
        bytes32 entryHash,
        address agent
    ) external;

    /// @notice Takes an early payment and its discount back. Settlement only.
    ///
    /// Emits {EarlyPaymentReversed}. Refuses as {restorePayment}.
    function restoreEarlyPayment(
        LotId lotId,
        uint64 paidMinor,
        uint64 discountMinor,
        bytes32 entryHash
    ) external;

    /// @notice Writes a part of a lot off. Collections only.
    ///
    /// Emits {ReceivableWrittenOff}. Refuses with {ILedgerErrors.CallerNotModule}, {ReceivableWrongStatus},
    /// {ILedgerErrors.AmountOutOfBounds}, {IReceivableLots.LotEncumbered}, {IReceivableLots.LotUnknown},
    /// {IReceivableLots.WriteOffAboveOutstanding}.
    function writeOff(LotId lotId, uint64 amountMinor, bytes32 evidenceHash) external;

    /// @notice Checks that lots can be financed on these terms, and tells when each is due.
    ///
    /// Refuses with {ILedgerErrors.PartyNotEntitled} unless the terms' supplier is the receivable's,
    /// {LotNotEligible}, {LotBuyerMismatch}, {LotCurrencyMismatch}.
    function dueDaysOf(
        LotId[] calldata lotIds,
        FinancingTerms calldata terms
    ) external view returns (uint256[] memory dueDays);

    /// @notice Supplier, buyer and currency of a receivable; zero where unknown.
    function termsOf(
        ReceivableId receivableId
    ) external view returns (IReceivableLots.Terms memory);

    /// @notice Supplier of a receivable, and what of it is in dispute and still outstanding.
    function disputeOf(
        ReceivableId receivableId
    ) external view returns (address supplier, uint64 disputedMinor);
}
