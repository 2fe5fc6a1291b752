// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {Acts, AMOUNT_MINOR_MAX, Roles} from "../../contracts/types/LedgerTypes.sol";
import {ReconciliationTest} from "./support/ReconciliationTest.sol";

contract Reconciliation_Balance_Test is ReconciliationTest {
    function test_WhenTheRegistryTellsOfChanges_KeepsTheRunningBalance() public {
        vm.prank(address(receivables));
        reconciliation.increase(_pair(), 500);
        vm.prank(address(receivables));
        reconciliation.decrease(_pair(), 200);
        vm.prank(address(receivables));
        reconciliation.decreasePaid(_pair(), 100, agent);

        assertEq(reconciliation.balancesOf(_pairs())[0], 1_200, "balance");
    }

    function test_GivenMoreThanTheLargestAmount_RefusesWithBalanceAboveMax() public {
        bytes memory call = abi.encodeCall(IReconciliation.increase, (_pair(), AMOUNT_MINOR_MAX));
        _callRefused(
            address(receivables),
            address(reconciliation),
            call,
            abi.encodeWithSelector(
                IReconciliation.BalanceAboveMax.selector,
                supplier,
                buyer,
                EUR,
                uint256(AMOUNT_MINOR_MAX) + 1_000
            )
        );
    }

    function test_WhenCallerIsNotTheRegistry_RefusesWithCallerNotModule() public {
        bytes memory reason = _notModule(address(lots), address(receivables));
        bytes memory call = abi.encodeCall(IReconciliation.increase, (_pair(), 1));
        _callRefused(address(lots), address(reconciliation), call, reason);
        call = abi.encodeCall(IReconciliation.decrease, (_pair(), 1));
        _callRefused(address(lots), address(reconciliation), call, reason);
        call = abi.encodeCall(IReconciliation.decreasePaid, (_pair(), 1, agent));
        _callRefused(address(lots), address(reconciliation), call, reason);
    }

    function testFuzz_ThePairsBalanceIsTheSumOfItsChanges(uint64[10] memory seeds) public {
        uint256 expectedMinor = 1_000;
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint64 takenMinor = bound64(seeds[i] >> 2, 0, expectedMinor);
            vm.prank(address(receivables));
            if (seeds[i] % 3 == 0) {
                uint64 addedMinor = bound64(seeds[i] >> 2, 0, AMOUNT_MINOR_MAX - expectedMinor);
                reconciliation.increase(_pair(), addedMinor);
                expectedMinor += addedMinor;
            } else {
                if (seeds[i] % 3 == 1) reconciliation.decrease(_pair(), takenMinor);
                else reconciliation.decreasePaid(_pair(), takenMinor, agent);
                expectedMinor -= takenMinor;
            }
            assertEq(reconciliation.balancesOf(_pairs())[0], expectedMinor, "balance");
        }
    }
}

contract Reconciliation_SettlementAgent_Test is ReconciliationTest {
    function test_WhenBothSidesNameTheSameAgent_ItTakesEffect() public {
        _expectProposed(supplier, otherAgent);
        _says(supplier, otherAgent);
        _assertAgent(agent, otherAgent);

        _expectProposed(buyer, otherAgent);
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.SettlementAgentAgreed(supplier, buyer, EUR, otherAgent);
        _says(buyer, otherAgent);
        _assertAgent(otherAgent, agent);
    }

    function test_WhenBothSidesNameZero_TheNetworksAgentIsBack() public {
        _says(supplier, otherAgent);
        _says(buyer, otherAgent);

        _says(buyer, address(0));
        _assertAgent(otherAgent, agent);
        _says(supplier, address(0));
        _assertAgent(agent, otherAgent);
    }

    function test_WhenTheSidesNameDifferentAgents_EitherMayGiveIn() public {
        address third = _party("third agent", Roles.SETTLEMENT_AGENT);
        _says(supplier, otherAgent);
        _says(buyer, third);
        _assertAgent(agent, otherAgent);

        _says(buyer, otherAgent);
        _assertAgent(otherAgent, agent);
    }

    function test_WhenWhatWasSaidTookEffect_ItIsUsedUp() public {
        address[2] memory sides = [supplier, buyer];
        for (uint256 i = 0; i < 2; ++i) {
            (address first, address second) = (sides[i], sides[1 - i]);
            _says(first, otherAgent);
            _says(second, otherAgent);
            _says(second, address(0));
            _says(first, address(0));

            _says(second, otherAgent);
            _assertAgent(agent, otherAgent);
            _says(second, address(0));
        }
    }

    function test_WhenOneSideSaysItTwice_NothingChanges() public {
        _says(buyer, otherAgent);
        _says(buyer, otherAgent);
        _assertAgent(agent, otherAgent);
    }

    function test_GivenAPartyThatIsNoAgent_RefusesWithPartyLacksRole() public {
        _refused(
            supplier,
            _call(_pair(), financier),
            _lacksRole(financier, Roles.FINANCIER, Roles.SETTLEMENT_AGENT)
        );
    }

    function test_WhenCallerIsNeitherSide_RefusesWithPartyNotEntitled() public {
        _refused(otherBuyer, _call(_pair(), otherAgent), _notEntitled(otherBuyer, buyer));
    }

    function test_GivenAMalformedCurrency_RefusesWithCurrencyInvalid() public {
        IReconciliation.Pair memory pair = _pair();
        pair.currency = "E1R";
        _refused(
            supplier,
            _call(pair, otherAgent),
            abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, bytes3("E1R"))
        );
    }

    function test_NeedsTheRightForAdministration() public {
        bytes memory call = _call(_pair(), otherAgent);
        _needsRight(buyer, Acts.ADMINISTRATION, address(reconciliation), call);
    }

    /// @dev Neither what a bank booked is taken nor does the check pass for anybody else.
    function _assertAgent(address expected, address other) private {
        assertEq(reconciliation.agentsOf(_pairs())[0], expected, "agent");
        uint64 balanceMinor = reconciliation.balancesOf(_pairs())[0];
        vm.prank(address(receivables));
        reconciliation.decreasePaid(_pair(), 1, expected);

        bytes memory reason = abi.encodeWithSelector(
            IReconciliation.SettlementAgentNotOfPair.selector,
            other,
            expected
        );
        bytes memory call = abi.encodeCall(IReconciliation.decreasePaid, (_pair(), 1, other));
        _callRefused(address(receivables), address(reconciliation), call, reason);
        assertEq(reconciliation.balancesOf(_pairs())[0], balanceMinor - 1, "balance");
    }

    function _expectProposed(address proposer, address named) private {
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.SettlementAgentProposed(supplier, buyer, EUR, proposer, named);
    }

    function _says(address side, address named) private {
        _act(side, address(reconciliation), _call(_pair(), named));
    }

    function _refused(address caller, bytes memory call, bytes memory reason) private {
        _actRefused(caller, address(reconciliation), call, reason);
    }

    function _call(
        IReconciliation.Pair memory pair,
        address named
    ) private pure returns (bytes memory) {
        return abi.encodeCall(IReconciliation.agreeSettlementAgent, (pair, named));
    }
}
