// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IFactoring} from "./interfaces/IFactoring.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FactoringMath} from "./libraries/FactoringMath.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {ConfirmationScope, LotId, Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";

/// @title Factoring
/// @notice Sale of lots: quote, acceptance, funding, closing.
contract Factoring is LedgerModule, EIP712, IFactoring {
    using LotIds for LotId;

    /// @dev Sums over the lots, before they are known to fit the platform's largest amount.
    struct Sums {
        uint256 eligibleMinor;
        uint256 advanceMinor;
        uint256 discountChargeMinor;
        uint256 serviceFeeMinor;
    }

    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "Quote(address financier,address supplier,bytes3 currency,bytes32 lotsHash,"
        "uint16 advanceRateBps,uint16 discountRateBps,uint16 serviceFeeBps,"
        "uint16 dayCountBasis,uint16 recourseDays,bool disclosed,uint40 validUntil,"
        "uint32 fundingSeconds,bytes32 salt)"
    );

    uint32 private _dealCount;
    mapping(uint32 dealNumber => Deal) private _deals;
    mapping(bytes32 quoteHash => uint32 dealNumber) private _dealOfQuote;

    constructor(Modules memory modules) LedgerModule(modules) EIP712("Duebill Factoring", "1") {}

    /// @inheritdoc IFactoring
    function accept(
        Quote calldata quote,
        LotId[] calldata lotIds,
        bytes calldata signature
    ) external returns (uint32 dealNumber) {
        // Checks.
        _requireEntitled(_actingParty(Roles.SUPPLIER), quote.supplier);
        Bounds.requireBatch(lotIds.length);
        bytes32 quoteHash = quoteDigest(quote);
        _requireUsable(quote, quoteHash);
        _requireSigned(quote.financier, quoteHash, signature);
        _requireLots(quote.lotsHash, lotIds);
        Price memory price = _priceOf(quote, lotIds);

        // Effects.
        dealNumber = _openDeal(quote, quoteHash, price);

        LOTS.reserve(lotIds, quote.supplier, dealNumber);
    }

    /// @inheritdoc IFactoring
    function fund(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        address financier = _actingParty(Roles.FINANCIER);
        Deal storage deal = _requireDeal(dealNumber, DealStatus.ACCEPTED, lotIds);
        _requireEntitled(financier, deal.financier);
        if (block.timestamp > deal.fundBy) revert FundingOverdue(dealNumber, deal.fundBy);

        // Effects.
        deal.status = DealStatus.FUNDED;
        emit DealFunded(dealNumber, evidenceHash);

        LOTS.assign(lotIds, financier, dealNumber);
    }

    /// @inheritdoc IFactoring
    function lapse(uint32 dealNumber, LotId[] calldata lotIds) external {
        // Checks.
        Deal storage deal = _requireDeal(dealNumber, DealStatus.ACCEPTED, lotIds);
        if (block.timestamp <= deal.fundBy) revert FundingNotOverdue(dealNumber, deal.fundBy);

        // Effects.
        deal.status = DealStatus.LAPSED;
        emit DealLapsed(dealNumber);

        LOTS.release(lotIds, dealNumber);
    }

    /// @inheritdoc IFactoring
    function close(uint32 dealNumber, LotId[] calldata lotIds, bytes32 evidenceHash) external {
        // Checks.
        address financier = _actingParty(Roles.FINANCIER);
        Deal storage deal = _requireDeal(dealNumber, DealStatus.FUNDED, lotIds);
        _requireEntitled(financier, deal.financier);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        for (uint256 i = 0; i < lots.length; ++i) {
            if (lots[i].outstandingMinor != 0) {
                revert LotNotCollected(lotIds[i], lots[i].outstandingMinor);
            }
        }

        // Effects.
        deal.status = DealStatus.CLOSED;
        emit DealClosed(dealNumber, deal.reserveMinor, evidenceHash);
    }

    /// @inheritdoc IFactoring
    function dealsOf(uint32[] calldata dealNumbers) external view returns (Deal[] memory found) {
        Bounds.requireRead(dealNumbers.length);
        found = new Deal[](dealNumbers.length);
        for (uint256 i = 0; i < dealNumbers.length; ++i) {
            found[i] = _deals[dealNumbers[i]];
        }
    }

    /// @inheritdoc IFactoring
    function quoteDigest(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    function _openDeal(
        Quote calldata quote,
        bytes32 quoteHash,
        Price memory price
    ) private returns (uint32 dealNumber) {
        dealNumber = ++_dealCount;
        _dealOfQuote[quoteHash] = dealNumber;
        // Safe cast: _requireUsable checked it.
        uint32 fundBy = uint32(block.timestamp + quote.fundingSeconds);
        _deals[dealNumber] = Deal(
            quote.financier,
            price.advanceMinor,
            DealStatus.ACCEPTED,
            quote.supplier,
            price.reserveMinor,
            fundBy,
            quote.lotsHash
        );
        emit QuoteAccepted(
            dealNumber,
            quoteHash,
            quote.supplier,
            quote.financier,
            quote.currency,
            price,
            fundBy,
            quote.disclosed
        );
    }

    /// @dev The quote is new, not expired, and its terms are within bounds.
    function _requireUsable(Quote calldata quote, bytes32 quoteHash) private view {
        uint32 dealNumber = _dealOfQuote[quoteHash];
        if (dealNumber != 0) revert QuoteAlreadyAccepted(quoteHash, dealNumber);
        if (block.timestamp > quote.validUntil) revert QuoteExpired(quoteHash, quote.validUntil);
        if (
            quote.financier == quote.supplier ||
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

    /// @dev The quote was signed by a key that acts for an active financier.
    function _requireSigned(
        address financier,
        bytes32 quoteHash,
        bytes calldata signature
    ) private view {
        // An invalid signature recovers to zero, which acts for nobody.
        (address signer, , ) = ECDSA.tryRecoverCalldata(quoteHash, signature);
        if (signer == address(0) || PARTIES.partyOfSigner(signer) != financier) {
            revert QuoteSignerInvalid(financier, signer);
        }
        PARTIES.requireParty(financier, Roles.FINANCIER);
    }

    function _requireDeal(
        uint32 dealNumber,
        DealStatus required,
        LotId[] calldata lotIds
    ) private view returns (Deal storage deal) {
        deal = _deals[dealNumber];
        if (deal.status != required) revert DealWrongStatus(dealNumber, deal.status, required);
        _requireLots(deal.lotsHash, lotIds);
    }

    /// @dev What the terms come to: each lot is rounded by itself and the results are added up.
    function _priceOf(
        Quote calldata quote,
        LotId[] calldata lotIds
    ) private view returns (Price memory) {
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        IReceivableRegistry.Receivable[] memory receivables = _receivablesOf(lotIds);
        Sums memory sums;
        for (uint256 i = 0; i < lots.length; ++i) {
            if (lots[i].owner == address(0)) revert IReceivableLots.LotUnknown(lotIds[i]);
            uint256 tenorDays = _requireEligible(lotIds[i], receivables[i], quote.currency);
            Bounds.requireAmount(lots[i].outstandingMinor);
            _addLot(sums, quote, lots[i].outstandingMinor, tenorDays);
        }

        Bounds.requireAmount(sums.eligibleMinor);
        // Safe cast: the advance is at most what is eligible.
        uint64 advanceMinor = uint64(sums.advanceMinor);
        uint256 chargesMinor = sums.discountChargeMinor + sums.serviceFeeMinor;
        if (chargesMinor >= advanceMinor) revert ChargesAboveAdvance(advanceMinor, chargesMinor);

        // Safe casts: charges are below the advance.
        return
            Price(
                uint64(sums.eligibleMinor),
                advanceMinor,
                uint64(sums.eligibleMinor) - advanceMinor,
                uint64(sums.discountChargeMinor),
                uint64(sums.serviceFeeMinor)
            );
    }

    function _receivablesOf(
        LotId[] calldata lotIds
    ) private view returns (IReceivableRegistry.Receivable[] memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            receivableIds[i] = lotIds[i].receivableOf();
        }
        return RECEIVABLES.receivablesOf(receivableIds);
    }

    /// @dev Days from today to the due date of a lot that can be financed.
    function _requireEligible(
        LotId lotId,
        IReceivableRegistry.Receivable memory receivable,
        bytes3 currency
    ) private view returns (uint256 tenorDays) {
        if (
            receivable.status != IReceivableRegistry.ReceivableStatus.CONFIRMED ||
            receivable.disputedMinor != 0 ||
            receivable.scope & ConfirmationScope.ASSIGNMENT_CONSENT == 0
        ) {
            revert LotNotEligible(
                lotId,
                uint8(receivable.status),
                receivable.disputedMinor,
                receivable.scope
            );
        }
        if (receivable.currency != currency) {
            revert LotCurrencyMismatch(lotId, currency, receivable.currency);
        }
        uint32 today = _today();
        if (receivable.dueDay < today) revert LotPastDue(lotId, receivable.dueDay, today);
        return receivable.dueDay - today;
    }

    function _addLot(
        Sums memory sums,
        Quote calldata quote,
        uint256 eligibleMinor,
        uint256 tenorDays
    ) private pure {
        uint256 advanceMinor = FactoringMath.advanceDown(eligibleMinor, quote.advanceRateBps);
        sums.eligibleMinor += eligibleMinor;
        sums.advanceMinor += advanceMinor;
        sums.discountChargeMinor += FactoringMath.discountChargeUp(
            advanceMinor,
            quote.discountRateBps,
            tenorDays,
            quote.dayCountBasis
        );
        sums.serviceFeeMinor += FactoringMath.serviceFeeUp(eligibleMinor, quote.serviceFeeBps);
    }

    function _requireLots(bytes32 expected, LotId[] calldata lotIds) private pure {
        bytes32 actual = keccak256(abi.encodePacked(lotIds));
        if (actual != expected) revert LotsMismatch(expected, actual);
    }
}
