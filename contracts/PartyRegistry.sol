// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

import {ILedgerErrors} from "./interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Roles} from "./types/LedgerTypes.sol";

/// @title Party registry
/// @notice Organisations and the keys that act for them.
contract PartyRegistry is ERC2771Context, IPartyRegistry {
    /// @dev One slot. A revoked key keeps its party, so that it is never used again.
    struct Signer {
        address party;
        bool revoked;
    }

    mapping(address party => Party) private _parties;
    mapping(bytes32 legalIdHash => address party) private _partyOfLegalId;
    mapping(address signer => Signer) private _signers;

    /// @notice Admits the first operator; nobody else could.
    /// @param forwarder Contract whose requests carry their signer.
    /// @param genesisOperator Party whose roles include OPERATOR.
    constructor(address forwarder, Admission memory genesisOperator) ERC2771Context(forwarder) {
        if (genesisOperator.roles & Roles.OPERATOR == 0) {
            revert RolesInvalid(genesisOperator.party, genesisOperator.roles);
        }
        _admit(genesisOperator);
    }

    /// @inheritdoc IPartyRegistry
    function admitParties(Admission[] calldata admissions) external {
        // Checks.
        _requireOperator();
        Bounds.requireBatch(admissions.length);

        // Effects.
        for (uint256 i = 0; i < admissions.length; ++i) {
            _admit(admissions[i]);
        }
    }

    /// @inheritdoc IPartyRegistry
    function renewAdmission(address party, uint16 roles, uint40 expiresAt) external {
        // Checks.
        _requireOperator();
        _requireStatusKnown(party);
        _requireTerms(party, roles, expiresAt);

        // Effects.
        _parties[party].roles = roles;
        _parties[party].expiresAt = expiresAt;
        emit AdmissionRenewed(party, roles, expiresAt);
    }

    /// @inheritdoc IPartyRegistry
    function suspendParty(address party, bytes32 reasonHash) external {
        // Checks.
        _requireOperator();
        PartyStatus status = _requireStatusKnown(party);
        if (status != PartyStatus.ACTIVE) revert PartyNotActive(party, status);

        // Effects.
        _parties[party].status = PartyStatus.SUSPENDED;
        emit PartySuspended(party, reasonHash);
    }

    /// @inheritdoc IPartyRegistry
    function reinstateParty(address party) external {
        // Checks.
        _requireOperator();
        PartyStatus status = _requireStatusKnown(party);
        if (status != PartyStatus.SUSPENDED) revert PartyNotSuspended(party, status);

        // Effects.
        _parties[party].status = PartyStatus.ACTIVE;
        emit PartyReinstated(party);
    }

    /// @inheritdoc IPartyRegistry
    function addSigner(address signer) external {
        _addSigner(actingParty(_msgSender(), 0), signer);
    }

    /// @inheritdoc IPartyRegistry
    function revokeSigner(address signer) external {
        // Checks.
        address party = actingParty(_msgSender(), 0);
        address partyOfRevoked = partyOfSigner(signer);
        if (partyOfRevoked == address(0)) revert SignerUnknown(signer);
        if (partyOfRevoked != party) revert ILedgerErrors.PartyNotEntitled(party, partyOfRevoked);
        // One working key always remains, so that a party never locks itself out.
        if (signer == _msgSender()) revert SignerCannotRevokeItself(signer);

        // Effects.
        _signers[signer].revoked = true;
        emit SignerRevoked(party, signer);
    }

    /// @inheritdoc IPartyRegistry
    function partiesOf(address[] calldata parties) external view returns (Party[] memory found) {
        Bounds.requireRead(parties.length);
        found = new Party[](parties.length);
        for (uint256 i = 0; i < parties.length; ++i) {
            found[i] = _parties[parties[i]];
        }
    }

    /// @inheritdoc IPartyRegistry
    function actingParty(address signer, uint16 role) public view returns (address party) {
        party = partyOfSigner(signer);
        if (party == address(0)) revert SignerUnknown(signer);
        requireParty(party, role);
    }

    /// @inheritdoc IPartyRegistry
    function requireParty(address party, uint16 role) public view {
        Party storage state = _parties[party];
        PartyStatus status = _requireStatusKnown(party);
        uint40 expiresAt = state.expiresAt;
        uint16 roles = state.roles;
        if (status != PartyStatus.ACTIVE) revert PartyNotActive(party, status);
        if (block.timestamp >= expiresAt) revert AdmissionExpired(party, expiresAt);
        if (roles & role != role) revert PartyLacksRole(party, roles, role);
    }

    /// @inheritdoc IPartyRegistry
    function partyOfSigner(address signer) public view returns (address party) {
        Signer memory record = _signers[signer];
        return record.revoked ? address(0) : record.party;
    }

    function _admit(Admission memory admission) private {
        address party = admission.party;
        bytes32 legalIdHash = admission.legalIdHash;

        // Checks.
        if (party == address(0)) revert ZeroAddressNotAllowed(party, admission.signer);
        if (
            _parties[party].status != PartyStatus.NONE || _partyOfLegalId[legalIdHash] != address(0)
        ) {
            revert PartyAlreadyAdmitted(party, legalIdHash);
        }
        _requireTerms(party, admission.roles, admission.expiresAt);

        // Effects.
        _parties[party] = Party(
            PartyStatus.ACTIVE,
            admission.roles,
            admission.expiresAt,
            legalIdHash
        );
        _partyOfLegalId[legalIdHash] = party;
        emit PartyAdmitted(party, legalIdHash, admission.roles, admission.expiresAt);
        _addSigner(party, admission.signer);
    }

    function _addSigner(address party, address signer) private {
        // Checks.
        if (signer == address(0)) revert ZeroAddressNotAllowed(party, signer);
        address usedBy = _signers[signer].party;
        if (usedBy != address(0)) revert SignerAlreadyUsed(signer, usedBy);

        // Effects.
        _signers[signer] = Signer(party, false);
        emit SignerAdded(party, signer);
    }

    function _requireOperator() private view {
        actingParty(_msgSender(), Roles.OPERATOR);
    }

    function _requireStatusKnown(address party) private view returns (PartyStatus status) {
        status = _parties[party].status;
        if (status == PartyStatus.NONE) revert PartyUnknown(party);
    }

    function _requireTerms(address party, uint16 roles, uint40 expiresAt) private view {
        if (roles == 0 || roles & ~Roles.ALL != 0) revert RolesInvalid(party, roles);
        if (expiresAt <= block.timestamp) revert AdmissionExpiryInPast(party, expiresAt);
    }
}
