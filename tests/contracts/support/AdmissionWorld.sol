// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DuebillForwarder} from "../../../contracts/DuebillForwarder.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {OperatorRoles} from "../../../contracts/interfaces/IPowers.sol";
import {PartyRegistry} from "../../../contracts/PartyRegistry.sol";
import {Powers} from "../../../contracts/Powers.sol";
import {Modules, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {Actor, Requests} from "./Requests.sol";

/// @notice Two operators, and who else is admitted by them.
abstract contract AdmissionWorld is Requests {
    uint256 internal constant START = 1_800_000_000;
    uint40 internal constant ADMITTED_UNTIL = 4_000_000_000;

    Powers internal powers;
    PartyRegistry internal parties;

    /// @dev Operates the network and is its settlement agent.
    Actor internal operator = _actor("operator");
    Actor internal secondOperator = _actor("second operator");
    Actor internal supplier = _actor("supplier");
    Actor internal otherSupplier = _actor("other supplier");
    Actor internal buyer = _actor("buyer");

    function setUp() public virtual {
        vm.warp(START);
        _deploy();
        _admit(secondOperator, Roles.OPERATOR);
        _admit(supplier, Roles.SUPPLIER);
        _admit(otherSupplier, Roles.SUPPLIER);
        _admit(buyer, Roles.BUYER);
        _grant(OperatorRoles.ORDERS, secondOperator.signer, 0);
    }

    function _deploy() internal virtual;

    /// @dev The contracts that every world has, at the addresses that were predicted.
    function _deployAdmission(Modules memory modules) internal {
        forwarder = DuebillForwarder(_created("DuebillForwarder", ""));
        powers = Powers(_created("Powers", abi.encode(modules, operator.signer)));
        IPartyRegistry.Admission memory genesis = _admission(
            operator,
            Roles.OPERATOR | Roles.SETTLEMENT_AGENT
        );
        bytes memory arguments = abi.encode(modules.forwarder, modules.powers, genesis);
        parties = PartyRegistry(_created("PartyRegistry", arguments));
        assertEq(address(parties), modules.parties, "addresses were not predicted");
    }

    function _admit(Actor memory actor, uint16 roles) internal {
        vm.prank(operator.signer);
        parties.admitParties(_asArray(_admission(actor, roles)));
    }

    function _suspend(Actor memory actor) internal {
        vm.prank(operator.signer);
        parties.suspendParty(actor.party, "reason");
    }

    function _grant(uint64 role, address signer, uint32 delaySeconds) internal {
        vm.prank(operator.signer);
        powers.grantRole(role, signer, delaySeconds);
    }

    function _admission(
        Actor memory actor,
        uint16 roles
    ) internal pure returns (IPartyRegistry.Admission memory) {
        bytes32 legalIdHash = keccak256(abi.encode(actor.party));
        return
            IPartyRegistry.Admission(actor.party, legalIdHash, roles, ADMITTED_UNTIL, actor.signer);
    }

    function _asArray(
        IPartyRegistry.Admission memory admission
    ) internal pure returns (IPartyRegistry.Admission[] memory admissions) {
        admissions = new IPartyRegistry.Admission[](1);
        admissions[0] = admission;
    }
}
