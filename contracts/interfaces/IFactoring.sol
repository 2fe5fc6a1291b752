// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId} from "../types/LedgerTypes.sol";

/// @notice Sale of lots: a financier's signed quote, the supplier's acceptance, funding, closing.
interface IFactoring {
    enum DealStatus {
        NONE,
        ACCEPTED,
        FUNDED,
        CLOSED,
        LAPSED
    }

    /// @notice Terms that a financier signs off chain as EIP-712 typed data.
    /// @param lotsHash keccak256 of the packed lot ids, in the order in which they are accepted.
    /// @param advanceRateBps Share of the eligible face paid early, at most 10 000.
    /// @param discountRateBps Price of time per year, on the advance.
    /// @param serviceFeeBps Price of service, once, on the eligible face.
    /// @param dayCountBasis Days of a year for the discount charge: 360 or 365.
    /// @param recourseDays Days past due after which the supplier must repurchase; 0 is without recourse.
    /// @param disclosed Whether the buyer is told to pay the financier.
    /// @param validUntil Unix seconds until which the quote can be accepted.
    /// @param fundingSeconds Time for funding, counted from acceptance.
    /// @param salt Makes each quote different from every other.
    struct Quote {
        address financier;
        address supplier;
        bytes3 currency;
        bytes32 lotsHash;
        uint16 advanceRateBps;
        uint16 discountRateBps;
        uint16 serviceFeeBps;
        uint16 dayCountBasis;
        uint16 recourseDays;
        bool disclosed;
        uint40 validUntil;
        uint32 fundingSeconds;
        bytes32 salt;
    }

    /// @notice What the terms come to, in minor units.
    /// @param eligibleMinor Σ outstanding of the lots at acceptance.
    /// @param advanceMinor Cash paid early, before charges.
    /// @param reserveMinor Held back until collection: eligible less advance.
    struct Price {
        uint64 eligibleMinor;
        uint64 advanceMinor;
        uint64 reserveMinor;
        uint64 discountChargeMinor;
        uint64 serviceFeeMinor;
    }

    /// @param fundBy Unix seconds after which an unfunded deal lapses.
    struct Deal {
        address financier;
        uint64 advanceMinor;
        DealStatus status;
        address supplier;
        uint64 reserveMinor;
        uint32 fundBy;
        bytes32 lotsHash;
    }

    /// @notice Supplier accepted a quote; `quoteHash` is its EIP-712 digest.
    event QuoteAccepted(
        uint32 indexed dealNumber,
        bytes32 indexed quoteHash,
        address indexed supplier,
        address financier,
        bytes3 currency,
        Price price,
        uint32 fundBy,
        bool disclosed
    );
    /// @notice Financier paid the advance less charges and owns the lots.
    event DealFunded(uint32 indexed dealNumber, bytes32 evidenceHash);
    /// @notice The deal was not funded in time; its lots are free.
    event DealLapsed(uint32 indexed dealNumber);
    /// @notice All lots were collected and the financier released the reserve.
    event DealClosed(uint32 indexed dealNumber, uint64 reserveReleasedMinor, bytes32 evidenceHash);

    /// @notice The quote was signed by a key that does not act for its financier.
    error QuoteSignerInvalid(address financier, address signer);
    /// @notice The quote can no longer be accepted.
    error QuoteExpired(bytes32 quoteHash, uint40 validUntil);
    /// @notice The quote was accepted before.
    error QuoteAlreadyAccepted(bytes32 quoteHash, uint32 dealNumber);
    /// @notice A rate, the day count or the time for funding is out of bounds, or financier and supplier are one party.
    error QuoteTermsInvalid(bytes32 quoteHash);
    /// @notice Charges leave nothing to pay out.
    error ChargesAboveAdvance(uint64 advanceMinor, uint256 chargesMinor);
    /// @notice The lots are not the ones that were quoted or accepted.
    error LotsMismatch(bytes32 expected, bytes32 actual);
    /// @notice The receivable of the lot can't be financed: not confirmed, disputed, or without consent to assignment.
    error LotNotEligible(LotId lotId, uint8 receivableStatus, uint64 disputedMinor, uint8 scope);
    /// @notice The receivable of the lot is past due.
    error LotPastDue(LotId lotId, uint32 dueDay, uint32 today);
    /// @notice The lot's receivable is in another currency than the quote.
    error LotCurrencyMismatch(LotId lotId, bytes3 expected, bytes3 actual);
    /// @notice The deal is not in the status that this act needs.
    error DealWrongStatus(uint32 dealNumber, DealStatus actual, DealStatus required);
    /// @notice The time for funding is over.
    error FundingOverdue(uint32 dealNumber, uint32 fundBy);
    /// @notice The time for funding is not over yet.
    error FundingNotOverdue(uint32 dealNumber, uint32 fundBy);
    /// @notice A lot of the deal is not collected yet.
    error LotNotCollected(LotId lotId, uint64 outstandingMinor);

    /// @notice Supplier accepts a quote; its lots are reserved for the financier.
    ///
    /// Emits {QuoteAccepted} and {IReceivableLots.LotReserved} for each lot.
    ///
    /// Requirements:
    /// - caller acts for the supplier of the quote, else {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled};
    /// - an active signer of an active financier signed it, else {QuoteSignerInvalid}, {IPartyRegistry} errors;
    /// - it is new, valid and well-formed, else {QuoteAlreadyAccepted}, {QuoteExpired}, {QuoteTermsInvalid};
    /// - 1 to `BATCH_MAX` lots, the quoted ones, else {ILedgerErrors.BatchSizeOutOfBounds}, {LotsMismatch};
    /// - each lot exists, is eligible, not past due, in the currency, owned and free, else
    ///   {IReceivableLots.LotUnknown}, {LotNotEligible}, {LotPastDue}, {LotCurrencyMismatch},
    ///   {IReceivableLots.LotNotOwned}, {IReceivableLots.LotNotFree};
    /// - something is outstanding on each lot, and their sum is within bounds, else {ILedgerErrors.AmountOutOfBounds};
    /// - charges leave something of the advance, else {ChargesAboveAdvance}.
    /// @return dealNumber Number of the new deal.
    function accept(
        Quote calldata quote,
        LotId[] calldata lotIds,
        bytes calldata signature
    ) external returns (uint32 dealNumber);

    /// @notice Financier states that it paid the advance less charges; the lots become its own.
    ///
    /// Emits {DealFunded} and ERC-721 `Transfer` for each lot.
    ///
    /// Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled}, {DealWrongStatus}, {FundingOverdue},
    /// {LotsMismatch}.
    /// @param evidenceHash Salted hash of the proof of payment.
    function fund(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external;

    /// @notice Anybody frees the lots of a deal that was not funded in time.
    ///
    /// Emits {DealLapsed} and {IReceivableLots.LotReleased}. Refuses with {DealWrongStatus}, {FundingNotOverdue},
    /// {LotsMismatch}.
    function lapse(uint32 dealNumber, LotId[] calldata lotIds) external;

    /// @notice Financier ends a deal whose lots are collected and states that it released the reserve.
    ///
    /// Emits {DealClosed}. Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled}, {DealWrongStatus},
    /// {LotsMismatch}, {LotNotCollected}.
    function close(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external;

    /// @notice EIP-712 digest that the financier signs.
    function quoteDigest(Quote calldata quote) external view returns (bytes32);

    /// @notice State of each deal; status NONE where unknown.
    function dealsOf(uint32[] calldata dealNumbers) external view returns (Deal[] memory);
}
