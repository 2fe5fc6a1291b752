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

    /// @dev First slot, the creditor's side. `marks` holds the bits of {ConfirmationScope}, `DEEMED` and `EXTENDED`. A
    /// day in 24 bits lasts 45 thousand years.
    struct Claim {
        address supplier;
        uint64 faceMinor;
        uint24 dueDay;
        uint8 marks;
    }

    /// @dev Second slot, the debtor's side. A payment writes this slot alone: what was paid follows from the others.
    /// @param outstandingMinor Before confirmation, when nothing is outstanding: Unix seconds of the registration
    /// or the last amendment, from which the buyer's time to answer counts.
    struct Debt {
        address buyer;
        uint64 outstandingMinor;
        bytes3 currency;
        ReceivableStatus status;
    }

    /// @dev Third slot, written by the first credit or write-off.
    struct Reduction {
        uint64 creditedMinor;
        uint64 writtenOffMinor;
    }

    /// @dev Fourth slot, written by the first dispute. A payment leaves it alone: what counts is at most what is
    /// outstanding, so a reversed payment brings the dispute back.
    struct Dispute {
        uint64 disputedMinor;
        uint32 openedDay;
    }

    uint8 internal constant DEEMED = 1 << 6;
    /// @dev The third or the fourth slot exists; they are read only then.
    uint8 internal constant EXTENDED = 1 << 7;

    mapping(ReceivableId receivableId => Claim) internal _claims;
    mapping(ReceivableId receivableId => Debt) internal _debts;
    mapping(ReceivableId receivableId => Reduction) internal _reductions;
    mapping(ReceivableId receivableId => Dispute) internal _disputes;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IReceivableDebts
    function dueDaysOf(
        LotId[] calldata lotIds,
        FinancingTerms calldata terms
    ) external view returns (uint24[] memory dueDays) {
        dueDays = new uint24[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            ReceivableId receivableId = lotIds[i].receivableOf();
            Claim memory claim = _claims[receivableId];
            Debt memory debt = _debts[receivableId];
            if (
                debt.status != ReceivableStatus.CONFIRMED ||
                claim.marks & terms.scopeMin != terms.scopeMin
            ) {
                uint8 scope = claim.marks & ConfirmationScope.ALL;
                revert LotNotEligible(lotIds[i], debt.status, scope, terms.scopeMin);
            }
            _requireEntitled(terms.supplier, claim.supplier);
            if (debt.buyer != terms.buyer) {
                revert LotBuyerMismatch(lotIds[i], terms.buyer, debt.buyer);
            }
            if (debt.currency != terms.currency) {
                revert LotCurrencyMismatch(lotIds[i], terms.currency, debt.currency);
            }
            dueDays[i] = claim.dueDay;
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
        return (_claims[receivableId].supplier, _disputedMinor(receivableId));
    }

    /// @inheritdoc IReceivableRegistry
    function receivableIdOf(
        address supplier,
        bytes32 fingerprint
    ) public pure returns (ReceivableId) {
        bytes32 hash = keccak256(abi.encode(supplier, fingerprint));
        return LotId.wrap(uint256(hash)).receivableOf();
    }

    function _requireStatus(
        ReceivableId receivableId,
        ReceivableStatus required
    ) internal view returns (Debt memory debt) {
        debt = _debts[receivableId];
        if (debt.status != required) {
            revert ReceivableWrongStatus(receivableId, debt.status, required);
        }
    }

    /// @dev What of the receivable is in dispute and still outstanding; 0 if no dispute is open.
    function _disputedMinor(ReceivableId receivableId) internal view returns (uint64) {
        if (_claims[receivableId].marks & EXTENDED == 0) return 0;
        uint64 disputedMinor = _disputes[receivableId].disputedMinor;
        // Before confirmation there is no dispute, so the debt's second meaning does not matter here.
        return uint64(Math.min(disputedMinor, _debts[receivableId].outstandingMinor));
    }

    function _termsOf(
        ReceivableId receivableId
    ) internal view returns (IReceivableLots.Terms memory) {
        Debt storage debt = _debts[receivableId];
        return IReceivableLots.Terms(_claims[receivableId].supplier, debt.buyer, debt.currency);
    }

    function _pairOf(
        ReceivableId receivableId
    ) internal view returns (IReconciliation.Pair memory) {
        Debt storage debt = _debts[receivableId];
        return IReconciliation.Pair(_claims[receivableId].supplier, debt.buyer, debt.currency);
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
        Claim memory claim = _claims[receivableId];
        Debt memory debt = _debts[receivableId];
        found.supplier = claim.supplier;
        found.faceMinor = claim.faceMinor;
        found.dueDay = claim.dueDay;
        found.scope = claim.marks & ConfirmationScope.ALL;
        found.isDeemed = claim.marks & DEEMED != 0;
        found.buyer = debt.buyer;
        found.currency = debt.currency;
        found.status = debt.status;
        if (
            debt.status != ReceivableStatus.CONFIRMED &&
            debt.status != ReceivableStatus.SETTLED &&
            debt.status != ReceivableStatus.WRITTEN_OFF
        ) {
            // Safe cast: Unix seconds fit 40 bits.
            found.registeredAt = uint40(debt.outstandingMinor);
            return found;
        }
        found.outstandingMinor = debt.outstandingMinor;
        if (claim.marks & EXTENDED != 0) {
            Reduction memory reduction = _reductions[receivableId];
            found.creditedMinor = reduction.creditedMinor;
            found.writtenOffMinor = reduction.writtenOffMinor;
            found.disputedMinor = _disputedMinor(receivableId);
            if (found.disputedMinor > 0) found.disputeDay = _disputes[receivableId].openedDay;
        }
        found.paidMinor =
            claim.faceMinor -
            found.creditedMinor -
            found.writtenOffMinor -
            debt.outstandingMinor;
    }
}
