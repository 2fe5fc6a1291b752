// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FactoringStore} from "./factoring/FactoringStore.sol";
import {QuoteAcceptance} from "./factoring/QuoteAcceptance.sol";
import {Recourse} from "./factoring/Recourse.sol";
import {ICreditBook} from "./interfaces/ICreditBook.sol";
import {IDuties} from "./interfaces/IDuties.sol";
import {IFactoring} from "./interfaces/IFactoring.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {LotReads} from "./libraries/LotReads.sol";
import {Acts, LotId, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Factoring
/// @notice Sale of lots: quote, acceptance, funding, recourse, closing.
contract Factoring is QuoteAcceptance, Recourse {
    constructor(Modules memory modules) FactoringStore(modules) {}

    /// @inheritdoc IFactoring
    function fund(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        Deal storage deal = _deals[dealNumber];
        address financier = _actingPartyUpTo(Roles.FINANCIER, Acts.FINANCING, deal.advanceMinor);
        _requireAccepted(dealNumber, lotIds);
        _requireEntitled(financier, deal.financier);
        if (block.timestamp > deal.fundBy) revert FundingOverdue(dealNumber, deal.fundBy);

        // Effects.
        deal.status = DealStatus.FUNDED;
        emit DealFunded(dealNumber, evidenceHash);

        uint64 totalMinor = LOTS.assign(lotIds, deal.supplier, financier, dealNumber);
        if (totalMinor > 0) {
            CREDIT_BOOK.increase(
                ICreditBook.ExposureKey(financier, deal.buyer, deal.currency),
                totalMinor
            );
        }

        // Interactions.
        address cashToken = deal.cashToken;
        if (cashToken != address(0)) {
            CASH_DESK.move(
                cashToken,
                deal.currency,
                financier,
                deal.supplier,
                deal.payoutMinor,
                evidenceHash
            );
        }
    }

    /// @inheritdoc IFactoring
    function lapse(uint32 dealNumber, LotId[] calldata lotIds) external {
        // Checks.
        Deal storage deal = _requireAccepted(dealNumber, lotIds);
        if (block.timestamp <= deal.fundBy) revert FundingNotOverdue(dealNumber, deal.fundBy);

        // Effects.
        deal.status = DealStatus.LAPSED;
        deal.openLots = 0;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            delete _positions[lotIds[i]];
        }
        emit DealLapsed(dealNumber);

        LOTS.release(lotIds, dealNumber);
    }

    /// @inheritdoc IFactoring
    function close(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        address owner = _actingParty(Roles.FINANCIER, Acts.SETTLEMENT);
        Deal storage deal = _deals[dealNumber];
        _requireStatus(dealNumber, deal.status, DealStatus.FUNDED);
        IReceivableLots.Lot[] memory lots = _requireLotsOf(dealNumber, lotIds, owner);
        IDuties.Duty memory duty = IDuties.Duty(deal.supplier, owner, deal.currency);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            if (lots[i].outstandingMinor != 0) {
                revert LotNotCollected(lotIds[i], lots[i].outstandingMinor);
            }
            Position storage position = _positions[lotIds[i]];
            if (position.isClosed) revert ReserveAlreadyReleased(lotIds[i]);

            // Effects.
            uint64 reserveMinor = position.reserveMinor;
            position.reserveMinor = 0;
            position.isClosed = true;
            uint64 nettedMinor = DUTIES.netOff(duty, reserveMinor, evidenceHash);
            emit ReserveReleased(
                dealNumber,
                lotIds[i],
                reserveMinor - nettedMinor,
                nettedMinor,
                evidenceHash
            );
            _closeLot(dealNumber);
        }
    }

    function _requireAccepted(
        uint32 dealNumber,
        LotId[] calldata lotIds
    ) private view returns (Deal storage deal) {
        deal = _deals[dealNumber];
        _requireStatus(dealNumber, deal.status, DealStatus.ACCEPTED);
        LotReads.requireLots(lotIds, deal.lotsHash);
    }
}
