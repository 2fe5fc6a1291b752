// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Organisations and the keys that act for them.
///
/// A party's address is a keyed derivation of its legal id and has no private key, so signers can be rotated and
/// revoked without moving an asset.
interface IPartyRegistry {
    enum PartyStatus {
        NONE,
        ACTIVE,
        SUSPENDED
    }

    /// @param party Ledger address of the organisation.
    /// @param legalIdHash Keyed hash of its legal id (LEI, USCC or scheme and value).
    /// @param roles Bits of {Roles}.
    /// @param expiresAt Unix seconds from which the admission no longer holds.
    /// @param signer First key that acts for the party.
    struct Admission {
        address party;
        bytes32 legalIdHash;
        uint16 roles;
        uint40 expiresAt;
        address signer;
    }

    /// @notice State of a party; one storage slot beside the hash of its legal id.
    struct Party {
        PartyStatus status;
        uint16 roles;
        uint40 expiresAt;
        bytes32 legalIdHash;
    }

    /// @notice An organisation may act in `roles` until `expiresAt`.
    event PartyAdmitted(
        address indexed party,
        bytes32 indexed legalIdHash,
        uint16 roles,
        uint40 expiresAt
    );
    /// @notice Roles and expiry of a party were set anew.
    event AdmissionRenewed(address indexed party, uint16 roles, uint40 expiresAt);
    /// @notice A party can no longer act.
    event PartySuspended(address indexed party, bytes32 reasonHash);
    /// @notice A suspended party can act again.
    event PartyReinstated(address indexed party);
    /// @notice A key acts for a party.
    event SignerAdded(address indexed party, address indexed signer);
    /// @notice A key no longer acts for its party.
    event SignerRevoked(address indexed party, address indexed signer);

    /// @notice The party's ledger address or legal id is admitted already.
    error PartyAlreadyAdmitted(address party, bytes32 legalIdHash);
    /// @notice No such party was admitted.
    error PartyUnknown(address party);
    /// @notice The party is suspended.
    error PartyNotActive(address party, PartyStatus status);
    /// @notice Only a suspended party can be reinstated.
    error PartyNotSuspended(address party, PartyStatus status);
    /// @notice The admission of the party has run out.
    error AdmissionExpired(address party, uint40 expiresAt);
    /// @notice An admission must end in the future.
    error AdmissionExpiryInPast(address party, uint40 expiresAt);
    /// @notice The party does not have the role.
    error PartyLacksRole(address party, uint16 roles, uint16 requiredRole);
    /// @notice The roles are empty or hold unknown bits.
    error RolesInvalid(address party, uint16 roles);
    /// @notice The key acts for no party.
    error SignerUnknown(address signer);
    /// @notice The key acts, or once acted, for a party; a key is never used again.
    error SignerAlreadyUsed(address signer, address party);
    /// @notice Zero can neither be a party nor sign.
    error ZeroAddressNotAllowed(address party, address signer);
    /// @notice A party cannot revoke the key that signs the revocation.
    error SignerCannotRevokeItself(address signer);

    /// @notice Admits organisations, each with its first signer.
    ///
    /// Emits {PartyAdmitted} and {SignerAdded} for each.
    ///
    /// Requirements:
    /// - caller acts for an active operator, else {SignerUnknown} or {PartyLacksRole};
    /// - 1 to `BATCH_MAX` items, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - party and legal id are new, else {PartyAlreadyAdmitted};
    /// - roles are known, else {RolesInvalid}; the expiry is in the future, else {AdmissionExpiryInPast};
    /// - the signer is new, else {SignerAlreadyUsed}; neither address is zero, else {ZeroAddressNotAllowed}.
    function admitParties(Admission[] calldata admissions) external;

    /// @notice Sets roles and expiry of an admitted party anew. Operator only.
    ///
    /// Emits {AdmissionRenewed}. Refuses with {PartyUnknown}, {RolesInvalid}, {AdmissionExpiryInPast}.
    function renewAdmission(address party, uint16 roles, uint40 expiresAt) external;

    /// @notice Stops a party from acting; what it owns and owes stays. Operator only.
    ///
    /// Emits {PartySuspended}. Refuses with {PartyUnknown} or {PartyNotActive}.
    function suspendParty(address party, bytes32 reasonHash) external;

    /// @notice Lets a suspended party act again. Operator only.
    ///
    /// Emits {PartyReinstated}. Refuses with {PartyUnknown} or {PartyNotSuspended}.
    function reinstateParty(address party) external;

    /// @notice Adds a key that acts for the caller's party.
    ///
    /// Emits {SignerAdded}. Refuses with {SignerUnknown}, {PartyNotActive}, {AdmissionExpired}, {SignerAlreadyUsed},
    /// {ZeroAddressNotAllowed}.
    function addSigner(address signer) external;

    /// @notice Revokes another key of the caller's party.
    ///
    /// Emits {SignerRevoked}. Refuses with {SignerUnknown}, {PartyNotActive}, {AdmissionExpired},
    /// {SignerCannotRevokeItself}, {ILedgerErrors.PartyNotEntitled}.
    function revokeSigner(address signer) external;

    /// @notice Party for which `signer` may act in `role` now.
    ///
    /// Refuses with {SignerUnknown}, {PartyNotActive}, {AdmissionExpired}, {PartyLacksRole}.
    /// @param role One bit of {Roles}, or 0 for an act that any role may do.
    function actingParty(address signer, uint16 role) external view returns (address party);

    /// @notice Checks that a party is admitted, active and has the role.
    ///
    /// Refuses with {PartyUnknown}, {PartyNotActive}, {AdmissionExpired}, {PartyLacksRole}.
    function requireParty(address party, uint16 role) external view;

    /// @notice State of each party; status NONE where unknown.
    function partiesOf(address[] calldata parties) external view returns (Party[] memory);

    /// @notice Party that `signer` acts for, zero if none.
    function partyOfSigner(address signer) external view returns (address party);
}
