// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FactoringStore} from "./factoring/FactoringStore.sol";
import {Notices} from "./factoring/Notices.sol";
import {QuoteAcceptance} from "./factoring/QuoteAcceptance.sol";
import {Recourse} from "./factoring/Recourse.sol";
import {ICreditBook} from "./interfaces/ICreditBook.sol";
import {IDuties} from "./interfaces/IDuties.sol";
import {IFactoring} from "./interfaces/IFactoring.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {Acts, LotId, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Factoring
/// @notice Sale of lots: quote, acceptance, funding, notice, onward assignment, recourse, closing.
contract Factoring is QuoteAcceptance, Notices, Recourse {
    using LotIds for LotId;

    uint32 private _onwardCount;
    mapping(uint32 onwardNumber => Onward) private _onwards;

    constructor(Modules memory modules) FactoringStore(modules) {}

    /// @inheritdoc IFactoring
    function fund(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        Deal storage deal = _requireAccepted(dealNumber, lotIds);
        address financier = _actingPartyUpTo(Roles.FINANCIER, Acts.FINANCING, deal.advanceMinor);
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
        if (deal.status != DealStatus.FUNDED) {
            revert DealWrongStatus(dealNumber, deal.status, DealStatus.FUNDED);
        }
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
            _closeLot(dealNumber, deal);
        }
    }

    /// @inheritdoc IFactoring
    function offerOnward(
        LotId[] calldata lotIds,
        address to,
        uint40 acceptBy
    ) external returns (uint32 onwardNumber) {
        // Checks.
        address from = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        Bounds.requireBatch(lotIds.length);
        PARTIES.requireParty(to, Roles.FINANCIER);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            _requireOwned(lotIds[i], lots[i], from);
        }
        onwardNumber = _onwardCount + 1;
        if (acceptBy <= block.timestamp) revert OnwardExpired(onwardNumber, acceptBy);

        // Effects.
        _onwardCount = onwardNumber;
        bytes32 lotsHash = _lotsHashOf(lotIds);
        _onwards[onwardNumber] = Onward(from, acceptBy, OnwardStatus.OFFERED, to, lotsHash);
        emit OnwardOffered(onwardNumber, from, to, lotsHash, acceptBy);
    }

    /// @inheritdoc IFactoring
    function acceptOnward(
        uint32 onwardNumber,
        LotId[] calldata lotIds,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address to = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        Onward storage onward = _requireOffered(onwardNumber);
        _requireEntitled(to, onward.to);
        if (block.timestamp > onward.acceptBy) {
            revert OnwardExpired(onwardNumber, onward.acceptBy);
        }
        _requireLots(onward.lotsHash, lotIds);
        address from = onward.from;
        IReceivableLots.Terms memory terms = _requireOneBuyer(lotIds, from, to);

        // Effects.
        onward.status = OnwardStatus.ACCEPTED;
        emit OnwardAccepted(onwardNumber, evidenceHash);

        uint64 totalMinor = LOTS.passOn(lotIds, from, to);
        if (totalMinor == 0) return;
        CREDIT_BOOK.decrease(
            ICreditBook.ExposureKey(from, terms.buyer, terms.currency),
            totalMinor
        );
        CREDIT_BOOK.increase(ICreditBook.ExposureKey(to, terms.buyer, terms.currency), totalMinor);
    }

    /// @inheritdoc IFactoring
    function withdrawOnward(uint32 onwardNumber) external {
        // Checks.
        address from = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        Onward storage onward = _requireOffered(onwardNumber);
        _requireEntitled(from, onward.from);

        // Effects.
        onward.status = OnwardStatus.WITHDRAWN;
        emit OnwardWithdrawn(onwardNumber);
    }

    /// @inheritdoc IFactoring
    function onwardsOf(
        uint32[] calldata onwardNumbers
    ) external view returns (Onward[] memory found) {
        Bounds.requireRead(onwardNumbers.length);
        found = new Onward[](onwardNumbers.length);
        for (uint256 i = 0; i < onwardNumbers.length; ++i) {
            found[i] = _onwards[onwardNumbers[i]];
        }
    }

    function _requireAccepted(
        uint32 dealNumber,
        LotId[] calldata lotIds
    ) private view returns (Deal storage deal) {
        deal = _deals[dealNumber];
        if (deal.status != DealStatus.ACCEPTED) {
            revert DealWrongStatus(dealNumber, deal.status, DealStatus.ACCEPTED);
        }
        _requireLots(deal.lotsHash, lotIds);
    }

    function _requireOffered(uint32 onwardNumber) private view returns (Onward storage onward) {
        onward = _onwards[onwardNumber];
        if (onward.status != OnwardStatus.OFFERED) {
            revert OnwardWrongStatus(onwardNumber, onward.status, OnwardStatus.OFFERED);
        }
    }

    /// @dev The limit is asked for once, so the lots have one buyer and currency.
    function _requireOneBuyer(
        LotId[] calldata lotIds,
        address from,
        address to
    ) private view returns (IReceivableLots.Terms memory first) {
        first = RECEIVABLES.termsOf(lotIds[0].receivableOf());
        for (uint256 i = 0; i < lotIds.length; ++i) {
            IReceivableLots.Terms memory terms = RECEIVABLES.termsOf(lotIds[i].receivableOf());
            if (terms.buyer != first.buyer || terms.currency != first.currency) {
                revert OnwardLotsMixed(lotIds[i]);
            }
            if (terms.supplier == from || terms.supplier == to) {
                revert OnwardNotBetweenFinanciers(lotIds[i]);
            }
        }
    }
}
