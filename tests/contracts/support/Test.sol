// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @notice Base of the tests: cheatcodes and bounded fuzz input.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function assertTrue(bool condition, string memory explanation) internal pure {
        vm.assertTrue(condition, explanation);
    }

    function assertEq(uint256 left, uint256 right, string memory explanation) internal pure {
        vm.assertEq(left, right, explanation);
    }

    function assertEq(address left, address right, string memory explanation) internal pure {
        vm.assertEq(left, right, explanation);
    }

    function assertEq(bytes32 left, bytes32 right, string memory explanation) internal pure {
        vm.assertEq(left, right, explanation);
    }

    function assertLe(uint256 left, uint256 right, string memory explanation) internal pure {
        vm.assertLe(left, right, explanation);
    }

    /// @dev Folds `value` into [min, max].
    function bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        if (value >= min && value <= max) return value;
        uint256 size = max - min + 1;
        return size == 0 ? value : min + (value % size);
    }

    function bound64(uint256 value, uint256 min, uint256 max) internal pure returns (uint64) {
        return uint64(bound(value, min, max));
    }

    function _created(string memory name, bytes memory arguments) internal returns (address) {
        return _createdFrom(name, name, arguments);
    }

    function _createdPolicy(string memory name) internal returns (address) {
        return _createdFrom("RankPolicies", name, "");
    }

    /// @dev From the artifact: with the code of the whole ledger inside each test, compiling them takes minutes.
    function _createdFrom(
        string memory file,
        string memory name,
        bytes memory arguments
    ) internal returns (address created) {
        string memory artifact = string.concat(file, ".sol:", name);
        bytes memory code = bytes.concat(vm.getCode(artifact), arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        assertTrue(created != address(0), artifact);
    }
}
