// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DuebillForwarder} from "../../../contracts/DuebillForwarder.sol";
import {Factoring} from "../../../contracts/Factoring.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {PartyRegistry} from "../../../contracts/PartyRegistry.sol";
import {ReceivableLots} from "../../../contracts/ReceivableLots.sol";
import {ReceivableRegistry} from "../../../contracts/ReceivableRegistry.sol";
import {Reconciliation} from "../../../contracts/Reconciliation.sol";
import {Settlement} from "../../../contracts/Settlement.sol";
import {Modules, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {Test} from "./Test.sol";

/// @notice An organisation of the tests and the key of its signer.
struct Actor {
    address party;
    address signer;
    uint256 key;
}

/// @notice A whole ledger with one or two parties of each role.
abstract contract LedgerWorld is Test {
    uint256 internal constant START = 1_800_000_000;
    uint32 internal constant TODAY = uint32(START / 1 days);
    uint40 internal constant ADMITTED_UNTIL = 4_000_000_000;
    bytes3 internal constant EUR = "EUR";
    bytes3 internal constant CNY = "CNY";

    DuebillForwarder internal forwarder;
    PartyRegistry internal parties;
    ReceivableRegistry internal receivables;
    ReceivableLots internal lots;
    Factoring internal factoring;
    Settlement internal settlement;
    Reconciliation internal reconciliation;

    Actor internal operator = _actor("operator");
    Actor internal supplier = _actor("supplier");
    Actor internal otherSupplier = _actor("other supplier");
    Actor internal buyer = _actor("buyer");
    Actor internal otherBuyer = _actor("other buyer");
    Actor internal financier = _actor("financier");
    Actor internal otherFinancier = _actor("other financier");

    function setUp() public virtual {
        vm.warp(START);
        _deploy();
        _admit(supplier, Roles.SUPPLIER);
        _admit(otherSupplier, Roles.SUPPLIER);
        _admit(buyer, Roles.BUYER);
        _admit(otherBuyer, Roles.BUYER);
        _admit(financier, Roles.FINANCIER);
        _admit(otherFinancier, Roles.FINANCIER);
    }

    function _deploy() private {
        Modules memory modules = _predictModules();
        forwarder = new DuebillForwarder();
        parties = new PartyRegistry(
            modules.forwarder,
            _admission(operator, Roles.OPERATOR | Roles.SETTLEMENT_AGENT)
        );
        receivables = new ReceivableRegistry(modules);
        lots = new ReceivableLots(modules);
        factoring = new Factoring(modules);
        settlement = new Settlement(modules);
        reconciliation = new Reconciliation(modules);
        assertEq(address(reconciliation), modules.reconciliation, "addresses were not predicted");
    }

    function _predictModules() private view returns (Modules memory) {
        uint256 nonce = vm.getNonce(address(this));
        return
            Modules(
                vm.computeCreateAddress(address(this), nonce),
                vm.computeCreateAddress(address(this), nonce + 1),
                vm.computeCreateAddress(address(this), nonce + 2),
                vm.computeCreateAddress(address(this), nonce + 3),
                vm.computeCreateAddress(address(this), nonce + 4),
                vm.computeCreateAddress(address(this), nonce + 5),
                vm.computeCreateAddress(address(this), nonce + 6)
            );
    }

    function _admit(Actor memory actor, uint16 roles) internal {
        vm.prank(operator.signer);
        parties.admitParties(_asArray(_admission(actor, roles)));
    }

    function _suspend(Actor memory actor) internal {
        vm.prank(operator.signer);
        parties.suspendParty(actor.party, "reason");
    }

    function _actor(string memory name) internal pure returns (Actor memory) {
        uint256 key = uint256(keccak256(bytes(name))) >> 1;
        return Actor(address(uint160(uint256(keccak256(abi.encode(name))))), vm.addr(key), key);
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
