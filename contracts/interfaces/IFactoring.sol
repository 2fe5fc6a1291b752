// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId} from "../types/LedgerTypes.sol";

/// @notice Sale of lots: a financier's signed quote, the supplier's acceptance, funding, recourse, closing.
interface IFactoring {
    /// @dev ACCEPTED → FUNDED → CLOSED; ACCEPTED → LAPSED.
    enum DealStatus {
        NONE,
        ACCEPTED,
        FUNDED,
        CLOSED,
        LAPSED
    }

    /// @notice Terms that a financier signs off chain as EIP-712 typed data, for lots of one supplier and one buyer.
    /// @param lotsHash keccak256 of the packed lot ids, in the order in which they are accepted. Zero: any lots
    /// that meet the quote's conditions, as often as they come, up to `eligibleMinorMax` in all.
    /// @param eligibleMinorMax Largest Σ outstanding that may be accepted under the quote.
    /// @param scopeMin Bits of {ConfirmationScope} that each receivable must have; consent to assignment always.
    /// @param tenorDaysMax Longest time to the due date.
    /// @param advanceRateBps Share of the eligible face paid early, at most 10 000.
    /// @param discountRateBps Price of time per year, on the advance.
    /// @param serviceFeeBps Price of service, once, on the eligible face.
    /// @param dayCountBasis Days of a year for the discount charge: 360 or 365.
    /// @param recourseDays Days past due after which the supplier must repurchase; 0 is without recourse.
    /// @param disclosed Whether the buyer is told to pay the financier.
    /// @param cashToken Deposit token in which funding is paid in the same transaction; zero: outside the ledger.
    /// @param validUntil Unix seconds until which the quote can be accepted.
    /// @param fundingSeconds Time for funding, counted from acceptance.
    /// @param nonce Number by which the financier can cancel all quotes up to it; makes each quote different.
    struct Quote {
        address financier;
        address supplier;
        address buyer;
        bytes3 currency;
        bytes32 lotsHash;
        uint64 eligibleMinorMax;
        uint8 scopeMin;
        uint16 tenorDaysMax;
        uint16 advanceRateBps;
        uint16 discountRateBps;
        uint16 serviceFeeBps;
        uint16 dayCountBasis;
        uint16 recourseDays;
        bool disclosed;
        address cashToken;
        uint40 validUntil;
        uint32 fundingSeconds;
        uint64 nonce;
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

    /// @param financier Who accepted to fund; lots may have been passed on since.
    /// @param fundBy Unix seconds after which an unfunded deal lapses.
    /// @param openLots Lots whose reserve is not released and that were not repurchased.
    /// @param cashToken Token of the cash leg; zero if money moves outside the ledger.
    /// @param payoutMinor Advance less charges: what funding pays in tokens; 0 without them.
    struct Deal {
        address financier;
        uint64 advanceMinor;
        DealStatus status;
        uint16 recourseDays;
        bool disclosed;
        address supplier;
        uint64 reserveMinor;
        uint32 fundBy;
        address buyer;
        bytes3 currency;
        uint16 openLots;
        bytes32 lotsHash;
        address cashToken;
        uint64 payoutMinor;
    }

    /// @notice Part of a deal that belongs to one lot.
    /// @param advanceMinor Share of the advance.
    /// @param reserveMinor Share of the reserve that is still held back.
    /// @param demandedAt Unix seconds of the demand to repurchase; 0 if there is none.
    /// @param repurchaseOffered The supplier offered to take the lot back.
    /// @param isClosed The reserve was released.
    struct Position {
        uint64 advanceMinor;
        uint64 reserveMinor;
        uint40 demandedAt;
        bool repurchaseOffered;
        bool isClosed;
    }

    /// @notice Supplier accepted a quote; `quoteHash` is its EIP-712 digest.
    event QuoteAccepted(
        uint32 indexed dealNumber,
        bytes32 indexed quoteHash,
        address indexed supplier,
        Quote quote,
        Price price,
        uint32 fundBy
    );
    /// @notice Financier no longer stands by quotes: these, and all with a nonce below `nonceMin`.
    event QuotesCancelled(address indexed financier, bytes32[] quoteHashes, uint64 nonceMin);
    /// @notice Financier paid the advance less charges and owns the lots.
    event DealFunded(uint32 indexed dealNumber, bytes32 evidenceHash);
    /// @notice The deal was not funded in time; its lots are free.
    event DealLapsed(uint32 indexed dealNumber);
    /// @notice All lots of the deal were collected or repurchased.
    event DealClosed(uint32 indexed dealNumber);
    /// @notice The reserve of a collected lot was released, less what the supplier owed the owner.
    event ReserveReleased(
        uint32 indexed dealNumber,
        LotId indexed lotId,
        uint64 releasedMinor,
        uint64 nettedMinor,
        bytes32 evidenceHash
    );
    /// @notice The recourse clock of a lot ran out and its owner wants the supplier to repurchase it for `priceMinor`.
    event RepurchaseDemanded(
        uint32 indexed dealNumber,
        LotId indexed lotId,
        uint64 priceMinor,
        bytes32 evidenceHash
    );
    /// @notice Supplier offered to take a lot back.
    event RepurchaseOffered(uint32 indexed dealNumber, LotId indexed lotId);
    /// @notice Supplier has the lot again: it paid `priceMinor`, and `reserveAppliedMinor` of its reserve paid the
    /// rest.
    event LotRepurchased(
        uint32 indexed dealNumber,
        LotId indexed lotId,
        uint64 priceMinor,
        uint64 reserveAppliedMinor,
        uint64 reserveReleasedMinor,
        bytes32 evidenceHash
    );
    /// @notice A court gave the lot back to its supplier; what was advanced and held back on it, the parties settle
    /// outside the ledger.
    event LotLeftDeal(
        uint32 indexed dealNumber,
        LotId indexed lotId,
        uint64 advanceMinor,
        uint64 reserveMinor
    );

