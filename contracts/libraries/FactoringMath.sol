// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Prices of one lot, in minor units. Amounts are at most 2^63 − 1, rates and days fit 32 bits, so no
/// intermediate result overflows.
library FactoringMath {
    uint256 internal constant BPS_DENOMINATOR = 10_000;

    /// @notice Share of the eligible face that is paid early.
    /// @dev Rounds down: the remainder stays in the reserve, so the financier is never over-exposed.
    function advanceDown(
        uint256 eligibleMinor,
        uint256 advanceRateBps
    ) internal pure returns (uint256) {
        unchecked {
            return (eligibleMinor * advanceRateBps) / BPS_DENOMINATOR;
        }
    }

    /// @notice Price of time on the advance, from today to the due date.
    /// @dev Rounds up: the financier gains the remainder.
    /// @param dayCountBasis Days of a year, not zero.
    function discountChargeUp(
        uint256 advanceMinor,
        uint256 discountRateBps,
        uint256 tenorDays,
        uint256 dayCountBasis
    ) internal pure returns (uint256) {
        unchecked {
            uint256 divisor = BPS_DENOMINATOR * dayCountBasis;
            return (advanceMinor * discountRateBps * tenorDays + divisor - 1) / divisor;
        }
    }

    /// @notice Price of service on the eligible face.
    /// @dev Rounds up: the financier gains the remainder.
    function serviceFeeUp(
        uint256 eligibleMinor,
        uint256 serviceFeeBps
    ) internal pure returns (uint256) {
        unchecked {
            return (eligibleMinor * serviceFeeBps + BPS_DENOMINATOR - 1) / BPS_DENOMINATOR;
        }
    }
}
