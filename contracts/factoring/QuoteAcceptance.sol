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
        if (quote.lotsHash != 0) LotReads.requireLots(lotIds, quote.lotsHash);
        uint24[] memory dueDays = RECEIVABLES.dueDaysOf(
            lotIds,
            IReceivableDebts.FinancingTerms(
                supplier,
                quote.buyer,
                quote.currency,
                quote.scopeMin | ConfirmationScope.ASSIGNMENT_CONSENT
            )
        );

        // Effects.
        dealNumber = _nextDealNumber();
        uint64[] memory eligibleMinor = LOTS.reserve(lotIds, supplier, dealNumber);
        Price memory price = _priceOf(quote, lotIds, eligibleMinor, dueDays);
        _draw(quote, quoteHash, price.eligibleMinor, dealNumber);
        _openDeal(quote, quoteHash, lotIds, price);
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
        LotId[] calldata lotIds,
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
        deal.openLots = uint16(lotIds.length);
        deal.lotsHash = LotReads.hashOf(lotIds);
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
        uint64[] memory eligibleMinor,
        uint24[] memory dueDays
    ) private returns (Price memory) {
        Pricing memory pricing = Pricing(
            quote.advanceRateBps,
            quote.discountRateBps,
            quote.serviceFeeBps,
            quote.dayCountBasis,
            quote.tenorDaysMax,
            0,
            0,
            0,
            0
        );
        uint256 today = _today();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            Bounds.requireAmount(eligibleMinor[i]);
            uint256 dueDay = dueDays[i];
            if (dueDay < today || dueDay - today > pricing.tenorDaysMax) {
                revert LotTenorOutOfBounds(lotIds[i], dueDay, today, quote.tenorDaysMax);
            }
            uint256 advanceMinor = _addLot(pricing, eligibleMinor[i], dueDay - today);
            // Safe casts: the advance is at most what is eligible.
            _positions[lotIds[i]] = Position(
                uint64(advanceMinor),
                eligibleMinor[i] - uint64(advanceMinor),
                0,
                false,
                false
            );
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

    /// @dev Nothing overflows: amounts are at most 2^63 − 1 and a batch has few lots.
    function _addLot(
        Pricing memory pricing,
        uint256 eligibleMinor,
        uint256 tenorDays
    ) private pure returns (uint256 advanceMinor) {
        advanceMinor = FactoringMath.advanceDown(eligibleMinor, pricing.advanceRateBps);
        uint256 discountChargeMinor = FactoringMath.discountChargeUp(
            advanceMinor,
            pricing.discountRateBps,
            tenorDays,
            pricing.dayCountBasis
        );
        uint256 serviceFeeMinor = FactoringMath.serviceFeeUp(eligibleMinor, pricing.serviceFeeBps);
        unchecked {
            pricing.eligibleMinor += eligibleMinor;
            pricing.advanceMinor += advanceMinor;
            pricing.discountChargeMinor += discountChargeMinor;
            pricing.serviceFeeMinor += serviceFeeMinor;
        }
    }
}
