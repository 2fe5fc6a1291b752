// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "./interfaces/IReconciliation.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {AMOUNT_MINOR_MAX, Modules, Roles, StatementId} from "./types/LedgerTypes.sol";

/// @title Reconciliation
/// @notice Running balance of each pair, and statements that the buyer acknowledges.
contract Reconciliation is LedgerModule, IReconciliation {
    mapping(bytes32 pairHash => uint64) private _balances;
    mapping(StatementId statementId => Statement) private _statements;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IReconciliation
    function issueStatements(Draft[] calldata drafts) external {
        address supplier = _actingParty(Roles.SUPPLIER);
        Bounds.requireBatch(drafts.length);

        for (uint256 i = 0; i < drafts.length; ++i) {
            PARTIES.requireParty(drafts[i].buyer, Roles.BUYER);
            _issue(supplier, drafts[i]);
        }
    }

    /// @inheritdoc IReconciliation
    function acknowledgeStatements(Acknowledgement[] calldata acknowledgements) external {
        address buyer = _actingParty(Roles.BUYER);
        Bounds.requireBatch(acknowledgements.length);

        for (uint256 i = 0; i < acknowledgements.length; ++i) {
            _acknowledge(buyer, acknowledgements[i]);
        }
    }

    /// @inheritdoc IReconciliation
    function increase(
        Pair calldata pair,
        uint64 amountMinor
    ) external onlyModule(address(RECEIVABLES)) {
        // Checks.
        bytes32 pairHash = _pairHash(pair);
        uint256 balanceMinor = uint256(_balances[pairHash]) + amountMinor;
        if (balanceMinor > AMOUNT_MINOR_MAX) {
            revert BalanceAboveMax(pair.supplier, pair.buyer, pair.currency, balanceMinor);
        }

        // Effects.
        _balances[pairHash] = uint64(balanceMinor);
    }

    /// @inheritdoc IReconciliation
    function decrease(
        Pair calldata pair,
        uint64 amountMinor
    ) external onlyModule(address(RECEIVABLES)) {
        // Never below zero: the balance is the sum of what is outstanding.
        _balances[_pairHash(pair)] -= amountMinor;
    }

    /// @inheritdoc IReconciliation
    function balancesOf(
        Pair[] calldata pairs
    ) external view returns (uint64[] memory balancesMinor) {
        Bounds.requireRead(pairs.length);
        balancesMinor = new uint64[](pairs.length);
        for (uint256 i = 0; i < pairs.length; ++i) {
            balancesMinor[i] = _balances[_pairHash(pairs[i])];
        }
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
    function statementIdOf(Pair calldata pair, uint32 asOfDay) external pure returns (StatementId) {
        return _statementId(pair, asOfDay);
    }

    function _issue(address supplier, Draft calldata draft) private {
        // Checks.
        Pair memory pair = Pair(supplier, draft.buyer, draft.currency);
        StatementId statementId = _statementId(pair, draft.asOfDay);
        if (_statements[statementId].status != StatementStatus.NONE) {
            revert StatementAlreadyIssued(statementId);
        }
        uint32 today = _today();
        if (draft.asOfDay > today) revert StatementDayInFuture(draft.asOfDay, today);
        Bounds.requireAmountOrZero(draft.balanceMinor);
        Bounds.requireCurrency(draft.currency);

        // Effects.
        _statements[statementId] = Statement(
            supplier,
            draft.balanceMinor,
            draft.asOfDay,
            draft.buyer,
            0,
            draft.currency,
            StatementStatus.ISSUED,
            draft.itemsRoot
        );
        emit StatementIssued(
            statementId,
            supplier,
            draft.buyer,
            draft.currency,
            draft.asOfDay,
            draft.balanceMinor,
            _balances[_pairHash(pair)],
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

        // Effects.
        bool agreed =
            acknowledgement.balanceMinor == statement.balanceMinor &&
                acknowledgement.itemsRoot == statement.itemsRoot;
        status = agreed ? StatementStatus.AGREED : StatementStatus.DIFFERING;
        statement.acknowledgedMinor = acknowledgement.balanceMinor;
        statement.status = status;
        emit StatementAcknowledged(
            statementId,
            status,
            acknowledgement.balanceMinor,
            acknowledgement.itemsRoot
        );
    }

    function _pairHash(Pair memory pair) private pure returns (bytes32) {
        return keccak256(abi.encode(pair));
    }

    function _statementId(Pair memory pair, uint32 asOfDay) private pure returns (StatementId) {
        return StatementId.wrap(keccak256(abi.encode(pair, asOfDay)));
    }
}
