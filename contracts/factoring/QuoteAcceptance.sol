// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IFactoring} from "../interfaces/IFactoring.sol";
import {IReceivableDebts} from "../interfaces/IReceivableDebts.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {FactoringMath} from "../libraries/FactoringMath.sol";
import {LotReads} from "../libraries/LotReads.sol";
import {Acts, BATCH_MAX, ConfirmationScope, LotId, Roles} from "../types/LedgerTypes.sol";
import {FactoringStore} from "./FactoringStore.sol";

/// @title Quotes, from the financier's signature to the supplier's acceptance
/// @notice Part of {Factoring}.
abstract contract QuoteAcceptance is FactoringStore, EIP712 {
    /// @dev The quote's terms that each lot is priced by, and sums over the lots before they are known to fit the
    /// platform's largest amount.
    struct Pricing {
        uint256 advanceRateBps;
        uint256 discountRateBps;
        uint256 serviceFeeBps;
        uint256 dayCountBasis;
        uint256 tenorDaysMax;
        uint256 today;
        uint256 eligibleMinor;
        uint256 advanceMinor;
        uint256 discountChargeMinor;
        uint256 serviceFeeMinor;
    }

    /// @param drawnMinor Σ of what was accepted under the quote.
    /// @param dealNumber Its latest deal.
    struct QuoteUse {
        uint64 drawnMinor;
        uint32 dealNumber;
    }

    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "Quote(address financier,address supplier,address buyer,bytes3 currency,bytes32 lotsHash,"
        "uint64 eligibleMinorMax,uint8 scopeMin,uint16 tenorDaysMax,uint16 advanceRateBps,"
        "uint16 discountRateBps,uint16 serviceFeeBps,uint16 dayCountBasis,uint16 recourseDays,"
        "bool disclosed,address cashToken,uint40 validUntil,uint32 fundingSeconds,uint64 nonce)"
    );

    mapping(bytes32 quoteHash => QuoteUse) private _quoteUses;
    mapping(address financier => mapping(bytes32 quoteHash => bool)) private _cancelled;
    mapping(address financier => uint64) private _nonceMin;

    constructor() EIP712("Duebill Factoring", "1") {}

    /// @inheritdoc IFactoring
    function accept(
        Quote calldata quote,
        LotId[] calldata lotIds,
        bytes calldata signature
    ) external returns (uint32 dealNumber) {
        // Checks.
        address supplier = _actingPartyUpTo(Roles.SUPPLIER, Acts.FINANCING, quote.eligibleMinorMax);
        _requireEntitled(supplier, quote.supplier);
        Bounds.requireBatch(lotIds.length);
        bytes32 quoteHash = quoteDigest(quote);
        _requireUsable(quote, quoteHash);
        _requireSigned(quote, quoteHash, signature);
        bytes32 lotsHash = LotReads.hashOf(lotIds);
        if (quote.lotsHash != 0 && lotsHash != quote.lotsHash) {
            revert LotsMismatch(quote.lotsHash, lotsHash);
        }
        uint256[] memory dueDays = _dueDaysOf(quote, lotIds);

        // Effects.
        dealNumber = _nextDealNumber();
        uint256[] memory eligibleMinor = LOTS.reserve(lotIds, supplier, dealNumber);
        Price memory price = _priceOf(quote, lotIds, eligibleMinor, dueDays);
        _draw(quote, quoteHash, price.eligibleMinor, dealNumber);
        _openDeal(quote, quoteHash, lotsHash, lotIds.length, price);
    }

    /// @inheritdoc IFactoring
    function cancelQuotes(bytes32[] calldata quoteHashes, uint64 nonceMin) external {
        // Checks.
        address financier = _actingParty(Roles.FINANCIER, Acts.FINANCING);
        if (quoteHashes.length > BATCH_MAX) Bounds.requireBatch(quoteHashes.length);

        // Effects.
        for (uint256 i = 0; i < quoteHashes.length; ++i) {
            _cancelled[financier][quoteHashes[i]] = true;
        }
        if (nonceMin > _nonceMin[financier]) _nonceMin[financier] = nonceMin;
        emit QuotesCancelled(financier, quoteHashes, _nonceMin[financier]);
    }

    /// @inheritdoc IFactoring
    function quoteNonceMinOf(address financier) external view returns (uint64) {
        return _nonceMin[financier];
    }

    /// @inheritdoc IFactoring
    function quoteDigest(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    function _nextDealNumber() private returns (uint32 dealNumber) {
        dealNumber = _dealCount;
        if (dealNumber == type(uint24).max) revert DealNumberAboveMax(type(uint24).max);
        _dealCount = ++dealNumber;
    }

    function _draw(
        Quote calldata quote,
        bytes32 quoteHash,
        uint64 eligibleMinor,
        uint32 dealNumber
    ) private {
        uint256 drawnMinor = uint256(_quoteUses[quoteHash].drawnMinor) + eligibleMinor;
        if (drawnMinor > quote.eligibleMinorMax) {
            revert QuoteAboveMax(quoteHash, drawnMinor, quote.eligibleMinorMax);
        }
        _quoteUses[quoteHash] = QuoteUse(uint64(drawnMinor), dealNumber);
    }

    function _openDeal(
        Quote calldata quote,
        bytes32 quoteHash,
        bytes32 lotsHash,
        uint256 lotCount,
        Price memory price
    ) private {
        uint32 dealNumber = _dealCount;
        // Safe cast: _requireUsable checked it.
        uint32 fundBy = uint32(block.timestamp + quote.fundingSeconds);
        Deal storage deal = _deals[dealNumber];
        deal.financier = quote.financier;
        deal.advanceMinor = price.advanceMinor;
        deal.status = DealStatus.ACCEPTED;
        deal.recourseDays = quote.recourseDays;
        deal.disclosed = quote.disclosed;
        deal.supplier = quote.supplier;
        deal.reserveMinor = price.reserveMinor;
        deal.fundBy = fundBy;
        deal.buyer = quote.buyer;
        deal.currency = quote.currency;
        // Safe cast: at most BATCH_MAX.
        deal.openLots = uint16(lotCount);
        deal.lotsHash = lotsHash;
        if (quote.cashToken != address(0)) {
            deal.cashToken = quote.cashToken;
            deal.payoutMinor =
                price.advanceMinor -
                price.discountChargeMinor -
                price.serviceFeeMinor;
        }
        emit QuoteAccepted(dealNumber, quoteHash, quote.supplier, quote, price, fundBy);
    }

    /// @dev What the terms come to: each lot is rounded by itself and the results are added up.
    function _priceOf(
        Quote calldata quote,
        LotId[] calldata lotIds,
        uint256[] memory eligibleMinor,
        uint256[] memory dueDays
    ) private returns (Price memory) {
        Pricing memory pricing = Pricing(
            quote.advanceRateBps,
            quote.discountRateBps,
            quote.serviceFeeBps,
            quote.dayCountBasis,
            quote.tenorDaysMax,
            _today(),
            0,
            0,
            0,
            0
        );
        for (uint256 i = 0; i < lotIds.length; ++i) {
            _priceLot(pricing, lotIds[i], eligibleMinor[i], dueDays[i]);
        }

        Bounds.requireAmount(pricing.eligibleMinor);
        // Safe cast: the advance is at most what is eligible.
        uint64 totalAdvanceMinor = uint64(pricing.advanceMinor);
        uint256 chargesMinor = pricing.discountChargeMinor + pricing.serviceFeeMinor;
        if (chargesMinor >= totalAdvanceMinor) {
            revert ChargesAboveAdvance(totalAdvanceMinor, chargesMinor);
        }
        // Safe casts: charges are below the advance.
        return
            Price(
                uint64(pricing.eligibleMinor),
                totalAdvanceMinor,
                uint64(pricing.eligibleMinor) - totalAdvanceMinor,
                uint64(pricing.discountChargeMinor),
                uint64(pricing.serviceFeeMinor)
            );
    }

    function _priceLot(
        Pricing memory pricing,
        LotId lotId,
        uint256 eligibleMinor,
        uint256 dueDay
    ) private {
        // Checks.
        if (eligibleMinor == 0) Bounds.requireAmount(0);
        uint256 tenorDays;
        unchecked {
            // A day before today becomes a tenor beyond any bound.
            tenorDays = dueDay - pricing.today;
        }
        if (tenorDays > pricing.tenorDaysMax) {
            revert LotTenorOutOfBounds(lotId, dueDay, pricing.today, uint16(pricing.tenorDaysMax));
        }

        // Effects.
        uint256 advanceMinor = FactoringMath.advanceDown(eligibleMinor, pricing.advanceRateBps);
        unchecked {
            // Nothing overflows: amounts are at most 2^63 − 1, a batch has few lots, and the advance is at most what is
            // eligible.
            pricing.eligibleMinor += eligibleMinor;
            pricing.advanceMinor += advanceMinor;
            pricing.discountChargeMinor += FactoringMath.discountChargeUp(
                advanceMinor,
                pricing.discountRateBps,
                tenorDays,
                pricing.dayCountBasis
            );
            pricing.serviceFeeMinor += FactoringMath.serviceFeeUp(
                eligibleMinor,
                pricing.serviceFeeBps
            );
            Position storage position = _positions[lotId];
            position.advanceMinor = uint64(advanceMinor);
            position.reserveMinor = uint64(eligibleMinor - advanceMinor);
            position.demandedAt = 0;
            position.repurchaseOffered = false;
            position.isClosed = false;
        }
    }

    /// @dev When each lot is due, if all can be financed under the quote.
    function _dueDaysOf(
        Quote calldata quote,
        LotId[] calldata lotIds
    ) private view returns (uint256[] memory) {
        return
            RECEIVABLES.dueDaysOf(
                lotIds,
                IReceivableDebts.FinancingTerms(
                    quote.supplier,
                    quote.buyer,
                    quote.currency,
                    quote.scopeMin | ConfirmationScope.ASSIGNMENT_CONSENT
                )
            );
    }

    /// @dev The quote is not used up, not cancelled, not expired, and its terms are within bounds.
    function _requireUsable(Quote calldata quote, bytes32 quoteHash) private view {
        uint32 dealNumber = _quoteUses[quoteHash].dealNumber;
        if (dealNumber != 0 && quote.lotsHash != 0) {
            revert QuoteAlreadyAccepted(quoteHash, dealNumber);
        }
        if (quote.nonce < _nonceMin[quote.financier] || _cancelled[quote.financier][quoteHash]) {
            revert QuoteIsCancelled(quoteHash);
        }
        if (block.timestamp > quote.validUntil) revert QuoteExpired(quoteHash, quote.validUntil);
        if (
            quote.financier == quote.supplier ||
            quote.financier == quote.buyer ||
            quote.scopeMin & ~ConfirmationScope.ALL != 0 ||
            quote.advanceRateBps == 0 ||
            quote.advanceRateBps > FactoringMath.BPS_DENOMINATOR ||
            quote.discountRateBps > FactoringMath.BPS_DENOMINATOR ||
            quote.serviceFeeBps > FactoringMath.BPS_DENOMINATOR ||
            (quote.dayCountBasis != 360 && quote.dayCountBasis != 365) ||
            block.timestamp + quote.fundingSeconds > type(uint32).max
        ) {
            revert QuoteTermsInvalid(quoteHash);
        }
    }

    /// @dev The quote was signed by a key that may sign it for an active financier.
    function _requireSigned(
        Quote calldata quote,
        bytes32 quoteHash,
        bytes calldata signature
    ) private view {
        // An invalid signature recovers to zero, which acts for nobody.
        (address signer, , ) = ECDSA.tryRecoverCalldata(quoteHash, signature);
        if (signer == address(0) || PARTIES.partyOfSigner(signer) != quote.financier) {
            revert QuoteSignerInvalid(quote.financier, signer);
        }
        PARTIES.requireSigner(signer, quote.financier, Acts.FINANCING, quote.eligibleMinorMax);
        PARTIES.requireParty(quote.financier, Roles.FINANCIER);
    }
}
