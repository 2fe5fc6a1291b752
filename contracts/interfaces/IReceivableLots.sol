// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, ReceivableId} from "../types/LedgerTypes.sol";

/// @notice Portions of receivables as ERC-721 tokens without open transfer: a lot moves by assignment, repurchase,
/// enforcement of a lien, or order of a court.
interface IReceivableLots {
    /// @notice State of one lot; owner zero where unknown or merged into another.
    /// @param dealNumber Deal under which the lot was last accepted; 0 if none, or repurchased.
    /// @param reserved Set aside for a deal or an early payment.
    /// @param encumbered Liens are registered on it.
    /// @param held Frozen by a court, or a dispute rests on it.
    /// @param availableMinor What may be sold, pledged or discounted now.
    struct Lot {
        address owner;
        uint64 outstandingMinor;
        uint32 dealNumber;
        bool reserved;
        bool encumbered;
        bool held;
        bool frozen;
        uint64 writtenOffMinor;
        uint64 disputedMinor;
        uint32 clockStoppedDays;
        uint64 availableMinor;
    }

    /// @notice First lot of a confirmed receivable.
    struct Mint {
        ReceivableId receivableId;
        address owner;
        uint64 outstandingMinor;
    }

    /// @notice A payment to spread over the lots of one receivable.
    /// @param receivedBy Party whose account the money came to; zero if each beneficiary gets it at once.
    /// @param hasWriteOffs Lots of the receivable were written off, and share in what is paid.
    struct Distribution {
        ReceivableId receivableId;
        uint64 amountMinor;
        bytes32 entryHash;
        address receivedBy;
        Terms terms;
        bool hasWriteOffs;
    }

    /// @notice What one payment brought to the owner or a lienholder of one lot.
    /// @param lienNumber Lien that was paid; 0 for the owner.
    /// @param recoveredMinor Part of the amount that had been written off.
    struct Share {
        LotId lotId;
        uint32 lienNumber;
        address beneficiary;
        uint64 amountMinor;
        uint64 recoveredMinor;
    }

    /// @notice Supplier, buyer and currency of a receivable, as its registry knows them.
    struct Terms {
        address supplier;
        address buyer;
        bytes3 currency;
    }

    /// @notice A part of `lotId` became the new lot `newLotId` of the same owner.
    event LotSplit(LotId indexed lotId, LotId indexed newLotId, uint64 partMinor);
    /// @notice The lot `lotId` is a part of `intoLotId` now and no longer exists.
    event LotMerged(LotId indexed lotId, LotId indexed intoLotId, uint64 partMinor);
    /// @notice The lot is set aside: for the financier of a deal, or for an early payment where `dealNumber` is 0.
    event LotReserved(LotId indexed lotId, uint32 indexed dealNumber);
    /// @notice The lot is no longer set aside.
    event LotReleased(LotId indexed lotId, uint32 indexed dealNumber);
    /// @notice `amountMinor` of a payment fell on this lot and belongs to `beneficiary`: its owner, or the holder of
    /// the lien `lienNumber`.
    event LotPaid(
        LotId indexed lotId,
        address indexed beneficiary,
        bytes32 indexed entryHash,
        uint64 amountMinor,
        uint32 lienNumber,
        uint64 recoveredMinor
    );
    /// @notice A share of a payment was taken back; the lot is owed again as before.
    event LotRestored(
        LotId indexed lotId,
        bytes32 indexed entryHash,
        uint64 amountMinor,
        uint32 lienNumber,
        uint64 recoveredMinor
    );
    /// @notice A credit reduced the lot by `amountMinor`.
    event LotCredited(LotId indexed lotId, uint64 amountMinor);
    /// @notice The owner gave up expecting `amountMinor`; the buyer still owes it.
    event LotWrittenOff(LotId indexed lotId, uint64 amountMinor);
    /// @notice A lot was frozen or freed by order of a court; `orderHash` commits to the order.
    event LotFreezeOrdered(LotId indexed lotId, bool frozen, bytes32 orderHash);
    /// @notice A lot was moved by order of a court.
    event LotTransferOrdered(
        LotId indexed lotId,
        address indexed from,
        address indexed to,
        bytes32 orderHash
    );
    /// @notice A dispute that rested on the lot stopped its clocks for `stoppedDays` more.
    event LotClockStopped(LotId indexed lotId, uint32 stoppedDays);

