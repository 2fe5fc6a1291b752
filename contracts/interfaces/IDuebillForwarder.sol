// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the platform's forwarder adds to OpenZeppelin's ERC2771Forwarder.
interface IDuebillForwarder {
    /// @notice The called contract refused the request; `reason` is its ABI-encoded error, cut at 1 024 bytes.
    event RequestRefused(address indexed signer, uint256 nonce, bytes reason);
}
