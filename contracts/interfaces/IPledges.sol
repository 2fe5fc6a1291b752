// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId} from "../types/LedgerTypes.sol";

/// @notice Liens: security over lots without transfer. Many on one lot, each over a part, ranked by a rule of law.
interface IPledges {
    /// @dev OFFERED → ACTIVE → RELEASED or ENFORCED; OFFERED → WITHDRAWN. A lien that was paid in full stays ACTIVE
    /// with nothing secured until it is released or dropped, so that a reversed payment finds it.
    enum LienStatus {
        NONE,
        OFFERED,
        ACTIVE,
        RELEASED,
        ENFORCED,
        WITHDRAWN
    }

    /// @notice One pledge to offer.
    /// @param policyNumber Rule that ranks the liens of the lot, counted from 1.
    /// @param registrationHash Commitment to a registration in the public register; zero if there is none yet.
    /// @param toppedUpLien Lien of the same parties that this one tops up; 0 if none. It ranks by its own
    /// milestones, so that nobody registered in between loses.
    /// @param acceptBy Unix seconds until which the pledgee can accept.
    struct Offer {
        LotId lotId;
        address pledgee;
        uint64 securedMinor;
        uint8 policyNumber;
        bytes32 registrationHash;
        uint32 toppedUpLien;
        uint40 acceptBy;
    }

    /// @param securedMinor What the lien still secures; falls as payments and credits come.
    /// @param orderKey The lower is paid first, equal ones share pro rata.
    /// @param filedAt While OFFERED: until when it can be accepted. Then: when it was accepted.
    /// @param enforceableAt When an announced enforcement may be carried out; 0 if none is announced.
    /// @param satisfiedAt When nothing was left to secure; 0 while something is.
    struct Lien {
        address pledgee;
        uint64 securedMinor;
        LienStatus status;
        uint8 policyNumber;
        address pledgor;
        uint48 orderKey;
        uint40 filedAt;
        LotId lotId;
        uint40 registeredAt;
        uint40 noticedAt;
        uint40 enforceableAt;
        uint40 satisfiedAt;
        bytes32 registrationHash;
    }

    /// @notice What of a payment or credit falls on one lien.
    struct LienShare {
        uint32 lienNumber;
        address pledgee;
        uint64 amountMinor;
    }

    /// @notice Owner of a lot offers security to `pledgee`.
    event LienOffered(
        uint32 indexed lienNumber,
        LotId indexed lotId,
        address indexed pledgee,
        address pledgor,
        uint64 securedMinor,
        uint8 policyNumber,
        uint32 toppedUpLien,
        uint40 acceptBy
    );
    /// @notice Pledgee accepted; the lien stands.
    event LienAccepted(uint32 indexed lienNumber, uint48 orderKey);
    /// @notice Pledgor took back an offer that was not accepted.
    event LienWithdrawn(uint32 indexed lienNumber);
    /// @notice A registration in the public register was recorded.
    event LienRegistered(uint32 indexed lienNumber, bytes32 registrationHash, uint48 orderKey);
    /// @notice The buyer was notified of the lien.
    event LienNoticed(uint32 indexed lienNumber, bytes32 evidenceHash, uint48 orderKey);
    /// @notice Pledgee gave up `amountMinor` of its security; at 0 left the lien is over.
    event LienReleased(uint32 indexed lienNumber, uint64 amountMinor, uint64 securedMinor);
    /// @notice A payment or a credit reduced what the lien secures to `securedMinor`.
    event LienReduced(uint32 indexed lienNumber, uint64 amountMinor, uint64 securedMinor);
    /// @notice A reversed payment brought the security back.
    event LienRestored(uint32 indexed lienNumber, uint64 amountMinor, uint64 securedMinor);
    /// @notice Pledgee announced that it will enforce.
    event EnforcementAnnounced(
        uint32 indexed lienNumber,
        uint40 enforceableAt,
        bytes32 evidenceHash
    );
    /// @notice Pledgee no longer wants to enforce.
    event EnforcementWithdrawn(uint32 indexed lienNumber);
    /// @notice Pledgee took `securedMinor` as the lot `appropriatedLotId`; the lien is over.
    event LienEnforced(
        uint32 indexed lienNumber,
        LotId indexed appropriatedLotId,
        uint64 securedMinor,
        bytes32 evidenceHash
    );
    /// @notice A lien that was paid in full was taken off its lot.
    event LienDropped(uint32 indexed lienNumber);
    /// @notice Operators listed a rule of rank.
    event RankPolicyListed(uint8 indexed policyNumber, address policy, string title);

