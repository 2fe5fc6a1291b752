// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {ReceivableId} from "../../../contracts/types/LedgerTypes.sol";

/// @notice Merkle tree over the open items of a statement; a list may be empty.
library ItemsTree {
    function leafOf(ReceivableId receivableId, uint64 openMinor) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(receivableId, openMinor))));
    }

    function rootOf(bytes32[] memory leaves) internal pure returns (bytes32) {
        if (leaves.length == 0) return 0;
        while (leaves.length > 1) leaves = _parentsOf(leaves);
        return leaves[0];
    }

    function proofOf(
        bytes32[] memory leaves,
        uint256 index
    ) internal pure returns (bytes32[] memory proof) {
        bytes32[] memory hashes = new bytes32[](32);
        uint256 length = 0;
        for (; leaves.length > 1; index /= 2) {
            uint256 sibling = index ^ 1;
            if (sibling < leaves.length) hashes[length++] = leaves[sibling];
            leaves = _parentsOf(leaves);
        }
        proof = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            proof[i] = hashes[i];
        }
    }

    /// @dev An odd leaf rises by itself.
    function _parentsOf(bytes32[] memory nodes) private pure returns (bytes32[] memory parents) {
        parents = new bytes32[]((nodes.length + 1) / 2);
        for (uint256 i = 0; i < parents.length; ++i) {
            parents[i] =
                2 * i + 1 < nodes.length
                    ? Hashes.commutativeKeccak256(nodes[2 * i], nodes[2 * i + 1])
                    : nodes[2 * i];
        }
    }
}
