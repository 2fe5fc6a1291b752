// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEarlyPayments} from "../../../../contracts/interfaces/IEarlyPayments.sol";
import {IFactoring} from "../../../../contracts/interfaces/IFactoring.sol";
import {IPledges} from "../../../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../../contracts/interfaces/IReceivableRegistry.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {PartyGhosts} from "./PartyGhosts.sol";

/// @notice What the handlers know of receivables, lots, deals and liens, and how they pick what to act on.
abstract contract BookGhosts is PartyGhosts {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    /// @param lot Empty where a receivable was picked.
    struct Found {
        bool exists;
        ReceivableId id;
        IReceivableRegistry.Receivable debt;
        LotId lotId;
        IReceivableLots.Lot lot;
    }

    /// @dev Bounds the work of checking the invariants after each call.
    uint256 internal constant RECEIVABLES_MAX = 12;
    uint256 internal constant LOTS_MAX = 6;

    ReceivableId[] internal receivableIds;
    LotId[][] internal lotsOfDeals;
    uint32 internal lienCount;
    uint32 internal earlyCount;

    mapping(ReceivableId receivableId => uint256) public paidMinor;
    mapping(ReceivableId receivableId => uint256) public creditedMinor;
    mapping(ReceivableId receivableId => uint256) public writtenOffMinor;
    mapping(LotId lotId => bool) public isFrozen;
    mapping(LotId lotId => uint32) public stoppedDays;
    mapping(ReceivableId receivableId => uint32) internal disputeDays;

    function allReceivableIds() external view returns (ReceivableId[] memory) {
        return receivableIds;
    }

    function counts() external view returns (uint32 deals, uint32 liens, uint32 earlies) {
        return (uint32(lotsOfDeals.length), lienCount, earlyCount);
    }

    function lotsOfDeal(uint32 dealNumber) external view returns (LotId[] memory) {
        return lotsOfDeals[dealNumber - 1];
    }

    function _debt(ReceivableId id) internal view returns (IReceivableRegistry.Receivable memory) {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = id;
        return receivables.receivablesOf(ids)[0];
    }

    function _lot(LotId lotId) internal view returns (IReceivableLots.Lot memory) {
        return lots.lotsById(_single(lotId))[0];
    }

    function _deal(uint32 dealNumber) internal view returns (IFactoring.Deal memory) {
        uint32[] memory numbers = new uint32[](1);
        numbers[0] = dealNumber;
        return factoring.dealsOf(numbers)[0];
    }

    function _position(LotId lotId) internal view returns (IFactoring.Position memory) {
        return factoring.positionsOf(_single(lotId))[0];
    }

    function _lien(uint32 lienNumber) internal view returns (IPledges.Lien memory) {
        uint32[] memory numbers = new uint32[](1);
        numbers[0] = lienNumber;
        return pledges.liensOf(numbers)[0];
    }

    function _early(uint32 number) internal view returns (IEarlyPayments.EarlyPayment memory) {
        uint32[] memory numbers = new uint32[](1);
        numbers[0] = number;
        return earlyPayments.earlyPaymentsOf(numbers)[0];
    }

    /// @dev A receivable that is `wanted`, the nearest from a random place on.
    function _pick(
        function(Found memory) view returns (bool) wanted
    ) internal returns (Found memory found) {
        uint256 count = receivableIds.length;
        if (count == 0) return found;
        uint256 start = _roll(count);
        for (uint256 i = 0; i < count; ++i) {
            found.id = receivableIds[(start + i) % count];
            found.debt = _debt(found.id);
            found.exists = wanted(found);
            if (found.exists) return found;
        }
    }

    /// @dev As {_pick}, for a lot.
    function _pickLot(
        function(Found memory) view returns (bool) wanted
    ) internal returns (Found memory found) {
        uint256 count = receivableIds.length;
        if (count == 0) return found;
        uint256 start = _roll(count);
        for (uint256 i = 0; i < count; ++i) {
            found.id = receivableIds[(start + i) % count];
            found.debt = _debt(found.id);
            if (!_isOwed(found.debt.status)) continue;
            IReceivableLots.Lot[] memory all = lots.lotsOf(found.id);
            uint256 first = _roll(all.length);
            for (uint256 j = 0; j < all.length; ++j) {
                uint256 index = (first + j) % all.length;
                found.lotId = found.id.lotIdOf(index + 1);
                found.lot = all[index];
                found.exists = found.lot.owner != address(0) && wanted(found);
                if (found.exists) return found;
            }
        }
    }

    function _foundOf(LotId lotId) internal view returns (Found memory found) {
        found.exists = true;
        found.lotId = lotId;
        found.lot = _lot(lotId);
        found.id = lotId.receivableOf();
        found.debt = _debt(found.id);
    }

    function _pickDeal(IFactoring.DealStatus status) internal returns (uint32 dealNumber) {
        uint256 count = lotsOfDeals.length;
        if (count == 0) return 0;
        uint256 start = _roll(count);
        for (uint256 i = 0; i < count; ++i) {
            dealNumber = uint32(1 + ((start + i) % count));
            if (_deal(dealNumber).status == status) return dealNumber;
        }
        return 0;
    }

    function _pickLien(
        function(IPledges.Lien memory) view returns (bool) wanted
    ) internal returns (uint32 lienNumber) {
        if (lienCount == 0) return 0;
        uint256 start = _roll(lienCount);
        for (uint256 i = 0; i < lienCount; ++i) {
            lienNumber = uint32(1 + ((start + i) % lienCount));
            if (wanted(_lien(lienNumber))) return lienNumber;
        }
        return 0;
    }

    function _pickEarly(IEarlyPayments.EarlyPaymentStatus status) internal returns (uint32 number) {
        if (earlyCount == 0) return 0;
        uint256 start = _roll(earlyCount);
        for (uint256 i = 0; i < earlyCount; ++i) {
            number = uint32(1 + ((start + i) % earlyCount));
            if (_early(number).status == status) return number;
        }
        return 0;
    }

    /// @dev What of the dispute rests on a lot, counted anew: it fills the supplier's lots first, then the others.
    function _restingMinor(Found memory found) internal view returns (uint64) {
        uint64 restMinor = found.debt.disputedMinor;
        if (restMinor == 0) return 0;
        IReceivableLots.Lot[] memory all = lots.lotsOf(found.id);
        for (uint256 round = 0; round < 2; ++round) {
            for (uint256 i = 0; i < all.length; ++i) {
                if ((all[i].owner == found.debt.supplier) != (round == 0)) continue;
                uint64 takenMinor = _min(restMinor, all[i].outstandingMinor);
                if (LotId.unwrap(found.id.lotIdOf(i + 1)) == LotId.unwrap(found.lotId)) {
                    return takenMinor;
                }
                restMinor -= takenMinor;
            }
        }
        return 0;
    }

    /// @dev What liens secure on a lot, counted over all liens.
    function _securedMinor(LotId lotId) internal view returns (uint256 sumMinor) {
        for (uint32 number = 1; number <= lienCount; ++number) {
            IPledges.Lien memory lien = _lien(number);
            bool isOn = LotId.unwrap(lien.lotId) == LotId.unwrap(lotId);
            if (isOn && lien.status == IPledges.LienStatus.ACTIVE) sumMinor += lien.securedMinor;
        }
    }

    /// @dev What may be sold, pledged or discounted, counted anew.
    function _freeMinor(Found memory found) internal view returns (uint256) {
        if (found.lot.reserved || isFrozen[found.lotId]) return 0;
        uint256 takenMinor = _securedMinor(found.lotId) + _restingMinor(found);
        uint256 outstandingMinor = found.lot.outstandingMinor;
        return takenMinor > outstandingMinor ? 0 : outstandingMinor - takenMinor;
    }

    function _isOwed(IReceivableRegistry.ReceivableStatus status) internal pure returns (bool) {
        return
            status == IReceivableRegistry.ReceivableStatus.CONFIRMED ||
            status == IReceivableRegistry.ReceivableStatus.SETTLED ||
            status == IReceivableRegistry.ReceivableStatus.WRITTEN_OFF;
    }

    function _isRegistered(Found memory found) internal pure returns (bool) {
        return found.debt.status == IReceivableRegistry.ReceivableStatus.REGISTERED;
    }

    function _isConfirmed(Found memory found) internal pure returns (bool) {
        return found.debt.status == IReceivableRegistry.ReceivableStatus.CONFIRMED;
    }

    function _isPayable(Found memory found) internal pure returns (bool) {
        return
            _isConfirmed(found) ||
            found.debt.status == IReceivableRegistry.ReceivableStatus.WRITTEN_OFF;
    }

    function _isAnyLot(Found memory) internal pure returns (bool) {
        return true;
    }

    function _isOpenLot(Found memory found) internal pure returns (bool) {
        return found.lot.outstandingMinor > 0;
    }

    function _isSuppliersLot(Found memory found) internal pure returns (bool) {
        return found.lot.outstandingMinor > 0 && found.lot.owner == found.debt.supplier;
    }

    function _isOthersLot(Found memory found) internal pure returns (bool) {
        return found.lot.owner != found.debt.supplier;
    }

    function _isLotInDeal(Found memory found) internal pure returns (bool) {
        return found.lot.dealNumber != 0 && !found.lot.reserved;
    }

    function _single(LotId lotId) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](1);
        lotIds[0] = lotId;
    }

    function _min(uint64 left, uint64 right) internal pure returns (uint64) {
        return left < right ? left : right;
    }
}
