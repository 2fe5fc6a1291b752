// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProRata} from "../../contracts/libraries/ProRata.sol";
import {AMOUNT_MINOR_MAX} from "../../contracts/types/LedgerTypes.sol";
import {Test} from "./support/Test.sol";

contract ProRata_Shares_Test is Test {
    function test_WhenEverythingDivides_EachGetsItsExactShare() public pure {
        uint64[] memory shares = ProRata.sharesByLargestRemainder(_claims(600, 300, 100), 500);

        _assertShares(shares, 300, 150, 50);
    }

    function test_WhenOneUnitIsLeft_TheLargestRemainderGetsIt() public pure {
        // Exact: 0.7, 2.1, 4.2.
        uint64[] memory shares = ProRata.sharesByLargestRemainder(_claims(10, 30, 60), 7);

        _assertShares(shares, 1, 2, 4);
    }

    function test_WhenRemaindersAreEqual_TheLowerIndexGetsTheUnit() public pure {
        // Exact: 33.3 each.
        uint64[] memory shares = ProRata.sharesByLargestRemainder(_claims(100, 100, 100), 100);

        _assertShares(shares, 34, 33, 33);
    }

    function test_WhenAClaimIsZero_ItGetsNothing() public pure {
        uint64[] memory shares = ProRata.sharesByLargestRemainder(_claims(0, 5, 5), 3);

        _assertShares(shares, 0, 2, 1);
    }

    function test_WhenAllIsPaid_EachGetsItsClaim() public pure {
        uint64 big = AMOUNT_MINOR_MAX / 2;
        uint64[] memory claims = _claims(big, big, 1);

        uint64[] memory shares = ProRata.sharesByLargestRemainder(claims, AMOUNT_MINOR_MAX);

        _assertShares(shares, big, big, 1);
    }

    function _claims(uint64 a, uint64 b, uint64 c) private pure returns (uint64[] memory claims) {
        claims = new uint64[](3);
        (claims[0], claims[1], claims[2]) = (a, b, c);
    }

    function _assertShares(uint64[] memory shares, uint64 a, uint64 b, uint64 c) private pure {
        assertEq(shares[0], a, "first share");
        assertEq(shares[1], b, "second share");
        assertEq(shares[2], c, "third share");
    }
}

contract ProRata_Shares_FuzzTest is Test {
    function testFuzz_SharesAddUpAndLieWithinOneUnit(
        uint256 seed,
        uint256 countSeed,
        uint256 amountSeed
    ) public pure {
        uint64[] memory claims = new uint64[](bound(countSeed, 1, 32));
        uint256 total = 0;
        for (uint256 i = 0; i < claims.length; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            // Claims of very different size, zero among them.
            claims[i] = uint64((word >> 8) % (AMOUNT_MINOR_MAX / 32)) >> uint8(word % 60);
            total += claims[i];
        }
        vm.assume(total > 0);
        uint64 amount = bound64(amountSeed, 0, total);

        uint64[] memory shares = ProRata.sharesByLargestRemainder(claims, amount);

        uint256 sum = 0;
        for (uint256 i = 0; i < claims.length; ++i) {
            uint256 exactDown = (uint256(amount) * claims[i]) / total;
            uint256 exactUp = (uint256(amount) * claims[i] + total - 1) / total;
            assertLe(shares[i], claims[i], "share above its claim");
            assertLe(exactDown, shares[i], "share too small");
            assertLe(shares[i], exactUp, "share too large");
            sum += shares[i];
        }
        assertEq(sum, amount, "shares do not add up to the amount");
    }

    function testFuzz_AHigherClaimNeverGetsLess(uint64 a, uint64 b, uint64 amountSeed) public pure {
        uint64[] memory claims = new uint64[](2);
        claims[0] = bound64(a, 1, AMOUNT_MINOR_MAX / 2);
        claims[1] = bound64(b, claims[0], AMOUNT_MINOR_MAX / 2);
        uint64 amount = bound64(amountSeed, 0, uint256(claims[0]) + claims[1]);
        // Of equal claims the first may get the odd unit.
        vm.assume(claims[1] > claims[0]);

        uint64[] memory shares = ProRata.sharesByLargestRemainder(claims, amount);

        assertLe(shares[0], uint256(shares[1]) + 1, "the higher claim got less");
    }
}
