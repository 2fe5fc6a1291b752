// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../interfaces/IFactoring.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {LedgerModule} from "../LedgerModule.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotReads} from "../libraries/LotReads.sol";
import {LotId, Modules} from "../types/LedgerTypes.sol";

/// @title Deals and the terms of their lots
/// @notice Part of {Factoring}.
abstract contract FactoringStore is LedgerModule, IFactoring {
    uint32 internal _dealCount;
    mapping(uint32 dealNumber => Deal) internal _deals;
    mapping(LotId lotId => Position) internal _positions;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IFactoring
    function splitPosition(
        LotId lotId,
        LotId newLotId,
        uint32 dealNumber,
        uint64 partMinor,
        uint64 outstandingMinor
    ) external onlyModule(address(LOTS)) {
        Position storage position = _positions[lotId];
        Position storage part = _positions[newLotId];
        uint64 advanceMinor = _partDown(position.advanceMinor, partMinor, outstandingMinor);
        uint64 reserveMinor = _partDown(position.reserveMinor, partMinor, outstandingMinor);
        position.advanceMinor -= advanceMinor;
        position.reserveMinor -= reserveMinor;
        part.advanceMinor = advanceMinor;
        part.reserveMinor = reserveMinor;
        part.demandedAt = position.demandedAt;
        part.repurchaseOffered = position.repurchaseOffered;
        part.isClosed = position.isClosed;
        if (!position.isClosed) ++_deals[dealNumber].openLots;
    }

    /// @inheritdoc IFactoring
    function mergePositions(
        LotId intoLotId,
        LotId lotId,
        uint32 dealNumber
    ) external onlyModule(address(LOTS)) {
        // Checks.
        Position storage into = _positions[intoLotId];
        Position memory position = _positions[lotId];
        if (
            into.demandedAt != position.demandedAt ||
            into.repurchaseOffered != position.repurchaseOffered ||
            into.isClosed != position.isClosed
        ) {
            revert IReceivableLots.LotsNotMergeable(lotId, intoLotId);
        }

        // Effects.
        into.advanceMinor += position.advanceMinor;
        into.reserveMinor += position.reserveMinor;
        delete _positions[lotId];
        if (!position.isClosed) --_deals[dealNumber].openLots;
    }

    /// @inheritdoc IFactoring
    function endPosition(LotId lotId, uint32 dealNumber) external onlyModule(address(LOTS)) {
        Position memory position = _endPosition(lotId, dealNumber);
        emit LotLeftDeal(dealNumber, lotId, position.advanceMinor, position.reserveMinor);
    }

    /// @inheritdoc IFactoring
    function dealsOf(uint32[] calldata dealNumbers) external view returns (Deal[] memory found) {
        Bounds.requireRead(dealNumbers.length);
        found = new Deal[](dealNumbers.length);
        for (uint256 i = 0; i < dealNumbers.length; ++i) {
            found[i] = _deals[dealNumbers[i]];
        }
    }

    /// @inheritdoc IFactoring
    function positionsOf(LotId[] calldata lotIds) external view returns (Position[] memory found) {
        Bounds.requireRead(lotIds.length);
        found = new Position[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            found[i] = _positions[lotIds[i]];
        }
    }

    function _endPosition(
        LotId lotId,
        uint32 dealNumber
    ) internal returns (Position memory position) {
        position = _positions[lotId];
        delete _positions[lotId];
        if (!position.isClosed) _closeLot(dealNumber);
    }

    /// @dev With its last lot a deal is closed.
    function _closeLot(uint32 dealNumber) internal {
        Deal storage deal = _deals[dealNumber];
        uint16 openLots = deal.openLots - 1;
        deal.openLots = openLots;
        if (openLots == 0) {
            deal.status = DealStatus.CLOSED;
            emit DealClosed(dealNumber);
        }
    }

    /// @dev A deal that was funded. Even a closed one lives on in lots whose payment was reversed.
    function _requireFunded(uint32 dealNumber) internal view returns (Deal storage deal) {
        deal = _deals[dealNumber];
        DealStatus status = deal.status;
        if (status != DealStatus.CLOSED) _requireStatus(dealNumber, status, DealStatus.FUNDED);
    }

    /// @dev States of lots of `owner` that are under the deal.
    function _requireLotsOf(
        uint32 dealNumber,
        LotId[] calldata lotIds,
        address owner
    ) internal view returns (IReceivableLots.Lot[] memory lots) {
        Bounds.requireBatch(lotIds.length);
        lots = LOTS.lotsById(lotIds);
        for (uint256 i = 0; i < lots.length; ++i) {
            LotReads.requireOwner(lotIds[i], lots[i].owner, owner);
            if (lots[i].dealNumber != dealNumber) {
                revert LotNotInDeal(lotIds[i], lots[i].dealNumber, dealNumber);
            }
        }
    }

    function _requireStatus(
        uint32 dealNumber,
        DealStatus actual,
        DealStatus required
    ) internal pure {
        if (actual != required) revert DealWrongStatus(dealNumber, actual, required);
    }

    /// @dev Rounds down: the lot that is split keeps the remainder.
    function _partDown(
        uint64 amountMinor,
        uint64 partMinor,
        uint64 outstandingMinor
    ) private pure returns (uint64) {
        // Safe cast: the part is at most the whole.
        return uint64((uint256(amountMinor) * partMinor) / outstandingMinor);
    }
}
