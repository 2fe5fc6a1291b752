// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Division of an amount over claims of different size.
library ProRata {
    /// @notice Shares of `amountMinor` in proportion to `claimsMinor`; the units that rounding down leaves go, one
    /// each, to the largest remainders, the lower index first among equals.
    /// @dev The sum of the shares is `amountMinor`, no share is above its claim, and each lies within one unit of the
    /// exact share. Requires amountMinor <= Σ claims, both at most 2^63 − 1, and Σ claims > 0.
    function sharesByLargestRemainder(
        uint64[] memory claimsMinor,
        uint64 amountMinor
    ) internal pure returns (uint64[] memory sharesMinor) {
        uint256 count = claimsMinor.length;
        uint256 totalMinor = 0;
        for (uint256 i = 0; i < count; ++i) {
            totalMinor += claimsMinor[i];
        }

        sharesMinor = new uint64[](count);
        uint256[] memory remainders = new uint256[](count);
        uint256 restMinor = amountMinor;
        for (uint256 i = 0; i < count; ++i) {
            uint256 product = uint256(amountMinor) * claimsMinor[i];
            // Safe cast: amount <= total, so the share is at most the claim.
            sharesMinor[i] = uint64(product / totalMinor);
            remainders[i] = product % totalMinor;
            restMinor -= sharesMinor[i];
        }

        // The remainders add up to rest x total and each is below total: more than `rest` of them are positive, or
        // rest is 0. So no claim without a remainder gets a unit, and no share rises above its claim.
        for (; restMinor > 0; --restMinor) {
            uint256 largest = 0;
            for (uint256 i = 1; i < count; ++i) {
                if (remainders[i] > remainders[largest]) largest = i;
            }
            remainders[largest] = 0;
            ++sharesMinor[largest];
        }
    }
}
