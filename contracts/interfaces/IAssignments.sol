// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId} from "../types/LedgerTypes.sol";

/// @notice Title after the sale: notice of assignment to the buyer, whom it has to pay, and onward assignment between
/// financiers.
interface IAssignments {
    /// @dev OFFERED → ACCEPTED; OFFERED → WITHDRAWN.
    enum OnwardStatus {
        NONE,
        OFFERED,
        ACCEPTED,
        WITHDRAWN
    }

    /// @notice What the buyer was told about a lot, and what it acknowledged.
    /// @param payee Whom the buyer acknowledged to pay; zero: the supplier.
    /// @param noticedAt Unix seconds of the latest notice of assignment; 0 if there was none.
    /// @param acknowledgedAt Unix seconds at which the buyer acknowledged that notice; 0 while it has not.
    struct Notice {
        address payee;
        uint40 noticedAt;
        uint40 acknowledgedAt;
    }

    struct Onward {
        address from;
        uint40 acceptBy;
        OnwardStatus status;
        address to;
        bytes32 lotsHash;
    }

    /// @notice Owner told the buyer that the lot was assigned to it.
    event NoticeGiven(LotId indexed lotId, address indexed assignee, bytes32 evidenceHash);
    /// @notice Buyer knows that it has to pay `payee` now.
    event NoticeAcknowledged(LotId indexed lotId, address indexed payee);
    /// @notice The supplier has the lot again, and is to be paid.
    event NoticeEnded(LotId indexed lotId);
    /// @notice Owner offered lots to another financier.
    event OnwardOffered(
        uint32 indexed onwardNumber,
        address indexed from,
        address indexed to,
        bytes32 lotsHash,
        uint40 acceptBy
    );
    /// @notice The other financier took the lots.
    event OnwardAccepted(uint32 indexed onwardNumber, bytes32 evidenceHash);
    /// @notice Owner took its offer back.
    event OnwardWithdrawn(uint32 indexed onwardNumber);
    /// @notice No notice was given since the last acknowledgement.
    error NoticeMissing(LotId lotId);
    /// @notice A silent assignment is not told to the buyer before the receivable is past due.
    error DealNotDisclosed(uint32 dealNumber);
    /// @notice The lot is still in its supplier's hands or only reserved.
    error LotNotAssigned(LotId lotId);
    /// @notice The onward assignment is not in the status that this act needs.
    error OnwardWrongStatus(uint32 onwardNumber, OnwardStatus actual, OnwardStatus required);
    /// @notice The time to accept is over, or lies in the past.
    error OnwardExpired(uint32 onwardNumber, uint40 acceptBy);
    /// @notice Lots that are passed on together have one buyer and one currency.
    error OnwardLotsMixed(LotId lotId);
    /// @notice The supplier of a lot sells it by a quote, and takes it back by a repurchase.
    error OnwardNotBetweenFinanciers(LotId lotId);
    /// @notice Owner of lots under disclosed deals tells the buyer to pay it; of silent ones once they are past due.
    ///
    /// Emits {NoticeGiven} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {IReceivableLots.LotNotOwned}, {LotNotAssigned}, {DealNotDisclosed}.
    function giveNotice(LotId[] calldata lotIds, bytes32 evidenceHash) external;

    /// @notice Buyer acknowledges notices: from now on it pays the owner of each lot.
    ///
    /// Emits {NoticeAcknowledged} for each. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {ILedgerErrors.PartyNotEntitled}, {NoticeMissing}.
    function acknowledgeNotice(LotId[] calldata lotIds) external;

    /// @notice Owner offers lots with their terms to another financier.
    ///
    /// Emits {OnwardOffered}. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {IReceivableLots.LotNotOwned}, {OnwardExpired}.
    function offerOnward(
        LotId[] calldata lotIds,
        address to,
        uint40 acceptBy
    ) external returns (uint32 onwardNumber);

    /// @notice The other financier states that it paid, and takes the lots.
    ///
    /// Emits {OnwardAccepted} and ERC-721 `Transfer` for each lot. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.PartyNotEntitled}, {OnwardWrongStatus}, {OnwardExpired}, {IFactoring.LotsMismatch},
    /// {OnwardLotsMixed}, {OnwardNotBetweenFinanciers}, {IReceivableLots.passOn} errors, {ICreditBook} errors.
    function acceptOnward(
        uint32 onwardNumber,
        LotId[] calldata lotIds,
        bytes32 evidenceHash
    ) external;

    /// @notice Owner takes an offer back.
    ///
    /// Emits {OnwardWithdrawn}. Refuses with {IPartyRegistry} errors, {OnwardWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}.
    function withdrawOnward(uint32 onwardNumber) external;

    /// @notice Tells a lot that was split off what its lot was told. Lots only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}.
    function splitNotice(LotId lotId, LotId newLotId) external;

    /// @notice Checks that lots that are merged were told the same. Lots only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, {IReceivableLots.LotsNotMergeable}.
    function mergeNotices(LotId intoLotId, LotId lotId) external;

    /// @notice The supplier has the lot again, and is paid again. Lots only.
    ///
    /// Emits {NoticeEnded} if the buyer had been told. Refuses with {ILedgerErrors.CallerNotModule}.
    function clearNotice(LotId lotId) external;

    /// @notice Whom the buyer has to pay for a lot.
    function payeeOf(LotId lotId, address supplier) external view returns (address);

    /// @notice What was told and acknowledged about each lot.
    function noticesOf(LotId[] calldata lotIds) external view returns (Notice[] memory);

    /// @notice State of each onward assignment.
    function onwardsOf(uint32[] calldata onwardNumbers) external view returns (Onward[] memory);
}
