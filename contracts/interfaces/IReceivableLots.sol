// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, ReceivableId} from "../types/LedgerTypes.sol";

/// @notice Portions of receivables as ERC-721 tokens without open transfer: only assignment moves a lot.
interface IReceivableLots {
    /// @notice One storage slot.
    /// @param dealNumber Deal that reserves or holds the lot; 0 if free.
    struct Lot {
        address owner;
        uint64 outstandingMinor;
        uint32 dealNumber;
    }

    /// @notice A part of `lotId` became the new lot `newLotId` of the same owner.
    event LotSplit(LotId indexed lotId, LotId indexed newLotId, uint64 partMinor);
    /// @notice The lot is set aside for the financier of a deal.
    event LotReserved(LotId indexed lotId, uint32 indexed dealNumber);
    /// @notice The deal lapsed; the lot is free again.
    event LotReleased(LotId indexed lotId, uint32 indexed dealNumber);
    /// @notice `amountMinor` of a payment fell on this lot and belongs to `owner`.
    event LotPaid(
        LotId indexed lotId,
        address indexed owner,
        bytes32 indexed entryHash,
        uint64 amountMinor
    );
    /// @notice A credit reduced the lot by `amountMinor`.
    event LotCredited(LotId indexed lotId, uint64 amountMinor);

    /// @notice No such lot.
    error LotUnknown(LotId lotId);
    /// @notice The lot belongs to another party.
    error LotNotOwned(LotId lotId, address owner, address party);
    /// @notice The lot is reserved or held under a deal.
    error LotNotFree(LotId lotId, uint32 dealNumber);
    /// @notice The lot is not under this deal.
    error LotNotInDeal(LotId lotId, uint32 dealNumber, uint32 expected);
    /// @notice A receivable has at most `max` lots, since each payment touches all of them.
    error LotCountAboveMax(ReceivableId receivableId, uint256 count, uint256 max);
    /// @notice Parts must leave something in the lot that is split.
    error SplitAboveOutstanding(LotId lotId, uint256 partsMinor, uint64 outstandingMinor);
    /// @notice A part and the rest must each be at least `minMinor`.
    error LotBelowMin(LotId lotId, uint64 partMinor, uint64 minMinor);
    /// @notice Lots move by assignment only.
    error OpenTransferForbidden(LotId lotId);
    /// @notice The supplier's free lots do not cover the credit.
    error CreditAboveFreeLots(ReceivableId receivableId, uint64 amountMinor, uint64 freeMinor);

    /// @notice Splits parts off a free lot of the caller's party.
    ///
    /// Emits {LotSplit} and ERC-721 `Transfer` for each part.
    ///
    /// Requirements:
    /// - the caller acts for the owner, else {IPartyRegistry} errors, {LotNotOwned};
    /// - the lot exists and is free, else {LotUnknown}, {LotNotFree};
    /// - 1 to `BATCH_MAX` parts, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - each part and the rest are at least the minimum, else {LotBelowMin}, {SplitAboveOutstanding};
    /// - the receivable stays within its number of lots, else {LotCountAboveMax}.
    function split(LotId lotId, uint64[] calldata partsMinor) external;

    /// @notice First lot of a confirmed receivable. Registry only.
    ///
    /// Emits ERC-721 `Transfer`. Refuses with {ILedgerErrors.CallerNotModule}.
    function mint(ReceivableId receivableId, address owner, uint64 outstandingMinor) external;

    /// @notice Reserves free lots of `owner` for a deal. Factoring only.
    ///
    /// Emits {LotReserved}. Refuses with {ILedgerErrors.CallerNotModule}, {LotUnknown}, {LotNotOwned}, {LotNotFree}.
    function reserve(LotId[] calldata lotIds, address owner, uint32 dealNumber) external;

    /// @notice Frees lots of a deal. Factoring only.
    ///
    /// Emits {LotReleased}. Refuses with {ILedgerErrors.CallerNotModule}, {LotNotInDeal}.
    function release(LotId[] calldata lotIds, uint32 dealNumber) external;

    /// @notice Moves reserved lots of a deal to their new owner. Factoring only.
    ///
    /// Emits ERC-721 `Transfer`. Refuses with {ILedgerErrors.CallerNotModule}, {LotNotInDeal}.
    function assign(LotId[] calldata lotIds, address to, uint32 dealNumber) external;

    /// @notice Spreads a payment over the lots pro rata to what is outstanding on each; units that rounding down leaves
    /// go to the largest remainders, the lower index first among equals. Registry only.
    ///
    /// Emits {LotPaid} for each lot that gets a share. Refuses with {ILedgerErrors.CallerNotModule}.
    function distribute(ReceivableId receivableId, uint64 amountMinor, bytes32 entryHash) external;

    /// @notice Takes a credit from the free lots of `supplier` in order of their index. Registry only.
    ///
    /// Emits {LotCredited}. Refuses with {ILedgerErrors.CallerNotModule}, {CreditAboveFreeLots}.
    function credit(ReceivableId receivableId, uint64 amountMinor, address supplier) external;

    /// @notice State of each lot; owner zero where unknown.
    function lotsById(LotId[] calldata lotIds) external view returns (Lot[] memory);

    /// @notice All lots of a receivable in order of their index.
    function lotsOf(ReceivableId receivableId) external view returns (Lot[] memory);

    /// @notice What may still be sold, pledged or discounted of a lot, in minor units; refuses with {LotUnknown}.
    function availableMinor(LotId lotId) external view returns (uint64);
}
