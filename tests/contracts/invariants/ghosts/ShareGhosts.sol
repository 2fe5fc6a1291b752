// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledges} from "../../../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {BookGhosts} from "./BookGhosts.sol";

/// @notice What payments and credits changed, by comparing lots and liens before and after, and whether that was fair.
abstract contract ShareGhosts is BookGhosts {
    using LotIds for ReceivableId;

    /// @param numbers Liens on the lot in the order in which the ledger says it pays them.
    struct LotView {
        LotId lotId;
        IReceivableLots.Lot lot;
        uint32[] numbers;
        IPledges.Lien[] liens;
    }

    /// @param lossesMinor What each lot lost, of `claimsMinor` that it had.
    struct Losses {
        uint256[] claimsMinor;
        uint256[] lossesMinor;
        uint256 claimMinor;
        uint256 lossMinor;
    }

    function _viewOf(ReceivableId id) internal view returns (LotView[] memory views) {
        IReceivableLots.Lot[] memory all = lots.lotsOf(id);
        views = new LotView[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            views[i].lotId = id.lotIdOf(i + 1);
            views[i].lot = all[i];
            (views[i].numbers, views[i].liens) = pledges.liensOfLot(views[i].lotId);
        }
    }

    /// @dev Who got what of a payment: in order of the lots, on each the liens by rank and then the owner.
    function _sharesSince(
        LotView[] memory before
    ) internal view returns (IReceivableLots.Share[] memory shares) {
        IReceivableLots.Share[] memory found = new IReceivableLots.Share[](64);
        uint256 count = 0;
        for (uint256 i = 0; i < before.length; ++i) {
            uint64 restMinor = _lotLoss(before[i], _lot(before[i].lotId));
            for (uint256 j = 0; j < before[i].liens.length; ++j) {
                uint64 partMinor = _lienLoss(before[i], j);
                if (partMinor == 0) continue;
                restMinor -= partMinor;
                found[count++] = IReceivableLots.Share(
                    before[i].lotId,
                    before[i].numbers[j],
                    before[i].liens[j].pledgee,
                    partMinor,
                    0
                );
            }
            if (restMinor == 0) continue;
            found[count++] = IReceivableLots.Share(
                before[i].lotId,
                0,
                before[i].lot.owner,
                restMinor,
                before[i].lot.writtenOffMinor - _lot(before[i].lotId).writtenOffMinor
            );
        }
        shares = new IReceivableLots.Share[](count);
        for (uint256 i = 0; i < count; ++i) {
            shares[i] = found[i];
        }
    }

    /// @dev Each lot lost its part of the payment to the unit, and on each the liens were paid first, by rank.
    function _expectFairPayment(LotView[] memory before) internal {
        Losses memory losses = _lossesOf(before, address(0));
        _expectProRata(losses);
        for (uint256 i = 0; i < before.length; ++i) {
            uint256 owedMinor =
                before[i].lot.outstandingMinor - _lot(before[i].lotId).outstandingMinor;
            uint256 securedMinor = 0;
            uint256 paidMinor_ = 0;
            for (uint256 j = 0; j < before[i].liens.length; ++j) {
                securedMinor += before[i].liens[j].securedMinor;
                paidMinor_ += _lienLoss(before[i], j);
            }
            uint256 dueMinor = owedMinor < securedMinor ? owedMinor : securedMinor;
            _expect(paidMinor_ == dueMinor, 18, "18. liens were not paid before the owner");
            _expectByRank(before[i], true);
        }
    }

    /// @dev The supplier's lots bear a credit first, those without liens before the others; then all others pro rata.
    /// Liens are cut to what is outstanding, the last rank first.
    function _expectFairCredit(LotView[] memory before, address creditor) internal {
        uint256 looseLeftMinor = 0;
        uint256 ownLeftMinor = 0;
        bool touchedBound = false;
        bool touchedOthers = false;
        for (uint256 i = 0; i < before.length; ++i) {
            IReceivableLots.Lot memory lot = _lot(before[i].lotId);
            bool isTouched = lot.outstandingMinor < before[i].lot.outstandingMinor;
            if (before[i].lot.owner != creditor) {
                touchedOthers = touchedOthers || isTouched;
            } else {
                ownLeftMinor += lot.outstandingMinor;
                bool isBound = before[i].lot.reserved || before[i].lot.encumbered;
                if (isBound) touchedBound = touchedBound || isTouched;
                else looseLeftMinor += lot.outstandingMinor;
            }
            _expectCut(before[i], lot);
        }
        bool inOrder =
            (!touchedBound || looseLeftMinor == 0) && (!touchedOthers || ownLeftMinor == 0);
        _expect(inOrder, 18, "18. a credit did not fall on the supplier's lots first");
        if (touchedOthers) _expectProRata(_lossesOf(before, creditor));
    }

    /// @dev The key by which liens of a rule are ranked, from the rule itself.
    function _rankOf(IPledges.Lien memory lien) internal pure returns (uint256) {
        uint256 late = 1 << 40;
        if (lien.policyNumber == BY_FILING) return lien.filedAt;
        if (lien.policyNumber == BY_NOTICE) {
            return lien.noticedAt != 0 ? lien.noticedAt : late + lien.filedAt;
        }
        if (lien.registeredAt != 0) return lien.registeredAt;
        return lien.noticedAt != 0 ? late + lien.noticedAt : 2 * late;
    }

    function _lienLoss(LotView memory before, uint256 index) internal view returns (uint64) {
        IPledges.Lien memory lien = _lien(before.numbers[index]);
        return before.liens[index].securedMinor - lien.securedMinor;
    }

    function _lotLoss(
        LotView memory before,
        IReceivableLots.Lot memory lot
    ) internal pure returns (uint64) {
        uint64 wasMinor = before.lot.outstandingMinor + before.lot.writtenOffMinor;
        return wasMinor - lot.outstandingMinor - lot.writtenOffMinor;
    }

    function _expectCut(LotView memory before, IReceivableLots.Lot memory lot) private {
        uint256 securedMinor = 0;
        uint256 cutMinor = 0;
        for (uint256 j = 0; j < before.liens.length; ++j) {
            securedMinor += before.liens[j].securedMinor;
            cutMinor += _lienLoss(before, j);
        }
        uint256 leftMinor =
            securedMinor < lot.outstandingMinor ? securedMinor : lot.outstandingMinor;
        _expect(securedMinor - cutMinor == leftMinor, 18, "18. liens were cut too much or little");
        _expectByRank(before, false);
    }

    /// @dev A payment leaves a lien alone until all that rank before it have nothing left, a cut the other way round;
    /// liens of one rank share pro rata.
    function _expectByRank(LotView memory before, bool seniorFirst) private {
        for (uint256 i = 0; i < before.liens.length; ++i) {
            uint256 lossMinor = _lienLoss(before, i);
            if (lossMinor == 0) continue;
            for (uint256 j = 0; j < before.liens.length; ++j) {
                uint256 rank = _rankOf(before.liens[i]);
                uint256 otherRank = _rankOf(before.liens[j]);
                uint256 otherLossMinor = _lienLoss(before, j);
                if (rank == otherRank) {
                    uint256 left = lossMinor * before.liens[j].securedMinor;
                    uint256 right = otherLossMinor * before.liens[i].securedMinor;
                    uint256 gap = left > right ? left - right : right - left;
                    uint256 unit =
                        uint256(before.liens[i].securedMinor) + before.liens[j].securedMinor;
                    _expect(gap <= unit, 18, "18. liens of one rank did not share pro rata");
                } else if ((otherRank < rank) == seniorFirst) {
                    bool isEmptied = otherLossMinor == before.liens[j].securedMinor;
                    _expect(isEmptied, 18, "18. a lien was paid or cut out of its rank");
                }
            }
        }
    }

    function _expectProRata(Losses memory losses) private {
        for (uint256 i = 0; i < losses.claimsMinor.length; ++i) {
            uint256 left = losses.lossesMinor[i] * losses.claimMinor;
            uint256 right = losses.lossMinor * losses.claimsMinor[i];
            uint256 gap = left > right ? left - right : right - left;
            _expect(
                gap < losses.claimMinor || gap == 0,
                18,
                "18. a lot's share is off by more than the rounding of one unit"
            );
        }
    }

    /// @dev Of all lots, or of all but those of one owner.
    function _lossesOf(
        LotView[] memory before,
        address except
    ) private view returns (Losses memory losses) {
        losses.claimsMinor = new uint256[](before.length);
        losses.lossesMinor = new uint256[](before.length);
        for (uint256 i = 0; i < before.length; ++i) {
            address owner = before[i].lot.owner;
            if (owner == address(0) || owner == except) continue;
            uint256 claimMinor = before[i].lot.outstandingMinor;
            // A credit takes nothing from what was written off.
            if (except == address(0)) claimMinor += before[i].lot.writtenOffMinor;
            losses.claimsMinor[i] = claimMinor;
            losses.lossesMinor[i] = _lotLoss(before[i], _lot(before[i].lotId));
            losses.claimMinor += claimMinor;
            losses.lossMinor += losses.lossesMinor[i];
        }
    }
}
