// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, ReceivableId} from "../types/LedgerTypes.sol";

/// @notice Relation between the ids of a receivable and of its lots.
library LotIds {
    uint256 private constant INDEX_MASK = type(uint16).max;

    /// @notice Id of the lot with `index`, counted from 1, of a receivable.
    function lotIdOf(ReceivableId receivableId, uint256 index) internal pure returns (LotId) {
        return LotId.wrap(uint256(ReceivableId.unwrap(receivableId)) | index);
    }

    /// @notice Receivable that a lot is a portion of.
    function receivableOf(LotId lotId) internal pure returns (ReceivableId) {
        return ReceivableId.wrap(bytes32(LotId.unwrap(lotId) & ~INDEX_MASK));
    }

    /// @notice Index of a lot among the lots of its receivable, counted from 1.
    function indexOf(LotId lotId) internal pure returns (uint256) {
        return LotId.unwrap(lotId) & INDEX_MASK;
    }
}
