// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {DuebillForwarder} from "../../../contracts/DuebillForwarder.sol";
import {IDuebillForwarder} from "../../../contracts/interfaces/IDuebillForwarder.sol";
import {Test} from "./Test.sol";

/// @notice An organisation of the tests and the key of its signer.
struct Actor {
    address party;
    address signer;
    uint256 key;
}

/// @notice Acts that are signed as EIP-712 requests and sent through the forwarder.
abstract contract Requests is Test {
    uint256 internal constant REQUEST_GAS = 20_000_000;
    bytes32 private constant REQUEST_TYPEHASH = keccak256(
        "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,"
        "uint48 deadline,bytes data)"
    );

    DuebillForwarder internal forwarder;

    /// @dev The act is executed and not refused.
    function _act(Actor memory actor, address to, bytes memory data) internal {
        forwarder.execute(_request(actor, to, data));
    }

    /// @dev The act is refused with exactly this error, and the forwarder tells it.
    function _actRefused(
        Actor memory actor,
        address to,
        bytes memory data,
        bytes memory reason
    ) internal {
        ERC2771Forwarder.ForwardRequestData[]
            memory requests = new ERC2771Forwarder.ForwardRequestData[](1);
        requests[0] = _request(actor, to, data);
        uint256 nonce = forwarder.nonces(actor.signer);

        vm.expectEmit(address(forwarder));
        emit IDuebillForwarder.RequestRefused(actor.signer, nonce, reason);
        forwarder.executeBatch(requests, payable(address(0)));
    }

    function _request(
        Actor memory actor,
        address to,
        bytes memory data
    ) internal view returns (ERC2771Forwarder.ForwardRequestData memory request) {
        request.from = actor.signer;
        request.to = to;
        request.gas = REQUEST_GAS;
        request.deadline = type(uint48).max;
        request.data = data;
        bytes32 structHash = keccak256(
            abi.encode(
                REQUEST_TYPEHASH,
                request.from,
                request.to,
                request.value,
                request.gas,
                forwarder.nonces(actor.signer),
                request.deadline,
                keccak256(data)
            )
        );
        request.signature = _sign(actor.key, _typedDataHash(structHash));
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _actor(string memory name) internal pure returns (Actor memory) {
        uint256 key = uint256(keccak256(bytes(name))) >> 1;
        return Actor(address(uint160(uint256(keccak256(abi.encode(name))))), vm.addr(key), key);
    }

    function _typedDataHash(bytes32 structHash) private view returns (bytes32) {
        bytes32 domainSeparator = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,"
                    "address verifyingContract)"
                ),
                keccak256("Duebill Forwarder"),
                keccak256("1"),
                block.chainid,
                address(forwarder)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, structHash));
    }
}
