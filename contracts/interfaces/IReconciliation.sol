// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReceivableId, StatementId} from "../types/LedgerTypes.sol";

/// @notice Running balance per supplier, buyer and currency, who says what was paid on it, and statements that the
/// buyer acknowledges.
///
/// A statement is ISSUED by the supplier. The buyer's answer makes it AGREED or DIFFERING. While no line was raised, a
/// DIFFERING one can be answered again, and may become AGREED; afterwards it is settled line by line until it is
/// RESOLVED. AGREED and RESOLVED are final. A balance that is not the sum of its items cannot be resolved by lines.
interface IReconciliation {
    enum StatementStatus {
        NONE,
        ISSUED,
        AGREED,
        DIFFERING,
        RESOLVED
    }

    struct Pair {
        address supplier;
        address buyer;
        bytes3 currency;
    }

    /// @param asOfDay Day of the statement, counted from 1970-01-01; today or before.
    /// @param balanceMinor What the supplier says is open.
    /// @param itemsRoot Root of OpenZeppelin's standard Merkle tree over the open items, whose leaves are
    /// (receivable id, open minor units); zero for an empty list.
    struct Draft {
        address buyer;
        bytes3 currency;
        uint32 asOfDay;
        uint64 balanceMinor;
        bytes32 itemsRoot;
    }

    /// @param balanceMinor What the buyer's own books say is open.
    /// @param itemsRoot As {Draft}, in the buyer's books.
    struct Acknowledgement {
        StatementId statementId;
        uint64 balanceMinor;
        bytes32 itemsRoot;
    }

    /// @param buyerItemsRoot The buyer's root while its figures differ, and after that was resolved.
    /// @param lineCount Lines that were raised; `openLineCount` of them are not resolved.
    /// @param raisedMinor Sum over the raised lines: supplier's figure less buyer's figure.
    /// @param concededMinor Sum over the resolved lines: agreed figure less buyer's figure. The agreed balance of a
    /// RESOLVED statement is `acknowledgedMinor` + `concededMinor`.
    struct Statement {
        address supplier;
        uint64 balanceMinor;
        uint32 asOfDay;
        address buyer;
        uint64 acknowledgedMinor;
        bytes3 currency;
        StatementStatus status;
        bytes32 itemsRoot;
        bytes32 buyerItemsRoot;
        uint16 lineCount;
        uint16 openLineCount;
        int96 raisedMinor;
        int96 concededMinor;
    }

    /// @notice A receivable on which the lists of a statement differ.
    /// @param supplierMinor Open in the supplier's list; 0 if the list does not have it.
    /// @param supplierProof Merkle proof of (receivable id, supplierMinor); not read for 0.
    /// @param buyerMinor Open in the buyer's list; 0 if the list does not have it.
    /// @param buyerProof Merkle proof of (receivable id, buyerMinor); not read for 0.
    struct Line {
        ReceivableId receivableId;
        uint64 supplierMinor;
        bytes32[] supplierProof;
        uint64 buyerMinor;
        bytes32[] buyerProof;
    }

    /// @notice An item that the caller's list has although a line says otherwise.
    struct Item {
        ReceivableId receivableId;
        uint64 openMinor;
        bytes32[] proof;
    }

    /// @notice What one side says that a line should be.
    struct Resolution {
        ReceivableId receivableId;
        uint64 agreedMinor;
        bytes32 evidenceHash;
    }

    /// @notice State of one line; it is resolved once both proposals are equal, and unknown while both figures are 0.
    /// @param supplierProposalMinor What the supplier says the line should be; 2^64 − 1 if it has not said anything.
    /// @param buyerProposalMinor The same for the buyer.
    struct LineState {
        uint64 supplierMinor;
        uint64 buyerMinor;
        uint64 supplierProposalMinor;
        uint64 buyerProposalMinor;
    }

