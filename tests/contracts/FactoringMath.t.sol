// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FactoringMath} from "../../contracts/libraries/FactoringMath.sol";
import {AMOUNT_MINOR_MAX} from "../../contracts/types/LedgerTypes.sol";
import {Test} from "./support/Test.sol";

contract FactoringMath_Test is Test {
    function test_AdvanceDown_GivenARemainder_LeavesItInTheReserve() public pure {
        // 10 001 x 0.80 = 8 000.8
        assertEq(FactoringMath.advanceDown(10_001, 8_000), 8_000, "advance");
    }

    function test_DiscountChargeUp_GivenARemainder_GivesItToTheFinancier() public pure {
        // 80 000 x 0.06 x 61 / 360 = 813.33
        assertEq(FactoringMath.discountChargeUp(80_000, 600, 61, 360), 814, "discount charge");
    }

    function test_DiscountChargeUp_WhenDueToday_IsZero() public pure {
        assertEq(FactoringMath.discountChargeUp(80_000, 600, 0, 365), 0, "discount charge");
    }

    function test_ServiceFeeUp_GivenARemainder_GivesItToTheFinancier() public pure {
        // 10 001 x 0.005 = 50.005
        assertEq(FactoringMath.serviceFeeUp(10_001, 50), 51, "service fee");
    }
}

contract FactoringMath_FuzzTest is Test {
    function testFuzz_AdvanceDown_IsTheFloorAndNeverAboveTheEligibleFace(
        uint64 eligibleSeed,
        uint16 rateSeed
    ) public pure {
        uint256 eligible = bound(eligibleSeed, 0, AMOUNT_MINOR_MAX);
        uint256 rate = bound(rateSeed, 0, 10_000);

        uint256 advance = FactoringMath.advanceDown(eligible, rate);

        assertLe(advance, eligible, "advance above eligible face");
        assertLe(advance * 10_000, eligible * rate, "advance above exact");
        assertTrue(eligible * rate - advance * 10_000 < 10_000, "advance a unit too low");
    }

    function testFuzz_ChargesUp_AreTheCeiling(
        uint64 amountSeed,
        uint16 rateSeed,
        uint24 tenorDays,
        bool is360
    ) public pure {
        uint256 amount = bound(amountSeed, 0, AMOUNT_MINOR_MAX);
        uint256 rate = bound(rateSeed, 0, 10_000);
        uint256 basis = is360 ? 360 : 365;

        uint256 charge = FactoringMath.discountChargeUp(amount, rate, tenorDays, basis);
        uint256 fee = FactoringMath.serviceFeeUp(amount, rate);

        uint256 exactTimes = amount * rate * tenorDays;
        assertLe(exactTimes, charge * 10_000 * basis, "charge below exact");
        assertTrue(charge * 10_000 * basis - exactTimes < 10_000 * basis, "charge too high");
        assertLe(amount * rate, fee * 10_000, "fee below exact");
        assertTrue(fee * 10_000 - amount * rate < 10_000, "fee too high");
    }
}
