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
        uint32 pairNumber;
        IReceivableLots.Terms terms;
        uint64 paidMinor;
        address agent;
    }

    /// @inheritdoc IReceivableDebts
    function applyPayments(
        Payment[] calldata payments,
        address agent
    ) external onlyModule(SETTLEMENT) returns (bytes32[] memory sharesHashes) {
        IReceivableLots.Distribution[] memory distributions = new IReceivableLots.Distribution[](
            payments.length
        );
        PairTally memory tally;
        tally.agent = agent;
        uint256 start = 0;
        uint256 touched = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            Payment calldata payment = payments[i];
            StoredReceivable memory receivable = _receivables[payment.receivableId];
            bool hasWriteOffs = _hasWriteOffs(payment.receivableId, receivable.marks);
            // What a payment recovers depends on what the ones before it left of each lot: the lots learn of those
            // first.
            if (hasWriteOffs && start < i) {
                if (start == 0) sharesHashes = new bytes32[](payments.length);
                touched = _distribute(distributions, sharesHashes, start, i, touched);
                start = i;
            }
            _applyPayment(payment, receivable, hasWriteOffs, tally, distributions[i]);
        }
        _settlePair(tally);
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
        IReceivableLots.Distribution memory distribution;
        StoredReceivable memory receivable = _receivables[payment.receivableId];
        bool hasWriteOffs = _hasWriteOffs(payment.receivableId, receivable.marks);
        _applyPayment(payment, receivable, hasWriteOffs, tally, distribution);
        _settlePair(tally);
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
        StoredReceivable memory receivable = _receivables[receivableId];
        _requirePayable(receivableId, receivable.status);
        _requireCurrency(receivableId, currency, _pairOf(receivableId).currency);
        uint64 faceMinor = paidMinor + discountMinor;
        _requireOutstanding(receivableId, faceMinor, receivable.outstandingMinor);

        // Effects.
        uint64 outstandingMinor = receivable.outstandingMinor - faceMinor;
        _receivables[receivableId].marks |= EXTENDED;
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

    /// @dev Takes the payment from what is outstanding, and says in `distribution` what the lots have to spread.
    function _applyPayment(
        Payment calldata payment,
        StoredReceivable memory receivable,
        bool hasWriteOffs,
        PairTally memory tally,
        IReceivableLots.Distribution memory distribution
    ) private {
        // Checks.
        ReceivableId receivableId = payment.receivableId;
        _requirePayable(receivableId, receivable.status);
        if (receivable.pairNumber != tally.pairNumber) _turnTo(tally, receivable.pairNumber);
        _requireCurrency(receivableId, payment.currency, tally.terms.currency);
        uint64 amountMinor = payment.amountMinor;
        uint64 outstandingMinor = receivable.outstandingMinor;
        uint64 owedMinor = amountMinor;
        if (hasWriteOffs) owedMinor -= _recover(receivableId, amountMinor, outstandingMinor);
        _requireOutstanding(receivableId, owedMinor, outstandingMinor);

        // Effects.
        unchecked {
            // At most what is outstanding, and the sum at most what the pair's balance says.
            outstandingMinor -= owedMinor;
            tally.paidMinor += owedMinor;
        }
        if (outstandingMinor == 0) {
            _setOutstanding(receivableId, 0);
        } else {
            _receivables[receivableId].outstandingMinor = outstandingMinor;
        }
        emit PaymentApplied(payment.entryHash, receivableId, amountMinor, outstandingMinor);

        distribution.receivableId = receivableId;
        distribution.amountMinor = amountMinor;
        distribution.entryHash = payment.entryHash;
        distribution.receivedBy = payment.receivedBy;
        distribution.terms = tally.terms;
        distribution.hasWriteOffs = hasWriteOffs;
    }

    function _turnTo(PairTally memory tally, uint32 pairNumber) private {
        _settlePair(tally);
        IReconciliation.Pair storage pair = _pairs[pairNumber];
        tally.pairNumber = pairNumber;
        // A new struct: distributions of the pair before point to theirs.
        tally.terms = IReceivableLots.Terms(pair.supplier, pair.buyer, pair.currency);
        tally.paidMinor = 0;
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
        outstandingMinor = _receivables[receivableId].outstandingMinor + amountMinor;
        _setOutstanding(receivableId, outstandingMinor);
        RECONCILIATION.increase(_pairOf(receivableId), amountMinor);
    }

    function _settlePair(PairTally memory tally) private {
        if (tally.pairNumber == 0) return;
        IReconciliation.Pair memory pair = IReconciliation.Pair(
            tally.terms.supplier,
            tally.terms.buyer,
            tally.terms.currency
        );
        if (tally.agent == address(0)) {
            RECONCILIATION.decrease(pair, tally.paidMinor);
        } else {
            RECONCILIATION.decreasePaid(pair, tally.paidMinor, tally.agent);
        }
    }

    /// @dev A buyer may always pay what it owes, and also what its creditors have given up.
    function _requirePayable(ReceivableId receivableId, ReceivableStatus status) private pure {
        if (status != ReceivableStatus.CONFIRMED && status != ReceivableStatus.WRITTEN_OFF) {
            revert ReceivableWrongStatus(receivableId, status, ReceivableStatus.CONFIRMED);
        }
    }

    function _requireCurrency(
        ReceivableId receivableId,
        bytes3 currency,
        bytes3 expected
    ) private pure {
        if (currency != expected) revert CurrencyMismatch(receivableId, expected, currency);
    }
}
