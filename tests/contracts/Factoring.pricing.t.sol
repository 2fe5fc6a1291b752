// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {FactoringMath} from "../../contracts/libraries/FactoringMath.sol";
import {AMOUNT_MINOR_MAX, LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";

contract Factoring_Pricing_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_001);
        lotIds = _one(_at(receivableId, 1));
    }

    function test_GivenTwoLots_RoundsEachAndAddsUp() public {
        lotIds = _two(lotIds[0], _at(_confirmed("b", 100_001), 1));

        _accepted(lotIds);

        assertEq(_deal(1).advanceMinor, 160_000, "advance");
        assertEq(_deal(1).reserveMinor, 40_002, "reserve");
    }

    function test_GivenATokenQuote_PaysOutAdvanceLessCharges() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.cashToken = address(1);

        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));

        assertEq(_deal(1).payoutMinor, 80_000 - 800 - 501, "payout");
        assertEq(_deal(1).cashToken, address(1), "token");
    }

    function test_AYearOf365Days_IsCheaperPerDay() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.cashToken = address(1);
        quote.dayCountBasis = 365;

        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));

        // 80 000 x 6 % x 60 / 365 = 789.04, up.
        assertEq(_deal(1).payoutMinor, 80_000 - 790 - 501, "payout");
    }

    function test_WhenChargesEatTheAdvance_RefusesWithChargesAboveAdvance() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.serviceFeeBps = 8_000;

        // Fee 80 000.8 up, and the discount charge of 800.
        _actRefused(
            supplier,
            address(factoring),
            _acceptCall(quote, lotIds, financier.key),
            abi.encodeWithSelector(IFactoring.ChargesAboveAdvance.selector, 80_000, 80_801)
        );
    }

    function testFuzz_PartsOfThePriceAddUpAndFavourTheFinancier(
        uint64 faceSeed,
        uint16 advanceSeed,
        uint16 discountSeed,
        uint16 feeSeed
    ) public {
        uint64 face = bound64(faceSeed, 1_000, AMOUNT_MINOR_MAX - 100_001);
        lotIds = _one(_at(_confirmed("b", face), 1));
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.advanceRateBps = uint16(bound(advanceSeed, 1_000, 10_000));
        quote.discountRateBps = uint16(bound(discountSeed, 0, 3_000));
        quote.serviceFeeBps = uint16(bound(feeSeed, 0, 300));
        quote.cashToken = address(1);

        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));

        IFactoring.Deal memory deal = _deal(1);
        assertEq(uint256(deal.advanceMinor) + deal.reserveMinor, face, "advance and reserve");
        uint256 exactBps = uint256(face) * quote.advanceRateBps;
        assertLe(uint256(deal.advanceMinor) * 10_000, exactBps, "advance above its rate");
        assertLe(exactBps, uint256(deal.advanceMinor) * 10_000 + 9_999, "advance too low");
        uint256 chargesMinor =
            FactoringMath.discountChargeUp(deal.advanceMinor, quote.discountRateBps, 60, 360) +
                FactoringMath.serviceFeeUp(face, quote.serviceFeeBps);
        assertEq(deal.payoutMinor, deal.advanceMinor - chargesMinor, "payout");
    }

    /// hardhat-config: fuzz.runs = 100
    function testFuzz_SplitAndMerge_KeepTheTermsOfTheDeal(
        uint64 faceSeed,
        uint64 partSeed,
        uint16 advanceSeed
    ) public {
        uint64 face = bound64(faceSeed, 1_000, AMOUNT_MINOR_MAX - 100_001);
        LotId lotId = _at(_confirmed("b", face), 1);
        LotId newLotId = _at(receivables.receivableIdOf(supplier.party, "b"), 2);
        IFactoring.Quote memory quote = _quote(_one(lotId));
        quote.advanceRateBps = uint16(bound(advanceSeed, 5_000, 10_000));
        _soldAs(quote, _one(lotId));
        IFactoring.Position memory whole = _position(lotId);
        uint64 part = bound64(partSeed, 100, face - 100);

        _split(financier, lotId, part);

        IFactoring.Position memory left = _position(lotId);
        IFactoring.Position memory right = _position(newLotId);
        assertEq(_deal(1).openLots, 2, "open lots");
        assertEq(left.advanceMinor + right.advanceMinor, whole.advanceMinor, "advance");
        assertEq(left.reserveMinor + right.reserveMinor, whole.reserveMinor, "reserve");
        uint256 exact = (uint256(whole.advanceMinor) * part) / face;
        assertEq(right.advanceMinor, exact, "advance of the new lot is rounded down");

        _merge(financier, lotId, newLotId);
        assertEq(_deal(1).openLots, 1, "open lots after merging");
        assertEq(_position(lotId).advanceMinor, whole.advanceMinor, "advance after merging");
        assertEq(_position(lotId).reserveMinor, whole.reserveMinor, "reserve after merging");
        assertEq(_position(newLotId).advanceMinor, 0, "advance of the merged lot");
    }
}
