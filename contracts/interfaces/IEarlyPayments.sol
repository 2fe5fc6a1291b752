// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId} from "../types/LedgerTypes.sol";

/// @notice Dynamic discounting: a buyer offers to pay a lot of its supplier early for less. From acceptance on the lot
/// is reserved, out of the same availability as sale and pledge.
interface IEarlyPayments {
    /// @dev OFFERED → ACCEPTED → SETTLED → REVERSED; OFFERED → WITHDRAWN; OFFERED or ACCEPTED → LAPSED.
    enum EarlyPaymentStatus {
        NONE,
        OFFERED,
        ACCEPTED,
        SETTLED,
        WITHDRAWN,
        LAPSED,
        REVERSED
    }

    /// @param faceMinor What is outstanding on the lot, all of which the payment settles.
    /// @param discountMinor What the supplier lets go: it gets the face less this.
    /// @param payBy Unix seconds after which the offer, or an unpaid agreement, lapses.
    struct EarlyPayment {
        address buyer;
        uint64 faceMinor;
        EarlyPaymentStatus status;
        uint64 discountMinor;
        uint40 payBy;
        LotId lotId;
    }

    /// @notice Buyer offers to pay the lot early.
    event EarlyPaymentOffered(
        uint32 indexed number,
        LotId indexed lotId,
        address indexed buyer,
        uint64 faceMinor,
        uint64 discountMinor,
        uint40 payBy
    );
    /// @notice Supplier agreed; the lot is reserved.
    event EarlyPaymentAccepted(uint32 indexed number);
    /// @notice Buyer took its offer back.
    event EarlyPaymentWithdrawn(uint32 indexed number);
    /// @notice The buyer did not pay in time; the lot is free.
    event EarlyPaymentLapsed(uint32 indexed number);
    /// @notice The money came; the lot is settled.
    event EarlyPaymentSettled(uint32 indexed number, bytes32 indexed entryHash);
    /// @notice The bank took the money back; the lot is owed as before, without the agreement.
    event EarlyPaymentUndone(uint32 indexed number);

    /// @notice The early payment is not in the status that this act needs.
    error EarlyPaymentWrongStatus(
        uint32 number,
        EarlyPaymentStatus actual,
        EarlyPaymentStatus required
    );
    /// @notice The time to pay is over.
    error EarlyPaymentOverdue(uint32 number, uint40 payBy);
    /// @notice The time to pay is not over yet.
    error EarlyPaymentNotOverdue(uint32 number, uint40 lapsesAt);
    /// @notice The time to pay ends in the future and not after the due date.
    error PayByInvalid(uint40 payBy, uint256 dueAt);
    /// @notice The discount leaves nothing to pay.
    error DiscountAboveFace(uint64 discountMinor, uint64 faceMinor);
    /// @notice The lot is no longer what was agreed on.
    error LotChanged(LotId lotId, uint64 expectedMinor, uint64 actualMinor);
    /// @notice Only a lot of the supplier can be paid early.
    error LotNotSuppliers(LotId lotId, address owner, address supplier);

    /// @notice Buyer offers to pay a lot that its supplier owns.
    ///
    /// Emits {EarlyPaymentOffered}. Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled},
    /// {LotNotSuppliers}, {ILedgerErrors.AmountOutOfBounds}, {DiscountAboveFace}, {PayByInvalid}.
    /// @return number Number of the early payment.
    function offer(
        LotId lotId,
        uint64 discountMinor,
        uint40 payBy
    ) external returns (uint32 number);

    /// @notice Supplier accepts; the whole lot is reserved.
    ///
    /// Emits {EarlyPaymentAccepted}, {IReceivableLots.LotReserved}. Refuses with {IPartyRegistry} errors,
    /// {EarlyPaymentWrongStatus}, {ILedgerErrors.PartyNotEntitled}, {EarlyPaymentOverdue},
    /// {IReceivableLots.LotNotOwned}, {IReceivableLots.LotNotAvailable}, {LotChanged}.
    function accept(uint32 number) external;

    /// @notice Buyer takes back an offer that was not accepted.
    ///
    /// Emits {EarlyPaymentWithdrawn}. Refuses with {IPartyRegistry} errors, {EarlyPaymentWrongStatus},
    /// {ILedgerErrors.PartyNotEntitled}.
    function withdraw(uint32 number) external;

    /// @notice Anybody ends what was not paid in time; an accepted one only when a payment that the bank booked in
    /// time would have come to the ledger.
    ///
    /// Emits {EarlyPaymentLapsed}, {IReceivableLots.LotReleased}. Refuses with {EarlyPaymentWrongStatus},
    /// {EarlyPaymentNotOverdue}.
    function lapse(uint32 number) external;

    /// @notice The money came, and the settlement agent vouches that it came in time. Settlement only.
    ///
    /// Emits {EarlyPaymentSettled}, {IReceivableLots.LotReleased}. Refuses with {ILedgerErrors.CallerNotModule},
    /// {EarlyPaymentWrongStatus}, {LotChanged}, {LotNotSuppliers} if a court moved the lot.
    function settle(
        uint32 number,
        bytes32 entryHash
    ) external returns (LotId lotId, uint64 paidMinor, uint64 discountMinor);

    /// @notice The bank took the money back. Settlement only.
    ///
    /// Emits {EarlyPaymentUndone}. Refuses with {ILedgerErrors.CallerNotModule}, {EarlyPaymentWrongStatus}.
    function unsettle(
        uint32 number
    ) external returns (LotId lotId, uint64 paidMinor, uint64 discountMinor);

    /// @notice State of each early payment; status NONE where unknown.
    function earlyPaymentsOf(
        uint32[] calldata numbers
    ) external view returns (EarlyPayment[] memory);
}
