// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IReconciliation} from "./interfaces/IReconciliation.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {PairBalances} from "./reconciliation/PairBalances.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    Modules,
    ReceivableId,
    Roles,
    StatementId
} from "./types/LedgerTypes.sol";

/// @title Reconciliation
/// @notice Running balance of each pair, and statements that the buyer acknowledges or both settle line by line.
contract Reconciliation is PairBalances {
    enum Side {
        SUPPLIER,
        BUYER
    }

    /// @dev Above every amount.
    uint64 private constant NO_PROPOSAL = type(uint64).max;
    /// @dev Keeps the sums over lines far within 96 bits, and is more than a pair has open on a day.
    uint256 private constant LINES_MAX = 10_000;
    /// @dev A list of four billion items; bounds the work of a line.
    uint256 private constant PROOF_LENGTH_MAX = 32;

    mapping(StatementId statementId => Statement) private _statements;
    mapping(StatementId statementId => mapping(ReceivableId receivableId => LineState))
        private _lines;

    constructor(
        Modules memory modules,
        address networkAgent
    ) LedgerModule(modules) PairBalances(networkAgent) {}

    /// @inheritdoc IReconciliation
    function issueStatements(Draft[] calldata drafts) external {
        address supplier = _actingParty(Roles.SUPPLIER, Acts.RECONCILIATION);
        Bounds.requireBatch(drafts.length);

        for (uint256 i = 0; i < drafts.length; ++i) {
            PARTIES.requireParty(drafts[i].buyer, Roles.BUYER);
            _issue(supplier, drafts[i]);
        }
    }

    /// @inheritdoc IReconciliation
    function acknowledgeStatements(Acknowledgement[] calldata acknowledgements) external {
        address buyer = _actingParty(Roles.BUYER, Acts.RECONCILIATION);
        Bounds.requireBatch(acknowledgements.length);

        for (uint256 i = 0; i < acknowledgements.length; ++i) {
            _acknowledge(buyer, acknowledgements[i]);
        }
    }

    /// @inheritdoc IReconciliation
    function raiseLines(StatementId statementId, Line[] calldata lines) external {
        // Checks.
        (address party, Side side) = _requireSide(statementId);
        Bounds.requireBatch(lines.length);
        Statement storage statement = _statements[statementId];
        uint256 count = statement.lineCount + lines.length;
        if (count > LINES_MAX) revert LineCountAboveMax(statementId, count, LINES_MAX);

        // Effects.
        int256 raisedMinor = statement.raisedMinor;
        for (uint256 i = 0; i < lines.length; ++i) {
            _raise(statementId, side, lines[i]);
            (uint64 supplierMinor, uint64 buyerMinor) = (
                lines[i].supplierMinor,
                lines[i].buyerMinor
            );
            raisedMinor += _difference(supplierMinor, buyerMinor);
            emit LineRaised(statementId, lines[i].receivableId, party, supplierMinor, buyerMinor);
        }
        // Safe casts: at most `LINES_MAX` lines of 64 bits.
        statement.lineCount = uint16(count);
        statement.openLineCount += uint16(lines.length);
        statement.raisedMinor = int96(raisedMinor);
    }

    /// @inheritdoc IReconciliation
    function proveItems(StatementId statementId, Item[] calldata items) external {
        // Checks.
        (, Side side) = _requireSide(statementId);
        Bounds.requireBatch(items.length);

        // Effects.
        for (uint256 i = 0; i < items.length; ++i) {
            _prove(statementId, side, items[i]);
        }
        _resolveIfExplained(statementId);
    }

    /// @inheritdoc IReconciliation
    function agreeLines(StatementId statementId, Resolution[] calldata resolutions) external {
        // Checks.
        (address party, Side side) = _requireSide(statementId);
        Bounds.requireBatch(resolutions.length);

        // Effects.
        for (uint256 i = 0; i < resolutions.length; ++i) {
            ReceivableId receivableId = resolutions[i].receivableId;
            uint64 agreedMinor = resolutions[i].agreedMinor;
            Bounds.requireAmountOrZero(agreedMinor);
            LineState storage line = _requireOpenLine(statementId, receivableId);
            emit LineProposed(
                statementId,
                receivableId,
                party,
                agreedMinor,
                resolutions[i].evidenceHash
            );
            _propose(line, side, agreedMinor);
            _resolveLineIfAgreed(statementId, receivableId);
        }
        _resolveIfExplained(statementId);
    }

    /// @inheritdoc IReconciliation
    function statementsOf(
        StatementId[] calldata statementIds
    ) external view returns (Statement[] memory found) {
        Bounds.requireRead(statementIds.length);
        found = new Statement[](statementIds.length);
        for (uint256 i = 0; i < statementIds.length; ++i) {
            found[i] = _statements[statementIds[i]];
        }
    }

    /// @inheritdoc IReconciliation
    function linesOf(
        StatementId statementId,
        ReceivableId[] calldata receivableIds
    ) external view returns (LineState[] memory found) {
        Bounds.requireRead(receivableIds.length);
        found = new LineState[](receivableIds.length);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            found[i] = _lines[statementId][receivableIds[i]];
        }
    }

    /// @inheritdoc IReconciliation
    function statementIdOf(Pair calldata pair, uint32 asOfDay) external pure returns (StatementId) {
        return _statementId(pair, asOfDay);
    }

    function _issue(address supplier, Draft calldata draft) private {
        // Checks.
        Pair memory pair = Pair(supplier, draft.buyer, draft.currency);
        StatementId statementId = _statementId(pair, draft.asOfDay);
        Statement storage statement = _statements[statementId];
        if (statement.status != StatementStatus.NONE) revert StatementAlreadyIssued(statementId);
        uint32 today = _today();
        if (draft.asOfDay > today) revert StatementDayInFuture(draft.asOfDay, today);
        Bounds.requireAmountOrZero(draft.balanceMinor);
        Bounds.requireCurrency(draft.currency);

        // Effects.
        statement.supplier = supplier;
        statement.balanceMinor = draft.balanceMinor;
        statement.asOfDay = draft.asOfDay;
        statement.buyer = draft.buyer;
        statement.currency = draft.currency;
        statement.status = StatementStatus.ISSUED;
        statement.itemsRoot = draft.itemsRoot;
        emit StatementIssued(
            statementId,
            supplier,
            draft.buyer,
            draft.currency,
            draft.asOfDay,
            draft.balanceMinor,
            _balanceOf(pair),
            draft.itemsRoot
        );
    }

    function _acknowledge(address buyer, Acknowledgement calldata acknowledgement) private {
        StatementId statementId = acknowledgement.statementId;
        Statement storage statement = _statements[statementId];

        // Checks.
        StatementStatus status = statement.status;
        if (status != StatementStatus.ISSUED && status != StatementStatus.DIFFERING) {
            revert StatementWrongStatus(statementId, status);
        }
        _requireEntitled(buyer, statement.buyer);
        Bounds.requireAmountOrZero(acknowledgement.balanceMinor);
        if (status == StatementStatus.DIFFERING && statement.lineCount > 0) {
            revert StatementHasLines(statementId, statement.lineCount);
        }

        // Effects.
        bool agreed =
            acknowledgement.balanceMinor == statement.balanceMinor &&
                acknowledgement.itemsRoot == statement.itemsRoot;
        status = agreed ? StatementStatus.AGREED : StatementStatus.DIFFERING;
        statement.acknowledgedMinor = acknowledgement.balanceMinor;
        statement.status = status;
        statement.buyerItemsRoot = agreed ? bytes32(0) : acknowledgement.itemsRoot;
        emit StatementAcknowledged(
            statementId,
            status,
            acknowledgement.balanceMinor,
            acknowledgement.itemsRoot
        );
    }

    function _raise(StatementId statementId, Side side, Line calldata line) private {
        ReceivableId receivableId = line.receivableId;
        (uint64 supplierMinor, uint64 buyerMinor) = (line.supplierMinor, line.buyerMinor);

        // Checks.
        if (_isRaised(_lines[statementId][receivableId])) {
            revert LineAlreadyRaised(statementId, receivableId);
        }
        if (supplierMinor == buyerMinor) {
            revert LineWithoutDifference(statementId, receivableId, supplierMinor);
        }
        bool supplierSpoke = side == Side.SUPPLIER;
        bool buyerSpoke = side == Side.BUYER;
        if (supplierMinor != 0) {
            supplierSpoke = true;
            bytes32 root = _rootOf(statementId, Side.SUPPLIER);
            _requireProven(root, receivableId, supplierMinor, line.supplierProof);
        }
        if (buyerMinor != 0) {
            buyerSpoke = true;
            bytes32 root = _rootOf(statementId, Side.BUYER);
            _requireProven(root, receivableId, buyerMinor, line.buyerProof);
        }

        // Effects.
        _lines[statementId][receivableId] = LineState(
            supplierMinor,
            buyerMinor,
            supplierSpoke ? supplierMinor : NO_PROPOSAL,
            buyerSpoke ? buyerMinor : NO_PROPOSAL
        );
    }

    function _prove(StatementId statementId, Side side, Item calldata item) private {
        ReceivableId receivableId = item.receivableId;
        LineState storage line = _requireOpenLine(statementId, receivableId);

        // Checks.
        uint64 figureMinor = side == Side.SUPPLIER ? line.supplierMinor : line.buyerMinor;
        if (figureMinor != 0) {
            revert LineFigureAlreadyProven(statementId, receivableId, figureMinor);
        }
        Bounds.requireAmount(item.openMinor);
        _requireProven(_rootOf(statementId, side), receivableId, item.openMinor, item.proof);

        // Effects.
        if (side == Side.SUPPLIER) line.supplierMinor = item.openMinor;
        else line.buyerMinor = item.openMinor;
        _propose(line, side, item.openMinor);
        int256 changeMinor = int256(uint256(item.openMinor));
        // Safe cast: at most `LINES_MAX` lines of 64 bits.
        _statements[statementId].raisedMinor += int96(
            side == Side.SUPPLIER ? changeMinor : -changeMinor
        );
        emit LineCorrected(statementId, receivableId, line.supplierMinor, line.buyerMinor);
        _resolveLineIfAgreed(statementId, receivableId);
    }

    function _propose(LineState storage line, Side side, uint64 proposalMinor) private {
        if (side == Side.SUPPLIER) line.supplierProposalMinor = proposalMinor;
        else line.buyerProposalMinor = proposalMinor;
    }

    function _resolveLineIfAgreed(StatementId statementId, ReceivableId receivableId) private {
        LineState memory line = _lines[statementId][receivableId];
        if (!_isResolved(line)) return;

        Statement storage statement = _statements[statementId];
        uint64 agreedMinor = line.buyerProposalMinor;
        --statement.openLineCount;
        // Safe cast: at most `LINES_MAX` lines of 64 bits.
        statement.concededMinor += int96(_difference(agreedMinor, line.buyerMinor));
        emit LineResolved(statementId, receivableId, agreedMinor);
    }

    function _resolveIfExplained(StatementId statementId) private {
        Statement storage statement = _statements[statementId];
        uint64 acknowledgedMinor = statement.acknowledgedMinor;
        int256 differenceMinor = _difference(statement.balanceMinor, acknowledgedMinor);
        if (statement.openLineCount != 0 || statement.raisedMinor != differenceMinor) return;

        // Checks.
        int256 agreedBalanceMinor = int256(uint256(acknowledgedMinor)) + statement.concededMinor;
        if (agreedBalanceMinor < 0 || agreedBalanceMinor > int256(uint256(AMOUNT_MINOR_MAX))) {
            revert AgreedBalanceOutOfBounds(statementId, agreedBalanceMinor);
        }

        // Effects.
        statement.status = StatementStatus.RESOLVED;
        // Safe cast: checked above.
        emit StatementResolved(statementId, uint64(uint256(agreedBalanceMinor)));
    }

    /// @dev Party and side for which the caller settles lines of a statement that differs.
    function _requireSide(StatementId statementId) private view returns (address party, Side side) {
        party = _actingParty(0, Acts.RECONCILIATION);
        Statement storage statement = _statements[statementId];
        StatementStatus status = statement.status;
        if (status != StatementStatus.DIFFERING) revert StatementWrongStatus(statementId, status);
        if (party == statement.supplier) return (party, Side.SUPPLIER);
        _requireEntitled(party, statement.buyer);
        return (party, Side.BUYER);
    }

    function _requireOpenLine(
        StatementId statementId,
        ReceivableId receivableId
    ) private view returns (LineState storage line) {
        line = _lines[statementId][receivableId];
        LineState memory state = line;
        if (!_isRaised(state)) revert LineNotRaised(statementId, receivableId);
        if (_isResolved(state)) {
            revert LineAlreadyResolved(statementId, receivableId, state.buyerProposalMinor);
        }
    }

    function _rootOf(StatementId statementId, Side side) private view returns (bytes32) {
        Statement storage statement = _statements[statementId];
        return side == Side.SUPPLIER ? statement.itemsRoot : statement.buyerItemsRoot;
    }

    function _requireProven(
        bytes32 itemsRoot,
        ReceivableId receivableId,
        uint64 openMinor,
        bytes32[] calldata proof
    ) private pure {
        Bounds.requireAmount(openMinor);
        // Hashed twice, so that no inner node of a tree passes for a leaf.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(receivableId, openMinor))));
        if (
            proof.length > PROOF_LENGTH_MAX || !MerkleProof.verifyCalldata(proof, itemsRoot, leaf)
        ) {
            revert LineProofInvalid(receivableId, openMinor, itemsRoot);
        }
    }

    function _isRaised(LineState memory line) private pure returns (bool) {
        return line.supplierMinor != 0 || line.buyerMinor != 0;
    }

    /// @dev Never for want of both proposals: who raises a line proposes its own figure.
    function _isResolved(LineState memory line) private pure returns (bool) {
        return line.supplierProposalMinor == line.buyerProposalMinor;
    }

    function _difference(uint64 leftMinor, uint64 rightMinor) private pure returns (int256) {
        return int256(uint256(leftMinor)) - int256(uint256(rightMinor));
    }

    function _statementId(Pair memory pair, uint32 asOfDay) private pure returns (StatementId) {
        return StatementId.wrap(keccak256(abi.encode(pair, asOfDay)));
    }
}
