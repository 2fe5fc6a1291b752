// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "./interfaces/IAssignments.sol";
import {ICreditBook} from "./interfaces/ICreditBook.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {LotReads} from "./libraries/LotReads.sol";
import {Acts, LotId, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Assignments
/// @notice Notices to buyers, whom they have to pay, and onward assignment between financiers.
contract Assignments is LedgerModule, IAssignments {
    using LotIds for LotId;
    using LotReads for IReceivableRegistry;

    uint32 private _onwardCount;
    mapping(uint32 onwardNumber => Onward) private _onwards;
    mapping(LotId lotId => Notice) private _notices;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IAssignments
    function giveNotice(LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        address owner = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        Bounds.requireBatch(lotIds.length);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        IReceivableRegistry.Receivable[] memory receivables = RECEIVABLES.receivablesOfLots(lotIds);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            LotReads.requireOwner(lotIds[i], lots[i].owner, owner);
            if (owner == receivables[i].supplier) revert LotNotAssigned(lotIds[i]);
            if (receivables[i].dueDay >= _today()) _requireDisclosed(lots[i].dealNumber);

            // Effects.
            Notice storage notice = _notices[lotIds[i]];
            // Safe cast: Unix seconds fit 40 bits.
            notice.noticedAt = uint40(block.timestamp);
            // The payee stays until the buyer acknowledges this one.
            notice.acknowledgedAt = 0;
            emit NoticeGiven(lotIds[i], owner, evidenceHash);
        }
    }

    /// @inheritdoc IAssignments
    function acknowledgeNotice(LotId[] calldata lotIds) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.FINANCING);
        Bounds.requireBatch(lotIds.length);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        IReceivableRegistry.Receivable[] memory receivables = RECEIVABLES.receivablesOfLots(lotIds);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            _requireEntitled(buyer, receivables[i].buyer);
            Notice storage notice = _notices[lotIds[i]];
            if (notice.noticedAt == 0 || notice.acknowledgedAt != 0) {
                revert NoticeMissing(lotIds[i]);
            }

            // Effects.
            notice.payee = lots[i].owner;
            notice.acknowledgedAt = uint40(block.timestamp);
            emit NoticeAcknowledged(lotIds[i], lots[i].owner);
        }
    }

    /// @inheritdoc IAssignments
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
            LotReads.requireOwner(lotIds[i], lots[i].owner, from);
        }
        onwardNumber = _onwardCount + 1;
        if (acceptBy <= block.timestamp) revert OnwardExpired(onwardNumber, acceptBy);

        // Effects.
        _onwardCount = onwardNumber;
        bytes32 lotsHash = LotReads.hashOf(lotIds);
        _onwards[onwardNumber] = Onward(from, acceptBy, OnwardStatus.OFFERED, to, lotsHash);
        emit OnwardOffered(onwardNumber, from, to, lotsHash, acceptBy);
    }

    /// @inheritdoc IAssignments
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
        LotReads.requireLots(lotIds, onward.lotsHash);
        address from = onward.from;
        IReceivableLots.Terms memory terms = _requireOneBuyer(lotIds, from, to);

        // Effects.
        onward.status = OnwardStatus.ACCEPTED;
        emit OnwardAccepted(onwardNumber, evidenceHash);

        uint64 totalMinor = LOTS.passOn(lotIds, from, to);
        PARTIES.requireSigner(_msgSender(), to, Acts.FINANCING, totalMinor);
        if (totalMinor == 0) return;
        CREDIT_BOOK.decrease(
            ICreditBook.ExposureKey(from, terms.buyer, terms.currency),
            totalMinor
        );
        CREDIT_BOOK.increase(ICreditBook.ExposureKey(to, terms.buyer, terms.currency), totalMinor);
    }

    /// @inheritdoc IAssignments
    function withdrawOnward(uint32 onwardNumber) external {
        // Checks.
        address from = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        Onward storage onward = _requireOffered(onwardNumber);
        _requireEntitled(from, onward.from);

        // Effects.
        onward.status = OnwardStatus.WITHDRAWN;
        emit OnwardWithdrawn(onwardNumber);
    }

    /// @inheritdoc IAssignments
    function splitNotice(LotId lotId, LotId newLotId) external onlyModule(address(LOTS)) {
        if (_notices[lotId].noticedAt != 0) _notices[newLotId] = _notices[lotId];
    }

    /// @inheritdoc IAssignments
    function mergeNotices(LotId intoLotId, LotId lotId) external onlyModule(address(LOTS)) {
        // Checks.
        Notice memory into = _notices[intoLotId];
        Notice memory notice = _notices[lotId];
        if (
            into.payee != notice.payee ||
            into.noticedAt != notice.noticedAt ||
            into.acknowledgedAt != notice.acknowledgedAt
        ) {
            revert IReceivableLots.LotsNotMergeable(lotId, intoLotId);
        }

        // Effects.
        if (notice.noticedAt != 0) delete _notices[lotId];
    }

    /// @inheritdoc IAssignments
    function clearNotice(LotId lotId) external onlyModule(address(LOTS)) {
        if (_notices[lotId].noticedAt == 0) return;
        delete _notices[lotId];
        emit NoticeEnded(lotId);
    }

    /// @inheritdoc IAssignments
    function onwardsOf(
        uint32[] calldata onwardNumbers
    ) external view returns (Onward[] memory found) {
        Bounds.requireRead(onwardNumbers.length);
        found = new Onward[](onwardNumbers.length);
        for (uint256 i = 0; i < onwardNumbers.length; ++i) {
            found[i] = _onwards[onwardNumbers[i]];
        }
    }

    /// @inheritdoc IAssignments
    function payeeOf(LotId lotId, address supplier) external view returns (address) {
        address payee = _notices[lotId].payee;
        return payee == address(0) ? supplier : payee;
    }

    /// @inheritdoc IAssignments
    function noticesOf(LotId[] calldata lotIds) external view returns (Notice[] memory found) {
        Bounds.requireRead(lotIds.length);
        found = new Notice[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            found[i] = _notices[lotIds[i]];
        }
    }

    /// @dev A silent assignment stays silent until the receivable is past due. Who enforced a lien has no deal.
    function _requireDisclosed(uint32 dealNumber) private view {
        if (dealNumber == 0) return;
        uint32[] memory dealNumbers = new uint32[](1);
        dealNumbers[0] = dealNumber;
        if (!FACTORING.dealsOf(dealNumbers)[0].disclosed) revert DealNotDisclosed(dealNumber);
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