    /// @notice One side of the pair says who should state what was paid; zero stands for the network's agent.
    event SettlementAgentProposed(
        address indexed supplier,
        address indexed buyer,
        bytes3 currency,
        address proposer,
        address agent
    );
    /// @notice From now on `agent` states what was paid on the pair's balance; zero stands for the network's agent.
    event SettlementAgentAgreed(
        address indexed supplier,
        address indexed buyer,
        bytes3 currency,
        address agent
    );
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
    /// @notice One side showed a receivable on which the lists differ; an amount of 0 is not in that side's list.
    event LineRaised(
        StatementId indexed statementId,
        ReceivableId indexed receivableId,
        address raisedBy,
        uint64 supplierMinor,
        uint64 buyerMinor
    );
    /// @notice A side that a line had without the receivable proved that its list has it.
    event LineCorrected(
        StatementId indexed statementId,
        ReceivableId indexed receivableId,
        uint64 supplierMinor,
        uint64 buyerMinor
    );
    /// @notice One side said what the line should be.
    event LineProposed(
        StatementId indexed statementId,
        ReceivableId indexed receivableId,
        address proposedBy,
        uint64 agreedMinor,
        bytes32 evidenceHash
    );
    /// @notice Both sides say that `agreedMinor` is open.
    event LineResolved(
        StatementId indexed statementId,
        ReceivableId indexed receivableId,
        uint64 agreedMinor
    );
    /// @notice The lines explain the whole difference, and both sides agree on `agreedBalanceMinor`.
    event StatementResolved(StatementId indexed statementId, uint64 agreedBalanceMinor);

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
    /// @notice Lines were raised, so the answer stays and they are settled.
    error StatementHasLines(StatementId statementId, uint16 lineCount);
    /// @notice The lines would end in a balance that no statement can have.
    error AgreedBalanceOutOfBounds(StatementId statementId, int256 agreedBalanceMinor);
    /// @notice A statement has at most `max` lines.
    error LineCountAboveMax(StatementId statementId, uint256 count, uint256 max);
    /// @notice The statement has a line for this receivable.
    error LineAlreadyRaised(StatementId statementId, ReceivableId receivableId);
    /// @notice The statement has no line for this receivable.
    error LineNotRaised(StatementId statementId, ReceivableId receivableId);
    /// @notice Both sides agreed on the line.
    error LineAlreadyResolved(
        StatementId statementId,
        ReceivableId receivableId,
        uint64 agreedMinor
    );
    /// @notice Both figures are the same.
    error LineWithoutDifference(
        StatementId statementId,
        ReceivableId receivableId,
        uint64 openMinor
    );
    /// @notice The proof does not show that the list with this root has the receivable with this amount.
    error LineProofInvalid(ReceivableId receivableId, uint64 openMinor, bytes32 itemsRoot);
    /// @notice The line has the receivable in the caller's list.
    error LineFigureAlreadyProven(
        StatementId statementId,
        ReceivableId receivableId,
        uint64 openMinor
    );

    /// @notice One side of a pair says who should state what was paid on the pair's balance; zero stands for the
    /// network's agent. It takes effect when the other side says the same.
    ///
    /// Emits {SettlementAgentProposed}, and {SettlementAgentAgreed} when both agree. Refuses with {IPartyRegistry}
    /// errors for the caller and for a party that is no settlement agent, {ILedgerErrors.PartyNotEntitled} for a
    /// caller that is neither side, {IReceivableRegistry.CurrencyInvalid}.
    function agreeSettlementAgent(Pair calldata pair, address agent) external;

    /// @notice Issues statements of the caller's party to its buyers.
    ///
    /// Emits {StatementIssued} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {StatementAlreadyIssued}, {StatementDayInFuture}, {ILedgerErrors.AmountOutOfBounds},
    /// {IReceivableRegistry.CurrencyInvalid}.
    function issueStatements(Draft[] calldata drafts) external;

    /// @notice Buyer answers statements with the figures of its own books: the same figures agree, others differ. A
    /// statement that differs can be answered again until a line is raised.
    ///
    /// Emits {StatementAcknowledged} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled},
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {ILedgerErrors.AmountOutOfBounds}, {StatementWrongStatus},
    /// {StatementHasLines}.
    function acknowledgeStatements(Acknowledgement[] calldata acknowledgements) external;

