// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Rule of a legal system for the order in which liens on one lot are paid.
interface IRankPolicy {
    /// @notice When a lien came to be; Unix seconds, 0 where it did not happen.
    /// @param filedAt Accepted on this ledger.
    /// @param registeredAt A registration in the public register was recorded here.
    /// @param noticedAt The buyer was notified.
    struct Milestones {
        uint40 filedAt;
        uint40 registeredAt;
        uint40 noticedAt;
    }

    /// @notice Name of the rule, for people.
    function title() external pure returns (string memory);

    /// @notice Sort key of a lien: the lower is paid first, equal ones share pro rata.
    /// @dev Asked when a milestone is recorded and never when a payment comes, so that no rule can stop one.
    function orderOf(Milestones calldata milestones) external pure returns (uint48);
}
