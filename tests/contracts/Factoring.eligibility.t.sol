// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ConfirmationScope,
    LotId,
    ReceivableId
} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";

contract Factoring_Eligibility_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_001);
        lotIds = _one(_at(receivableId, 1));
    }

    function test_GivenNoLotOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        LotId[] memory none = new LotId[](0);
        _refused(_quote(none), none, _batchReason(0));
        LotId[] memory many = new LotId[](BATCH_MAX + 1);
        _refused(_quote(many), many, _batchReason(BATCH_MAX + 1));
    }

    function test_GivenTermsOutOfBounds_RefusesWithQuoteTermsInvalid() public {
        for (uint256 field = 0; field < 11; ++field) {
            IFactoring.Quote memory quote = _quote(lotIds);
            if (field == 0) quote.advanceRateBps = 0;
            if (field == 1) quote.advanceRateBps = 10_001;
            if (field == 2) quote.discountRateBps = 10_001;
            if (field == 3) quote.serviceFeeBps = 10_001;
            if (field == 4) quote.dayCountBasis = 0;
            if (field == 5) quote.dayCountBasis = 364;
            if (field == 6) quote.dayCountBasis = 366;
            if (field == 7) quote.fundingSeconds = type(uint32).max;
            if (field == 8) quote.financier = supplier.party;
            if (field == 9) quote.financier = buyer.party;
            if (field == 10) quote.scopeMin = ConfirmationScope.ALL + 1;

            bytes4 selector = IFactoring.QuoteTermsInvalid.selector;
            bytes32 digest = factoring.quoteDigest(quote);
            _refused(quote, lotIds, abi.encodeWithSelector(selector, digest));
        }
    }

    function test_GivenTermsAtTheirBounds_IsAccepted() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.advanceRateBps = 10_000;
        quote.discountRateBps = 0;
        quote.serviceFeeBps = 0;
        quote.dayCountBasis = 365;
        quote.scopeMin = ConfirmationScope.ALL;
        quote.tenorDaysMax = 60;
        quote.fundingSeconds = uint32(type(uint32).max - START);

        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));

        assertEq(_deal(1).fundBy, type(uint32).max, "fund by");
        assertEq(_deal(1).reserveMinor, 0, "reserve");
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        LotId[] memory two = _lotIds(receivableId, 2);
        bytes4 selector = IReceivableLots.LotUnknown.selector;
        _refused(_quote(two), two, abi.encodeWithSelector(selector, two[1]));
    }

    function test_WithoutConsentToAssignment_RefusesWithLotNotEligible() public {
        uint8 scope = ConfirmationScope.ALL & ~ConfirmationScope.ASSIGNMENT_CONSENT;
        _confirmedAs("b", scope);
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.scopeMin = 0;

        _refusedNotEligible(
            quote,
            IReceivableRegistry.ReceivableStatus.CONFIRMED,
            scope,
            ConfirmationScope.ASSIGNMENT_CONSENT
        );
    }

    function test_WithoutAScopeOfTheQuote_RefusesWithLotNotEligible() public {
        uint8 scope = ConfirmationScope.ALL & ~ConfirmationScope.SET_OFF_WAIVER;
        _confirmedAs("b", scope);
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.scopeMin = ConfirmationScope.SET_OFF_WAIVER;

        _refusedNotEligible(
            quote,
            IReceivableRegistry.ReceivableStatus.CONFIRMED,
            scope,
            ConfirmationScope.SET_OFF_WAIVER | ConfirmationScope.ASSIGNMENT_CONSENT
        );
    }

    function test_WhenSettled_RefusesWithLotNotEligible() public {
        _pay("entry", receivableId, 100_001);

        _refusedNotEligible(
            _quote(lotIds),
            IReceivableRegistry.ReceivableStatus.SETTLED,
            ConfirmationScope.ALL,
            ConfirmationScope.ASSIGNMENT_CONSENT
        );
    }

    function test_GivenALotOfAnotherSupplier_RefusesWithPartyNotEntitled() public {
        IReceivableRegistry.Registration memory registration = _registration("b", 100);
        _act(otherSupplier, address(receivables), _registerCall(registration));
        receivableId = receivables.receivableIdOf(otherSupplier.party, "b");
        bytes memory call = _confirmCall(receivableId, 100, ConfirmationScope.ALL);
        _act(buyer, address(receivables), call);
        lotIds = _one(_at(receivableId, 1));

        _refused(_quote(lotIds), lotIds, _entitledReason(supplier, otherSupplier));
    }

    function test_GivenAnotherBuyer_RefusesWithLotBuyerMismatch() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.buyer = otherBuyer.party;

        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(
                IReceivableRegistry.LotBuyerMismatch.selector,
                lotIds[0],
                otherBuyer.party,
                buyer.party
            )
        );
    }

    function test_GivenAnotherCurrency_RefusesWithLotCurrencyMismatch() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.currency = CNY;

        bytes4 selector = IReceivableRegistry.LotCurrencyMismatch.selector;
        _refused(quote, lotIds, abi.encodeWithSelector(selector, lotIds[0], CNY, EUR));
    }

    function test_GivenALotWithNothingOutstanding_RefusesWithAmountOutOfBounds() public {
        _split(supplier, lotIds[0], 1_000);
        _credit(receivableId, "cn", 99_001);

        _refused(_quote(lotIds), lotIds, _amountReason(0));
    }

    function test_OnTheDueDay_IsAcceptedAndTheDayAfterRefusedWithLotTenorOutOfBounds() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.validUntil = ADMITTED_UNTIL;
        uint32 dueDay = TODAY + 60;

        vm.warp(uint256(dueDay + 1) * 1 days);
        bytes4 selector = IFactoring.LotTenorOutOfBounds.selector;
        bytes memory reason = abi.encodeWithSelector(
            selector,
            lotIds[0],
            dueDay,
            dueDay + 1,
            quote.tenorDaysMax
        );
        _refused(quote, lotIds, reason);

        vm.warp(uint256(dueDay + 1) * 1 days - 1);
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
    }

    function test_WhenDueLaterThanTheQuoteAllows_RefusesWithLotTenorOutOfBounds() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.tenorDaysMax = 59;

        bytes4 selector = IFactoring.LotTenorOutOfBounds.selector;
        uint32 dueDay = TODAY + 60;
        _refused(quote, lotIds, abi.encodeWithSelector(selector, lotIds[0], dueDay, TODAY, 59));
    }

    function test_WhenReservedPledgedFrozenOrDisputed_RefusesWithLotNotAvailable() public {
        _dispute(receivableId, 1);
        _refusedNotAvailable(100_000);
        _withdrawDispute(receivableId);

        uint32 lienNumber = _pledged(lotIds[0], otherFinancier, 30_000, BY_FILING);
        _refusedNotAvailable(70_001);
        _release(otherFinancier, lienNumber, 30_000);

        _accepted(lotIds);
        _refusedNotAvailable(0);
        vm.warp(_deal(1).fundBy + 1);
        factoring.lapse(1, lotIds);

        _freeze(supplier.party, lotIds[0]);
        _refusedNotAvailable(0);
    }

    function test_GivenALotTwice_RefusesWithLotNotAvailable() public {
        LotId[] memory twice = _two(lotIds[0], lotIds[0]);

        bytes4 selector = IReceivableLots.LotNotAvailable.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotIds[0], 0, 100_001);
        _refused(_quote(twice), twice, reason);
    }

    function test_GivenALotThatWasSold_RefusesWithLotNotOwned() public {
        _sold(lotIds);
        _refused(_quote(lotIds), lotIds, _ownedReason(lotIds[0], financier, supplier));
    }

    function test_GivenMoreThanTheLargestAmount_IsPricedWithoutOverflow() public {
        receivableId = _confirmed("b", AMOUNT_MINOR_MAX - 100_001);
        lotIds = _two(lotIds[0], _at(receivableId, 1));

        _accepted(lotIds);

        IFactoring.Deal memory deal = _deal(1);
        assertEq(uint256(deal.advanceMinor) + deal.reserveMinor, AMOUNT_MINOR_MAX, "eligible");
    }

    function _confirmedAs(bytes32 fingerprint, uint8 scope) private {
        receivableId = _registered(fingerprint, 100);
        lotIds = _one(_at(receivableId, 1));
        _act(buyer, address(receivables), _confirmCall(receivableId, 100, scope));
    }

    function _refusedNotAvailable(uint64 availableMinor) private {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.nonce = 9;
        quote.validUntil = ADMITTED_UNTIL;
        bytes4 selector = IReceivableLots.LotNotAvailable.selector;
        bytes memory reason = abi.encodeWithSelector(selector, lotIds[0], availableMinor, 100_001);
        _refused(quote, lotIds, reason);
    }

    function _refusedNotEligible(
        IFactoring.Quote memory quote,
        IReceivableRegistry.ReceivableStatus status,
        uint8 scope,
        uint8 scopeMin
    ) private {
        _refused(
            quote,
            lotIds,
            abi.encodeWithSelector(
                IReceivableRegistry.LotNotEligible.selector,
                lotIds[0],
                status,
                scope,
                scopeMin
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
