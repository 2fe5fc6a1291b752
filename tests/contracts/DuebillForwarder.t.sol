// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

import {IDuebillForwarder} from "../../contracts/interfaces/IDuebillForwarder.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Vm} from "./support/Vm.sol";

/// @notice Fails in the ways a target can.
contract FailingTarget is ERC2771Context {
    constructor(address forwarder) ERC2771Context(forwarder) {}

    function revertLong(uint256 size) external pure {
        bytes memory reason = new bytes(size);
        reason[0] = 0xaa;
        reason[size - 1] = 0xbb;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function burnAllGas() external pure {
        assembly ("memory-safe") {
            invalid()
        }
    }
}

contract DuebillForwarder_Test is LedgerTest {
    FailingTarget private target;

    function setUp() public override {
        super.setUp();
        target = new FailingTarget(address(forwarder));
    }

    function test_WhenTheActIsRefused_TellsTheContractsError() public {
        bytes memory reason = abi.encodeWithSelector(
            IPartyRegistry.PartyLacksRole.selector,
            buyer.party,
            uint16(2),
            uint16(1)
        );

        _actRefused(buyer, address(receivables), _registerCall(_registration("a", 1)), reason);
    }

    function test_WhenTheReasonIsAtTheBound_TellsAllOfIt() public {
        bytes memory reason = new bytes(1024);
        (reason[0], reason[1023]) = (0xaa, 0xbb);

        bytes memory call = abi.encodeCall(FailingTarget.revertLong, (1024));
        _actRefused(buyer, address(target), call, reason);
    }

    function test_WhenTheReasonIsAboveTheBound_CutsIt() public {
        bytes memory reason = new bytes(1024);
        reason[0] = 0xaa;

        bytes memory call = abi.encodeCall(FailingTarget.revertLong, (1025));
        _actRefused(buyer, address(target), call, reason);
    }

    function test_WhenTheActRunsOutOfGas_TheReasonIsEmpty() public {
        _actRefused(buyer, address(target), abi.encodeCall(FailingTarget.burnAllGas, ()), "");
    }

    function test_WhenOneOfABatchIsRefused_TheOthersAreExecuted() public {
        ERC2771Forwarder.ForwardRequestData[]
            memory requests = new ERC2771Forwarder.ForwardRequestData[](3);
        requests[0] = _request(
            supplier,
            address(receivables),
            _registerCall(_registration("a", 100))
        );
        requests[1] = _request(buyer, address(receivables), _registerCall(_registration("b", 100)));
        requests[2] = _request(
            otherSupplier,
            address(receivables),
            _registerCall(_registration("a", 100))
        );

        vm.recordLogs();
        forwarder.executeBatch(requests, payable(address(0)));

        assertEq(_count(IReceivableRegistry.ReceivableRegistered.selector), 2, "registered");
    }

    function test_WhenTheRequestIsInvalid_SkipsItWithoutAnEvent() public {
        ERC2771Forwarder.ForwardRequestData[]
            memory requests = new ERC2771Forwarder.ForwardRequestData[](1);
        requests[0] = _request(buyer, address(receivables), _registerCall(_registration("b", 100)));
        requests[0].deadline = uint48(block.timestamp - 1);

        vm.recordLogs();
        forwarder.executeBatch(requests, payable(buyer.signer));

        assertEq(_count(IDuebillForwarder.RequestRefused.selector), 0, "refusals");
        assertEq(forwarder.nonces(buyer.signer), 0, "nonce");
    }

    function test_WhenARequestIsSentAgain_IsNotExecutedAgain() public {
        bytes memory call = _registerCall(_registration("a", 100));
        ERC2771Forwarder.ForwardRequestData memory request = _request(
            supplier,
            address(receivables),
            call
        );
        forwarder.execute(request);

        try forwarder.execute(request) {
            assertTrue(false, "executed again");
        } catch (bytes memory reason) {
            bytes4 expected = ERC2771Forwarder.ERC2771ForwarderInvalidSigner.selector;
            assertEq(bytes32(bytes4(reason)), bytes32(expected), "reason");
        }
    }

    function _count(bytes32 topic) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }
}
