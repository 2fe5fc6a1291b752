// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDuties} from "../interfaces/IDuties.sol";
import {IPledges} from "../interfaces/IPledges.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {ProRata} from "../libraries/ProRata.sol";
import {Shares} from "../libraries/Shares.sol";
import {LotId, ReceivableId, SHARES_MAX, TOKEN_SHARES_MAX} from "../types/LedgerTypes.sol";
import {LotStore} from "./LotStore.sol";

/// @title What payments, credits and write-offs do to lots
/// @notice Part of {ReceivableLots}.
abstract contract LotPayments is LotStore {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    /// @dev Shares of the payment at hand.
    /// @param touched Payments, their lots and liens so far.
    /// @param shares Filled only if `collects`.
    struct Tally {
        bytes32 hash;
        uint256 count;
        uint256 touched;
        bool collects;
        Share[] shares;
    }

    /// @inheritdoc IReceivableLots
    function distribute(
        Distribution[] calldata distributions,
        uint256 touchedBefore
    )
        external
        onlyModule(address(RECEIVABLES))
        returns (bytes32[] memory sharesHashes, uint256 touched)
    {
        sharesHashes = new bytes32[](distributions.length);
        Tally memory tally;
        tally.touched = touchedBefore;
        for (uint256 i = 0; i < distributions.length; ++i) {
            tally.hash = 0;
            _spread(distributions[i], tally);
            sharesHashes[i] = tally.hash;
        }
        touched = tally.touched;
    }

    /// @inheritdoc IReceivableLots
    function distributeAtOnce(
        Distribution calldata distribution
    ) external onlyModule(address(RECEIVABLES)) returns (Share[] memory shares) {
        shares = new Share[](TOKEN_SHARES_MAX);
        Tally memory tally = Tally(0, 0, 0, true, shares);
        _spread(distribution, tally);
        uint256 count = tally.count;
        // Cuts the array to what was filled, which is never more than it has room for.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(shares, count)
        }
    }

    /// @inheritdoc IReceivableLots
    function restore(
        Share calldata share,
        Terms calldata terms,
        bytes32 entryHash
    ) external onlyModule(SETTLEMENT) {
        LotId lotId = _survivorOf(share.lotId);
        StoredLot storage lot = _lots[lotId];
        uint64 owedMinor = share.amountMinor - share.recoveredMinor;

        _restoreOwed(lot, owedMinor, terms);
        if (share.recoveredMinor > 0) _writtenOffMinor[lotId] += share.recoveredMinor;
        if (share.lienNumber != 0) {
            PLEDGES.restore(share.lienNumber, owedMinor, terms.buyer, terms.currency);
        }
        emit LotRestored(
            lotId,
            entryHash,
            share.amountMinor,
            share.lienNumber,
            share.recoveredMinor
        );
    }

    /// @inheritdoc IReceivableLots
    function payEarly(
        LotId lotId,
        uint64 paidMinor,
        uint64 discountMinor,
        bytes32 entryHash
    ) external onlyModule(address(RECEIVABLES)) {
        StoredLot storage lot = _lots[lotId];
        lot.outstandingMinor -= paidMinor + discountMinor;
        emit LotPaid(lotId, lot.owner, entryHash, paidMinor, 0, 0);
        emit LotCredited(lotId, discountMinor);
    }

    /// @inheritdoc IReceivableLots
    function restoreEarly(
        LotId lotId,
        uint64 faceMinor,
        Terms calldata terms,
        bytes32 entryHash
    ) external onlyModule(address(RECEIVABLES)) {
        LotId survivorId = _survivorOf(lotId);
        _restoreOwed(_lots[survivorId], faceMinor, terms);
        emit LotRestored(survivorId, entryHash, faceMinor, 0, 0);
    }

    /// @inheritdoc IReceivableLots
    function credit(
        ReceivableId receivableId,
        uint64 amountMinor,
        Terms calldata terms,
        bytes32 sourceHash
    ) external onlyModule(address(RECEIVABLES)) returns (uint256 touched) {
        uint256 count = _lotCount(receivableId);
        touched = count;
        uint64 restMinor = amountMinor;
        for (uint256 round = 0; round < 2; ++round) {
            for (uint256 i = 1; i <= count && restMinor > 0; ++i) {
                LotId lotId = receivableId.lotIdOf(i);
                StoredLot storage lot = _lots[lotId];
                bool isLoose = lot.marks & (RESERVED | ENCUMBERED) == 0;
                if (lot.owner != terms.supplier || isLoose != (round == 0)) continue;
                uint64 takenMinor = uint64(Math.min(restMinor, lot.outstandingMinor));
                restMinor -= takenMinor;
                touched += _creditLot(lotId, lot, takenMinor, terms, sourceHash);
            }
        }
        if (restMinor == 0) return touched;

        uint64[] memory claimsMinor = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            StoredLot storage lot = _lots[receivableId.lotIdOf(i + 1)];
            // What the supplier had was taken just now.
            if (lot.owner != terms.supplier) claimsMinor[i] = lot.outstandingMinor;
        }
        uint64[] memory sharesMinor = ProRata.sharesByLargestRemainder(claimsMinor, restMinor);
        for (uint256 i = 0; i < count; ++i) {
            LotId lotId = receivableId.lotIdOf(i + 1);
            touched += _creditLot(lotId, _lots[lotId], sharesMinor[i], terms, sourceHash);
        }
    }

    /// @inheritdoc IReceivableLots
    function writeOff(
        LotId lotId,
        uint64 amountMinor,
        Terms calldata terms
    ) external onlyModule(address(RECEIVABLES)) {
        // Checks.
        StoredLot storage lot = _requireKnown(lotId);
        if (lot.marks & (RESERVED | ENCUMBERED) != 0) revert LotEncumbered(lotId);
        uint64 outstandingMinor = lot.outstandingMinor;
        if (amountMinor > outstandingMinor) {
            revert WriteOffAboveOutstanding(lotId, amountMinor, outstandingMinor);
        }

        // Effects.
        lot.outstandingMinor = outstandingMinor - amountMinor;
        _writtenOffMinor[lotId] += amountMinor;
        emit LotWrittenOff(lotId, amountMinor);

        _lowerOwed(lot.owner, amountMinor, terms);
    }

    /// @inheritdoc IReceivableLots
    function recoveryOf(
        ReceivableId receivableId,
        uint64 amountMinor
    ) external view returns (uint64 recoveredMinor) {
        uint256 count = _lotCount(receivableId);
        uint64[] memory claimsMinor = _claimsOf(receivableId, count, true);
        uint64[] memory sharesMinor = ProRata.sharesByLargestRemainder(claimsMinor, amountMinor);
        for (uint256 i = 0; i < count; ++i) {
            uint64 outstandingMinor = _lots[receivableId.lotIdOf(i + 1)].outstandingMinor;
            if (sharesMinor[i] > outstandingMinor) {
                recoveredMinor += sharesMinor[i] - outstandingMinor;
            }
        }
    }

    function _spread(Distribution calldata payment, Tally memory tally) private {
        ReceivableId receivableId = payment.receivableId;
        LotId lotId = receivableId.lotIdOf(1);
        StoredLot memory lot = _loaded(lotId);
        uint256 extraLots = lot.marks & EXTRA_LOTS;
        _touch(tally, 2 + extraLots);
        // Most receivables have one lot, which gets all.
        if (extraLots == 0) {
            _payLot(payment, lotId, lot, payment.amountMinor, tally);
            return;
        }

        uint256 count = 1 + extraLots;
        uint64[] memory claimsMinor = _claimsOf(receivableId, count, payment.hasWriteOffs);
        uint64[] memory sharesMinor = ProRata.sharesByLargestRemainder(
            claimsMinor,
            payment.amountMinor
        );
        for (uint256 i = 0; i < count; ++i) {
            if (sharesMinor[i] == 0) continue;
            lotId = receivableId.lotIdOf(i + 1);
            _payLot(payment, lotId, _loaded(lotId), sharesMinor[i], tally);
        }
    }

    function _payLot(
        Distribution calldata payment,
        LotId lotId,
        StoredLot memory lot,
        uint64 amountMinor,
        Tally memory tally
    ) private {
        uint64 owedMinor = amountMinor;
        uint64 recoveredMinor = 0;
        if (owedMinor > lot.outstandingMinor) {
            owedMinor = lot.outstandingMinor;
            recoveredMinor = amountMinor - owedMinor;
            _writtenOffMinor[lotId] -= recoveredMinor;
        }
        address owner = lot.owner;
        unchecked {
            // At most what is outstanding on the lot.
            _lots[lotId].outstandingMinor = lot.outstandingMinor - owedMinor;
        }
        _lowerOwed(owner, owedMinor, payment.terms);

        uint64 restMinor = amountMinor;
        if (lot.marks & ENCUMBERED != 0) {
            restMinor -= _payLiens(payment, lotId, owedMinor, tally);
        }
        if (restMinor > 0) {
            _share(payment, Share(lotId, 0, owner, restMinor, recoveredMinor), tally);
        }
    }

    /// @dev What of the amount the lienholders get.
    function _payLiens(
        Distribution calldata payment,
        LotId lotId,
        uint64 amountMinor,
        Tally memory tally
    ) private returns (uint64 paidMinor) {
        IPledges.LienShare[] memory lienShares = PLEDGES.pay(
            lotId,
            amountMinor,
            payment.terms.buyer,
            payment.terms.currency
        );
        _touch(tally, lienShares.length);
        for (uint256 i = 0; i < lienShares.length; ++i) {
            paidMinor += lienShares[i].amountMinor;
            _share(
                payment,
                Share(
                    lotId,
                    lienShares[i].lienNumber,
                    lienShares[i].pledgee,
                    lienShares[i].amountMinor,
                    0
                ),
                tally
            );
        }
    }

    function _share(Distribution calldata payment, Share memory share, Tally memory tally) private {
        if (tally.collects) tally.shares[tally.count] = share;
        ++tally.count;
        tally.hash = Shares.hashOnto(tally.hash, share);
        emit LotPaid(
            share.lotId,
            share.beneficiary,
            payment.entryHash,
            share.amountMinor,
            share.lienNumber,
            share.recoveredMinor
        );
        address receivedBy = payment.receivedBy;
        if (receivedBy != share.beneficiary && !tally.collects) {
            bool isPayee = ASSIGNMENTS.payeeOf(share.lotId, payment.terms.supplier) == receivedBy;
            DUTIES.incur(
                IDuties.Duty(receivedBy, share.beneficiary, payment.terms.currency),
                share.amountMinor,
                isPayee ? IDuties.DutyReason.COLLECTED : IDuties.DutyReason.MISDIRECTED,
                payment.entryHash
            );
        }
    }

    /// @dev The supplier owes what the credit takes from others: the owner of a lot it sold, and whoever loses
    /// security on a lot. A lot's owner owes that to its lienholders, who are counted.
    function _creditLot(
        LotId lotId,
        StoredLot storage lot,
        uint64 takenMinor,
        Terms calldata terms,
        bytes32 sourceHash
    ) private returns (uint256 cutCount) {
        if (takenMinor == 0) return 0;
        address owner = lot.owner;
        lot.outstandingMinor -= takenMinor;
        emit LotCredited(lotId, takenMinor);

        _lowerOwed(owner, takenMinor, terms);
        if (owner != terms.supplier) {
            _indemnify(terms.supplier, owner, terms.currency, takenMinor, sourceHash);
        }
        if (lot.marks & ENCUMBERED == 0) return 0;
        IPledges.LienShare[] memory cuts = PLEDGES.cut(
            lotId,
            lot.outstandingMinor,
            terms.buyer,
            terms.currency
        );
        cutCount = cuts.length;
        for (uint256 i = 0; i < cutCount; ++i) {
            _indemnify(owner, cuts[i].pledgee, terms.currency, cuts[i].amountMinor, sourceHash);
        }
    }

    function _indemnify(
        address debtor,
        address creditor,
        bytes3 currency,
        uint64 amountMinor,
        bytes32 sourceHash
    ) private {
        DUTIES.incur(
            IDuties.Duty(debtor, creditor, currency),
            amountMinor,
            IDuties.DutyReason.INDEMNITY,
            sourceHash
        );
    }

    /// @dev Only who is not the supplier has something at stake with the buyer through the lot.
    function _lowerOwed(address owner, uint64 amountMinor, Terms calldata terms) private {
        if (owner != terms.supplier && amountMinor > 0) {
            _lowerExposure(owner, terms.buyer, terms.currency, amountMinor);
        }
    }

    /// @dev The lot may have changed hands since it was paid.
    function _restoreOwed(StoredLot storage lot, uint64 owedMinor, Terms calldata terms) private {
        lot.outstandingMinor += owedMinor;
        if (owedMinor > 0 && lot.owner != terms.supplier) {
            _restoreExposure(lot.owner, terms.buyer, terms.currency, owedMinor);
        }
    }

    function _claimsOf(
        ReceivableId receivableId,
        uint256 count,
        bool hasWriteOffs
    ) private view returns (uint64[] memory claimsMinor) {
        claimsMinor = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            LotId lotId = receivableId.lotIdOf(i + 1);
            claimsMinor[i] = _lots[lotId].outstandingMinor;
            if (hasWriteOffs) claimsMinor[i] += _writtenOffMinor[lotId];
        }
    }

    /// @dev The whole slot, read once.
    function _loaded(LotId lotId) private view returns (StoredLot memory) {
        return _lots[lotId];
    }

    /// @dev The lot itself, or the one that it was merged into.
    function _survivorOf(LotId lotId) private view returns (LotId survivorId) {
        survivorId = lotId;
        // A merge always names a lot that lives, so each step is a later merge; there are fewer than lots.
        for (uint256 i = 0; i < LOTS_PER_RECEIVABLE_MAX; ++i) {
            StoredLot storage lot = _lots[survivorId];
            if (lot.owner != address(0)) break;
            survivorId = lotId.receivableOf().lotIdOf(lot.dealNumber);
        }
    }

    /// @dev Keeps the gas of a call within one transaction.
    function _touch(Tally memory tally, uint256 more) private pure {
        uint256 touched = tally.touched + more;
        uint256 max = tally.collects ? TOKEN_SHARES_MAX : SHARES_MAX;
        if (touched > max) revert SharesAboveMax(touched, max);
        tally.touched = touched;
    }
}
