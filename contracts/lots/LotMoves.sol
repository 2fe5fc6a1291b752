// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {Acts, LotId, ReceivableId} from "../types/LedgerTypes.sol";
import {LotStore} from "./LotStore.sol";

/// @title How lots come to be, divide, and change hands
/// @notice Part of {ReceivableLots}.
abstract contract LotMoves is LotStore {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    /// @inheritdoc IReceivableLots
    function split(LotId lotId, uint64[] calldata partsMinor) external {
        // Checks.
        address owner = _actingParty(0, Acts.REGISTRATION);
        Bounds.requireBatch(partsMinor.length);
        StoredLot storage lot = _requireOwned(lotId, owner);
        _requireLoose(lotId, lot);
        _requireParts(lotId, partsMinor, lot.outstandingMinor);

        // Effects.
        for (uint256 i = 0; i < partsMinor.length; ++i) {
            _splitOff(lotId, lot, partsMinor[i], SPLIT_LOTS_MAX);
        }
    }

    /// @inheritdoc IReceivableLots
    function merge(LotId intoLotId, LotId[] calldata lotIds) external {
        // Checks.
        address owner = _actingParty(0, Acts.REGISTRATION);
        Bounds.requireBatch(lotIds.length);
        StoredLot storage into = _requireOwned(intoLotId, owner);
        _requireLoose(intoLotId, into);

        for (uint256 i = 0; i < lotIds.length; ++i) {
            LotId lotId = lotIds[i];
            StoredLot storage lot = _requireOwned(lotId, owner);
            _requireLoose(lotId, lot);
            _requireMergeable(lotId, lot, intoLotId, into);

            // Effects.
            uint64 partMinor = lot.outstandingMinor;
            uint24 dealNumber = lot.dealNumber;
            into.outstandingMinor += partMinor;
            _writtenOffMinor[intoLotId] += _writtenOffMinor[lotId];
            _writtenOffMinor[lotId] = 0;
            // The index stays used, so that a reversed payment still finds where the lot went.
            _store(lotId, address(0), 0, uint24(intoLotId.indexOf()), lot.marks & EXTRA_LOTS);
            --_balances[owner];
            emit LotMerged(lotId, intoLotId, partMinor);
            _emitTransfer(owner, address(0), lotId);
            ASSIGNMENTS.mergeNotices(intoLotId, lotId);
            if (dealNumber != 0) {
                FACTORING.mergePositions(intoLotId, lotId, dealNumber);
            }
        }
    }

    /// @inheritdoc IReceivableLots
    function mint(Mint[] calldata mints) external onlyModule(address(RECEIVABLES)) {
        for (uint256 i = 0; i < mints.length; ++i) {
            Mint calldata item = mints[i];
            LotId lotId = item.receivableId.lotIdOf(1);
            _store(lotId, item.owner, item.outstandingMinor, 0, 0);
            ++_balances[item.owner];
            _emitTransfer(address(0), item.owner, lotId);
        }
    }

    /// @inheritdoc IReceivableLots
    function reserve(
        LotId[] calldata lotIds,
        address owner,
        uint32 dealNumber
    ) external returns (uint256[] memory outstandingMinor) {
        _requireReserver();
        uint24 storedNumber = SafeCast.toUint24(dealNumber);
        outstandingMinor = new uint256[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            LotId lotId = lotIds[i];
            StoredLot storage lot = _lots[lotId];
            // All of it together, so that the slot is read once.
            address lotOwner = lot.owner;
            uint64 lotMinor = lot.outstandingMinor;
            uint8 marks = lot.marks;

            // Checks.
            // Most lots carry no mark, and then there is nothing more to ask.
            if (lotOwner != owner || marks & ~EXTRA_LOTS != 0) {
                _requireAvailable(lotId, _requireOwned(lotId, owner));
            }

            // Effects.
            lot.dealNumber = storedNumber;
            lot.marks = marks | RESERVED;
            outstandingMinor[i] = lotMinor;
            emit LotReserved(lotId, dealNumber);
        }
    }

    /// @inheritdoc IReceivableLots
    function release(LotId[] calldata lotIds, uint32 dealNumber) external {
        _requireReserver();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            StoredLot storage lot = _requireReserved(lotIds[i], dealNumber);
            lot.dealNumber = 0;
            lot.marks &= ~RESERVED;
            emit LotReleased(lotIds[i], dealNumber);
        }
    }

    /// @inheritdoc IReceivableLots
    function assign(
        LotId[] calldata lotIds,
        address from,
        address to,
        uint32 dealNumber
    ) external onlyModule(address(FACTORING)) returns (uint64 totalMinor) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            // Checks.
            LotId lotId = lotIds[i];
            StoredLot storage lot = _requireReserved(lotId, dealNumber);
            if (lot.owner != from) revert LotNotOwned(lotId, lot.owner, from);
            if (lot.marks & HELD != 0) _requireUndisputed(lotId, lot);

            // Effects.
            lot.owner = to;
            lot.marks &= ~RESERVED;
            // Never above the platform's largest amount: accepting checked the sum, and lots only shrink.
            totalMinor += lot.outstandingMinor;
            _emitTransfer(from, to, lotId);
        }
        _balances[from] -= lotIds.length;
        _balances[to] += lotIds.length;
    }

    /// @inheritdoc IReceivableLots
    function passOn(
        LotId[] calldata lotIds,
        address from,
        address to
    ) external onlyModule(address(ASSIGNMENTS)) returns (uint64 totalMinor) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            StoredLot storage lot = _requireOwned(lotIds[i], from);
            _requireAvailable(lotIds[i], lot);
            totalMinor += lot.outstandingMinor;
            _move(lotIds[i], lot, to);
        }
    }

    /// @inheritdoc IReceivableLots
    function giveBack(
        LotId lotId,
        address from,
        address supplier
    ) external onlyModule(address(FACTORING)) returns (uint64 outstandingMinor) {
        // Checks.
        StoredLot storage lot = _requireOwned(lotId, from);
        _requireLoose(lotId, lot);

        // Effects.
        lot.dealNumber = 0;
        ASSIGNMENTS.clearNotice(lotId);
        _move(lotId, lot, supplier);
        return lot.outstandingMinor;
    }

    /// @inheritdoc IReceivableLots
    function setEncumbered(LotId lotId, bool encumbered) external onlyModule(address(PLEDGES)) {
        StoredLot storage lot = _lots[lotId];
        lot.marks = encumbered ? lot.marks | ENCUMBERED : lot.marks & ~ENCUMBERED;
    }

    /// @inheritdoc IReceivableLots
    function appropriate(
        LotId lotId,
        address to,
        uint64 securedMinor
    ) external onlyModule(address(PLEDGES)) returns (LotId appropriatedLotId) {
        // Checks.
        StoredLot storage lot = _lots[lotId];
        if (_frozen[lotId]) revert LotHeld(lotId, 0);
        // A lien that was paid, and came back when the payment was reversed, waits for funding or lapse.
        if (lot.marks & RESERVED != 0) revert LotEncumbered(lotId);

        // Effects.
        appropriatedLotId = lotId;
        if (securedMinor < lot.outstandingMinor) {
            appropriatedLotId = _splitOff(lotId, lot, securedMinor, LOTS_PER_RECEIVABLE_MAX);
        }
        _move(appropriatedLotId, _lots[appropriatedLotId], to);
    }

    /// @inheritdoc IReceivableLots
    function hold(ReceivableId receivableId) external onlyModule(address(RECEIVABLES)) {
        uint256 count = _lotCount(receivableId);
        for (uint256 i = 1; i <= count; ++i) {
            StoredLot storage lot = _lots[receivableId.lotIdOf(i)];
            if (lot.owner != address(0)) lot.marks |= HELD;
        }
    }

    /// @inheritdoc IReceivableLots
    function unhold(
        ReceivableId receivableId,
        uint32 stoppedDays
    ) external onlyModule(address(RECEIVABLES)) {
        uint256 count = _lotCount(receivableId);
        for (uint256 i = 1; i <= count; ++i) {
            LotId lotId = receivableId.lotIdOf(i);
            StoredLot storage lot = _lots[lotId];
            if (stoppedDays > 0 && _restingMinor(lotId, lot) > 0) {
                _clockStoppedDays[lotId] += stoppedDays;
                emit LotClockStopped(lotId, stoppedDays);
            }
            if (!_frozen[lotId]) lot.marks &= ~HELD;
        }
    }

    /// @dev A new lot with a part of this one, and the same owner, terms and marks.
    function _splitOff(
        LotId lotId,
        StoredLot storage lot,
        uint64 partMinor,
        uint256 maxLots
    ) private returns (LotId newLotId) {
        // Checks.
        ReceivableId receivableId = lotId.receivableOf();
        uint256 count = _lotCount(receivableId);
        if (count + 1 > maxLots) revert LotCountAboveMax(receivableId, count + 1, maxLots);

        // Effects.
        StoredLot storage firstLot = _lots[receivableId.lotIdOf(1)];
        // The count is below its five bits, so it does not run into the marks.
        ++firstLot.marks;
        newLotId = receivableId.lotIdOf(count + 1);
        uint64 outstandingMinor = lot.outstandingMinor;
        address owner = lot.owner;
        uint24 dealNumber = lot.dealNumber;
        lot.outstandingMinor = outstandingMinor - partMinor;
        _store(newLotId, owner, partMinor, dealNumber, lot.marks & HELD);
        uint32 stoppedDays = _clockStoppedDays[lotId];
        if (stoppedDays > 0) _clockStoppedDays[newLotId] = stoppedDays;
        ++_balances[owner];
        emit LotSplit(lotId, newLotId, partMinor);
        _emitTransfer(address(0), owner, newLotId);
        ASSIGNMENTS.splitNotice(lotId, newLotId);
        if (dealNumber != 0) {
            FACTORING.splitPosition(lotId, newLotId, dealNumber, partMinor, outstandingMinor);
        }
    }

    function _store(
        LotId lotId,
        address owner,
        uint64 outstandingMinor,
        uint24 dealNumber,
        uint8 marks
    ) private {
        _lots[lotId] = StoredLot(owner, outstandingMinor, dealNumber, marks);
    }

    function _requireReserver() private view {
        _requireOneOf(address(EARLY_PAYMENTS), address(FACTORING), address(FACTORING));
    }

    function _requireReserved(
        LotId lotId,
        uint32 dealNumber
    ) private view returns (StoredLot storage lot) {
        lot = _lots[lotId];
        if (lot.marks & RESERVED == 0 || lot.dealNumber != dealNumber) {
            revert LotNotReserved(lotId, dealNumber);
        }
    }

    /// @dev For a reserved lot, which has no liens: neither frozen nor disputed since it was reserved.
    function _requireUndisputed(LotId lotId, StoredLot storage lot) private view {
        uint64 restingMinor = _restingMinor(lotId, lot);
        if (_frozen[lotId]) revert LotHeld(lotId, 0);
        if (restingMinor > 0) revert LotHeld(lotId, lot.outstandingMinor - restingMinor);
    }

    function _requireMergeable(
        LotId lotId,
        StoredLot storage lot,
        LotId intoLotId,
        StoredLot storage into
    ) private view {
        ReceivableId receivableId = intoLotId.receivableOf();
        if (
            LotId.unwrap(lotId) == LotId.unwrap(intoLotId) ||
            ReceivableId.unwrap(lotId.receivableOf()) != ReceivableId.unwrap(receivableId) ||
            lot.dealNumber != into.dealNumber ||
            _clockStoppedDays[lotId] != _clockStoppedDays[intoLotId]
        ) {
            revert LotsNotMergeable(lotId, intoLotId);
        }
    }

    /// @dev Each part and what they leave of the lot are large enough.
    function _requireParts(
        LotId lotId,
        uint64[] calldata partsMinor,
        uint64 outstandingMinor
    ) private pure {
        uint256 totalMinor = 0;
        for (uint256 i = 0; i < partsMinor.length; ++i) {
            if (partsMinor[i] < LOT_MIN_MINOR) {
                revert LotBelowMin(lotId, partsMinor[i], LOT_MIN_MINOR);
            }
            totalMinor += partsMinor[i];
        }
        if (totalMinor >= outstandingMinor) {
            revert SplitAboveOutstanding(lotId, totalMinor, outstandingMinor);
        }
        // Safe cast: the total is below the outstanding amount.
        uint64 restMinor = outstandingMinor - uint64(totalMinor);
        if (restMinor < LOT_MIN_MINOR) revert LotBelowMin(lotId, restMinor, LOT_MIN_MINOR);
    }
}
