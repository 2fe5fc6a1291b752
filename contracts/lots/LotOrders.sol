// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IPowers} from "../interfaces/IPowers.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {LotId, Roles} from "../types/LedgerTypes.sol";
import {LotStore} from "./LotStore.sol";

/// @title Lots as tokens that others know: ERC-721 without open transfer, ERC-7943 with two operators
/// @notice Part of {ReceivableLots}.
abstract contract LotOrders is LotStore, ERC165, IERC721, IERC721Errors, IERC7943NonFungible {
    using LotIds for LotId;

    /// @notice Name of the token collection.
    string public constant name = "Duebill receivable lots"; // solhint-disable-line const-name-snakecase
    /// @notice Symbol of the token collection.
    string public constant symbol = "DUEBILL"; // solhint-disable-line const-name-snakecase

    /// @notice Freezes or frees a lot by order of a court: one operator approves the call in {Powers}, another one
    /// makes it. A frozen lot still earns what is paid on it.
    ///
    /// Emits {LotFreezeOrdered} and `Frozen`. Refuses with `AccessManagedUnauthorized`, {IPartyRegistry} errors,
    /// {IPowers} errors, {LotUnknown}, {LotNotOwned}.
    function setFrozenTokens(
        address account,
        uint256 tokenId,
        bool frozenStatus
    ) external restricted returns (bool) {
        // Checks.
        (bytes32 orderHash, LotId lotId, StoredLot storage lot) = _ordered(account, tokenId);

        // Effects.
        _frozen[lotId] = frozenStatus;
        // The mark outlasts the freeze: a dispute over what was paid comes back if the payment is reversed.
        lot.marks |= HELD;
        emit LotFreezeOrdered(lotId, frozenStatus, orderHash);
        emit Frozen(account, tokenId, frozenStatus);
        return true;
    }

    /// @notice Moves a lot by order of a court: one operator approves the call in {Powers}, another one makes it.
    /// Liens and a freeze stay with the lot, and so do the terms of a deal, except for a sold lot that goes back to its
    /// supplier: it leaves its deal, and notices of its assignment end.
    ///
    /// Emits {LotTransferOrdered}, `ForcedTransfer` and ERC-721 `Transfer`; {IFactoring.LotLeftDeal},
    /// {IAssignments.NoticeEnded}. Refuses with `AccessManagedUnauthorized`,
    /// {IPartyRegistry} errors, {IPowers} errors, {LotUnknown}, {LotNotOwned}, `ERC7943CannotReceive`.
    function forcedTransfer(
        address from,
        address to,
        uint256 tokenId
    ) external restricted returns (bool) {
        // Checks.
        (bytes32 orderHash, LotId lotId, StoredLot storage lot) = _ordered(from, tokenId);
        if (!canReceive(to)) revert ERC7943CannotReceive(to);

        // Effects.
        Terms memory terms = RECEIVABLES.termsOf(lotId.receivableOf());
        uint64 outstandingMinor = lot.outstandingMinor;
        if (from != terms.supplier) {
            _lowerExposure(from, terms.buyer, terms.currency, outstandingMinor);
        }
        if (to != terms.supplier) {
            _restoreExposure(to, terms.buyer, terms.currency, outstandingMinor);
        } else {
            ASSIGNMENTS.clearNotice(lotId);
            _endDeal(lotId, lot);
        }
        _move(lotId, lot, to);
        emit LotTransferOrdered(lotId, from, to, orderHash);
        emit ForcedTransfer(from, to, tokenId);
        return true;
    }

    /// @inheritdoc IERC7943NonFungible
    function getFrozenTokens(address account, uint256 tokenId) external view returns (bool) {
        LotId lotId = LotId.wrap(tokenId);
        return _lots[lotId].owner == account && _frozen[lotId];
    }

    /// @inheritdoc IERC7943NonFungible
    function canTransfer(address from, address to, uint256 tokenId) external view returns (bool) {
        LotId lotId = LotId.wrap(tokenId);
        StoredLot storage lot = _lots[lotId];
        return
            from != address(0) &&
            lot.owner == from &&
            canSend(from) &&
            canReceive(to) &&
            _isAvailable(lotId, lot);
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

    /// @inheritdoc IERC7943NonFungible
    function canSend(address account) public view returns (bool) {
        return PARTIES.canAct(account, Roles.SUPPLIER | Roles.FINANCIER);
    }

    /// @inheritdoc IERC7943NonFungible
    function canReceive(address account) public view returns (bool) {
        return canSend(account);
    }

    /// @inheritdoc IERC165
    function supportsInterface(
        bytes4 interfaceId
    ) public view override(ERC165, IERC165) returns (bool) {
        return
            interfaceId == type(IERC721).interfaceId ||
            interfaceId == type(IERC7943NonFungible).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    function _emitTransfer(address from, address to, LotId lotId) internal override {
        emit Transfer(from, to, LotId.unwrap(lotId));
    }

    /// @dev A deal of a reserved lot is not funded yet: it goes on, or lapses.
    function _endDeal(LotId lotId, StoredLot storage lot) private {
        uint24 dealNumber = lot.dealNumber;
        if (dealNumber == 0 || lot.marks & RESERVED != 0) return;
        lot.dealNumber = 0;
        FACTORING.endPosition(lotId, dealNumber);
    }

    /// @dev The lot that an operator's call is about, which another operator approved exactly so before.
    function _ordered(
        address owner,
        uint256 tokenId
    ) private returns (bytes32 orderHash, LotId lotId, StoredLot storage lot) {
        orderHash = IPowers(authority()).consume(_msgData(), _msgSender(), 0);
        lotId = LotId.wrap(tokenId);
        lot = _requireOwned(lotId, owner);
    }
}
