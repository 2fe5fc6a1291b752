// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {Acts, Roles} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

contract PartyRegistry_Pause_Test is PartyWorld {
    function _pause(uint16 acts) internal {
        vm.prank(operator.signer);
        parties.pause(acts, "reason");
    }

    function _unpause(uint16 acts) internal {
        vm.prank(operator.signer);
        parties.unpause(acts);
    }

    function _expectPaused(uint16 act) internal {
        vm.expectRevert(abi.encodeWithSelector(IPartyRegistry.ActsPaused.selector, act));
    }

    function test_Pause_StopsTheActsOfTheGroupAndNoOther() public {
        vm.expectEmit(address(parties));
        emit IPartyRegistry.PauseStarted(Acts.FINANCING, Acts.FINANCING, "reason");
        _pause(Acts.FINANCING);

        assertEq(parties.pausedActs(), Acts.FINANCING, "paused acts");
        _expectPaused(Acts.FINANCING);
        parties.actingParty(supplier.signer, Roles.SUPPLIER, Acts.FINANCING);
        _expectPaused(Acts.FINANCING);
        parties.actingPartyUpTo(supplier.signer, Roles.SUPPLIER, Acts.FINANCING, 1);
        parties.actingParty(supplier.signer, Roles.SUPPLIER, Acts.REGISTRATION);
        parties.actingParty(supplier.signer, Roles.SUPPLIER, 0);
    }

    function test_Pause_AddsToWhatIsPaused_AndUnpauseTakesAway() public {
        _pause(Acts.FINANCING);
        vm.expectEmit(address(parties));
        emit IPartyRegistry.PauseStarted(
            Acts.PLEDGING | Acts.CREDIT,
            Acts.FINANCING | Acts.PLEDGING | Acts.CREDIT,
            "reason"
        );
        _pause(Acts.PLEDGING | Acts.CREDIT);

        vm.expectEmit(address(parties));
        emit IPartyRegistry.PauseEnded(Acts.FINANCING | Acts.CREDIT, Acts.PLEDGING);
        _unpause(Acts.FINANCING | Acts.CREDIT);

        assertEq(parties.pausedActs(), Acts.PLEDGING, "paused acts");
        parties.actingParty(supplier.signer, Roles.SUPPLIER, Acts.FINANCING);
    }

    function test_SentByTheForwarder_PausesAndEndsThePause() public {
        _act(
            operator,
            address(parties),
            abi.encodeCall(IPartyRegistry.pause, (Acts.PAUSABLE, "reason"))
        );
        assertEq(parties.pausedActs(), Acts.PAUSABLE, "paused acts");

        _act(operator, address(parties), abi.encodeCall(IPartyRegistry.unpause, (Acts.PAUSABLE)));
        assertEq(parties.pausedActs(), 0, "paused acts");
    }

    function test_WhenAdministrationIsPaused_KeysStayAsTheyAre() public {
        address clerk = _addFullKey(supplier, "clerk");
        _pause(Acts.ADMINISTRATION);

        _expectPaused(Acts.ADMINISTRATION);
        vm.prank(supplier.signer);
        parties.addSigner(newcomer.signer, Acts.ALL, 0);
        _expectPaused(Acts.ADMINISTRATION);
        vm.prank(supplier.signer);
        parties.changeSigner(clerk, Acts.ALL, 0);
        _expectPaused(Acts.ADMINISTRATION);
        vm.prank(supplier.signer);
        parties.revokeSigner(clerk);
        _expectPaused(Acts.ADMINISTRATION);
        vm.prank(supplier.signer);
        parties.rotateSigner(newcomer.signer);
    }

    function test_GivenNothingOrWhatNeverStandsStill_RefusesWithActsNotPausable() public {
        uint16[6] memory masks = [
            0,
            Acts.SETTLEMENT,
            Acts.OPERATION,
            Acts.ALL,
            Acts.FINANCING | Acts.SETTLEMENT,
            Acts.ALL + 1
        ];
        for (uint256 i = 0; i < masks.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(
                IPartyRegistry.ActsNotPausable.selector,
                masks[i]
            );
            vm.expectRevert(reason);
            _pause(masks[i]);
            vm.expectRevert(reason);
            _unpause(masks[i]);
        }
    }

    function testFuzz_NoMaskStopsSettlementOrOperation(uint16 first, uint16 second) public {
        uint16 expected = _tryPause(first, 0);
        expected = _tryPause(second, expected);

        assertEq(parties.pausedActs(), expected, "paused acts");
        assertEq(
            parties.actingPartyUpTo(operator.signer, Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT, 1),
            operator.party,
            "settlement"
        );
        assertEq(
            parties.actingParty(operator.signer, Roles.OPERATOR, Acts.OPERATION),
            operator.party,
            "operation"
        );
        for (uint16 act = 1; act <= Acts.ALL; act <<= 1) {
            if (act & expected != 0) _expectPaused(act);
            parties.actingParty(supplier.signer, Roles.SUPPLIER, act);
        }
    }

    function _tryPause(uint16 acts, uint16 pausedBefore) private returns (uint16 pausedAfter) {
        bool allowed = acts != 0 && acts & ~Acts.PAUSABLE == 0;
        pausedAfter = allowed ? pausedBefore | acts : pausedBefore;
        vm.prank(operator.signer);
        try parties.pause(acts, "reason") {
            assertTrue(allowed, "paused what never stands still");
        } catch {
            assertTrue(!allowed, "refused a pausable group");
        }
    }
}
