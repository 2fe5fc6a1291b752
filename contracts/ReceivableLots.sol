// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {ProRata} from "./libraries/ProRata.sol";
import {LotId, Modules, ReceivableId} from "./types/LedgerTypes.sol";

/// @title Receivable lots
/// @notice Portions of receivables as ERC-721 tokens without open transfer.
/// @dev Not OpenZeppelin's ERC721: with it each lot would take two slots, and approvals and receiver callbacks, which
/// a lot must not have, would come along.
contract ReceivableLots is LedgerModule, ERC165, IReceivableLots, IERC721, IERC721Errors {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    /// @dev One slot. A deployment has room for 16 million deals; a later one starts anew.
    /// @param extraLots On the first lot of a receivable: how many lots it has beyond that one; 0 on the others. Kept
    /// here because each payment reads this slot anyway.
    struct StoredLot {
        address owner;
        uint64 outstandingMinor;
        uint24 dealNumber;
        uint8 extraLots;
    }

    /// @notice Name of the token collection.
    string public constant name = "Duebill receivable lots"; // solhint-disable-line const-name-snakecase
    /// @notice Symbol of the token collection.
    string public constant symbol = "DUEBILL"; // solhint-disable-line const-name-snakecase

    /// @notice Most lots of one receivable: a payment writes every one of them, which at this number costs some
    /// 300 thousand gas.
    uint256 public constant LOTS_PER_RECEIVABLE_MAX = 32;
    /// @notice Smallest lot when splitting: one unit of most currencies, below which a share is not worth its gas.
    uint64 public constant LOT_MIN_MINOR = 100;

    mapping(LotId lotId => StoredLot) private _lots;
    mapping(address owner => uint256) private _balances;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IReceivableLots
    function split(LotId lotId, uint64[] calldata partsMinor) external {
        // Checks.
        address owner = _actingParty(0);
        Bounds.requireBatch(partsMinor.length);
        StoredLot storage lot = _lots[lotId];
        _requireFree(lotId, lot, owner);
        ReceivableId receivableId = lotId.receivableOf();
        StoredLot storage firstLot = _lots[receivableId.lotIdOf(1)];
        uint256 count = 1 + uint256(firstLot.extraLots);
        if (count + partsMinor.length > LOTS_PER_RECEIVABLE_MAX) {
            revert LotCountAboveMax(
                receivableId,
                count + partsMinor.length,
                LOTS_PER_RECEIVABLE_MAX
            );
        }
        uint64 restMinor = _requireParts(lotId, partsMinor, lot.outstandingMinor);

        // Effects.
        lot.outstandingMinor = restMinor;
        // Safe cast: the count is at most LOTS_PER_RECEIVABLE_MAX.
        firstLot.extraLots = uint8(count + partsMinor.length - 1);
        _balances[owner] += partsMinor.length;
        for (uint256 i = 0; i < partsMinor.length; ++i) {
            LotId newLotId = receivableId.lotIdOf(count + 1 + i);
            _lots[newLotId] = StoredLot(owner, partsMinor[i], 0, 0);
            emit LotSplit(lotId, newLotId, partsMinor[i]);
            emit Transfer(address(0), owner, LotId.unwrap(newLotId));
        }
    }

    /// @inheritdoc IReceivableLots
    function mint(
        ReceivableId receivableId,
        address owner,
        uint64 outstandingMinor
    ) external onlyModule(address(RECEIVABLES)) {
        LotId lotId = receivableId.lotIdOf(1);
        _lots[lotId] = StoredLot(owner, outstandingMinor, 0, 0);
        ++_balances[owner];
        emit Transfer(address(0), owner, LotId.unwrap(lotId));
    }

    /// @inheritdoc IReceivableLots
    function reserve(
        LotId[] calldata lotIds,
        address owner,
        uint32 dealNumber
    ) external onlyModule(FACTORING) {
        uint24 storedNumber = SafeCast.toUint24(dealNumber);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            // Checks.
            StoredLot storage lot = _lots[lotIds[i]];
            _requireFree(lotIds[i], lot, owner);

            // Effects.
            lot.dealNumber = storedNumber;
            emit LotReserved(lotIds[i], dealNumber);
        }
    }

    /// @inheritdoc IReceivableLots
    function release(LotId[] calldata lotIds, uint32 dealNumber) external onlyModule(FACTORING) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            _requireInDeal(lotIds[i], dealNumber).dealNumber = 0;
            emit LotReleased(lotIds[i], dealNumber);
        }
    }

    /// @inheritdoc IReceivableLots
    function assign(
        LotId[] calldata lotIds,
        address to,
        uint32 dealNumber
    ) external onlyModule(FACTORING) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            // Checks.
            StoredLot storage lot = _requireInDeal(lotIds[i], dealNumber);

            // Effects.
            address from = lot.owner;
            lot.owner = to;
            --_balances[from];
            ++_balances[to];
            emit Transfer(from, to, LotId.unwrap(lotIds[i]));
        }
    }

    /// @inheritdoc IReceivableLots
    function distribute(
        ReceivableId receivableId,
        uint64 amountMinor,
        bytes32 entryHash
    ) external onlyModule(address(RECEIVABLES)) {
        LotId firstLotId = receivableId.lotIdOf(1);
        uint256 count = 1 + uint256(_lots[firstLotId].extraLots);
        if (count == 1) {
            _pay(firstLotId, amountMinor, entryHash);
            return;
        }

        uint64[] memory claimsMinor = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            claimsMinor[i] = _lots[receivableId.lotIdOf(i + 1)].outstandingMinor;
        }
        uint64[] memory sharesMinor = ProRata.sharesByLargestRemainder(claimsMinor, amountMinor);
        for (uint256 i = 0; i < count; ++i) {
            if (sharesMinor[i] > 0) {
                _pay(receivableId.lotIdOf(i + 1), sharesMinor[i], entryHash);
            }
        }
    }

    /// @inheritdoc IReceivableLots
    function credit(
        ReceivableId receivableId,
        uint64 amountMinor,
        address supplier
    ) external onlyModule(address(RECEIVABLES)) {
        uint256 count = _lotCount(receivableId);
        uint64 restMinor = amountMinor;
        for (uint256 i = 1; i <= count && restMinor > 0; ++i) {
            LotId lotId = receivableId.lotIdOf(i);
            StoredLot storage lot = _lots[lotId];
            uint64 outstandingMinor = lot.outstandingMinor;
            if (lot.owner == supplier && lot.dealNumber == 0 && outstandingMinor > 0) {
                uint64 takenMinor = outstandingMinor < restMinor ? outstandingMinor : restMinor;
                restMinor -= takenMinor;
                lot.outstandingMinor = outstandingMinor - takenMinor;
                emit LotCredited(lotId, takenMinor);
            }
        }
        if (restMinor > 0) {
            revert CreditAboveFreeLots(receivableId, amountMinor, amountMinor - restMinor);
        }
    }

    /// @inheritdoc IReceivableLots
    function lotsById(LotId[] calldata lotIds) external view returns (Lot[] memory found) {
        Bounds.requireRead(lotIds.length);
        found = new Lot[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            found[i] = _lot(lotIds[i]);
        }
    }

    /// @inheritdoc IReceivableLots
    function lotsOf(ReceivableId receivableId) external view returns (Lot[] memory found) {
        found = new Lot[](_lotCount(receivableId));
        for (uint256 i = 0; i < found.length; ++i) {
            found[i] = _lot(receivableId.lotIdOf(i + 1));
        }
    }

    /// @inheritdoc IReceivableLots
    function availableMinor(LotId lotId) external view returns (uint64) {
        StoredLot storage lot = _requireKnown(lotId);
        return lot.dealNumber == 0 ? lot.outstandingMinor : 0;
    }

    /// @inheritdoc IERC721
    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(owner);
        return _balances[owner];
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) external view returns (address) {
        return _requireKnown(LotId.wrap(tokenId)).owner;
    }

    /// @inheritdoc IERC721
    function getApproved(uint256 tokenId) external view returns (address) {
        _requireKnown(LotId.wrap(tokenId));
        return address(0);
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address, address, uint256 tokenId) external pure {
        revert OpenTransferForbidden(LotId.wrap(tokenId));
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address, address, uint256 tokenId, bytes calldata) external pure {
        revert OpenTransferForbidden(LotId.wrap(tokenId));
    }

    /// @inheritdoc IERC721
    function transferFrom(address, address, uint256 tokenId) external pure {
        revert OpenTransferForbidden(LotId.wrap(tokenId));
    }

    /// @inheritdoc IERC721
    function approve(address, uint256 tokenId) external pure {
        revert OpenTransferForbidden(LotId.wrap(tokenId));
    }

    /// @inheritdoc IERC721
    /// @dev Concerns every lot, so the refusal names lot 0.
    function setApprovalForAll(address, bool) external pure {
        revert OpenTransferForbidden(LotId.wrap(0));
    }

    /// @inheritdoc IERC721
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC165
    function supportsInterface(
        bytes4 interfaceId
    ) public view override(ERC165, IERC165) returns (bool) {
        return interfaceId == type(IERC721).interfaceId || super.supportsInterface(interfaceId);
    }

    function _pay(LotId lotId, uint64 amountMinor, bytes32 entryHash) private {
        StoredLot storage lot = _lots[lotId];
        lot.outstandingMinor -= amountMinor;
        emit LotPaid(lotId, lot.owner, entryHash, amountMinor);
    }

    function _lot(LotId lotId) private view returns (Lot memory) {
        StoredLot memory lot = _lots[lotId];
        return Lot(lot.owner, lot.outstandingMinor, lot.dealNumber);
    }

    function _lotCount(ReceivableId receivableId) private view returns (uint256) {
        StoredLot storage firstLot = _lots[receivableId.lotIdOf(1)];
        return firstLot.owner == address(0) ? 0 : 1 + uint256(firstLot.extraLots);
    }

    function _requireKnown(LotId lotId) private view returns (StoredLot storage lot) {
        lot = _lots[lotId];
        if (lot.owner == address(0)) revert LotUnknown(lotId);
    }

    function _requireFree(LotId lotId, StoredLot storage lot, address party) private view {
        address owner = lot.owner;
        if (owner == address(0)) revert LotUnknown(lotId);
        if (owner != party) revert LotNotOwned(lotId, owner, party);
        uint24 dealNumber = lot.dealNumber;
        if (dealNumber != 0) revert LotNotFree(lotId, dealNumber);
    }

    function _requireInDeal(
        LotId lotId,
        uint32 dealNumber
    ) private view returns (StoredLot storage lot) {
        lot = _lots[lotId];
        if (lot.dealNumber != dealNumber) {
            revert LotNotInDeal(lotId, lot.dealNumber, dealNumber);
        }
    }

    /// @dev What the parts leave of the lot.
    function _requireParts(
        LotId lotId,
        uint64[] calldata partsMinor,
        uint64 outstandingMinor
    ) private pure returns (uint64) {
        uint256 totalMinor = 0;
        for (uint256 i = 0; i < partsMinor.length; ++i) {
            if (partsMinor[i] < LOT_MIN_MINOR) {
                revert LotBelowMin(lotId, partsMinor[i], LOT_MIN_MINOR);
            }
            totalMinor += partsMinor[i];
        }
        if (totalMinor >= outstandingMinor) {
            revert SplitAboveOutstanding(lotId, totalMinor, outstandingMinor);
        }
        // Safe cast: the total is below the outstanding amount.
        uint64 restMinor = outstandingMinor - uint64(totalMinor);
        if (restMinor < LOT_MIN_MINOR) revert LotBelowMin(lotId, restMinor, LOT_MIN_MINOR);
        return restMinor;
    }
}
