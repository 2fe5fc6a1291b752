// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableLots} from "../interfaces/IReceivableLots.sol";

/// @notice Commitment to the shares of a payment, so that a reversal can prove what it takes back.
library Shares {
    /// @notice Hash of the shares before, and then this one; it begins with zero.
    function hashOnto(
        bytes32 previousHash,
        IReceivableLots.Share memory share
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(previousHash, share));
    }
}
