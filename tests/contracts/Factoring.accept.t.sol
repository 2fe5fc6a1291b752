// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {LotIds} from "../../contracts/libraries/LotIds.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ConfirmationScope,
    LotId,
    ReceivableId,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";

contract Factoring_Accept_Test is LedgerTest {
    ReceivableId private receivableId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_001);
        lotIds = _lotIds(receivableId, 1);
    }

    function test_GivenASignedQuote_ReservesTheLotsAtItsPrice() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        // Advance 80 000.8 down; 80 000 x 6 % x 60 / 360 exact; 100 001 x 0.5 % = 500.005 up.
        IFactoring.Price memory price = IFactoring.Price(100_001, 80_000, 20_001, 800, 501);

        vm.expectEmit(address(factoring));
        emit IFactoring.QuoteAccepted(
            1,
            factoring.quoteDigest(quote),
            supplier.party,
            financier.party,
            EUR,
            price,
            uint32(START + 2 days),
            true
        );
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReserved(lotIds[0], 1);
        _accepted(lotIds);

        IFactoring.Deal memory deal = _deal(1);
        assertTrue(deal.status == IFactoring.DealStatus.ACCEPTED, "status is not ACCEPTED");
        assertEq(deal.financier, financier.party, "financier");
        assertEq(deal.supplier, supplier.party, "supplier");
        assertEq(deal.advanceMinor, 80_000, "advance");
        assertEq(deal.reserveMinor, 20_001, "reserve");
        assertEq(deal.lotsHash, quote.lotsHash, "lots");
        assertEq(_lot(lotIds[0]).dealNumber, 1, "deal of the lot");
        assertEq(_lot(lotIds[0]).owner, supplier.party, "owner before funding");
    }

    function test_GivenTwoLots_RoundsEachAndAddsUp() public {
        _confirmed("b", 100_001);
        LotId[] memory two = new LotId[](2);
        two[0] = lotIds[0];
        two[1] = LotIds.lotIdOf(receivables.receivableIdOf(supplier.party, "b"), 1);

        _accepted(two);

        assertEq(_deal(1).advanceMinor, 160_000, "advance");
        assertEq(_deal(1).reserveMinor, 40_002, "reserve");
    }

    function test_WhenAnotherSupplierAccepts_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherSupplier,
            address(factoring),
            _acceptCall(_quote(lotIds), lotIds, financier.key),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherSupplier.party,
                supplier.party
            )
        );
    }

    function test_GivenNoLot_RefusesWithBatchSizeOutOfBounds() public {
        LotId[] memory none = new LotId[](0);
        _refused(
            _quote(none),
            none,
            abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, 0, BATCH_MAX)
        );
    }

    function test_WhenAnotherKeySigned_RefusesWithQuoteSignerInvalid() public {
        bytes4 selector = IFactoring.QuoteSignerInvalid.selector;
        _actRefused(
            supplier,
            address(factoring),
            _acceptCall(_quote(lotIds), lotIds, otherFinancier.key),
            abi.encodeWithSelector(selector, financier.party, otherFinancier.signer)
        );
        _actRefused(
            supplier,
            address(factoring),
            abi.encodeCall(IFactoring.accept, (_quote(lotIds), lotIds, hex"1234")),
            abi.encodeWithSelector(selector, financier.party, address(0))
        );
    }

    function test_WhenTheFinancierLostItsStanding_Refuses() public {
        vm.prank(operator.signer);
        parties.renewAdmission(financier.party, Roles.AUDITOR, ADMITTED_UNTIL);
        _refused(
            _quote(lotIds),
            lotIds,
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                financier.party,
                Roles.AUDITOR,
                Roles.FINANCIER
            )
        );

        _suspend(financier);
        _refused(
            _quote(lotIds),
            lotIds,
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                financier.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
    }

    function test_AtTheEndOfValidity_IsAcceptedAndThenRefusedWithQuoteExpired() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        vm.warp(quote.validUntil + 1);
        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(
                IFactoring.QuoteExpired.selector,
                factoring.quoteDigest(quote),
                quote.validUntil
            )
        );

        vm.warp(quote.validUntil);
        _accepted(lotIds);
    }

    function test_WhenItWasAcceptedBefore_RefusesWithQuoteAlreadyAccepted() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        _accepted(lotIds);

        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(
                IFactoring.QuoteAlreadyAccepted.selector,
                factoring.quoteDigest(quote),
                1
            )
        );
    }

    function test_GivenTermsOutOfBounds_RefusesWithQuoteTermsInvalid() public {
        for (uint256 field = 0; field < 8; ++field) {
            IFactoring.Quote memory quote = _quote(lotIds);
            if (field == 0) quote.advanceRateBps = 0;
            if (field == 1) quote.advanceRateBps = 10_001;
            if (field == 2) quote.discountRateBps = 10_001;
            if (field == 3) quote.serviceFeeBps = 10_001;
            if (field == 4) quote.dayCountBasis = 0;
            if (field == 5) quote.dayCountBasis = 366;
            if (field == 6) quote.fundingSeconds = type(uint32).max;
            if (field == 7) quote.financier = supplier.party;

            _refused(
                quote,
                lotIds,
                abi.encodeWithSelector(
                    IFactoring.QuoteTermsInvalid.selector,
                    factoring.quoteDigest(quote)
                )
            );
        }
    }

    function test_WhenChargesEatTheAdvance_RefusesWithChargesAboveAdvance() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.serviceFeeBps = 8_000;

        // Fee 80 000.8 up, and the discount charge of 800.
        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(IFactoring.ChargesAboveAdvance.selector, 80_000, 80_801)
        );
    }

    function test_GivenOtherLots_RefusesWithLotsMismatch() public {
        LotId[] memory two = _lotIds(receivableId, 2);
        _refused(
            _quote(lotIds),
            two,
            abi.encodeWithSelector(
                IFactoring.LotsMismatch.selector,
                keccak256(abi.encodePacked(lotIds)),
                keccak256(abi.encodePacked(two))
            )
        );
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        LotId[] memory two = _lotIds(receivableId, 2);
        _refused(
            _quote(two),
            two,
            abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, two[1])
        );
    }

    function test_WhenDisputed_RefusesWithLotNotEligible() public {
        _act(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.openDispute, (receivableId, 1, 1, "evidence"))
        );

        _refusedNotEligible(
            IReceivableRegistry.ReceivableStatus.CONFIRMED,
            1,
            ConfirmationScope.ALL
        );
    }

    function test_WithoutConsentToAssignment_RefusesWithLotNotEligible() public {
        receivableId = _registered("b", 100);
        lotIds = _lotIds(receivableId, 1);
        uint8 scope = ConfirmationScope.ALL & ~ConfirmationScope.ASSIGNMENT_CONSENT;
        _act(buyer, address(receivables), _confirmCall(receivableId, 100, scope));

        _refusedNotEligible(IReceivableRegistry.ReceivableStatus.CONFIRMED, 0, scope);
    }

    function test_WhenSettled_RefusesWithLotNotEligible() public {
        _pay("entry", receivableId, 100_001);

        _refusedNotEligible(IReceivableRegistry.ReceivableStatus.SETTLED, 0, ConfirmationScope.ALL);
    }

    function test_GivenALotWithNothingOutstanding_RefusesWithAmountOutOfBounds() public {
        uint64[] memory partsMinor = new uint64[](1);
        partsMinor[0] = 1_000;
        bytes memory split = abi.encodeCall(IReceivableLots.split, (lotIds[0], partsMinor));
        _act(supplier, address(lots), split);
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        notes[0] = IReceivableRegistry.CreditNote(receivableId, "cn", 99_001, "document");
        bytes memory call = abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
        _act(supplier, address(receivables), call);

        _refused(
            _quote(lotIds),
            lotIds,
            abi.encodeWithSelector(ILedgerErrors.AmountOutOfBounds.selector, 0, AMOUNT_MINOR_MAX)
        );
    }

    function test_OnTheDueDay_IsAcceptedAndTheDayAfterRefusedWithLotPastDue() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.validUntil = ADMITTED_UNTIL;
        uint32 dueDay = TODAY + 60;

        vm.warp(uint256(dueDay + 1) * 1 days);
        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(IFactoring.LotPastDue.selector, lotIds[0], dueDay, dueDay + 1)
        );

        vm.warp(uint256(dueDay + 1) * 1 days - 1);
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
    }

    function test_GivenAnotherCurrency_RefusesWithLotCurrencyMismatch() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.currency = CNY;

        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(IFactoring.LotCurrencyMismatch.selector, lotIds[0], CNY, EUR)
        );
    }

    function test_WhenReservedByAnotherDeal_RefusesWithLotNotFree() public {
        _accepted(lotIds);
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.salt = "another";

        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(IReceivableLots.LotNotFree.selector, lotIds[0], 1)
        );
    }

    function test_GivenALotTwice_RefusesWithLotNotFree() public {
        LotId[] memory twice = new LotId[](2);
        (twice[0], twice[1]) = (lotIds[0], lotIds[0]);

        _refused(
            _quote(twice),
            twice,
            abi.encodeWithSelector(IReceivableLots.LotNotFree.selector, lotIds[0], 1)
        );
    }

    function test_GivenALotOfAnotherParty_RefusesWithLotNotOwned() public {
        _accepted(lotIds);
        _funded(1, lotIds);
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.salt = "another";

        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(
                IReceivableLots.LotNotOwned.selector,
                lotIds[0],
                financier.party,
                supplier.party
            )
        );
    }

    function _refusedNotEligible(
        IReceivableRegistry.ReceivableStatus status,
        uint64 disputedMinor,
        uint8 scope
    ) private {
        _refused(
            _quote(lotIds),
            lotIds,
            abi.encodeWithSelector(
                IFactoring.LotNotEligible.selector,
                lotIds[0],
                status,
                disputedMinor,
                scope
            )
        );
    }

    function _refused(
        IFactoring.Quote memory quote,
        LotId[] memory which,
        bytes memory reason
    ) private {
        bytes memory call = _acceptCall(quote, which, financier.key);
        _actRefused(supplier, address(factoring), call, reason);
    }
}

contract Factoring_Accept_FuzzTest is LedgerTest {
    function testFuzz_PartsOfThePriceAddUp(
        uint64 faceSeed,
        uint16 advanceSeed,
        uint16 discountSeed,
        uint16 feeSeed
    ) public {
        uint64 face = bound64(faceSeed, 1_000, AMOUNT_MINOR_MAX);
        LotId[] memory lotIds = _lotIds(_confirmed("a", face), 1);
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.advanceRateBps = uint16(bound(advanceSeed, 1_000, 10_000));
        quote.discountRateBps = uint16(bound(discountSeed, 0, 3_000));
        quote.serviceFeeBps = uint16(bound(feeSeed, 0, 300));

        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));

        IFactoring.Deal memory deal = _deal(1);
        assertEq(uint256(deal.advanceMinor) + deal.reserveMinor, face, "advance and reserve");
    }
}
