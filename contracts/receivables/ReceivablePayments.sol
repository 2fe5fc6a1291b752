// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableDebts} from "../interfaces/IReceivableDebts.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {IReconciliation} from "../interfaces/IReconciliation.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {LotId, ReceivableId} from "../types/LedgerTypes.sol";
import {ReceivableReductions} from "./ReceivableReductions.sol";

/// @title What payments do to receivables
/// @notice Part of {ReceivableRegistry}.
abstract contract ReceivablePayments is ReceivableReductions {
    using LotIds for LotId;

    /// @dev Payments of one pair that follow each other, taken from its balance at once.
    struct PairTally {
        address supplier;
        address buyer;
        bytes3 currency;
        uint64 paidMinor;
    }

    /// @inheritdoc IReceivableDebts
    function applyPayments(
        Payment[] calldata payments,
        address agent
    ) external onlyModule(SETTLEMENT) returns (bytes32[] memory sharesHashes) {
        IReceivableLots.Distribution[] memory distributions = new IReceivableLots.Distribution[](
            payments.length
        );
        sharesHashes = new bytes32[](payments.length);
        PairTally memory tally;
        uint256 start = 0;
        uint256 touched = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            if (_mustFollow(payments, start, i)) {
                touched = _distribute(distributions, sharesHashes, start, i, touched);
                start = i;
            }
            distributions[i] = _applyPayment(payments[i], tally, agent);
        }
        _settlePair(tally, agent);
        if (start == 0) {
            (sharesHashes, ) = LOTS.distribute(distributions, 0);
        } else {
            _distribute(distributions, sharesHashes, start, payments.length, touched);
        }
    }

    /// @inheritdoc IReceivableDebts
    function applyTokenPayment(
        Payment calldata payment
    ) external onlyModule(SETTLEMENT) returns (IReceivableLots.Share[] memory shares) {
        PairTally memory tally;
        IReceivableLots.Distribution memory distribution = _applyPayment(
            payment,
            tally,
            address(0)
        );
        _settlePair(tally, address(0));
        return LOTS.distributeAtOnce(distribution);
    }

    /// @inheritdoc IReceivableDebts
    function restorePayment(
        ReceivableId receivableId,
        uint64 amountMinor,
        uint64 recoveredMinor,
        bytes32 entryHash
    ) external onlyModule(SETTLEMENT) {
        if (recoveredMinor > 0) _reductions[receivableId].writtenOffMinor += recoveredMinor;
        uint64 outstandingMinor = _restoreOutstanding(receivableId, amountMinor - recoveredMinor);
        emit PaymentReversed(entryHash, receivableId, amountMinor, outstandingMinor);
    }

    /// @inheritdoc IReceivableDebts
    function applyEarlyPayment(
        LotId lotId,
        uint64 paidMinor,
        uint64 discountMinor,
        bytes3 currency,
        bytes32 entryHash,
        address agent
    ) external onlyModule(SETTLEMENT) {
        // Checks.
        ReceivableId receivableId = lotId.receivableOf();
        Debt memory debt = _requirePayable(receivableId, currency);
        uint64 faceMinor = paidMinor + discountMinor;
        _requireOutstanding(receivableId, faceMinor, debt.outstandingMinor);

        // Effects.
        uint64 outstandingMinor = debt.outstandingMinor - faceMinor;
        _claims[receivableId].marks |= EXTENDED;
        _reductions[receivableId].creditedMinor += discountMinor;
        _setOutstanding(receivableId, outstandingMinor);
        emit PaymentApplied(entryHash, receivableId, paidMinor, outstandingMinor + discountMinor);
        emit ReceivableCredited(receivableId, 0, discountMinor, outstandingMinor, entryHash);

        RECONCILIATION.decreasePaid(_pairOf(receivableId), faceMinor, agent);
        LOTS.payEarly(lotId, paidMinor, discountMinor, entryHash);
    }

    /// @inheritdoc IReceivableDebts
    function restoreEarlyPayment(
        LotId lotId,
        uint64 paidMinor,
        uint64 discountMinor,
        bytes32 entryHash
    ) external onlyModule(SETTLEMENT) {
        ReceivableId receivableId = lotId.receivableOf();
        _reductions[receivableId].creditedMinor -= discountMinor;
        uint64 faceMinor = paidMinor + discountMinor;
        uint64 outstandingMinor = _restoreOutstanding(receivableId, faceMinor);
        emit EarlyPaymentReversed(
            entryHash,
            receivableId,
            paidMinor,
            discountMinor,
            outstandingMinor
        );

        LOTS.restoreEarly(lotId, faceMinor, _termsOf(receivableId), entryHash);
    }

    function _applyPayment(
        Payment calldata payment,
        PairTally memory tally,
        address agent
    ) private returns (IReceivableLots.Distribution memory) {
        // Checks.
        ReceivableId receivableId = payment.receivableId;
        uint64 amountMinor = payment.amountMinor;
        Claim storage claim = _claims[receivableId];
        Debt memory debt = _requirePayable(receivableId, payment.currency);
        bool hasWriteOffs = _hasWriteOffs(receivableId);
        uint64 owedMinor = amountMinor;
        if (hasWriteOffs) owedMinor -= _recover(receivableId, amountMinor, debt.outstandingMinor);
        _requireOutstanding(receivableId, owedMinor, debt.outstandingMinor);

        // Effects.
        uint64 outstandingMinor = debt.outstandingMinor - owedMinor;
        if (outstandingMinor == 0) {
            _setOutstanding(receivableId, 0);
        } else {
            _debts[receivableId].outstandingMinor = outstandingMinor;
        }
        emit PaymentApplied(payment.entryHash, receivableId, amountMinor, outstandingMinor);

        address supplier = claim.supplier;
        if (
            tally.supplier != supplier ||
            tally.buyer != debt.buyer ||
            tally.currency != debt.currency
        ) {
            _settlePair(tally, agent);
            tally.supplier = supplier;
            tally.buyer = debt.buyer;
            tally.currency = debt.currency;
            tally.paidMinor = 0;
        }
        tally.paidMinor += owedMinor;
        return
            IReceivableLots.Distribution(
                receivableId,
                amountMinor,
                payment.entryHash,
                payment.receivedBy,
                supplier,
                debt.buyer,
                debt.currency,
                hasWriteOffs
            );
    }

    /// @dev Hands the payments from `start` to before `end` to the lots.
    function _distribute(
        IReceivableLots.Distribution[] memory distributions,
        bytes32[] memory sharesHashes,
        uint256 start,
        uint256 end,
        uint256 touchedBefore
    ) private returns (uint256 touched) {
        bytes32[] memory hashes;
        IReceivableLots.Distribution[] memory part = new IReceivableLots.Distribution[](
            end - start
        );
        for (uint256 i = start; i < end; ++i) {
            part[i - start] = distributions[i];
        }
        (hashes, touched) = LOTS.distribute(part, touchedBefore);
        for (uint256 i = start; i < end; ++i) {
            sharesHashes[i] = hashes[i - start];
        }
    }

    /// @dev What was written off shares in what is paid.
    function _recover(
        ReceivableId receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    ) private returns (uint64 recoveredMinor) {
        uint64 writtenOffMinor = _reductions[receivableId].writtenOffMinor;
        if (amountMinor > uint256(outstandingMinor) + writtenOffMinor) {
            revert AmountAboveOutstanding(receivableId, amountMinor, outstandingMinor);
        }
        recoveredMinor = LOTS.recoveryOf(receivableId, amountMinor);
        _reductions[receivableId].writtenOffMinor = writtenOffMinor - recoveredMinor;
    }

    function _restoreOutstanding(
        ReceivableId receivableId,
        uint64 amountMinor
    ) private returns (uint64 outstandingMinor) {
        outstandingMinor = _debts[receivableId].outstandingMinor + amountMinor;
        _setOutstanding(receivableId, outstandingMinor);
        RECONCILIATION.increase(_pairOf(receivableId), amountMinor);
    }

    function _settlePair(PairTally memory tally, address agent) private {
        if (tally.supplier == address(0)) return;
        IReconciliation.Pair memory pair = IReconciliation.Pair(
            tally.supplier,
            tally.buyer,
            tally.currency
        );
        if (agent == address(0)) {
            RECONCILIATION.decrease(pair, tally.paidMinor);
        } else {
            RECONCILIATION.decreasePaid(pair, tally.paidMinor, agent);
        }
    }

    /// @dev What a payment recovers depends on what the ones before it left of each lot; so the lots must learn first
    /// of those from `start` on if one of them pays the same receivable.
    function _mustFollow(
        Payment[] calldata payments,
        uint256 start,
        uint256 index
    ) private view returns (bool) {
        ReceivableId receivableId = payments[index].receivableId;
        if (!_hasWriteOffs(receivableId)) return false;
        for (uint256 i = start; i < index; ++i) {
            if (
                ReceivableId.unwrap(payments[i].receivableId) == ReceivableId.unwrap(receivableId)
            ) {
                return true;
            }
        }
        return false;
    }

    function _hasWriteOffs(ReceivableId receivableId) private view returns (bool) {
        return
            _claims[receivableId].marks & EXTENDED != 0 &&
            _reductions[receivableId].writtenOffMinor > 0;
    }

    /// @dev A buyer may always pay what it owes, and also what its creditors have given up.
    function _requirePayable(
        ReceivableId receivableId,
        bytes3 currency
    ) private view returns (Debt memory debt) {
        debt = _debts[receivableId];
        if (debt.status != ReceivableStatus.WRITTEN_OFF) {
            _requireStatus(receivableId, ReceivableStatus.CONFIRMED);
        }
        if (currency != debt.currency) {
            revert CurrencyMismatch(receivableId, debt.currency, currency);
        }
    }
}
