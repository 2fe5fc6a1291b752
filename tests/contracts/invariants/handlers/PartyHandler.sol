// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../../../contracts/interfaces/IPartyRegistry.sol";
import {Acts, AMOUNT_MINOR_MAX} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {MoneyGhosts} from "../ghosts/MoneyGhosts.sol";

/// @notice Time, standing of parties, their keys, and pauses.
abstract contract PartyHandler is MoneyGhosts {
    function passTime(uint256 seed) external rolls(seed) {
        vm.warp(block.timestamp + 1 hours + _roll(_oneIn(8) ? 70 days : 5 days));
        _reached("time passed");
    }

    function suspendOrReinstate(uint256 seed) external rolls(seed) {
        address party = _pickUnsteady().party;
        bool suspends = !isSuspended[party];
        // Mostly in good standing, else little would happen.
        if (suspends && !_oneIn(3)) return;
        vm.prank(operator.signer);
        if (suspends) parties.suspendParty(party, "reason");
        else parties.reinstateParty(party);
        isSuspended[party] = suspends;
        _reached(suspends ? bytes32("party suspended") : bytes32("party reinstated"));
    }

    function expireOrRenew(uint256 seed) external rolls(seed) {
        address party = _pickUnsteady().party;
        bool renews = admittedUntil[party] != ADMITTED_UNTIL;
        if (!renews && !_oneIn(4)) return;
        uint40 expiresAt = renews ? ADMITTED_UNTIL : uint40(block.timestamp + 1 days);
        uint16 roles = _partyOf(party).roles;
        vm.prank(operator.signer);
        parties.renewAdmission(party, roles, expiresAt);
        admittedUntil[party] = expiresAt;
        _reached(renews ? bytes32("admission renewed") : bytes32("admission shortened"));
    }

    function pauseOrUnpause(uint256 seed) external rolls(seed) {
        if (pausedGroups == 0 && !_oneIn(3)) return;
        bool pauses = pausedGroups == 0 || _oneIn(4);
        uint16 acts = pauses ? uint16(_roll(1 << 10)) & Acts.PAUSABLE : Acts.PAUSABLE;
        if (acts == 0) return;
        vm.prank(operator.signer);
        if (pauses) parties.pause(acts, "reason");
        else parties.unpause(acts);
        pausedGroups = pauses ? pausedGroups | acts : pausedGroups & ~acts;
        _reached(pauses ? bytes32("acts paused") : bytes32("acts unpaused"));
    }

    /// @dev Whatever else is in the mask.
    function pausePayments(uint256 seed) external rolls(seed) {
        uint16 acts = uint16(_roll(1 << 10)) | (_oneIn(2) ? Acts.SETTLEMENT : Acts.OPERATION);
        vm.prank(operator.signer);
        try parties.pause(acts, "reason") {
            _expect(false, 9, "9. payments or operators were paused");
        } catch {
            _reached("pause of payments refused");
        }
    }

    function addOrChangeKey(uint256 seed) external rolls(seed) {
        Actor memory actor = actors[_roll(actors.length)];
        Key memory spare = spareKeys[actor.party];
        bool adds = spare.signer == address(0);
        uint16 rights = uint16(1 + _roll(Acts.ALL));
        uint64 amountMaxMinor = _oneIn(2) ? AMOUNT_MINOR_MAX : _rollMinor(0, FACE_MAX);
        Key memory key = adds ? _newKey(rights, amountMaxMinor) : spare;
        key.rights = rights;
        key.amountMaxMinor = amountMaxMinor;
        bytes memory call =
            adds
                ? abi.encodeCall(IPartyRegistry.addSigner, (key.signer, rights, amountMaxMinor))
                : abi.encodeCall(IPartyRegistry.changeSigner, (key.signer, rights, amountMaxMinor));
        if (!_administers(actor.party)) return;

        vm.prank(mainKeys[actor.party].signer);
        (bool done, ) = address(parties).call(call);
        _expect(done, 20, "20. a valid key was refused");
        spareKeys[actor.party] = key;
        _reached(adds ? bytes32("key added") : bytes32("key changed"));
    }

    function revokeKey(uint256 seed) external rolls(seed) {
        address party = actors[_roll(actors.length)].party;
        Key memory spare = spareKeys[party];
        if (spare.signer == address(0) || !_administers(party)) return;
        vm.prank(mainKeys[party].signer);
        parties.revokeSigner(spare.signer);
        revokedKeys[party] = spare;
        delete spareKeys[party];
        _reached("key revoked");
    }

    /// @dev Operators keep theirs, since powers belong to a key.
    function rotateKey(uint256 seed) external rolls(seed) {
        address party = actors[_roll(actors.length)].party;
        if (party == operator.party || !_administers(party)) return;
        Key memory key = _newKey(Acts.ALL, AMOUNT_MINOR_MAX);
        vm.prank(mainKeys[party].signer);
        parties.rotateSigner(key.signer);
        revokedKeys[party] = mainKeys[party];
        mainKeys[party] = key;
        _openCashAccount(party);
        _reached("key rotated");
    }

    function _administers(address party) internal view returns (bool) {
        return _mayAct(party) && pausedGroups & Acts.ADMINISTRATION == 0;
    }

    function _pickUnsteady() private returns (Actor memory) {
        Actor[5] memory unsteady = [otherSupplier, otherBuyer, otherFinancier, buyer, collector];
        return unsteady[_roll(unsteady.length)];
    }

    function _partyOf(address party) private view returns (IPartyRegistry.Party memory) {
        address[] memory addresses = new address[](1);
        addresses[0] = party;
        return parties.partiesOf(addresses)[0];
    }
}
