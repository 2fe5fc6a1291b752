// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../../../contracts/interfaces/IFactoring.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    ConfirmationScope,
    LotId,
    ReceivableId
} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {LotHandler} from "./LotHandler.sol";

/// @notice Deals from the quote to funding, lapse and closing.
abstract contract DealHandler is LotHandler {
    using LotIds for ReceivableId;

    /// @dev Charges never eat the advance of a lot this large.
    uint64 private constant PRICEABLE_MINOR = 10_000;

    IFactoring.Quote private _openQuote;
    IFactoring.Quote private _usedQuote;
    LotId[] private _usedLots;
    mapping(bytes32 quoteHash => uint256) private _drawnMinor;
    mapping(address financier => uint64) private _nonceMin;
    uint64 private _nonce = 1;

    function acceptQuote(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isSuppliersLot);
        if (!found.exists) return;
        LotId[] memory lotIds = _lotsWith(found);
        Actor memory bankActor = _pickActor(financier, otherFinancier);
        IFactoring.Quote memory quote = _quoteFor(found, bankActor.party);
        quote.lotsHash = keccak256(abi.encodePacked(lotIds));
        if (!_accept(quote, lotIds)) return;
        _usedQuote = quote;
        _usedLots = lotIds;
        _reached("deal NONE > ACCEPTED");
    }

    /// @dev A quote for any lots of the pair, as often as its amount lasts.
    function acceptEligible(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isOfOpenQuote);
        if (!found.exists || _oneIn(4)) found = _pickLot(_isSuppliersLot);
        if (!found.exists) return;
        if (!_isOfOpenQuote(found)) {
            _openQuote = _quoteFor(found, _pickActor(financier, otherFinancier).party);
            _openQuote.eligibleMinorMax = found.lot.outstandingMinor * uint64(1 + _roll(8));
        }
        bytes32 quoteHash = factoring.quoteDigest(_openQuote);
        bool wasDrawn = _drawnMinor[quoteHash] > 0;
        if (!_accept(_openQuote, _single(found.lotId))) return;
        _drawnMinor[quoteHash] += found.lot.outstandingMinor;
        bool isWithin = _drawnMinor[quoteHash] <= _openQuote.eligibleMinorMax;
        _expect(isWithin, 3, "3. more was accepted than the quote allows");
        _reached(
            wasDrawn ? bytes32("quote drawn again") : bytes32("quote for eligible lots drawn")
        );
    }

    /// @dev A quote for certain lots serves once, and a cancelled one not at all.
    function acceptAgain(uint256 seed) external rolls(seed) {
        if (_usedLots.length == 0) return;
        LotId[] memory lotIds = _usedLots;
        IFactoring.Quote memory quote = _usedQuote;
        quote.validUntil = uint40(block.timestamp + 1 days);
        bool cancels = _oneIn(2);
        if (cancels) {
            quote.nonce = ++_nonce;
            vm.prank(mainKeys[quote.financier].signer);
            bytes memory call = abi.encodeCall(
                IFactoring.cancelQuotes,
                (new bytes32[](0), _nonce + 1)
            );
            (bool done, ) = address(factoring).call(call);
            if (!done) return;
            _nonceMin[quote.financier] = ++_nonce;
        } else {
            quote = _usedQuote;
        }
        _sendExpecting(
            _actorOf(quote.supplier),
            Need(Acts.FINANCING, quote.eligibleMinorMax),
            address(factoring),
            abi.encodeCall(IFactoring.accept, (quote, lotIds, _signed(quote, true))),
            false
        );
        _reached(cancels ? bytes32("cancelled quote refused") : bytes32("used quote refused"));
    }

    function fund(uint256 seed) external rolls(seed) {
        uint32 dealNumber = _pickDeal(IFactoring.DealStatus.ACCEPTED);
        if (dealNumber == 0) return;
        IFactoring.Deal memory deal = _deal(dealNumber);
        LotId[] memory lotIds = lotsOfDeals[dealNumber - 1];
        (bool isFree, uint256 totalMinor) = _fundable(deal, dealNumber, lotIds);
        bool fits = _fitsLimit(deal.financier, deal.buyer, deal.currency, totalMinor);
        uint256 fromMinor = _exposureMinor(deal.financier, deal.buyer, deal.currency);
        bool inTime = block.timestamp <= deal.fundBy;
        uint256 cashMinor = token.balanceOf(mainKeys[deal.supplier].signer);
        bool done = _sendExpecting(
            _actorOf(deal.financier),
            Need(Acts.FINANCING, deal.advanceMinor),
            address(factoring),
            abi.encodeCall(IFactoring.fund, (dealNumber, lotIds, "proof")),
            isFree && fits && inTime
        );
        if (!done) {
            if (!fits) _reached("funding past limit refused");
            if (!inTime) _reached("late funding refused");
            if (!isFree) _reached("funding of held lot refused");
            return;
        }
        _expectWithinLimit(deal.financier, deal.buyer, deal.currency, fromMinor);
        uint256 paidInMinor = token.balanceOf(mainKeys[deal.supplier].signer) - cashMinor;
        _expect(paidInMinor == deal.payoutMinor, 24, "24. funding moved another amount");
        if (deal.payoutMinor > 0) _reached("deal funded in tokens");
        _reached("deal ACCEPTED > FUNDED");
    }

    function lapse(uint256 seed) external rolls(seed) {
        uint32 dealNumber = _pickDeal(IFactoring.DealStatus.ACCEPTED);
        if (dealNumber == 0) return;
        bool isOverdue = block.timestamp > _deal(dealNumber).fundBy;
        try factoring.lapse(dealNumber, lotsOfDeals[dealNumber - 1]) {
            _expect(isOverdue, 20, "20. a deal lapsed before its time");
            _reached("deal ACCEPTED > LAPSED");
        } catch {
            _expect(!isOverdue, 20, "20. an overdue deal did not lapse");
            _reached("early lapse refused");
        }
    }

    function close(uint256 seed) external rolls(seed) {
        Found memory found = _oneIn(4) ? _pickLot(_isLotInDeal) : _pickLot(_isCollected);
        if (!found.exists) return;
        IFactoring.Position memory position = _position(found.lotId);
        IFactoring.Deal memory deal = _deal(found.lot.dealNumber);
        bool possible =
            found.lot.outstandingMinor == 0 &&
                !position.isClosed &&
                deal.status == IFactoring.DealStatus.FUNDED &&
                _isFinancier(found.lot.owner);
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.SETTLEMENT, 0),
            address(factoring),
            abi.encodeCall(
                IFactoring.close,
                (found.lot.dealNumber, _single(found.lotId), "released")
            ),
            possible
        );
        if (!done) {
            if (found.lot.outstandingMinor > 0) _reached("closing of open lot refused");
            return;
        }
        uint64 nettedMinor = _reduce(
            deal.supplier,
            found.lot.owner,
            deal.currency,
            position.reserveMinor
        );
        if (nettedMinor > 0) _reached("reserve netted off");
        if (deal.openLots == 1) _reached("deal FUNDED > CLOSED");
    }

    function _isOfOpenQuote(Found memory found) internal view returns (bool) {
        return
            _isSuppliersLot(found) &&
            found.lot.dealNumber == 0 &&
            _openQuote.supplier == found.debt.supplier &&
            _openQuote.buyer == found.debt.buyer &&
            _openQuote.currency == found.debt.currency &&
            _openQuote.validUntil >= block.timestamp;
    }

    function _isCollected(Found memory found) internal view returns (bool) {
        return
            found.lot.dealNumber != 0 &&
            found.lot.outstandingMinor == 0 &&
            !found.lot.reserved &&
            !_position(found.lotId).isClosed;
    }

    function _isFinancier(address party) internal view returns (bool) {
        return party == financier.party || party == otherFinancier.party;
    }

    /// @dev The lot, and often another one of its supplier in the same receivable.
    function _lotsWith(Found memory found) private returns (LotId[] memory lotIds) {
        LotId[] memory siblings = new LotId[](2);
        siblings[0] = found.lotId;
        uint256 count = 1;
        uint256 all = lots.lotsOf(found.id).length;
        for (uint256 i = 1; i <= all && count == 1; ++i) {
            LotId lotId = found.id.lotIdOf(i);
            bool isOther = LotId.unwrap(lotId) != LotId.unwrap(found.lotId);
            if (!isOther || _lot(lotId).owner != found.debt.supplier || _oneIn(3)) continue;
            siblings[count++] = lotId;
        }
        lotIds = new LotId[](count);
        for (uint256 i = 0; i < count; ++i) {
            lotIds[i] = siblings[i];
        }
    }

    function _accept(
        IFactoring.Quote memory quote,
        LotId[] memory lotIds
    ) private returns (bool done) {
        (bool isFree, bool isPriceable, uint256 totalMinor) = _saleable(quote, lotIds);
        bool isSigned = !_oneIn(8);
        uint256 drawnMinor = quote.lotsHash == 0 ? _drawnMinor[factoring.quoteDigest(quote)] : 0;
        bool possible =
            isFree &&
                isSigned &&
                quote.nonce >= _nonceMin[quote.financier] &&
                _mayAct(quote.financier) &&
                drawnMinor + totalMinor <= quote.eligibleMinorMax;
        bytes memory call = abi.encodeCall(
            IFactoring.accept,
            (quote, lotIds, _signed(quote, isSigned))
        );
        Need memory need = Need(Acts.FINANCING, quote.eligibleMinorMax);
        Outcome outcome = _send(_actorOf(quote.supplier), need, address(factoring), call);
        if (outcome == Outcome.UNENTITLED) return false;
        done = outcome == Outcome.DONE;
        _expect(!done || possible, 3, "3. lots were sold that are not free, or not to this quote");
        _expect(done || !possible || !isPriceable, 20, "20. a valid quote was refused");
        if (done) {
            lotsOfDeals.push(lotIds);
            return true;
        }
        if (!isFree) _reached("sale of bound lot refused");
        if (!isSigned) _reached("unsigned quote refused");
    }

    /// @dev Whether the lots can be sold on these terms, counted anew.
    function _saleable(
        IFactoring.Quote memory quote,
        LotId[] memory lotIds
    ) private view returns (bool isFree, bool isPriceable, uint256 totalMinor) {
        isFree = true;
        isPriceable = true;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            Found memory found = _foundOf(lotIds[i]);
            bool isOpen =
                _isConfirmed(found) &&
                    found.lot.outstandingMinor > 0 &&
                    found.lot.dealNumber == 0 &&
                    _freeMinor(found) == found.lot.outstandingMinor;
            bool isEligible =
                found.debt.scope & ConfirmationScope.ASSIGNMENT_CONSENT != 0 &&
                    found.debt.dueDay >= _today();
            isFree = isFree && isOpen && isEligible && found.lot.owner == quote.supplier;
            isPriceable = isPriceable && found.lot.outstandingMinor >= PRICEABLE_MINOR;
            totalMinor += found.lot.outstandingMinor;
        }
    }

    /// @dev Whether all lots are still the supplier's, reserved under the deal, and neither frozen nor disputed.
    function _fundable(
        IFactoring.Deal memory deal,
        uint32 dealNumber,
        LotId[] memory lotIds
    ) private view returns (bool isFree, uint256 totalMinor) {
        isFree = true;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            Found memory found = _foundOf(lotIds[i]);
            isFree =
                isFree &&
                found.lot.owner == deal.supplier &&
                found.lot.reserved &&
                found.lot.dealNumber == dealNumber &&
                !isFrozen[found.lotId] &&
                _restingMinor(found) == 0;
            totalMinor += found.lot.outstandingMinor;
        }
    }

    function _quoteFor(
        Found memory found,
        address buyerOfLots
    ) private returns (IFactoring.Quote memory quote) {
        quote.financier = buyerOfLots;
        quote.supplier = found.debt.supplier;
        quote.buyer = found.debt.buyer;
        quote.currency = found.debt.currency;
        quote.eligibleMinorMax = AMOUNT_MINOR_MAX;
        quote.tenorDaysMax = 1_000;
        quote.advanceRateBps = 8_000;
        quote.discountRateBps = 500;
        quote.serviceFeeBps = 50;
        quote.dayCountBasis = _oneIn(2) ? 360 : 365;
        quote.recourseDays = _oneIn(3) ? 0 : uint16(1 + _roll(5));
        quote.disclosed = _oneIn(2);
        quote.cashToken = _oneIn(3) ? address(token) : address(0);
        quote.validUntil = uint40(block.timestamp + 3 days);
        quote.fundingSeconds = uint32(1 days + _roll(6 days));
        quote.nonce = ++_nonce;
    }

    function _signed(
        IFactoring.Quote memory quote,
        bool byFinancier
    ) private view returns (bytes memory) {
        uint256 key = byFinancier ? mainKeys[quote.financier].privateKey : collector.key;
        return _sign(key, factoring.quoteDigest(quote));
    }
}