    /// @notice Supplier or buyer shows receivables on which the two lists of a statement differ.
    ///
    /// Each figure but 0 is proven, and is what its side proposes for the line. The caller vouches that its own list
    /// lacks what it gives as 0; that the other side's list lacks it counts only if that side agrees to the line.
    ///
    /// Emits {LineRaised} for each.
    ///
    /// Requirements:
    /// - the caller acts for supplier or buyer, else {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled};
    /// - the statement is DIFFERING, else {StatementWrongStatus};
    /// - 1 to `BATCH_MAX` lines, else {ILedgerErrors.BatchSizeOutOfBounds}, and at most 10,000 per statement, else
    ///   {LineCountAboveMax};
    /// - the receivable has no line, else {LineAlreadyRaised};
    /// - figures are within bounds and not the same, else {ILedgerErrors.AmountOutOfBounds}, {LineWithoutDifference};
    /// - figures but 0 are proven by at most 32 hashes, else {LineProofInvalid}.
    function raiseLines(StatementId statementId, Line[] calldata lines) external;

    /// @notice A side proves that its list has receivables that lines say it lacks. The proven figure is its proposal
    /// from now on; a line on which the figures are the same then is resolved.
    ///
    /// Emits {LineCorrected} for each, {LineResolved} for each that is resolved, {StatementResolved} if that settles
    /// the statement. Refuses as {agreeLines}, and with {LineFigureAlreadyProven}, {LineProofInvalid}; an amount of 0
    /// with {ILedgerErrors.AmountOutOfBounds}.
    function proveItems(StatementId statementId, Item[] calldata items) external;

    /// @notice A side says what raised lines should be. A line is resolved when both sides say the same.
    ///
    /// Emits {LineProposed} for each, {LineResolved} for each that is resolved. When all are resolved and explain the
    /// difference of the two balances, the statement is RESOLVED: emits {StatementResolved}.
    ///
    /// Requirements:
    /// - the caller acts for supplier or buyer, else {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled};
    /// - the statement is DIFFERING, else {StatementWrongStatus};
    /// - 1 to `BATCH_MAX` items, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - the line is raised and not resolved, else {LineNotRaised}, {LineAlreadyResolved};
    /// - the amount is within bounds, else {ILedgerErrors.AmountOutOfBounds};
    /// - the agreed balance is within bounds, else {AgreedBalanceOutOfBounds}.
    function agreeLines(StatementId statementId, Resolution[] calldata resolutions) external;

    /// @notice Adds to the pair's balance: a confirmed receivable, or what a reversal restores. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, {BalanceAboveMax}.
    function increase(Pair calldata pair, uint64 amountMinor) external;

    /// @notice Takes a credit, a write-off or a payment in tokens from the pair's balance. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}.
    function decrease(Pair calldata pair, uint64 amountMinor) external;

    /// @notice Takes what the bank booked from the pair's balance. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, and with {SettlementAgentNotOfPair} unless `agent` is the one
    /// that the pair agreed on, or the network's where it agreed on none.
    function decreasePaid(Pair calldata pair, uint64 amountMinor, address agent) external;

    /// @notice Running balance of each pair in minor units.
    function balancesOf(Pair[] calldata pairs) external view returns (uint64[] memory);

    /// @notice Settlement agent of each pair: the one that it agreed on, else the network's.
    function agentsOf(Pair[] calldata pairs) external view returns (address[] memory);

    /// @notice State of each statement; status NONE where unknown.
    function statementsOf(
        StatementId[] calldata statementIds
    ) external view returns (Statement[] memory);

    /// @notice State of each receivable's line of a statement.
    function linesOf(
        StatementId statementId,
        ReceivableId[] calldata receivableIds
    ) external view returns (LineState[] memory);

    /// @notice Id of the statement of a pair and currency for a day.
    function statementIdOf(Pair calldata pair, uint32 asOfDay) external pure returns (StatementId);
}