    /// @notice The quote was signed by a key that may not sign it for its financier.
    error QuoteSignerInvalid(address financier, address signer);
    /// @notice The quote can no longer be accepted.
    error QuoteExpired(bytes32 quoteHash, uint40 validUntil);
    /// @notice The financier cancelled the quote.
    error QuoteIsCancelled(bytes32 quoteHash);
    /// @notice The quote was accepted before.
    error QuoteAlreadyAccepted(bytes32 quoteHash, uint32 dealNumber);
    /// @notice A rate, the day count or the time for funding is out of bounds, or two of the parties are one.
    error QuoteTermsInvalid(bytes32 quoteHash);
    /// @notice More is accepted than the quote allows.
    error QuoteAboveMax(bytes32 quoteHash, uint256 eligibleMinor, uint64 eligibleMinorMax);
    /// @notice Charges leave nothing to pay out.
    error ChargesAboveAdvance(uint64 advanceMinor, uint256 chargesMinor);
    /// @notice The lots are not the ones that were quoted, accepted or offered.
    error LotsMismatch(bytes32 expected, bytes32 actual);
    /// @notice The receivable of the lot is past due, or due later than the quote allows.
    error LotTenorOutOfBounds(LotId lotId, uint256 dueDay, uint256 today, uint16 tenorDaysMax);
    /// @notice A deployment has room for `max` deals; a new one takes over.
    error DealNumberAboveMax(uint32 max);
    /// @notice The deal is not in the status that this act needs.
    error DealWrongStatus(uint32 dealNumber, DealStatus actual, DealStatus required);
    /// @notice The lot is not under this deal.
    error LotNotInDeal(LotId lotId, uint32 dealNumber, uint32 expected);
    /// @notice The time for funding is over.
    error FundingOverdue(uint32 dealNumber, uint32 fundBy);
    /// @notice The time for funding is not over yet.
    error FundingNotOverdue(uint32 dealNumber, uint32 fundBy);
    /// @notice The lot is not collected yet.
    error LotNotCollected(LotId lotId, uint64 outstandingMinor);
    /// @notice The reserve of the lot was released before.
    error ReserveAlreadyReleased(LotId lotId);
    /// @notice The deal is without recourse.
    error DealWithoutRecourse(uint32 dealNumber);
    /// @notice The recourse clock runs until the end of `dueDay`.
    error RecourseNotDue(LotId lotId, uint256 dueDay, uint32 today);
    /// @notice The clock is stopped: a dispute of `disputedMinor` rests on the lot.
    error RecourseStopped(LotId lotId, uint64 disputedMinor);
    /// @notice Neither has the owner demanded nor the supplier offered the repurchase.
    error RepurchaseNotAgreed(LotId lotId);

    /// @notice Supplier accepts a quote for lots; they are reserved for the financier.
    ///
    /// Emits {QuoteAccepted} and {IReceivableLots.LotReserved} for each lot.
    ///
    /// Requirements:
    /// - caller acts for the supplier of the quote, else {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled};
    /// - a signer of an active financier who may signed it, else {QuoteSignerInvalid}, {IPartyRegistry} errors;
    /// - it is valid and well-formed and not used up, else {QuoteAlreadyAccepted}, {QuoteIsCancelled},
    ///   {QuoteExpired}, {QuoteTermsInvalid}, {QuoteAboveMax}, {DealNumberAboveMax};
    /// - 1 to `BATCH_MAX` lots, the quoted ones, else {ILedgerErrors.BatchSizeOutOfBounds}, {LotsMismatch};
    /// - each lot can be financed on these terms, else {IReceivableRegistry.dueDaysOf} errors, {LotTenorOutOfBounds};
    /// - each lot is the supplier's and wholly available, else {IReceivableLots.reserve} errors;
    /// - something is outstanding on each lot, and their sum is within bounds, else {ILedgerErrors.AmountOutOfBounds};
    /// - charges leave something of the advance, else {ChargesAboveAdvance}.
    /// @return dealNumber Number of the new deal.
    function accept(
        Quote calldata quote,
        LotId[] calldata lotIds,
        bytes calldata signature
    ) external returns (uint32 dealNumber);

