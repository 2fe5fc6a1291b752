// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "./interfaces/ICreditBook.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {IRankPolicy} from "./interfaces/IRankPolicy.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {LotReads} from "./libraries/LotReads.sol";
import {LienStore} from "./pledges/LienStore.sol";
import {Acts, LotId, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Pledges
/// @notice Ranked partial liens on lots, from offer to release or enforcement.
contract Pledges is LienStore {
    using LotIds for LotId;
    using LotReads for IReceivableLots;

    /// @notice Seconds between the announcement of an enforcement and the enforcement.
    uint40 public constant ENFORCEMENT_WAIT = 10 days;
    /// @notice Seconds after which a payment is taken to stand: a direct debit can be refunded for eight weeks.
    uint40 public constant REVERSAL_WINDOW = 60 days;
    /// @notice Most rules of rank.
    uint256 public constant RANK_POLICIES_MAX = 32;

    address[] private _policies;

    /// @notice Knows its rules of rank from the beginning.
    /// @param policies Rules of rank that exist from the beginning, number 1 first.
    constructor(Modules memory modules, address[] memory policies) LienStore(modules) {
        for (uint256 i = 0; i < policies.length; ++i) {
            _listPolicy(policies[i]);
        }
    }

    /// @inheritdoc IPledges
    function offer(Offer[] calldata offers) external {
        Bounds.requireBatch(offers.length);
        uint64 largestMinor = 0;
        for (uint256 i = 0; i < offers.length; ++i) {
            if (offers[i].securedMinor > largestMinor) largestMinor = offers[i].securedMinor;
        }
        address pledgor = _actingPartyUpTo(0, Acts.PLEDGING, largestMinor);

        for (uint256 i = 0; i < offers.length; ++i) {
            _offer(pledgor, offers[i]);
        }
    }

    /// @inheritdoc IPledges
    function accept(uint32[] calldata lienNumbers) external {
        Bounds.requireBatch(lienNumbers.length);
        uint64 largestMinor = 0;
        for (uint256 i = 0; i < lienNumbers.length; ++i) {
            uint64 amountMinor = _liens[lienNumbers[i]].securedMinor;
            if (amountMinor > largestMinor) largestMinor = amountMinor;
        }
        address pledgee = _actingPartyUpTo(Roles.FINANCIER, Acts.PLEDGING, largestMinor);

        for (uint256 i = 0; i < lienNumbers.length; ++i) {
            _accept(pledgee, lienNumbers[i]);
        }
    }

    /// @inheritdoc IPledges
    function withdraw(uint32[] calldata lienNumbers) external {
        address pledgor = _actingParty(0, Acts.PLEDGING);
        Bounds.requireBatch(lienNumbers.length);

        for (uint256 i = 0; i < lienNumbers.length; ++i) {
            // Checks.
            Lien storage lien = _requireStatus(lienNumbers[i], LienStatus.OFFERED);
            _requireEntitled(pledgor, lien.pledgor);

            // Effects.
            lien.status = LienStatus.WITHDRAWN;
            lien.securedMinor = 0;
            emit LienWithdrawn(lienNumbers[i]);
        }
    }

    /// @inheritdoc IPledges
    function recordRegistration(uint32 lienNumber, bytes32 registrationHash) external {
        // Checks.
        Lien storage lien = _requirePledgee(lienNumber, Acts.PLEDGING);
        if (lien.registeredAt != 0) revert MilestoneAlreadyRecorded(lienNumber);

        // Effects.
        lien.registeredAt = uint40(block.timestamp);
        lien.registrationHash = registrationHash;
        emit LienRegistered(lienNumber, registrationHash, _rerank(lien));
    }

    /// @inheritdoc IPledges
    function giveNotice(uint32 lienNumber, bytes32 evidenceHash) external {
        // Checks.
        address party = _actingParty(0, Acts.PLEDGING);
        Lien storage lien = _requireStatus(lienNumber, LienStatus.ACTIVE);
        if (party != lien.pledgor) _requireEntitled(party, lien.pledgee);
        if (lien.noticedAt != 0) revert MilestoneAlreadyRecorded(lienNumber);

        // Effects.
        lien.noticedAt = uint40(block.timestamp);
        emit LienNoticed(lienNumber, evidenceHash, _rerank(lien));
    }

    /// @inheritdoc IPledges
    function release(uint32 lienNumber, uint64 amountMinor) external {
        // Checks.
        Lien storage lien = _requirePledgee(lienNumber, Acts.SETTLEMENT);
        uint64 leftMinor = lien.securedMinor;
        if (amountMinor > leftMinor) revert ReleaseAboveSecured(lienNumber, amountMinor, leftMinor);

        // Effects.
        leftMinor -= amountMinor;
        lien.securedMinor = leftMinor;
        LotId lotId = lien.lotId;
        if (leftMinor == 0) {
            lien.status = LienStatus.RELEASED;
            _remove(lienNumber, lotId);
        }
        emit LienReleased(lienNumber, amountMinor, leftMinor);

        if (amountMinor > 0) CREDIT_BOOK.decrease(_exposure(lien.pledgee, lotId), amountMinor);
    }

    /// @inheritdoc IPledges
    function announceEnforcement(uint32 lienNumber, bytes32 evidenceHash) external {
        // Checks.
        Lien storage lien = _requirePledgee(lienNumber, Acts.PLEDGING);
        if (lien.enforceableAt != 0) revert MilestoneAlreadyRecorded(lienNumber);

        // Effects.
        uint40 enforceableAt = uint40(block.timestamp) + ENFORCEMENT_WAIT;
        lien.enforceableAt = enforceableAt;
        emit EnforcementAnnounced(lienNumber, enforceableAt, evidenceHash);
    }

    /// @inheritdoc IPledges
    function withdrawEnforcement(uint32 lienNumber) external {
        // Checks.
        Lien storage lien = _requirePledgee(lienNumber, Acts.PLEDGING);
        if (lien.enforceableAt == 0) revert EnforcementNotDue(lienNumber, 0);

        // Effects.
        lien.enforceableAt = 0;
        emit EnforcementWithdrawn(lienNumber);
    }

    /// @inheritdoc IPledges
    function enforce(uint32 lienNumber, bytes32 evidenceHash) external {
        // Checks.
        Lien storage lien = _requirePledgee(lienNumber, Acts.SETTLEMENT);
        uint40 enforceableAt = lien.enforceableAt;
        if (enforceableAt == 0 || block.timestamp < enforceableAt) {
            revert EnforcementNotDue(lienNumber, enforceableAt);
        }
        uint64 takenMinor = lien.securedMinor;
        Bounds.requireAmount(takenMinor);
        LotId lotId = lien.lotId;
        _requireFirst(lienNumber, lien, lotId);

        // Effects.
        lien.status = LienStatus.ENFORCED;
        lien.securedMinor = 0;
        _remove(lienNumber, lotId);
        address owner = LOTS.lotOf(lotId).owner;
        IReceivableLots.Terms memory terms = RECEIVABLES.termsOf(lotId.receivableOf());
        address pledgee = lien.pledgee;
        // Of two that have something at stake with the buyer, one remains; the supplier is not counted.
        if (owner != terms.supplier) {
            CREDIT_BOOK.decrease(
                ICreditBook.ExposureKey(owner, terms.buyer, terms.currency),
                takenMinor
            );
        }
        LotId appropriatedLotId = LOTS.appropriate(lotId, pledgee, takenMinor);
        emit LienEnforced(lienNumber, appropriatedLotId, takenMinor, evidenceHash);
    }

    /// @inheritdoc IPledges
    function drop(uint32 lienNumber) external {
        // Checks.
        Lien storage lien = _requireStatus(lienNumber, LienStatus.ACTIVE);
        uint40 satisfiedAt = lien.satisfiedAt;
        if (satisfiedAt == 0 || block.timestamp < satisfiedAt + REVERSAL_WINDOW) {
            revert LienNotDroppable(lienNumber, lien.securedMinor, satisfiedAt);
        }

        // Effects.
        lien.status = LienStatus.RELEASED;
        _remove(lienNumber, lien.lotId);
        emit LienDropped(lienNumber);
    }

    /// @inheritdoc IPledges
    function listRankPolicy(address policy) external restricted {
        _listPolicy(policy);
    }

    /// @inheritdoc IPledges
    function rankPolicies() external view returns (address[] memory) {
        return _policies;
    }

    function _offer(address pledgor, Offer calldata item) private {
        LotId lotId = item.lotId;

        // Checks.
        Bounds.requireAmount(item.securedMinor);
        LotReads.requireOwner(lotId, LOTS.lotOf(lotId).owner, pledgor);
        if (item.pledgee == pledgor) revert PledgeeIsOwner(lotId, pledgor);
        address supplier = RECEIVABLES.termsOf(lotId.receivableOf()).supplier;
        if (item.pledgee == supplier) revert PledgeeIsSupplier(lotId, supplier);
        PARTIES.requireParty(item.pledgee, Roles.FINANCIER);
        _requirePolicy(lotId, item.policyNumber);
        uint32 lienNumber = _lienCount + 1;
        if (item.acceptBy <= block.timestamp) revert LienOfferExpired(lienNumber, item.acceptBy);
        if (item.toppedUpLien != 0) _requireTopUp(pledgor, item);

        // Effects.
        _lienCount = lienNumber;
        Lien storage lien = _liens[lienNumber];
        lien.pledgee = item.pledgee;
        lien.securedMinor = item.securedMinor;
        lien.status = LienStatus.OFFERED;
        lien.policyNumber = item.policyNumber;
        lien.pledgor = pledgor;
        lien.filedAt = item.acceptBy;
        lien.lotId = lotId;
        if (item.registrationHash != 0) lien.registrationHash = item.registrationHash;
        emit LienOffered(
            lienNumber,
            lotId,
            item.pledgee,
            pledgor,
            item.securedMinor,
            item.policyNumber,
            item.toppedUpLien,
            item.acceptBy
        );
    }

    function _accept(address pledgee, uint32 lienNumber) private {
        // Checks.
        Lien storage lien = _requireStatus(lienNumber, LienStatus.OFFERED);
        _requireEntitled(pledgee, lien.pledgee);
        if (block.timestamp > lien.filedAt) revert LienOfferExpired(lienNumber, lien.filedAt);
        LotId lotId = lien.lotId;
        LotReads.requireOwner(lotId, LOTS.lotOf(lotId).owner, lien.pledgor);
        _requirePolicy(lotId, lien.policyNumber);
        uint32[] storage numbers = _liensOfLot[lotId];
        uint256 count = numbers.length;
        if (count == LIENS_PER_LOT_MAX) revert LienCountAboveMax(lotId, LIENS_PER_LOT_MAX);
        uint64 amountMinor = lien.securedMinor;
        uint64 availableMinor = LOTS.availableMinor(lotId);
        if (amountMinor > availableMinor) {
            revert LienAboveAvailable(lotId, amountMinor, availableMinor);
        }

        // Effects.
        lien.status = LienStatus.ACTIVE;
        lien.filedAt = uint40(block.timestamp);
        bytes32 registrationHash = lien.registrationHash;
        if (registrationHash != 0) lien.registeredAt = uint40(block.timestamp);
        numbers.push(lienNumber);
        uint48 orderKey = _rerank(lien);
        emit LienAccepted(lienNumber, orderKey);
        if (registrationHash != 0) emit LienRegistered(lienNumber, registrationHash, orderKey);

        if (count == 0) LOTS.setEncumbered(lotId, true);
        CREDIT_BOOK.increase(_exposure(pledgee, lotId), amountMinor);
    }

    /// @dev The rule is asked when a milestone is recorded, and never when a payment comes.
    function _rerank(Lien storage lien) private returns (uint48 orderKey) {
        orderKey = IRankPolicy(_policies[lien.policyNumber - 1]).orderOf(
            IRankPolicy.Milestones(lien.filedAt, lien.registeredAt, lien.noticedAt)
        );
        lien.orderKey = orderKey;
    }

    function _listPolicy(address policy) private {
        // Checks.
        uint256 count = _policies.length;
        if (count == RANK_POLICIES_MAX) revert RankPolicyCountAboveMax(RANK_POLICIES_MAX);

        // Effects.
        _policies.push(policy);
        // Safe cast: at most RANK_POLICIES_MAX.
        emit RankPolicyListed(uint8(count + 1), policy, IRankPolicy(policy).title());
    }

    function _requireStatus(
        uint32 lienNumber,
        LienStatus required
    ) private view returns (Lien storage lien) {
        lien = _liens[lienNumber];
        if (lien.status != required) revert LienWrongStatus(lienNumber, lien.status, required);
    }

    /// @dev An active lien whose pledgee the caller acts for.
    function _requirePledgee(
        uint32 lienNumber,
        uint16 act
    ) private view returns (Lien storage lien) {
        address party = _actingParty(0, act);
        lien = _requireStatus(lienNumber, LienStatus.ACTIVE);
        _requireEntitled(party, lien.pledgee);
    }

    /// @dev All liens of a lot follow one rule, else there would be no order among them.
    function _requirePolicy(LotId lotId, uint8 policyNumber) private view {
        if (policyNumber == 0 || policyNumber > _policies.length) {
            revert RankPolicyInvalid(lotId, policyNumber, 0);
        }
        uint32[] storage numbers = _liensOfLot[lotId];
        if (numbers.length == 0) return;
        uint8 expected = _liens[numbers[0]].policyNumber;
        if (policyNumber != expected) revert RankPolicyInvalid(lotId, policyNumber, expected);
    }

    function _requireTopUp(address pledgor, Offer calldata item) private view {
        Lien storage topped = _liens[item.toppedUpLien];
        if (
            topped.status != LienStatus.ACTIVE ||
            LotId.unwrap(topped.lotId) != LotId.unwrap(item.lotId) ||
            topped.pledgor != pledgor ||
            topped.pledgee != item.pledgee
        ) {
            revert TopUpMismatch(item.toppedUpLien);
        }
    }

    function _requireFirst(uint32 lienNumber, Lien storage lien, LotId lotId) private view {
        uint32[] storage numbers = _liensOfLot[lotId];
        uint256 count = numbers.length;
        for (uint256 i = 0; i < count; ++i) {
            Lien storage other = _liens[numbers[i]];
            if (other.securedMinor > 0 && other.orderKey < lien.orderKey) {
                revert LienNotFirst(lienNumber, numbers[i]);
            }
        }
    }

    function _exposure(
        address pledgee,
        LotId lotId
    ) private view returns (ICreditBook.ExposureKey memory) {
        IReceivableLots.Terms memory terms = RECEIVABLES.termsOf(lotId.receivableOf());
        return ICreditBook.ExposureKey(pledgee, terms.buyer, terms.currency);
    }
}
