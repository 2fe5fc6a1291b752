// SPDX-License-Identifier: Apache-2.0
// solhint-disable one-contract-per-file
pragma solidity 0.8.37;

import {IRankPolicy} from "../interfaces/IRankPolicy.sol";

/// @dev Above every time in 40 bits.
uint48 constant AFTER_ALL_TIMES = 1 << 40;

/// @title Rank by Article 768 of the Civil Code of the People's Republic of China
/// @notice Registered liens come first, in order of their registration; then those of which the buyer was notified, in
/// order of the notice; the rest share pro rata. Article 768 orders competing factoring contracts over one receivable.
contract CivilCode768Policy is IRankPolicy {
    /// @inheritdoc IRankPolicy
    function title() external pure returns (string memory) {
        return "Civil Code of the PRC, Article 768";
    }

    /// @inheritdoc IRankPolicy
    function orderOf(Milestones calldata milestones) external pure returns (uint48) {
        if (milestones.registeredAt != 0) return milestones.registeredAt;
        if (milestones.noticedAt != 0) return AFTER_ALL_TIMES + milestones.noticedAt;
        return 2 * AFTER_ALL_TIMES;
    }
}

/// @title First to file
/// @notice Liens are paid in the order in which they were accepted on the ledger, as where filing gives priority.
contract FirstToFilePolicy is IRankPolicy {
    /// @inheritdoc IRankPolicy
    function title() external pure returns (string memory) {
        return "First to file";
    }

    /// @inheritdoc IRankPolicy
    function orderOf(Milestones calldata milestones) external pure returns (uint48) {
        return milestones.filedAt;
    }
}

/// @title First to notify
/// @notice Liens are paid in the order in which the buyer was notified, as under the English rule in Dearle v Hall
/// (1828); those without notice come after, in the order in which they were accepted.
contract FirstToNotifyPolicy is IRankPolicy {
    /// @inheritdoc IRankPolicy
    function title() external pure returns (string memory) {
        return "First to notify";
    }

    /// @inheritdoc IRankPolicy
    function orderOf(Milestones calldata milestones) external pure returns (uint48) {
        if (milestones.noticedAt != 0) return milestones.noticedAt;
        return AFTER_ALL_TIMES + milestones.filedAt;
    }
}