    /// @notice Financier cancels quotes that were not accepted: by their digests, and all with a nonce below
    /// `nonceMin`, which never falls.
    ///
    /// Emits {QuotesCancelled}. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds} above
    /// `BATCH_MAX` digests.
    function cancelQuotes(bytes32[] calldata quoteHashes, uint64 nonceMin) external;

    /// @notice Financier states that it paid the advance less charges, or pays it in tokens if the quote said so; the
    /// lots become its own.
    ///
    /// Emits {DealFunded} and ERC-721 `Transfer` for each lot.
    ///
    /// Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled}, {DealWrongStatus}, {FundingOverdue},
    /// {LotsMismatch}, {IReceivableLots.assign} errors, {ICreditBook} errors for the financier's limit, {ICashDesk}
    /// errors.
    /// @param evidenceHash Salted hash of the proof of payment.
    function fund(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external;

    /// @notice Anybody frees the lots of a deal that was not funded in time.
    ///
    /// Emits {DealLapsed} and {IReceivableLots.LotReleased}. Refuses with {DealWrongStatus}, {FundingNotOverdue},
    /// {LotsMismatch}.
    function lapse(uint32 dealNumber, LotId[] calldata lotIds) external;

    /// @notice Owner of collected lots of a deal states that it released their reserve, less what the supplier owes
    /// it. The deal is closed with its last lot. Never paused.
    ///
    /// Emits {ReserveReleased} for each lot, {IDuties.DutyReduced}, {DealClosed}. Refuses with {IPartyRegistry}
    /// errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {DealWrongStatus}, {IReceivableLots.LotNotOwned}, {LotNotInDeal},
    /// {LotNotCollected}, {ReserveAlreadyReleased}.
    function close(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external;

    /// @notice Owner of lots with recourse demands that the supplier repurchases them: they are past due for as
    /// long as agreed, not counting days on which a dispute rested on them.
    ///
    /// Emits {RepurchaseDemanded} for each. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {DealWrongStatus}, {IReceivableLots.LotNotOwned}, {LotNotInDeal},
    /// {DealWithoutRecourse}, {RecourseNotDue}, {RecourseStopped}, {ILedgerErrors.AmountOutOfBounds} if nothing is
    /// outstanding.
    function demandRepurchase(
        uint32 dealNumber,
        LotId[] calldata lotIds,
        bytes32 evidenceHash
    ) external;

    /// @notice Supplier offers to take lots back, whatever the terms.
    ///
    /// Emits {RepurchaseOffered} for each. Refuses with {IPartyRegistry} errors,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {DealWrongStatus}, {ILedgerErrors.PartyNotEntitled}, {LotNotInDeal}.
    function offerRepurchase(uint32 dealNumber, LotId[] calldata lotIds) external;

    /// @notice Owner states that it received the price of lots that it demanded or was offered to repurchase: what is
    /// outstanding less their reserve. The supplier has them again.
    ///
    /// Emits {LotRepurchased} and ERC-721 `Transfer` for each, {DealClosed} with the last lot. Refuses with
    /// {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds}, {DealWrongStatus},
    /// {IReceivableLots.LotNotOwned}, {LotNotInDeal}, {RepurchaseNotAgreed}, {IReceivableLots.LotEncumbered},
    /// {IReceivableLots.LotHeld}.
    function repurchase(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external;

    /// @notice Divides the terms of a lot when it is split: the new lot's share is rounded down. Lots only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}.
    function splitPosition(
        LotId lotId,
        LotId newLotId,
        uint32 dealNumber,
        uint64 partMinor,
        uint64 outstandingMinor
    ) external;

    /// @notice Adds up the terms of lots when they are merged. Lots only.
    ///
    /// Refuses with {ILedgerErrors.CallerNotModule}, {IReceivableLots.LotsNotMergeable}.
    function mergePositions(LotId intoLotId, LotId lotId, uint32 dealNumber) external;

    /// @notice Ends the terms of a lot that a court gave back to its supplier. Lots only.
    ///
    /// Emits {LotLeftDeal}, {DealClosed} with the last lot. Refuses with {ILedgerErrors.CallerNotModule}.
    function endPosition(LotId lotId, uint32 dealNumber) external;

    /// @notice EIP-712 digest that the financier signs.
    function quoteDigest(Quote calldata quote) external view returns (bytes32);

    /// @notice State of each deal; status NONE where unknown.
    function dealsOf(uint32[] calldata dealNumbers) external view returns (Deal[] memory);

    /// @notice Terms of each lot under its deal.
    function positionsOf(LotId[] calldata lotIds) external view returns (Position[] memory);

    /// @notice Lowest nonce of a financier's quotes that were not cancelled together.
    function quoteNonceMinOf(address financier) external view returns (uint64);
}