    /// @notice The lien is not in the status that this act needs.
    error LienWrongStatus(uint32 lienNumber, LienStatus actual, LienStatus required);
    /// @notice The time to accept is over, or lies in the past.
    error LienOfferExpired(uint32 lienNumber, uint40 acceptBy);
    /// @notice Less of the lot is available than the lien would secure.
    error LienAboveAvailable(LotId lotId, uint64 securedMinor, uint64 availableMinor);
    /// @notice A lot carries at most `max` liens, since each payment may touch all of them.
    error LienCountAboveMax(LotId lotId, uint256 max);
    /// @notice No such rule of rank, or another one than the liens of the lot follow.
    error RankPolicyInvalid(LotId lotId, uint8 policyNumber, uint8 expected);
    /// @notice At most `max` rules can be listed.
    error RankPolicyCountAboveMax(uint256 max);
    /// @notice Owner and pledgee are one party.
    error PledgeeIsOwner(LotId lotId, address party);
    /// @notice Nobody has security from its own supplier: the lot would come back without being bought back.
    error PledgeeIsSupplier(LotId lotId, address supplier);
    /// @notice The lien to top up is not one between these parties on this lot.
    error TopUpMismatch(uint32 toppedUpLien);
    /// @notice A registration or a notice is recorded once.
    error MilestoneAlreadyRecorded(uint32 lienNumber);
    /// @notice More is released than is secured.
    error ReleaseAboveSecured(uint32 lienNumber, uint64 amountMinor, uint64 securedMinor);
    /// @notice Enforcement was not announced, or the waiting time runs until `enforceableAt`.
    error EnforcementNotDue(uint32 lienNumber, uint40 enforceableAt);
    /// @notice A lien with a better rank secures something on the same lot.
    error LienNotFirst(uint32 lienNumber, uint32 seniorLien);
    /// @notice The lien still secures something, or was paid so recently that the payment may be reversed.
    error LienNotDroppable(uint32 lienNumber, uint64 securedMinor, uint40 satisfiedAt);

    /// @notice Owners of lots offer liens on them.
    ///
    /// Emits {LienOffered} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {ILedgerErrors.AmountOutOfBounds}, {IReceivableLots.LotNotOwned}, {PledgeeIsOwner}, {PledgeeIsSupplier},
    /// {RankPolicyInvalid}, {TopUpMismatch}, {LienOfferExpired}. Whether enough is available is asked at acceptance.
    function offer(Offer[] calldata offers) external;

    /// @notice Pledgees accept; each lien counts towards the pledgee's exposure.
    ///
    /// Emits {LienAccepted} for each, and {LienRegistered} where the offer named a registration. Refuses with
    /// {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds}, {ILedgerErrors.PartyNotEntitled},
    /// {LienWrongStatus}, {LienOfferExpired}, {IReceivableLots.LotNotOwned} if the lot changed hands,
    /// {RankPolicyInvalid}, {LienCountAboveMax}, {LienAboveAvailable}, {ICreditBook} errors.
    function accept(uint32[] calldata lienNumbers) external;

    /// @notice Pledgor takes offers back.
    ///
    /// Emits {LienWithdrawn} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {LienWrongStatus}, {ILedgerErrors.PartyNotEntitled}.
    function withdraw(uint32[] calldata lienNumbers) external;

    /// @notice Pledgee records a registration of its lien in the public register.
    ///
    /// Emits {LienRegistered}. Refuses with {IPartyRegistry} errors, {LienWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {MilestoneAlreadyRecorded}.
    function recordRegistration(uint32 lienNumber, bytes32 registrationHash) external;

