// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEarlyPayments} from "./interfaces/IEarlyPayments.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {LotReads} from "./libraries/LotReads.sol";
import {Acts, LotId, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Early payments
/// @notice Dynamic discounting between a buyer and its supplier.
contract EarlyPayments is LedgerModule, IEarlyPayments {
    using LotIds for LotId;
    using LotReads for IReceivableLots;
    using LotReads for IReceivableRegistry;

    /// @notice Seconds after the agreed time in which a payment that was booked in time may still come to the ledger.
    uint40 public constant BOOKING_GRACE = 5 days;

    uint32 private _count;
    mapping(uint32 number => EarlyPayment) private _earlyPayments;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IEarlyPayments
    function offer(
        LotId lotId,
        uint64 discountMinor,
        uint40 payBy
    ) external returns (uint32 number) {
        // Checks.
        address buyer = _actingPartyUpTo(Roles.BUYER, Acts.FINANCING, discountMinor);
        IReceivableRegistry.Receivable memory receivable = RECEIVABLES.receivableOf(
            lotId.receivableOf()
        );
        _requireEntitled(buyer, receivable.buyer);
        IReceivableLots.Lot memory lot = LOTS.lotOf(lotId);
        if (lot.owner != receivable.supplier) {
            revert LotNotSuppliers(lotId, lot.owner, receivable.supplier);
        }
        Bounds.requireAmount(lot.outstandingMinor);
        if (discountMinor >= lot.outstandingMinor) {
            revert DiscountAboveFace(discountMinor, lot.outstandingMinor);
        }
        uint256 dueAt = uint256(receivable.dueDay) * 1 days;
        if (payBy <= block.timestamp || payBy > dueAt) revert PayByInvalid(payBy, dueAt);

        // Effects.
        number = ++_count;
        _earlyPayments[number] = EarlyPayment(
            buyer,
            lot.outstandingMinor,
            EarlyPaymentStatus.OFFERED,
            discountMinor,
            payBy,
            lotId
        );
        emit EarlyPaymentOffered(number, lotId, buyer, lot.outstandingMinor, discountMinor, payBy);
    }

    /// @inheritdoc IEarlyPayments
    function accept(uint32 number) external {
        // Checks.
        EarlyPayment storage early = _earlyPayments[number];
        address supplier = _actingPartyUpTo(Roles.SUPPLIER, Acts.FINANCING, early.faceMinor);
        _requireStatus(number, EarlyPaymentStatus.OFFERED);
        _requireEntitled(supplier, RECEIVABLES.termsOf(early.lotId.receivableOf()).supplier);
        if (block.timestamp > early.payBy) revert EarlyPaymentOverdue(number, early.payBy);

        // Effects.
        early.status = EarlyPaymentStatus.ACCEPTED;
        emit EarlyPaymentAccepted(number);

        LotId[] memory lotIds = LotReads.single(early.lotId);
        // Safe cast: an amount of a lot.
        uint64 outstandingMinor = uint64(LOTS.reserve(lotIds, supplier, 0)[0]);
        _requireUnchanged(early, outstandingMinor);
    }

    /// @inheritdoc IEarlyPayments
    function withdraw(uint32 number) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.FINANCING);
        EarlyPayment storage early = _requireStatus(number, EarlyPaymentStatus.OFFERED);
        _requireEntitled(buyer, early.buyer);

        // Effects.
        early.status = EarlyPaymentStatus.WITHDRAWN;
        emit EarlyPaymentWithdrawn(number);
    }

    /// @inheritdoc IEarlyPayments
    function lapse(uint32 number) external {
        // Checks.
        EarlyPayment storage early = _earlyPayments[number];
        bool isReserved = early.status == EarlyPaymentStatus.ACCEPTED;
        if (!isReserved) _requireStatus(number, EarlyPaymentStatus.OFFERED);
        uint40 lapsesAt = early.payBy + (isReserved ? BOOKING_GRACE : 0);
        if (block.timestamp <= lapsesAt) revert EarlyPaymentNotOverdue(number, lapsesAt);

        // Effects.
        early.status = EarlyPaymentStatus.LAPSED;
        emit EarlyPaymentLapsed(number);

        if (isReserved) LOTS.release(LotReads.single(early.lotId), 0);
    }

    /// @inheritdoc IEarlyPayments
    function settle(
        uint32 number,
        bytes32 entryHash
    )
        external
        onlyModule(SETTLEMENT)
        returns (LotId lotId, uint64 paidMinor, uint64 discountMinor)
    {
        // Checks.
        EarlyPayment storage early = _requireStatus(number, EarlyPaymentStatus.ACCEPTED);
        lotId = early.lotId;
        IReceivableLots.Lot memory lot = LOTS.lotOf(lotId);
        _requireUnchanged(early, lot.outstandingMinor);
        // A court may have moved it since, and the new owner agreed to no discount.
        address supplier = RECEIVABLES.termsOf(lotId.receivableOf()).supplier;
        if (lot.owner != supplier) revert LotNotSuppliers(lotId, lot.owner, supplier);

        // Effects.
        early.status = EarlyPaymentStatus.SETTLED;
        discountMinor = early.discountMinor;
        paidMinor = early.faceMinor - discountMinor;
        emit EarlyPaymentSettled(number, entryHash);

        LOTS.release(LotReads.single(lotId), 0);
    }

    /// @inheritdoc IEarlyPayments
    function unsettle(
        uint32 number
    )
        external
        onlyModule(SETTLEMENT)
        returns (LotId lotId, uint64 paidMinor, uint64 discountMinor)
    {
        // Checks.
        EarlyPayment storage early = _requireStatus(number, EarlyPaymentStatus.SETTLED);

        // Effects.
        early.status = EarlyPaymentStatus.REVERSED;
        discountMinor = early.discountMinor;
        emit EarlyPaymentUndone(number);
        return (early.lotId, early.faceMinor - discountMinor, discountMinor);
    }

    /// @inheritdoc IEarlyPayments
    function earlyPaymentsOf(
        uint32[] calldata numbers
    ) external view returns (EarlyPayment[] memory found) {
        Bounds.requireRead(numbers.length);
        found = new EarlyPayment[](numbers.length);
        for (uint256 i = 0; i < numbers.length; ++i) {
            found[i] = _earlyPayments[numbers[i]];
        }
    }

    function _requireStatus(
        uint32 number,
        EarlyPaymentStatus required
    ) private view returns (EarlyPayment storage early) {
        early = _earlyPayments[number];
        if (early.status != required) {
            revert EarlyPaymentWrongStatus(number, early.status, required);
        }
    }

    /// @dev Ordinary payments may have reduced the lot since.
    function _requireUnchanged(EarlyPayment storage early, uint64 outstandingMinor) private view {
        if (outstandingMinor != early.faceMinor) {
            revert LotChanged(early.lotId, early.faceMinor, outstandingMinor);
        }
    }
}
