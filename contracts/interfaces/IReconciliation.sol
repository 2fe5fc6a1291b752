// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StatementId} from "../types/LedgerTypes.sol";

/// @notice Running balance per supplier, buyer and currency, and statements that the buyer acknowledges.
interface IReconciliation {
    enum StatementStatus {
        NONE,
        ISSUED,
        AGREED,
        DIFFERING
    }

    struct Pair {
        address supplier;
        address buyer;
        bytes3 currency;
    }

    /// @param asOfDay Day of the statement, counted from 1970-01-01; today or before.
    /// @param balanceMinor What the supplier says is open.
    /// @param itemsRoot Merkle root of the open items.
    struct Draft {
        address buyer;
        bytes3 currency;
        uint32 asOfDay;
        uint64 balanceMinor;
        bytes32 itemsRoot;
    }

    /// @param balanceMinor What the buyer's own books say is open.
    /// @param itemsRoot Merkle root of the open items in the buyer's books.
    struct Acknowledgement {
        StatementId statementId;
        uint64 balanceMinor;
        bytes32 itemsRoot;
    }

    struct Statement {
        address supplier;
        uint64 balanceMinor;
        uint32 asOfDay;
        address buyer;
        uint64 acknowledgedMinor;
        bytes3 currency;
        StatementStatus status;
        bytes32 itemsRoot;
    }

    /// @notice Supplier told its buyer what it says is open on a day.
    /// @param ledgerBalanceMinor Running balance of the pair in the block of issue.
    event StatementIssued(
        StatementId indexed statementId,
        address indexed supplier,
        address indexed buyer,
        bytes3 currency,
        uint32 asOfDay,
        uint64 balanceMinor,
        uint64 ledgerBalanceMinor,
        bytes32 itemsRoot
    );
    /// @notice Buyer answered with the figures of its own books; `status` is AGREED or DIFFERING.
    event StatementAcknowledged(
        StatementId indexed statementId,
        StatementStatus status,
        uint64 balanceMinor,
        bytes32 itemsRoot
    );

    /// @notice Only the pair's settlement agent says what was paid.
    error SettlementAgentNotOfPair(address agent, address expected);
    /// @notice The pair's running balance would pass the platform's largest amount.
    error BalanceAboveMax(address supplier, address buyer, bytes3 currency, uint256 balanceMinor);
    /// @notice A statement of this pair, currency and day exists.
    error StatementAlreadyIssued(StatementId statementId);
    /// @notice A statement cannot be about a day to come.
    error StatementDayInFuture(uint32 asOfDay, uint32 today);
    /// @notice The statement is not in the status that this act needs.
    error StatementWrongStatus(StatementId statementId, StatementStatus actual);

    /// @notice Issues statements of the caller's party to its buyers.
    ///
    /// Emits {StatementIssued} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {StatementAlreadyIssued}, {StatementDayInFuture}, {ILedgerErrors.AmountOutOfBounds},
    /// {IReceivableRegistry.CurrencyInvalid}.
    function issueStatements(Draft[] calldata drafts) external;

    /// @notice Buyer answers statements with the figures of its own books: the same figures agree, others differ. A
    /// statement that differs can be answered again.
    ///
    /// Emits {StatementAcknowledged} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled},
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {ILedgerErrors.AmountOutOfBounds}, {StatementWrongStatus}.
    function acknowledgeStatements(Acknowledgement[] calldata acknowledgements) external;

    /// @notice Adds a confirmed receivable to the pair's balance. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, {BalanceAboveMax}.
    function increase(Pair calldata pair, uint64 amountMinor) external;

    /// @notice Takes a credit, a write-off or a payment in tokens from the pair's balance. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}.
    function decrease(Pair calldata pair, uint64 amountMinor) external;

    /// @notice Takes what the bank booked from the pair's balance. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, and with {SettlementAgentNotOfPair} unless `agent` is the one that
    /// the pair agreed on, or the network's where it agreed on none.
    function decreasePaid(Pair calldata pair, uint64 amountMinor, address agent) external;

    /// @notice Refuses with {SettlementAgentNotOfPair} unless `agent` is the pair's.
    function requireAgent(Pair calldata pair, address agent) external view;

    /// @notice Running balance of each pair in minor units.
    function balancesOf(Pair[] calldata pairs) external view returns (uint64[] memory);

    /// @notice State of each statement; status NONE where unknown.
    function statementsOf(
        StatementId[] calldata statementIds
    ) external view returns (Statement[] memory);

    /// @notice Id of the statement of a pair and currency for a day.
    function statementIdOf(Pair calldata pair, uint32 asOfDay) external pure returns (StatementId);
}
