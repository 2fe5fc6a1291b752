// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {OperatorRoles} from "../../contracts/interfaces/IPowers.sol";
import {Acts} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

contract Powers_ExecutionDelay_Test is PartyWorld {
    bytes internal pauseCall = abi.encodeCall(IPartyRegistry.pause, (Acts.CREDIT, "reason"));

    function setUp() public override {
        super.setUp();
        _grant(OperatorRoles.PAUSE, secondOperator.signer, 1 days);
    }

    function _expectAbout(bytes4 selector) private {
        bytes32 operationId = powers.hashOperation(
            secondOperator.signer,
            address(parties),
            pauseCall
        );
        vm.expectRevert(abi.encodeWithSelector(selector, operationId));
    }

    function _schedule() private {
        _act(
            secondOperator,
            address(powers),
            abi.encodeCall(IAccessManager.schedule, (address(parties), pauseCall, 0))
        );
    }

    function _pause() private {
        vm.prank(secondOperator.signer);
        parties.pause(Acts.CREDIT, "reason");
    }

    function test_WhenScheduledAndReady_TheKeyCallsTheContractItself() public {
        _schedule();
        vm.warp(START + 1 days);
        _act(secondOperator, address(parties), pauseCall);
        assertEq(parties.pausedActs(), Acts.CREDIT, "paused acts");

        _expectAbout(IAccessManager.AccessManagerNotScheduled.selector);
        _pause();
    }

    function test_WhenNotScheduled_RefusesWithAccessManagerNotScheduled() public {
        _expectAbout(IAccessManager.AccessManagerNotScheduled.selector);
        _pause();
    }

    function test_OneSecondEarly_RefusesWithAccessManagerNotReady() public {
        _schedule();
        vm.warp(START + 1 days - 1);
        _expectAbout(IAccessManager.AccessManagerNotReady.selector);
        _pause();
    }

    function test_WhenTheOperatorIsSuspendedMeanwhile_Refuses() public {
        _schedule();
        vm.warp(START + 1 days);
        _suspend(secondOperator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                secondOperator.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
        _pause();
    }

    function test_Execute_RefusesSincePowersActsForNobody() public {
        _schedule();
        vm.warp(START + 1 days);
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, address(powers))
        );
        vm.prank(secondOperator.signer);
        powers.execute(address(parties), pauseCall);
    }

    function test_Cancel_ByTheAdmin_TakesTheOperationOff() public {
        _schedule();
        vm.prank(operator.signer);
        powers.cancel(secondOperator.signer, address(parties), pauseCall);
        vm.warp(START + 1 days);
        _expectAbout(IAccessManager.AccessManagerNotScheduled.selector);
        _pause();
    }
}