    /// @notice Pledgee or pledgor notifies the buyer of the lien.
    ///
    /// Emits {LienNoticed}. Refuses with {IPartyRegistry} errors, {LienWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {MilestoneAlreadyRecorded}.
    function giveNotice(uint32 lienNumber, bytes32 evidenceHash) external;

    /// @notice Pledgee gives up a part of its security, or all of it. Never paused.
    ///
    /// Emits {LienReleased}. Refuses with {IPartyRegistry} errors, {LienWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {ReleaseAboveSecured}.
    function release(uint32 lienNumber, uint64 amountMinor) external;

    /// @notice Pledgee announces that it will enforce its lien; the waiting time begins.
    ///
    /// Emits {EnforcementAnnounced}. Refuses with {IPartyRegistry} errors, {LienWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {MilestoneAlreadyRecorded} if it is announced.
    function announceEnforcement(uint32 lienNumber, bytes32 evidenceHash) external;

    /// @notice Pledgee takes the announcement back.
    ///
    /// Emits {EnforcementWithdrawn}. Refuses with {IPartyRegistry} errors, {LienWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {EnforcementNotDue} if none is announced.
    function withdrawEnforcement(uint32 lienNumber) external;

    /// @notice Pledgee takes what its lien secures as a lot of its own, after the waiting time. Never paused.
    ///
    /// Emits {LienEnforced} and ERC-721 `Transfer`. Refuses with {IPartyRegistry} errors, {LienWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}, {EnforcementNotDue}, {ILedgerErrors.AmountOutOfBounds} if nothing is secured,
    /// {LienNotFirst}, {IReceivableLots.LotCountAboveMax}, {IReceivableLots.LotHeld}, {IReceivableLots.LotEncumbered}
    /// while the lot is reserved.
    function enforce(uint32 lienNumber, bytes32 evidenceHash) external;

    /// @notice Anybody takes a lien off its lot that was paid so long ago that the payment will not be reversed.
    ///
    /// Emits {LienDropped}. Refuses with {LienWrongStatus}, {LienNotDroppable}.
    function drop(uint32 lienNumber) external;

    /// @notice Lists a rule of rank. Operators with ORDERS only; a rule is never taken off the list.
    ///
    /// Emits {RankPolicyListed}. Refuses with `AccessManagedUnauthorized`, {IPartyRegistry} errors,
    /// {RankPolicyCountAboveMax}.
    function listRankPolicy(address policy) external;

    /// @notice Spreads a payment over the liens of a lot by rank, up to what they secure. Lots only.
    ///
    /// Emits {LienReduced} for each share. Refuses with {ILedgerErrors.CallerNotModule}.
    function pay(
        LotId lotId,
        uint64 amountMinor,
        address buyer,
        bytes3 currency
    ) external returns (LienShare[] memory shares);

    /// @notice Undoes a share of a payment, if the lien is still on its lot. Lots only.
    ///
    /// Emits {LienRestored}. Refuses with {ILedgerErrors.CallerNotModule}.
    function restore(
        uint32 lienNumber,
        uint64 amountMinor,
        address buyer,
        bytes3 currency
    ) external;

    /// @notice Cuts the liens of a lot to what is outstanding after a credit, the last rank first. Lots only.
    ///
    /// Emits {LienReduced} for each cut. Refuses with {ILedgerErrors.CallerNotModule}.
    function cut(
        LotId lotId,
        uint64 outstandingMinor,
        address buyer,
        bytes3 currency
    ) external returns (LienShare[] memory cuts);

    /// @notice Σ of what the liens of a lot secure, in minor units.
    function securedMinor(LotId lotId) external view returns (uint64);

    /// @notice State of each lien; status NONE where unknown.
    function liensOf(uint32[] calldata lienNumbers) external view returns (Lien[] memory);

    /// @notice Liens on a lot in the order in which they are paid.
    function liensOfLot(
        LotId lotId
    ) external view returns (uint32[] memory lienNumbers, Lien[] memory liens);

    /// @notice Rules of rank, number 1 first.
    function rankPolicies() external view returns (address[] memory);
}