    /// @notice No such lot.
    error LotUnknown(LotId lotId);
    /// @notice The lot belongs to another party.
    error LotNotOwned(LotId lotId, address owner, address party);
    /// @notice Less of the lot is available than the act needs: the rest is reserved, pledged, frozen or disputed.
    error LotNotAvailable(LotId lotId, uint64 availableMinor, uint64 neededMinor);
    /// @notice The lot is not reserved under this deal.
    error LotNotReserved(LotId lotId, uint32 dealNumber);
    /// @notice The lot is frozen, or a dispute that came up rests on it.
    error LotHeld(LotId lotId, uint64 availableMinor);
    /// @notice The lot carries liens or is reserved, which the act does not allow.
    error LotEncumbered(LotId lotId);
    /// @notice A receivable has at most `max` lots, since each payment touches all of them.
    error LotCountAboveMax(ReceivableId receivableId, uint256 count, uint256 max);
    /// @notice Parts must leave something in the lot that is split.
    error SplitAboveOutstanding(LotId lotId, uint256 partsMinor, uint64 outstandingMinor);
    /// @notice A part and the rest must each be at least `minMinor`.
    error LotBelowMin(LotId lotId, uint64 partMinor, uint64 minMinor);
    /// @notice Only lots of one receivable, one owner and one deal become one.
    error LotsNotMergeable(LotId lotId, LotId intoLotId);
    /// @notice More is written off than is outstanding.
    error WriteOffAboveOutstanding(LotId lotId, uint64 amountMinor, uint64 outstandingMinor);
    /// @notice The payments or credit notes of one call, their lots and liens are more than one transaction can
    /// hold; send fewer at once.
    error SharesAboveMax(uint256 shares, uint256 max);
    /// @notice Lots do not move by open transfer.
    error OpenTransferForbidden(LotId lotId);

    /// @notice Splits parts off a lot of the caller's party; the terms of its deal go with each part.
    ///
    /// Emits {LotSplit} and ERC-721 `Transfer` for each part.
    ///
    /// Requirements:
    /// - the caller acts for the owner, else {IPartyRegistry} errors, {LotNotOwned};
    /// - the lot exists, is neither reserved nor encumbered nor frozen, else {LotUnknown}, {LotEncumbered}, {LotHeld};
    /// - 1 to `BATCH_MAX` parts, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - each part and the rest are at least the minimum, else {LotBelowMin}, {SplitAboveOutstanding};
    /// - the receivable stays within the number of lots that splitting may make, else {LotCountAboveMax}.
    function split(LotId lotId, uint64[] calldata partsMinor) external;

    /// @notice Merges lots of the caller's party into another one of the same receivable and deal.
    ///
    /// Emits {LotMerged} and ERC-721 `Transfer` to zero for each. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {LotUnknown}, {LotNotOwned}, {LotEncumbered}, {LotHeld},
    /// {LotsNotMergeable}: terms, notices and stopped clocks are the same.
    function merge(LotId intoLotId, LotId[] calldata lotIds) external;

    /// @notice First lots of confirmed receivables. Registry only.
    ///
    /// Emits ERC-721 `Transfer` for each. Refuses with {ILedgerErrors.CallerNotModule}.
    function mint(Mint[] calldata mints) external;

    /// @notice Reserves whole lots of `owner` for a deal, or for an early payment where `dealNumber` is 0.
    /// Factoring and early payments only.
    ///
    /// Emits {LotReserved}. Refuses with {ILedgerErrors.CallerNotModule}, {LotUnknown}, {LotNotOwned},
    /// {LotNotAvailable}.
    /// @return outstandingMinor What each lot is worth now.
    function reserve(
        LotId[] calldata lotIds,
        address owner,
        uint32 dealNumber
    ) external returns (uint256[] memory outstandingMinor);

    /// @notice Frees reserved lots. Factoring and early payments only.
    ///
    /// Emits {LotReleased}. Refuses with {ILedgerErrors.CallerNotModule}, {LotNotReserved}.
    function release(LotId[] calldata lotIds, uint32 dealNumber) external;

    /// @notice Moves reserved lots of a deal from `from` to `to`. Factoring only.
    ///
    /// Emits ERC-721 `Transfer`. Refuses with {ILedgerErrors.CallerNotModule}, {LotNotReserved}, {LotNotOwned},
    /// {LotHeld}.
    /// @return totalMinor Σ outstanding of the lots.
    function assign(
        LotId[] calldata lotIds,
        address from,
        address to,
        uint32 dealNumber
    ) external returns (uint64 totalMinor);

    /// @notice Moves lots that are wholly available: onward assignment. Assignments only.
    ///
    /// Emits ERC-721 `Transfer`. Refuses with {ILedgerErrors.CallerNotModule}, {LotUnknown}, {LotNotOwned},
    /// {LotNotAvailable}.
    /// @return totalMinor Σ outstanding of the lots.
    function passOn(
        LotId[] calldata lotIds,
        address from,
        address to
    ) external returns (uint64 totalMinor);

    /// @notice Gives a lot without liens back to the supplier and takes it out of its deal. Factoring only.
    ///
    /// Emits ERC-721 `Transfer`. Refuses with {ILedgerErrors.CallerNotModule}, {LotNotOwned}, {LotEncumbered},
    /// {LotHeld}.
    /// @return outstandingMinor What the lot is worth.
    function giveBack(
        LotId lotId,
        address from,
        address supplier
    ) external returns (uint64 outstandingMinor);

