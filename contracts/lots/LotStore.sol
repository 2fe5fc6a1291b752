// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICreditBook} from "../interfaces/ICreditBook.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {OperatedModule} from "../OperatedModule.sol";
import {LotId, Modules, ReceivableId} from "../types/LedgerTypes.sol";

/// @title Storage of the lots, and what can be asked about them
/// @notice Part of {ReceivableLots}.
abstract contract LotStore is OperatedModule, IReceivableLots {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    /// @dev One slot. A deployment has room for 16 million deals; a later one starts anew. A lot that was merged
    /// has no owner, and its `dealNumber` is the index of the lot that it became a part of.
    /// @param marks RESERVED, ENCUMBERED, HELD and, on the first lot of a receivable, how many lots it has beyond that
    /// one. Kept here because each payment reads this slot anyway.
    struct StoredLot {
        address owner;
        uint64 outstandingMinor;
        uint24 dealNumber;
        uint8 marks;
    }

    /// @notice Most lots of one receivable: a payment writes every one of them.
    uint256 public constant LOTS_PER_RECEIVABLE_MAX = 32;
    /// @notice Most lots that splitting makes: the rest is kept for lienholders that enforce.
    uint256 public constant SPLIT_LOTS_MAX = 24;
    /// @notice Smallest lot when splitting: one unit of most currencies, below which a share is not worth its gas.
    uint64 public constant LOT_MIN_MINOR = 100;

    uint8 internal constant EXTRA_LOTS = (1 << 5) - 1;
    uint8 internal constant RESERVED = 1 << 5;
    uint8 internal constant ENCUMBERED = 1 << 6;
    /// @dev The lot must be asked whether it is frozen, and the receivable whether it is in dispute.
    uint8 internal constant HELD = 1 << 7;

    mapping(LotId lotId => StoredLot) internal _lots;
    mapping(address owner => uint256) internal _balances;
    mapping(LotId lotId => bool) internal _frozen;
    mapping(LotId lotId => uint64) internal _writtenOffMinor;
    mapping(LotId lotId => uint32) internal _clockStoppedDays;

    constructor(Modules memory modules) OperatedModule(modules) {}

    /// @inheritdoc IReceivableLots
    function lotsById(LotId[] calldata lotIds) external view returns (Lot[] memory found) {
        Bounds.requireRead(lotIds.length);
        found = new Lot[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            found[i] = _lot(lotIds[i]);
        }
    }

    /// @inheritdoc IReceivableLots
    function lotsOf(ReceivableId receivableId) external view returns (Lot[] memory found) {
        found = new Lot[](_lotCount(receivableId));
        for (uint256 i = 0; i < found.length; ++i) {
            found[i] = _lot(receivableId.lotIdOf(i + 1));
        }
    }

    /// @inheritdoc IReceivableLots
    function availableMinor(LotId lotId) external view returns (uint64) {
        return _availableMinor(lotId, _requireKnown(lotId));
    }

    function _move(LotId lotId, StoredLot storage lot, address to) internal {
        address from = lot.owner;
        lot.owner = to;
        --_balances[from];
        ++_balances[to];
        _emitTransfer(from, to, lotId);
    }

    /// @dev What a financier has at stake with the buyer through a lot becomes less.
    function _lowerExposure(
        address owner,
        address buyer,
        bytes3 currency,
        uint64 amountMinor
    ) internal {
        CREDIT_BOOK.decrease(ICreditBook.ExposureKey(owner, buyer, currency), amountMinor);
    }

    /// @dev It becomes what it was, whatever the limit.
    function _restoreExposure(
        address owner,
        address buyer,
        bytes3 currency,
        uint64 amountMinor
    ) internal {
        CREDIT_BOOK.restore(ICreditBook.ExposureKey(owner, buyer, currency), amountMinor);
    }

    /// @dev Where the ERC-721 surface is, the event is.
    function _emitTransfer(address from, address to, LotId lotId) internal virtual;

    function _lot(LotId lotId) internal view returns (Lot memory found) {
        StoredLot storage lot = _lots[lotId];
        if (lot.owner == address(0)) return found;
        found.owner = lot.owner;
        found.outstandingMinor = lot.outstandingMinor;
        found.dealNumber = lot.dealNumber;
        found.reserved = lot.marks & RESERVED != 0;
        found.encumbered = lot.marks & ENCUMBERED != 0;
        found.frozen = _frozen[lotId];
        found.writtenOffMinor = _writtenOffMinor[lotId];
        if (lot.marks & HELD != 0) found.disputedMinor = _restingMinor(lotId, lot);
        found.held = found.frozen || found.disputedMinor > 0;
        found.clockStoppedDays = _clockStoppedDays[lotId];
        found.availableMinor = _availableMinor(lotId, lot);
    }

    function _lotCount(ReceivableId receivableId) internal view returns (uint256) {
        StoredLot storage firstLot = _lots[receivableId.lotIdOf(1)];
        // The first lot may have been merged into another one; then it names that one.
        if (firstLot.owner == address(0) && firstLot.dealNumber == 0) return 0;
        return 1 + uint256(firstLot.marks & EXTRA_LOTS);
    }

    /// @dev One number for sale, pledge and discount: what is neither reserved, pledged, frozen nor disputed.
    function _availableMinor(LotId lotId, StoredLot storage lot) internal view returns (uint64) {
        uint8 marks = lot.marks;
        if (marks & RESERVED != 0) return 0;
        uint256 freeMinor = lot.outstandingMinor;
        if (marks & HELD != 0) {
            if (_frozen[lotId]) return 0;
            freeMinor -= _restingMinor(lotId, lot);
        }
        if (marks & ENCUMBERED != 0) {
            freeMinor = Math.saturatingSub(freeMinor, PLEDGES.securedMinor(lotId));
        }
        // Safe cast: at most what is outstanding.
        return uint64(freeMinor);
    }

    /// @dev How much of an open dispute rests on the lot: it rests on the supplier's lots first, then on the others,
    /// both in order of their index.
    function _restingMinor(LotId lotId, StoredLot storage lot) internal view returns (uint64) {
        ReceivableId receivableId = lotId.receivableOf();
        (address supplier, uint64 disputedMinor) = RECEIVABLES.disputeOf(receivableId);
        if (disputedMinor == 0) return 0;
        uint256 restMinor = disputedMinor;
        bool isSuppliers = lot.owner == supplier;
        uint256 index = lotId.indexOf();
        uint256 count = _lotCount(receivableId);
        for (uint256 i = 1; i <= count; ++i) {
            StoredLot storage other = _lots[receivableId.lotIdOf(i)];
            bool othersFirst = other.owner == supplier && !isSuppliers;
            bool sameKind = (other.owner == supplier) == isSuppliers;
            if (othersFirst || (sameKind && i < index)) {
                restMinor = Math.saturatingSub(restMinor, other.outstandingMinor);
            }
        }
        // Safe cast: at most what is outstanding on the lot.
        return uint64(Math.min(restMinor, lot.outstandingMinor));
    }

    function _requireKnown(LotId lotId) internal view returns (StoredLot storage lot) {
        lot = _lots[lotId];
        if (lot.owner == address(0)) revert LotUnknown(lotId);
    }

    function _requireOwned(
        LotId lotId,
        address party
    ) internal view returns (StoredLot storage lot) {
        lot = _requireKnown(lotId);
        if (lot.owner != party) revert LotNotOwned(lotId, lot.owner, party);
    }

    /// @dev Neither reserved nor pledged, nor frozen.
    function _requireLoose(LotId lotId, StoredLot storage lot) internal view {
        if (lot.marks & (RESERVED | ENCUMBERED) != 0) revert LotEncumbered(lotId);
        if (lot.marks & HELD != 0 && _frozen[lotId]) revert LotHeld(lotId, 0);
    }

    function _requireAvailable(LotId lotId, StoredLot storage lot) internal view {
        if (!_isAvailable(lotId, lot)) {
            revert LotNotAvailable(lotId, _availableMinor(lotId, lot), lot.outstandingMinor);
        }
    }

    /// @dev Wholly available. A lot of which all was paid may still be reserved or frozen.
    function _isAvailable(LotId lotId, StoredLot storage lot) internal view returns (bool) {
        uint8 marks = lot.marks;
        // Most lots carry no mark, and then all of it is available.
        if (marks & (RESERVED | ENCUMBERED | HELD) == 0) return true;
        if (marks & RESERVED != 0 || _frozen[lotId]) return false;
        return _availableMinor(lotId, lot) == lot.outstandingMinor;
    }
}
