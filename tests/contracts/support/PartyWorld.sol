// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DuebillForwarder} from "../../../contracts/DuebillForwarder.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {OperatorRoles} from "../../../contracts/interfaces/IPowers.sol";
import {PartyRegistry} from "../../../contracts/PartyRegistry.sol";
import {Powers} from "../../../contracts/Powers.sol";
import {Acts, AMOUNT_MINOR_MAX, Modules, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {Actor, Requests} from "./Requests.sol";

/// @notice Parties and powers without the rest of the ledger: two operators and some organisations.
abstract contract PartyWorld is Requests {
    uint256 internal constant START = 1_800_000_000;
    uint40 internal constant ADMITTED_UNTIL = 4_000_000_000;

    Powers internal powers;
    PartyRegistry internal parties;
    address internal lotsAddress = address(0x1075);
    address internal pledgesAddress = address(0x91ed6e5);

    Actor internal operator = _actor("operator");
    Actor internal secondOperator = _actor("second operator");
    Actor internal supplier = _actor("supplier");
    Actor internal otherSupplier = _actor("other supplier");
    Actor internal buyer = _actor("buyer");
    Actor internal newcomer = _actor("newcomer");

    function setUp() public virtual {
        vm.warp(START);
        Modules memory modules = _predictModules();
        forwarder = new DuebillForwarder();
        powers = new Powers(modules, operator.signer);
        parties = new PartyRegistry(
            modules.forwarder,
            modules.powers,
            _admission(operator, Roles.OPERATOR | Roles.SETTLEMENT_AGENT)
        );
        assertEq(address(parties), modules.parties, "addresses were not predicted");

        _admit(secondOperator, Roles.OPERATOR);
        _admit(supplier, Roles.SUPPLIER);
        _admit(otherSupplier, Roles.SUPPLIER);
        _admit(buyer, Roles.BUYER);
        _grant(OperatorRoles.ORDERS, secondOperator.signer, 0);
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

    /// @dev Another key of the same party.
    function _addKey(
        Actor memory actor,
        string memory name,
        uint16 rights,
        uint64 amountMaxMinor
    ) internal returns (address signer) {
        signer = _actor(name).signer;
        vm.prank(actor.signer);
        parties.addSigner(signer, rights, amountMaxMinor);
    }

    function _addFullKey(Actor memory actor, string memory name) internal returns (address) {
        return _addKey(actor, name, Acts.ALL, AMOUNT_MINOR_MAX);
    }

    function _party(address party) internal view returns (IPartyRegistry.Party memory) {
        return parties.partiesOf(_asArray(party))[0];
    }

    function _signer(address signer) internal view returns (IPartyRegistry.Signer memory) {
        return parties.signersOf(_asArray(signer))[0];
    }

    function _assertSigner(address signer, IPartyRegistry.Signer memory expected) internal view {
        IPartyRegistry.Signer memory state = _signer(signer);
        assertEq(state.party, expected.party, "party");
        assertEq(state.amountMaxMinor, expected.amountMaxMinor, "amount");
        assertEq(state.rights, expected.rights, "rights");
        assertTrue(state.revoked == expected.revoked, "revoked");
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

    function _asArray(address one) internal pure returns (address[] memory addresses) {
        addresses = new address[](1);
        addresses[0] = one;
    }

    function _predictModules() private view returns (Modules memory modules) {
        uint256 nonce = vm.getNonce(address(this));
        modules.forwarder = vm.computeCreateAddress(address(this), nonce);
        modules.powers = vm.computeCreateAddress(address(this), nonce + 1);
        modules.parties = vm.computeCreateAddress(address(this), nonce + 2);
        modules.lots = lotsAddress;
        modules.pledges = pledgesAddress;
    }
}
