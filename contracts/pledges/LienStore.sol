// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../interfaces/ICreditBook.sol";
import {IPledges} from "../interfaces/IPledges.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {ProRata} from "../libraries/ProRata.sol";
import {OperatedModule} from "../OperatedModule.sol";
import {LotId, Modules} from "../types/LedgerTypes.sol";

/// @title Liens and what payments and credits do to them
/// @notice Part of {Pledges}.
abstract contract LienStore is OperatedModule, IPledges {
    /// @notice Most liens of one lot: a payment of a receivable may touch every one of all its lots.
    uint256 public constant LIENS_PER_LOT_MAX = 5;

    uint32 internal _lienCount;
    mapping(uint32 lienNumber => Lien) internal _liens;
    mapping(LotId lotId => uint32[]) internal _liensOfLot;

    constructor(Modules memory modules) OperatedModule(modules) {}

    /// @inheritdoc IPledges
    function pay(
        LotId lotId,
        uint64 amountMinor,
        address buyer,
        bytes3 currency
    ) external onlyModule(address(LOTS)) returns (LienShare[] memory shares) {
        uint32[] memory ranked = _ranked(lotId);
        uint64[] memory partsMinor = new uint64[](ranked.length);
        uint64 restMinor = amountMinor;
        for (uint256 start = 0; start < ranked.length && restMinor > 0;) {
            uint256 end = _endOfRank(ranked, start);
            restMinor = _payRank(ranked, partsMinor, start, end, restMinor);
            start = end;
        }
        return _take(ranked, partsMinor, buyer, currency);
    }

    /// @inheritdoc IPledges
    function restore(
        uint32 lienNumber,
        uint64 amountMinor,
        address buyer,
        bytes3 currency
    ) external onlyModule(address(LOTS)) {
        Lien storage lien = _liens[lienNumber];
        if (lien.status != LienStatus.ACTIVE) return;
        lien.securedMinor += amountMinor;
        lien.satisfiedAt = 0;
        emit LienRestored(lienNumber, amountMinor, lien.securedMinor);
        CREDIT_BOOK.restore(ICreditBook.ExposureKey(lien.pledgee, buyer, currency), amountMinor);
    }

    /// @inheritdoc IPledges
    function cut(
        LotId lotId,
        uint64 outstandingMinor,
        address buyer,
        bytes3 currency
    ) external onlyModule(address(LOTS)) returns (LienShare[] memory cuts) {
        uint32[] memory ranked = _ranked(lotId);
        uint64 totalMinor = securedMinor(lotId);
        uint64[] memory partsMinor = new uint64[](ranked.length);
        uint64 restMinor = totalMinor > outstandingMinor ? totalMinor - outstandingMinor : 0;
        for (uint256 end = ranked.length; end > 0 && restMinor > 0;) {
            uint256 start = _startOfRank(ranked, end);
            restMinor = _payRank(ranked, partsMinor, start, end, restMinor);
            end = start;
        }
        return _take(ranked, partsMinor, buyer, currency);
    }

    /// @inheritdoc IPledges
    function liensOf(uint32[] calldata lienNumbers) external view returns (Lien[] memory found) {
        Bounds.requireRead(lienNumbers.length);
        found = new Lien[](lienNumbers.length);
        for (uint256 i = 0; i < lienNumbers.length; ++i) {
            found[i] = _liens[lienNumbers[i]];
        }
    }

    /// @inheritdoc IPledges
    function liensOfLot(
        LotId lotId
    ) external view returns (uint32[] memory lienNumbers, Lien[] memory liens) {
        lienNumbers = _ranked(lotId);
        liens = new Lien[](lienNumbers.length);
        for (uint256 i = 0; i < lienNumbers.length; ++i) {
            liens[i] = _liens[lienNumbers[i]];
        }
    }

    /// @inheritdoc IPledges
    function securedMinor(LotId lotId) public view returns (uint64 sumMinor) {
        uint32[] storage numbers = _liensOfLot[lotId];
        uint256 count = numbers.length;
        for (uint256 i = 0; i < count; ++i) {
            sumMinor += _liens[numbers[i]].securedMinor;
        }
    }

    /// @dev Takes the lien off its lot.
    function _remove(uint32 lienNumber, LotId lotId) internal {
        uint32[] storage numbers = _liensOfLot[lotId];
        uint256 last = numbers.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (numbers[i] == lienNumber) numbers[i] = numbers[last];
        }
        numbers.pop();
        if (last == 0) LOTS.setEncumbered(lotId, false);
    }

    /// @dev Liens of a lot in the order in which they are paid. At most `LIENS_PER_LOT_MAX`, so sorting by insertion.
    function _ranked(LotId lotId) internal view returns (uint32[] memory numbers) {
        numbers = _liensOfLot[lotId];
        for (uint256 i = 1; i < numbers.length; ++i) {
            uint32 number = numbers[i];
            uint48 orderKey = _liens[number].orderKey;
            uint256 j = i;
            while (j > 0 && _liens[numbers[j - 1]].orderKey > orderKey) {
                numbers[j] = numbers[j - 1];
                --j;
            }
            numbers[j] = number;
        }
    }

    /// @dev Lowers each lien by its part, and the exposure of its pledgee.
    function _take(
        uint32[] memory ranked,
        uint64[] memory partsMinor,
        address buyer,
        bytes3 currency
    ) private returns (LienShare[] memory shares) {
        uint256 count = 0;
        for (uint256 i = 0; i < ranked.length; ++i) {
            if (partsMinor[i] > 0) ++count;
        }
        shares = new LienShare[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < ranked.length; ++i) {
            uint64 partMinor = partsMinor[i];
            if (partMinor == 0) continue;
            Lien storage lien = _liens[ranked[i]];
            uint64 leftMinor = lien.securedMinor - partMinor;
            lien.securedMinor = leftMinor;
            // Safe cast: Unix seconds fit 40 bits.
            if (leftMinor == 0) lien.satisfiedAt = uint40(block.timestamp);
            emit LienReduced(ranked[i], partMinor, leftMinor);
            shares[next] = LienShare(ranked[i], lien.pledgee, partMinor);
            ++next;
            CREDIT_BOOK.decrease(ICreditBook.ExposureKey(lien.pledgee, buyer, currency), partMinor);
        }
    }

    /// @dev Gives liens of equal rank what they secure, or pro rata what is there; returns what is left.
    function _payRank(
        uint32[] memory ranked,
        uint64[] memory partsMinor,
        uint256 start,
        uint256 end,
        uint64 amountMinor
    ) private view returns (uint64 restMinor) {
        uint64[] memory claimsMinor = new uint64[](end - start);
        uint64 totalMinor = 0;
        for (uint256 i = start; i < end; ++i) {
            claimsMinor[i - start] = _liens[ranked[i]].securedMinor;
            totalMinor += claimsMinor[i - start];
        }
        if (totalMinor == 0) return amountMinor;
        uint64 paidMinor = amountMinor < totalMinor ? amountMinor : totalMinor;
        uint64[] memory sharesMinor = ProRata.sharesByLargestRemainder(claimsMinor, paidMinor);
        for (uint256 i = start; i < end; ++i) {
            partsMinor[i] = sharesMinor[i - start];
        }
        return amountMinor - paidMinor;
    }

    function _endOfRank(uint32[] memory ranked, uint256 start) private view returns (uint256 end) {
        uint48 orderKey = _liens[ranked[start]].orderKey;
        end = start + 1;
        while (end < ranked.length && _liens[ranked[end]].orderKey == orderKey) ++end;
    }

    function _startOfRank(
        uint32[] memory ranked,
        uint256 end
    ) private view returns (uint256 start) {
        uint48 orderKey = _liens[ranked[end - 1]].orderKey;
        start = end - 1;
        while (start > 0 && _liens[ranked[start - 1]].orderKey == orderKey) --start;
    }
}
