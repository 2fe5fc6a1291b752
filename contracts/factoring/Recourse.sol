// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../interfaces/ICreditBook.sol";
import {IFactoring} from "../interfaces/IFactoring.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotReads} from "../libraries/LotReads.sol";
import {Acts, LotId, Roles} from "../types/LedgerTypes.sol";
import {FactoringStore} from "./FactoringStore.sol";

/// @title Recourse: the supplier takes lots back
/// @notice Part of {Factoring}.
abstract contract Recourse is FactoringStore {
    using LotReads for IReceivableRegistry;

    /// @inheritdoc IFactoring
    function demandRepurchase(
        uint32 dealNumber,
        LotId[] calldata lotIds,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address owner = _actingParty(Roles.FINANCIER, Acts.SETTLEMENT);
        Deal storage deal = _requireFunded(dealNumber);
        IReceivableLots.Lot[] memory lots = _requireLotsOf(dealNumber, lotIds, owner);
        uint16 recourseDays = deal.recourseDays;
        if (recourseDays == 0) revert DealWithoutRecourse(dealNumber);
        IReceivableRegistry.Receivable[] memory receivables = RECEIVABLES.receivablesOfLots(lotIds);
        uint32 today = _today();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            Bounds.requireAmount(lots[i].outstandingMinor);
            uint256 lastDay =
                uint256(receivables[i].dueDay) + recourseDays + lots[i].clockStoppedDays;
            if (today <= lastDay) revert RecourseNotDue(lotIds[i], lastDay, today);
            if (lots[i].disputedMinor > 0) {
                revert RecourseStopped(lotIds[i], lots[i].disputedMinor);
            }

            // Effects.
            Position storage position = _positions[lotIds[i]];
            // Safe cast: Unix seconds fit 40 bits.
            position.demandedAt = uint40(block.timestamp);
            uint64 appliedMinor = _min(lots[i].outstandingMinor, position.reserveMinor);
            uint64 priceMinor = lots[i].outstandingMinor - appliedMinor;
            emit RepurchaseDemanded(dealNumber, lotIds[i], priceMinor, evidenceHash);
        }
    }

    /// @inheritdoc IFactoring
    function offerRepurchase(uint32 dealNumber, LotId[] calldata lotIds) external {
        // Checks.
        address supplier = _actingParty(Roles.SUPPLIER, Acts.SETTLEMENT);
        Deal storage deal = _requireFunded(dealNumber);
        _requireEntitled(supplier, deal.supplier);
        Bounds.requireBatch(lotIds.length);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            if (lots[i].dealNumber != dealNumber) {
                revert LotNotInDeal(lotIds[i], lots[i].dealNumber, dealNumber);
            }

            // Effects.
            _positions[lotIds[i]].repurchaseOffered = true;
            emit RepurchaseOffered(dealNumber, lotIds[i]);
        }
    }

    /// @inheritdoc IFactoring
    function repurchase(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        address owner = _actingParty(Roles.FINANCIER, Acts.SETTLEMENT);
        Deal storage deal = _requireFunded(dealNumber);
        _requireLotsOf(dealNumber, lotIds, owner);
        PARTIES.requireParty(deal.supplier, Roles.SUPPLIER);

        // Effects.
        uint64 totalMinor = 0;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            totalMinor += _repurchase(dealNumber, lotIds[i], owner, deal.supplier, evidenceHash);
        }
        if (totalMinor > 0) {
            CREDIT_BOOK.decrease(
                ICreditBook.ExposureKey(owner, deal.buyer, deal.currency),
                totalMinor
            );
        }
    }

    function _repurchase(
        uint32 dealNumber,
        LotId lotId,
        address owner,
        address supplier,
        bytes32 evidenceHash
    ) private returns (uint64 outstandingMinor) {
        // Checks.
        Position storage stored = _positions[lotId];
        if (stored.demandedAt == 0 && !stored.repurchaseOffered) {
            revert RepurchaseNotAgreed(lotId);
        }

        // Effects.
        Position memory position = _endPosition(lotId, dealNumber);
        outstandingMinor = LOTS.giveBack(lotId, owner, supplier);
        uint64 appliedMinor = _min(outstandingMinor, position.reserveMinor);
        emit LotRepurchased(
            dealNumber,
            lotId,
            outstandingMinor - appliedMinor,
            appliedMinor,
            position.reserveMinor - appliedMinor,
            evidenceHash
        );
    }

    function _min(uint64 left, uint64 right) private pure returns (uint64) {
        return left < right ? left : right;
    }
}
