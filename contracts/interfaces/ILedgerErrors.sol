// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Refusals that more than one contract gives.
interface ILedgerErrors {
    /// @notice A batch must hold between 1 and `max` items.
    error BatchSizeOutOfBounds(uint256 size, uint256 max);

    /// @notice The amount is zero or above the platform's largest amount.
    error AmountOutOfBounds(uint256 amountMinor, uint256 maxMinor);

    /// @notice Only another contract of this deployment may call.
    error CallerNotModule(address caller, address expected);

    /// @notice The acting party is not the one this act belongs to.
    error PartyNotEntitled(address party, address expected);

    /// @notice The contract that says which operators have which power can never be replaced.
    error AuthorityImmutable();
}
