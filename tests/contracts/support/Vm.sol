// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The cheatcodes of the test runner that the tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 privateKey) external pure returns (address);
    function sign(
        uint256 privateKey,
        bytes32 digest
    ) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function getCode(string calldata artifact) external view returns (bytes memory);
    function getNonce(address account) external view returns (uint64);
    function store(address account, bytes32 slot, bytes32 value) external;
    function warp(uint256 timestamp) external;
    function prank(address sender) external;
    function envOr(
        string calldata name,
        string calldata otherwise
    ) external view returns (string memory);
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);
    function writeLine(string calldata path, string calldata line) external;
    function toString(bytes calldata value) external pure returns (string memory);
    function assume(bool condition) external pure;
    function expectRevert(bytes calldata revertData) external;
    function expectEmit(address emitter) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function assertTrue(bool condition, string calldata explanation) external pure;
    function assertEq(uint256 left, uint256 right, string calldata explanation) external pure;
    function assertEq(address left, address right, string calldata explanation) external pure;
    function assertEq(bytes32 left, bytes32 right, string calldata explanation) external pure;
    function assertLe(uint256 left, uint256 right, string calldata explanation) external pure;
}
