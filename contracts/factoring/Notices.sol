// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../interfaces/IFactoring.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {Acts, LotId, Roles} from "../types/LedgerTypes.sol";
import {FactoringStore} from "./FactoringStore.sol";

/// @title Notice of assignment, and whom the buyer pays
abstract contract Notices is FactoringStore {
    /// @inheritdoc IFactoring
    function giveNotice(LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        address owner = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        Bounds.requireBatch(lotIds.length);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        IReceivableRegistry.Receivable[] memory receivables = _receivablesOf(lotIds);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            _requireOwned(lotIds[i], lots[i], owner);
            // Without a deal the owner enforced a lien.
            uint32 dealNumber = lots[i].dealNumber;
            if (dealNumber != 0) {
                Deal storage deal = _requireFunded(dealNumber);
                if (!deal.disclosed && receivables[i].dueDay >= _today()) {
                    revert DealNotDisclosed(dealNumber);
                }
            }

            // Effects.
            // Safe cast: Unix seconds fit 40 bits.
            _positions[lotIds[i]].noticedAt = uint40(block.timestamp);
            emit NoticeGiven(lotIds[i], owner, evidenceHash);
        }
    }

    /// @inheritdoc IFactoring
    function acknowledgeNotice(LotId[] calldata lotIds) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.FINANCING);
        Bounds.requireBatch(lotIds.length);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        IReceivableRegistry.Receivable[] memory receivables = _receivablesOf(lotIds);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            _requireEntitled(buyer, receivables[i].buyer);
            Position storage position = _positions[lotIds[i]];
            if (position.noticedAt <= position.acknowledgedAt) revert NoticeMissing(lotIds[i]);

            // Effects.
            position.payee = lots[i].owner;
            position.acknowledgedAt = uint40(block.timestamp);
            emit NoticeAcknowledged(lotIds[i], lots[i].owner);
        }
    }
}
