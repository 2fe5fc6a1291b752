// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../interfaces/IPartyRegistry.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {Acts, AMOUNT_MINOR_MAX} from "../types/LedgerTypes.sol";

/// @title Keys that act for parties
/// @notice Which keys a party has and what each may do.
abstract contract PartySigners is ERC2771Context, IPartyRegistry {
    mapping(address signer => Signer) private _signers;

    /// @inheritdoc IPartyRegistry
    function addSigner(address signer, uint16 rights, uint64 amountMaxMinor) external {
        address party = _requireGrant(signer, rights, amountMaxMinor);
        _addSigner(signer, Signer(party, amountMaxMinor, rights, false));
    }

    /// @inheritdoc IPartyRegistry
    function changeSigner(address signer, uint16 rights, uint64 amountMaxMinor) external {
        // Checks.
        address party = _requireGrant(signer, rights, amountMaxMinor);
        _requireOwn(signer, party);
        if (signer == _msgSender()) revert SignerCannotChangeItself(signer);

        // Effects.
        _signers[signer] = Signer(party, amountMaxMinor, rights, false);
        emit SignerChanged(party, signer, rights, amountMaxMinor);
    }

    /// @inheritdoc IPartyRegistry
    function rotateSigner(address newSigner) external {
        // Checks.
        address signer = _msgSender();
        Signer memory own = _requireKey(signer);
        _requireNotPaused(Acts.ADMINISTRATION);
        requireParty(own.party, 0);

        // Effects.
        _revoke(own.party, signer);
        _addSigner(newSigner, own);
    }

    /// @inheritdoc IPartyRegistry
    function revokeSigner(address signer) external {
        // Checks.
        address party = actingParty(_msgSender(), 0, Acts.ADMINISTRATION);
        _requireOwn(signer, party);
        // One working key always remains, so that a party never locks itself out.
        if (signer == _msgSender()) revert SignerCannotRevokeItself(signer);

        // Effects.
        _revoke(party, signer);
    }

    /// @inheritdoc IPartyRegistry
    function actingPartyUpTo(
        address signer,
        uint16 role,
        uint16 act,
        uint64 amountMinor
    ) external view returns (address party) {
        party = actingParty(signer, role, act);
        _requireWithinMax(signer, amountMinor, _signers[signer].amountMaxMinor);
    }

    /// @inheritdoc IPartyRegistry
    function requireSigner(
        address signer,
        address party,
        uint16 act,
        uint64 amountMinor
    ) external view {
        Signer memory state = _requireKey(signer);
        _requireSame(state.party, party);
        _requireRight(signer, state.rights, act);
        _requireWithinMax(signer, amountMinor, state.amountMaxMinor);
    }

    /// @inheritdoc IPartyRegistry
    function signersOf(address[] calldata signers) external view returns (Signer[] memory found) {
        Bounds.requireRead(signers.length);
        found = new Signer[](signers.length);
        for (uint256 i = 0; i < signers.length; ++i) {
            found[i] = _signers[signers[i]];
        }
    }

    /// @inheritdoc IPartyRegistry
    function actingParty(
        address signer,
        uint16 role,
        uint16 act
    ) public view returns (address party) {
        Signer memory state = _requireKey(signer);
        _requireRight(signer, state.rights, act);
        _requireNotPaused(act);
        party = state.party;
        requireParty(party, role);
    }

    /// @inheritdoc IPartyRegistry
    function partyOfSigner(address signer) public view returns (address party) {
        Signer memory state = _signers[signer];
        return state.revoked ? address(0) : state.party;
    }

    /// @inheritdoc IPartyRegistry
    function requireParty(address party, uint16 role) public view virtual;

    /// @dev A key without limits: the first one of a party, or one that replaces lost ones.
    function _addFullSigner(address party, address signer) internal {
        _addSigner(signer, Signer(party, AMOUNT_MINOR_MAX, Acts.ALL, false));
    }

    /// @dev A key that was revoked before is passed over: whoever stole it could otherwise make the recovery fail by
    /// rotating it.
    function _revokeLost(address party, address signer) internal {
        Signer memory state = _signers[signer];
        if (state.party == address(0)) revert SignerUnknown(signer);
        _requireSame(party, state.party);
        if (!state.revoked) _revoke(party, signer);
    }

    function _requireNotPaused(uint16 act) internal view virtual;

    /// @dev Whether the ledger itself calls from this address, in the name of others.
    function _isReserved(address signer) internal view virtual returns (bool);

    function _addSigner(address signer, Signer memory state) private {
        // Checks.
        if (signer == address(0)) revert ZeroAddressNotAllowed(state.party, signer);
        if (_isReserved(signer)) revert SignerReserved(signer);
        address usedBy = _signers[signer].party;
        if (usedBy != address(0)) revert SignerAlreadyUsed(signer, usedBy);

        // Effects.
        _signers[signer] = state;
        emit SignerAdded(state.party, signer, state.rights, state.amountMaxMinor);
    }

    function _revoke(address party, address signer) private {
        _signers[signer].revoked = true;
        emit SignerRevoked(party, signer);
    }

    /// @dev Party of the caller, which may give `signer` these rights.
    function _requireGrant(
        address signer,
        uint16 rights,
        uint64 amountMaxMinor
    ) private view returns (address party) {
        party = actingParty(_msgSender(), 0, Acts.ADMINISTRATION);
        if (rights == 0 || rights & ~Acts.ALL != 0) revert RightsInvalid(signer, rights);
        Signer memory own = _signers[_msgSender()];
        if (rights & ~own.rights != 0 || amountMaxMinor > own.amountMaxMinor) {
            revert RightsAboveOwn(signer, rights, amountMaxMinor, own.rights, own.amountMaxMinor);
        }
    }

    function _requireOwn(address signer, address party) private view {
        _requireSame(party, _requireKey(signer).party);
    }

    function _requireKey(address signer) private view returns (Signer memory state) {
        state = _signers[signer];
        if (state.party == address(0) || state.revoked) revert SignerUnknown(signer);
    }

    function _requireRight(address signer, uint16 rights, uint16 act) private pure {
        if (act & ~rights != 0) revert SignerLacksRight(signer, rights, act);
    }

    function _requireWithinMax(address signer, uint64 amountMinor, uint64 maxMinor) private pure {
        if (amountMinor > maxMinor) revert SignerAmountAboveMax(signer, amountMinor, maxMinor);
    }

    function _requireSame(address party, address expected) private pure {
        if (party != expected) revert ILedgerErrors.PartyNotEntitled(party, expected);
    }
}
