// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IReceivableDebts} from "../interfaces/IReceivableDebts.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../interfaces/IReconciliation.sol";
import {LedgerModule} from "../LedgerModule.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {ConfirmationScope, LotId, Modules, ReceivableId} from "../types/LedgerTypes.sol";

/// @title Storage of the receivables, and what can be asked about them
/// @notice Part of {ReceivableRegistry}.
abstract contract ReceivableStore is LedgerModule, IReceivableRegistry {
    using LotIds for LotId;

    /// @dev One slot: register, confirm, accept and each payment read or write it alone. Supplier, buyer and currency,
    /// which many receivables share, stand in their pair. A day in 24 bits lasts 45 thousand years.
    /// @param registeredAt Unix seconds of the registration or the last amendment, from which the buyer's time to
    /// answer counts.
    /// @param marks Bits of {ConfirmationScope}, `DEEMED` and `EXTENDED`.
    struct StoredReceivable {
        uint32 pairNumber;
        uint64 faceMinor;
        uint64 outstandingMinor;
        uint40 registeredAt;
        uint24 dueDay;
        uint8 marks;
        ReceivableStatus status;
    }

    /// @dev Second slot, written by the first credit or write-off.
    struct Reduction {
        uint64 creditedMinor;
        uint64 writtenOffMinor;
    }

    /// @dev Third slot, written by the first dispute. A payment leaves it alone: what counts is at most what is
    /// outstanding, so a reversed payment brings the dispute back.
    struct Dispute {
        uint64 disputedMinor;
        uint32 openedDay;
    }

    uint8 internal constant DEEMED = 1 << 6;
    /// @dev The second or the third slot exists; they are read only then.
    uint8 internal constant EXTENDED = 1 << 7;

    mapping(ReceivableId receivableId => StoredReceivable) internal _receivables;
    mapping(ReceivableId receivableId => Reduction) internal _reductions;
    mapping(ReceivableId receivableId => Dispute) internal _disputes;
    /// @dev Counted from 1, so that 0 is the pair of no receivable.
    mapping(uint32 pairNumber => IReconciliation.Pair) internal _pairs;
    mapping(bytes32 pairHash => uint32) private _pairNumbers;
    uint32 private _pairCount;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IReceivableDebts
    function dueDaysOf(
        LotId[] calldata lotIds,
        FinancingTerms calldata terms
    ) external view returns (uint256[] memory dueDays) {
        uint32 pairNumber = _pairNumbers[_pairHash(terms.supplier, terms.buyer, terms.currency)];
        uint8 scopeMin = terms.scopeMin;
        dueDays = new uint256[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            StoredReceivable storage receivable = _receivables[lotIds[i].receivableOf()];
            // All of it together, so that the slot is read once.
            uint8 missing = scopeMin & ~receivable.marks;
            uint32 foundNumber = receivable.pairNumber;
            uint24 dueDay = receivable.dueDay;
            ReceivableStatus status = receivable.status;
            if (missing != 0 || foundNumber != pairNumber || status != ReceivableStatus.CONFIRMED) {
                _refuseFinancing(lotIds[i], receivable, terms);
            }
            dueDays[i] = dueDay;
        }
    }

    /// @inheritdoc IReceivableRegistry
    function receivablesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (Receivable[] memory found) {
        Bounds.requireRead(receivableIds.length);
        found = new Receivable[](receivableIds.length);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            found[i] = _receivable(receivableIds[i]);
        }
    }

    /// @inheritdoc IReceivableDebts
    function termsOf(
        ReceivableId receivableId
    ) external view returns (IReceivableLots.Terms memory) {
        return _termsOf(receivableId);
    }

    /// @inheritdoc IReceivableDebts
    function disputeOf(
        ReceivableId receivableId
    ) external view returns (address supplier, uint64 disputedMinor) {
        return (_pairOf(receivableId).supplier, _disputedMinor(receivableId));
    }

    /// @inheritdoc IReceivableRegistry
    function receivableIdOf(
        address supplier,
        bytes32 fingerprint
    ) public pure returns (ReceivableId) {
        bytes32 hash = keccak256(abi.encode(supplier, fingerprint));
        return LotId.wrap(uint256(hash)).receivableOf();
    }

    /// @dev The number of a pair, which its first receivable gives it.
    function _numberPair(
        address supplier,
        address buyer,
        bytes3 currency
    ) internal returns (uint32 pairNumber) {
        bytes32 pairHash = _pairHash(supplier, buyer, currency);
        pairNumber = _pairNumbers[pairHash];
        if (pairNumber != 0) return pairNumber;
        // 32 bits do not run out: four billion pairs are more gas than a chain gets through in its life.
        pairNumber = ++_pairCount;
        _pairNumbers[pairHash] = pairNumber;
        _pairs[pairNumber] = IReconciliation.Pair(supplier, buyer, currency);
    }

    function _requireStatus(
        ReceivableId receivableId,
        ReceivableStatus required
    ) internal view returns (StoredReceivable memory receivable) {
        receivable = _receivables[receivableId];
        if (receivable.status != required) {
            revert ReceivableWrongStatus(receivableId, receivable.status, required);
        }
    }

    /// @dev What of the receivable is in dispute and still outstanding; 0 if no dispute is open.
    function _disputedMinor(ReceivableId receivableId) internal view returns (uint64) {
        StoredReceivable storage receivable = _receivables[receivableId];
        if (receivable.marks & EXTENDED == 0) return 0;
        uint64 disputedMinor = _disputes[receivableId].disputedMinor;
        return uint64(Math.min(disputedMinor, receivable.outstandingMinor));
    }

    /// @dev Supplier, buyer and currency; zero where the receivable is unknown.
    function _pairOf(
        ReceivableId receivableId
    ) internal view returns (IReconciliation.Pair storage) {
        return _pairs[_receivables[receivableId].pairNumber];
    }

    function _termsOf(
        ReceivableId receivableId
    ) internal view returns (IReceivableLots.Terms memory) {
        IReconciliation.Pair storage pair = _pairOf(receivableId);
        return IReceivableLots.Terms(pair.supplier, pair.buyer, pair.currency);
    }

    function _requireOutstanding(
        ReceivableId receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    ) internal pure {
        if (amountMinor > outstandingMinor) {
            revert AmountAboveOutstanding(receivableId, amountMinor, outstandingMinor);
        }
    }

    function _receivable(ReceivableId receivableId) private view returns (Receivable memory found) {
        StoredReceivable memory stored = _receivables[receivableId];
        IReconciliation.Pair memory pair = _pairs[stored.pairNumber];
        found.supplier = pair.supplier;
        found.faceMinor = stored.faceMinor;
        found.dueDay = stored.dueDay;
        found.scope = stored.marks & ConfirmationScope.ALL;
        found.isDeemed = stored.marks & DEEMED != 0;
        found.buyer = pair.buyer;
        found.currency = pair.currency;
        found.status = stored.status;
        if (
            stored.status != ReceivableStatus.CONFIRMED &&
            stored.status != ReceivableStatus.SETTLED &&
            stored.status != ReceivableStatus.WRITTEN_OFF
        ) {
            found.registeredAt = stored.registeredAt;
            return found;
        }
        found.outstandingMinor = stored.outstandingMinor;
        if (stored.marks & EXTENDED != 0) {
            Reduction memory reduction = _reductions[receivableId];
            found.creditedMinor = reduction.creditedMinor;
            found.writtenOffMinor = reduction.writtenOffMinor;
            found.disputedMinor = _disputedMinor(receivableId);
            if (found.disputedMinor > 0) found.disputeDay = _disputes[receivableId].openedDay;
        }
        found.paidMinor =
            stored.faceMinor -
            found.creditedMinor -
            found.writtenOffMinor -
            stored.outstandingMinor;
    }

    /// @dev Says why a lot cannot be financed on these terms.
    function _refuseFinancing(
        LotId lotId,
        StoredReceivable memory receivable,
        FinancingTerms calldata terms
    ) private view {
        if (
            receivable.status != ReceivableStatus.CONFIRMED ||
            receivable.marks & terms.scopeMin != terms.scopeMin
        ) {
            uint8 scope = receivable.marks & ConfirmationScope.ALL;
            revert LotNotEligible(lotId, receivable.status, scope, terms.scopeMin);
        }
        IReconciliation.Pair memory pair = _pairs[receivable.pairNumber];
        _requireEntitled(terms.supplier, pair.supplier);
        if (pair.buyer != terms.buyer) revert LotBuyerMismatch(lotId, terms.buyer, pair.buyer);
        revert LotCurrencyMismatch(lotId, terms.currency, pair.currency);
    }

    function _pairHash(
        address supplier,
        address buyer,
        bytes3 currency
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(supplier, buyer, currency));
    }
}
