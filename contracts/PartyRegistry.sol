// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";

import {ILedgerErrors} from "./interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {IPowers} from "./interfaces/IPowers.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {OperatorManaged} from "./OperatorManaged.sol";
import {PartySigners} from "./parties/PartySigners.sol";
import {Acts, Roles} from "./types/LedgerTypes.sol";

/// @title Party registry
/// @notice Organisations and the keys that act for them.
contract PartyRegistry is PartySigners, OperatorManaged {
    /// @notice How long an approved recovery waits, so that the party has time to object.
    uint40 public constant RECOVERY_DELAY = 3 days;
    /// @notice Most lost keys of one recovery: more than people keep, few enough to read.
    uint256 public constant LOST_SIGNERS_MAX = 20;

    mapping(address party => Party) private _parties;
    mapping(bytes32 legalIdHash => address party) private _partyOfLegalId;
    uint16 private _pausedActs;

    /// @notice Admits the first operator; nobody else could.
    /// @param forwarder Contract whose requests carry their signer.
    /// @param powers Says which operators' keys have which role, for ever.
    /// @param genesisOperator Party whose roles include OPERATOR.
    constructor(
        address forwarder,
        address powers,
        Admission memory genesisOperator
    ) ERC2771Context(forwarder) OperatorManaged(powers) {
        if (genesisOperator.roles & Roles.OPERATOR == 0) {
            revert RolesInvalid(genesisOperator.party, genesisOperator.roles);
        }
        _admit(genesisOperator);
    }

    /// @inheritdoc IPartyRegistry
    function admitParties(Admission[] calldata admissions) external restricted {
        Bounds.requireBatch(admissions.length);
        for (uint256 i = 0; i < admissions.length; ++i) {
            _admit(admissions[i]);
        }
    }

    /// @inheritdoc IPartyRegistry
    function renewAdmission(address party, uint16 roles, uint40 expiresAt) external restricted {
        // Checks.
        _requireStatusKnown(party);
        _requireTerms(party, roles, expiresAt);

        // Effects.
        _parties[party].roles = roles;
        _parties[party].expiresAt = expiresAt;
        emit AdmissionRenewed(party, roles, expiresAt);
    }

    /// @inheritdoc IPartyRegistry
    function suspendParty(address party, bytes32 reasonHash) external restricted {
        // Checks.
        PartyStatus status = _requireStatusKnown(party);
        if (status != PartyStatus.ACTIVE) revert PartyNotActive(party, status);

        // Effects.
        _parties[party].status = PartyStatus.SUSPENDED;
        emit PartySuspended(party, reasonHash);
    }

    /// @inheritdoc IPartyRegistry
    function reinstateParty(address party) external restricted {
        // Checks.
        PartyStatus status = _requireStatusKnown(party);
        if (status != PartyStatus.SUSPENDED) revert PartyNotSuspended(party, status);

        // Effects.
        _parties[party].status = PartyStatus.ACTIVE;
        emit PartyReinstated(party);
    }

    /// @inheritdoc IPartyRegistry
    function pause(uint16 acts, bytes32 reasonHash) external restricted {
        // Checks.
        _requirePausable(acts);

        // Effects.
        uint16 paused = _pausedActs | acts;
        _pausedActs = paused;
        emit PauseStarted(acts, paused, reasonHash);
    }

    /// @inheritdoc IPartyRegistry
    function unpause(uint16 acts) external restricted {
        // Checks.
        _requirePausable(acts);

        // Effects.
        uint16 paused = _pausedActs & ~acts;
        _pausedActs = paused;
        emit PauseEnded(acts, paused);
    }

    /// @inheritdoc IPartyRegistry
    function recoverSigner(
        address party,
        address newSigner,
        address[] calldata lostSigners
    ) external restricted {
        // Checks.
        _requireStatusKnown(party);
        if (lostSigners.length > LOST_SIGNERS_MAX) {
            revert ILedgerErrors.BatchSizeOutOfBounds(lostSigners.length, LOST_SIGNERS_MAX);
        }
        // Encoded anew: an objection must find the approval however the caller encoded the call.
        bytes memory act = abi.encodeCall(
            IPartyRegistry.recoverSigner,
            (party, newSigner, lostSigners)
        );
        bytes32 orderHash = IPowers(authority()).consume(act, _msgSender(), RECOVERY_DELAY);

        // Effects.
        for (uint256 i = 0; i < lostSigners.length; ++i) {
            _revokeLost(party, lostSigners[i]);
        }
        _addFullSigner(party, newSigner);
        emit SignerRecovered(party, newSigner, orderHash);
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
    function pausedActs() external view returns (uint16) {
        return _pausedActs;
    }

    /// @inheritdoc IPartyRegistry
    function canAct(address party, uint16 anyOfRoles) external view returns (bool) {
        Party storage state = _parties[party];
        return
            state.status == PartyStatus.ACTIVE &&
            block.timestamp < state.expiresAt &&
            state.roles & anyOfRoles != 0;
    }

    /// @inheritdoc IPartyRegistry
    function requireParty(address party, uint16 role) public view override {
        Party storage state = _parties[party];
        PartyStatus status = _requireStatusKnown(party);
        uint40 expiresAt = state.expiresAt;
        uint16 roles = state.roles;
        if (status != PartyStatus.ACTIVE) revert PartyNotActive(party, status);
        if (block.timestamp >= expiresAt) revert AdmissionExpired(party, expiresAt);
        if (roles & role != role) revert PartyLacksRole(party, roles, role);
    }

    function _requireOperator(address signer) internal view override {
        actingParty(signer, Roles.OPERATOR, Acts.OPERATION);
    }

    function _requireNotPaused(uint16 act) internal view override {
        // What can never be paused does not even look.
        if (act & Acts.PAUSABLE == 0) return;
        if (act & _pausedActs != 0) revert ActsPaused(act);
    }

    function _isReserved(address signer) internal view override returns (bool) {
        return signer == authority() || isTrustedForwarder(signer);
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength()
        internal
        view
        override(Context, ERC2771Context)
        returns (uint256)
    {
        return ERC2771Context._contextSuffixLength();
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
        _addFullSigner(party, admission.signer);
    }

    function _requireStatusKnown(address party) private view returns (PartyStatus status) {
        status = _parties[party].status;
        if (status == PartyStatus.NONE) revert PartyUnknown(party);
    }

    function _requireTerms(address party, uint16 roles, uint40 expiresAt) private view {
        if (roles == 0 || roles & ~Roles.ALL != 0) revert RolesInvalid(party, roles);
        if (expiresAt <= block.timestamp) revert AdmissionExpiryInPast(party, expiresAt);
    }

    function _requirePausable(uint16 acts) private pure {
        if (acts == 0 || acts & ~Acts.PAUSABLE != 0) revert ActsNotPausable(acts);
    }
}