    /// @notice Marks whether liens are registered on a lot. Pledges only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}.
    function setEncumbered(LotId lotId, bool encumbered) external;

    /// @notice Moves `securedMinor` of a lot to the lienholder that enforces: the whole lot, or a new one. Pledges
    /// only.
    ///
    /// Emits ERC-721 `Transfer`, and {LotSplit} for a part. Refuses with {ILedgerErrors.CallerNotModule},
    /// {LotCountAboveMax}, {LotHeld}, {LotEncumbered} while the lot is reserved.
    function appropriate(
        LotId lotId,
        address to,
        uint64 securedMinor
    ) external returns (LotId appropriatedLotId);

    /// @notice Spreads payments over lots pro rata to what is owed on each; units that rounding down leaves go to the
    /// largest remainders, the lower index first among equals. A lot's liens are paid first, by rank. Who received the
    /// money owes each share to its beneficiary. Registry only.
    ///
    /// Emits {LotPaid} and, where the money came to somebody else, {IDuties.DutyIncurred} for each share. Refuses with
    /// {ILedgerErrors.CallerNotModule}, {SharesAboveMax}.
    /// @param touchedBefore Payments, lots and liens that the same call of settlement has touched already.
    /// @return sharesHashes For each payment, the hash of its shares by {Shares}.
    /// @return touched Those before and these.
    function distribute(
        Distribution[] calldata distributions,
        uint256 touchedBefore
    ) external returns (bytes32[] memory sharesHashes, uint256 touched);

    /// @notice As {distribute}, for one payment whose shares the payer hands out itself. Registry only.
    function distributeAtOnce(
        Distribution calldata distribution
    ) external returns (Share[] memory shares);

    /// @notice Undoes one share of a payment. Settlement only.
    ///
    /// Emits {LotRestored}. Refuses with {ILedgerErrors.CallerNotModule}.
    function restore(Share calldata share, Terms calldata terms, bytes32 entryHash) external;

    /// @notice Pays one reserved lot by an early payment. Registry only.
    ///
    /// Emits {LotPaid}, {LotCredited}. Refuses with {ILedgerErrors.CallerNotModule}.
    function payEarly(
        LotId lotId,
        uint64 paidMinor,
        uint64 discountMinor,
        bytes32 entryHash
    ) external;

    /// @notice Undoes an early payment of a lot. Registry only.
    ///
    /// Emits {LotRestored}. Refuses with {ILedgerErrors.CallerNotModule}.
    function restoreEarly(
        LotId lotId,
        uint64 faceMinor,
        Terms calldata terms,
        bytes32 entryHash
    ) external;

    /// @notice Takes a credit from the lots: the supplier's unencumbered ones in order of their index, then its other
    /// ones, then the lots of others pro rata, to whom, as to lienholders whose security shrinks, the loss is owed.
    /// Registry only.
    ///
    /// Emits {LotCredited}, {IDuties.DutyIncurred}. Refuses with {ILedgerErrors.CallerNotModule}.
    /// @return touched Number of the receivable's lots and of the liens that lost something.
    function credit(
        ReceivableId receivableId,
        uint64 amountMinor,
        Terms calldata terms,
        bytes32 sourceHash
    ) external returns (uint256 touched);

    /// @notice Writes a part of a lot off. Registry only.
    ///
    /// Emits {LotWrittenOff}. Refuses with {ILedgerErrors.CallerNotModule}, {LotEncumbered}, {LotUnknown},
    /// {WriteOffAboveOutstanding}.
    function writeOff(LotId lotId, uint64 amountMinor, Terms calldata terms) external;

    /// @notice Marks that the receivable is in dispute, so that its lots ask before they move. Registry only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}.
    function hold(ReceivableId receivableId) external;

    /// @notice Ends what {hold} began; the dispute still stands when this is called. Registry only.
    ///
    /// Emits {LotClockStopped} for each lot on which the dispute rested. Refuses with {ILedgerErrors.CallerNotModule}.
    /// @param stoppedDays Days after the due day for which the dispute was open.
    function unhold(ReceivableId receivableId, uint32 stoppedDays) external;

    /// @notice How much of a payment would recover what was written off.
    function recoveryOf(
        ReceivableId receivableId,
        uint64 amountMinor
    ) external view returns (uint64 recoveredMinor);

    /// @notice State of each lot.
    function lotsById(LotId[] calldata lotIds) external view returns (Lot[] memory);

    /// @notice All lots of a receivable in order of their index.
    function lotsOf(ReceivableId receivableId) external view returns (Lot[] memory);

    /// @notice What may still be sold, pledged or discounted of a lot, in minor units; refuses with {LotUnknown}.
    function availableMinor(LotId lotId) external view returns (uint64);
}
