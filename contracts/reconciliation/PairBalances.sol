// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "../interfaces/IReconciliation.sol";
import {LedgerModule} from "../LedgerModule.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {Acts, AMOUNT_MINOR_MAX, Roles} from "../types/LedgerTypes.sol";

/// @title Pair balances
/// @notice Part of {Reconciliation}: running balance and settlement agent of each pair.
abstract contract PairBalances is LedgerModule, IReconciliation {
    /// @dev One slot, so that a payment checks the agent at no further cost.
    /// @param agent Zero where the pair left it to the network's.
    struct PairState {
        uint64 balanceMinor;
        address agent;
    }

    /// @dev What one side of a pair last said; `standing` tells the network's agent from nothing said.
    struct AgentProposal {
        address agent;
        bool standing;
    }

    address private immutable NETWORK_AGENT;

    mapping(bytes32 pairHash => PairState) private _pairs;
    mapping(bytes32 pairHash => mapping(address side => AgentProposal)) private _agentProposals;

    constructor(address networkAgent) {
        NETWORK_AGENT = networkAgent;
    }

    /// @inheritdoc IReconciliation
    function agreeSettlementAgent(Pair calldata pair, address agent) external {
        // Checks.
        address party = _actingParty(0, Acts.ADMINISTRATION);
        if (party != pair.supplier) _requireEntitled(party, pair.buyer);
        Bounds.requireCurrency(pair.currency);
        if (agent != address(0)) PARTIES.requireParty(agent, Roles.SETTLEMENT_AGENT);

        // Effects.
        bytes32 pairHash = _pairHash(pair);
        emit SettlementAgentProposed(pair.supplier, pair.buyer, pair.currency, party, agent);
        address other = party == pair.supplier ? pair.buyer : pair.supplier;
        AgentProposal memory proposal = _agentProposals[pairHash][other];
        if (!proposal.standing || proposal.agent != agent) {
            _agentProposals[pairHash][party] = AgentProposal(agent, true);
            return;
        }
        delete _agentProposals[pairHash][pair.supplier];
        delete _agentProposals[pairHash][pair.buyer];
        _pairs[pairHash].agent = agent;
        emit SettlementAgentAgreed(pair.supplier, pair.buyer, pair.currency, agent);
    }

    /// @inheritdoc IReconciliation
    function increase(
        Pair calldata pair,
        uint64 amountMinor
    ) external onlyModule(address(RECEIVABLES)) {
        // Checks.
        PairState storage state = _pairs[_pairHash(pair)];
        uint256 balanceMinor = uint256(state.balanceMinor) + amountMinor;
        if (balanceMinor > AMOUNT_MINOR_MAX) {
            revert BalanceAboveMax(pair.supplier, pair.buyer, pair.currency, balanceMinor);
        }

        // Effects.
        state.balanceMinor = uint64(balanceMinor);
    }

    /// @inheritdoc IReconciliation
    function decrease(
        Pair calldata pair,
        uint64 amountMinor
    ) external onlyModule(address(RECEIVABLES)) {
        // Never below zero: the balance is the sum of what is outstanding.
        _pairs[_pairHash(pair)].balanceMinor -= amountMinor;
    }

    /// @inheritdoc IReconciliation
    function decreasePaid(
        Pair calldata pair,
        uint64 amountMinor,
        address agent
    ) external onlyModule(address(RECEIVABLES)) {
        PairState storage state = _pairs[_pairHash(pair)];
        _requireAgent(agent, _agentOf(state));
        state.balanceMinor -= amountMinor;
    }

    /// @inheritdoc IReconciliation
    function balancesOf(
        Pair[] calldata pairs
    ) external view returns (uint64[] memory balancesMinor) {
        Bounds.requireRead(pairs.length);
        balancesMinor = new uint64[](pairs.length);
        for (uint256 i = 0; i < pairs.length; ++i) {
            balancesMinor[i] = _balanceOf(pairs[i]);
        }
    }

    /// @inheritdoc IReconciliation
    function agentsOf(Pair[] calldata pairs) external view returns (address[] memory agents) {
        Bounds.requireRead(pairs.length);
        agents = new address[](pairs.length);
        for (uint256 i = 0; i < pairs.length; ++i) {
            agents[i] = _agentOf(_pairs[_pairHash(pairs[i])]);
        }
    }

    function _balanceOf(Pair memory pair) internal view returns (uint64) {
        return _pairs[_pairHash(pair)].balanceMinor;
    }

    function _agentOf(PairState storage state) private view returns (address agent) {
        agent = state.agent;
        if (agent == address(0)) agent = NETWORK_AGENT;
    }

    function _requireAgent(address agent, address expected) private pure {
        if (agent != expected) revert SettlementAgentNotOfPair(agent, expected);
    }

    function _pairHash(Pair memory pair) private pure returns (bytes32) {
        return keccak256(abi.encode(pair));
    }
}
