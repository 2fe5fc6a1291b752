// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {Acts, AMOUNT_MINOR_MAX, Modules} from "../../../contracts/types/LedgerTypes.sol";
import {AdmissionWorld} from "./AdmissionWorld.sol";
import {Actor} from "./Requests.sol";

/// @notice Parties and powers without the rest of the ledger: two operators and some organisations.
abstract contract PartyWorld is AdmissionWorld {
    address internal lotsAddress = address(0x1075);
    address internal pledgesAddress = address(0x91ed6e5);

    Actor internal newcomer = _actor("newcomer");

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

    function _deploy() internal override {
        Modules memory modules;
        uint256 nonce = vm.getNonce(address(this));
        modules.forwarder = vm.computeCreateAddress(address(this), nonce);
        modules.powers = vm.computeCreateAddress(address(this), nonce + 1);
        modules.parties = vm.computeCreateAddress(address(this), nonce + 2);
        modules.lots = lotsAddress;
        modules.pledges = pledgesAddress;
        _deployAdmission(modules);
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

    function _asArray(address one) internal pure returns (address[] memory addresses) {
        addresses = new address[](1);
        addresses[0] = one;
    }
}
