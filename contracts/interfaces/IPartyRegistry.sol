// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Organisations and the keys that act for them.
///
/// A party's address is a keyed derivation of its legal id and has no private key, so signers can be rotated and
/// revoked without moving an asset. Each key has rights of its own, so a clerk's key confirms up to an amount and
/// cannot make further keys.
///
/// Functions for operators ask {IPowers} for the caller's role in addition to what this contract asks itself: that
/// the key acts for an active party with the role OPERATOR and has the right `Acts.OPERATION`. A delayed operation
/// is scheduled in {IPowers} and then called here by the same key: its `execute` would call in the name of
/// {IPowers}, which never acts for a party.
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
    /// @param signer First key that acts for the party, with all rights and without limit.
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

    /// @notice What a key may do; one storage slot. A revoked key keeps its party, so that it is never used again.
    /// @param amountMaxMinor Largest single amount, in minor units of whichever currency the act is in.
    /// @param rights Bits of {Acts}.
    struct Signer {
        address party;
        uint64 amountMaxMinor;
        uint16 rights;
        bool revoked;
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
    event SignerAdded(
        address indexed party,
        address indexed signer,
        uint16 rights,
        uint64 amountMaxMinor
    );
    /// @notice Rights and limit of a key were set anew.
    event SignerChanged(
        address indexed party,
        address indexed signer,
        uint16 rights,
        uint64 amountMaxMinor
    );
    /// @notice A key no longer acts for its party.
    event SignerRevoked(address indexed party, address indexed signer);
    /// @notice Two operators gave a party that had lost its keys a new one; `orderHash` commits to why.
    event SignerRecovered(address indexed party, address indexed signer, bytes32 orderHash);
    /// @notice The groups of acts in `acts` stand still; all in `pausedActs` do now.
    event PauseStarted(uint16 acts, uint16 pausedActs, bytes32 reasonHash);
    /// @notice The groups of acts in `acts` go on; those in `pausedActs` still stand still.
    event PauseEnded(uint16 acts, uint16 pausedActs);

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
    /// @notice The ledger's own forwarder and {IPowers} call in the name of others and never sign.
    error SignerReserved(address signer);
    /// @notice A party cannot revoke the key that signs the revocation.
    error SignerCannotRevokeItself(address signer);
    /// @notice A key cannot change its own rights.
    error SignerCannotChangeItself(address signer);
    /// @notice The key does not have the right.
    error SignerLacksRight(address signer, uint16 rights, uint16 requiredAct);
    /// @notice The amount is above what the key may act for.
    error SignerAmountAboveMax(address signer, uint64 amountMinor, uint64 maxMinor);
    /// @notice The rights are empty or hold unknown bits.
    error RightsInvalid(address signer, uint16 rights);
    /// @notice A key cannot grant a right or an amount that it does not have itself.
    error RightsAboveOwn(
        address signer,
        uint16 rights,
        uint64 amountMaxMinor,
        uint16 ownRights,
        uint64 ownAmountMaxMinor
    );
    /// @notice The group of acts is paused.
    error ActsPaused(uint16 act);
    /// @notice The mask is empty or holds groups that never stand still: {Acts.SETTLEMENT}, {Acts.OPERATION}.
    error ActsNotPausable(uint16 acts);

    /// @notice Admits organisations, each with its first signer.
    ///
    /// Emits {PartyAdmitted} and {SignerAdded} for each.
    ///
    /// Requirements:
    /// - caller acts for an active operator, else {SignerUnknown}, {SignerLacksRight}, {PartyNotActive},
    /// {AdmissionExpired}, {PartyLacksRole};
    /// - caller has the role ADMISSION, else {IAccessManaged.AccessManagedUnauthorized};
    /// - 1 to `BATCH_MAX` items, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - party and legal id are new, else {PartyAlreadyAdmitted};
    /// - roles are known, else {RolesInvalid}; the expiry is in the future, else {AdmissionExpiryInPast};
    /// - the signer is new, else {SignerAlreadyUsed}, {SignerReserved}; neither address is zero, else
    /// {ZeroAddressNotAllowed}.
    function admitParties(Admission[] calldata admissions) external;

    /// @notice Sets roles and expiry of an admitted party anew. Operators with the role ADMISSION only.
    ///
    /// Emits {AdmissionRenewed}. Refuses as {admitParties} does the caller, and with {PartyUnknown}, {RolesInvalid},
    /// {AdmissionExpiryInPast}.
    function renewAdmission(address party, uint16 roles, uint40 expiresAt) external;

    /// @notice Stops a party from acting; what it owns and owes stays. Operators with the role ADMISSION only.
    ///
    /// Emits {PartySuspended}. Refuses as {admitParties} does the caller, and with {PartyUnknown} or {PartyNotActive}.
    function suspendParty(address party, bytes32 reasonHash) external;

    /// @notice Lets a suspended party act again. Operators with the role ADMISSION only.
    ///
    /// Emits {PartyReinstated}. Refuses as {admitParties} does the caller, and with {PartyUnknown} or
    /// {PartyNotSuspended}.
    function reinstateParty(address party) external;

    /// @notice Stops groups of acts of all parties. Paying, being paid and what operators do go on whatever is paused.
    /// Operators with the role PAUSE only.
    ///
    /// Emits {PauseStarted}. Refuses as {admitParties} does the caller, and with {ActsNotPausable}.
    /// @param acts Bits of {Acts.PAUSABLE}; groups that are paused already stay so.
    function pause(uint16 acts, bytes32 reasonHash) external;

    /// @notice Lets groups of acts go on. Operators with the role PAUSE only.
    ///
    /// Emits {PauseEnded}. Refuses as {admitParties} does the caller, and with {ActsNotPausable}.
    function unpause(uint16 acts) external;

    /// @notice Gives a party that lost its keys a new one with all rights, and revokes those named as lost; its other
    /// keys stay. Operators with the role ORDERS only, after another operator's key approved this very call.
    ///
    /// The party may object in the meantime with {IPowers.objectToRecovery}. Where keys were stolen rather than lost,
    /// operators suspend the party first, so that nobody acts with them while the approval waits. The party need
    /// not be active: recovery gives it a key and not its standing.
    ///
    /// Emits {SignerRevoked} for each lost key that was not revoked before, {SignerAdded} and {SignerRecovered}.
    ///
    /// Requirements:
    /// - the caller is as {admitParties} demands, with the role ORDERS;
    /// - the party is known, else {PartyUnknown};
    /// - at most 20 lost keys, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - approved at least three days ago by another key, else {IPowers} errors;
    /// - each lost key is the party's, else {SignerUnknown}, {ILedgerErrors.PartyNotEntitled};
    /// - the new key is new, else {SignerAlreadyUsed}, {SignerReserved}, {ZeroAddressNotAllowed}.
    function recoverSigner(
        address party,
        address newSigner,
        address[] calldata lostSigners
    ) external;

    /// @notice Adds a key that acts for the caller's party.
    ///
    /// Emits {SignerAdded}.
    ///
    /// Requirements:
    /// - the caller has the right {Acts.ADMINISTRATION}, else the errors of {actingParty};
    /// - rights are known and not empty, else {RightsInvalid};
    /// - rights and amount are within the caller's own, else {RightsAboveOwn};
    /// - the signer is new, else {SignerAlreadyUsed}, {SignerReserved}, {ZeroAddressNotAllowed}.
    /// @param rights Bits of {Acts}.
    /// @param amountMaxMinor Largest single amount that the key may act for; 0 for acts without an amount only.
    function addSigner(address signer, uint16 rights, uint64 amountMaxMinor) external;

    /// @notice Sets rights and limit of another key of the caller's party anew.
    ///
    /// Emits {SignerChanged}.
    ///
    /// Requirements:
    /// - the caller has the right {Acts.ADMINISTRATION}, else the errors of {actingParty};
    /// - the signer is another key of the caller's party, else {SignerUnknown}, {ILedgerErrors.PartyNotEntitled},
    /// {SignerCannotChangeItself}: one key that can administer the others always remains;
    /// - rights are known and not empty, else {RightsInvalid};
    /// - rights and amount are within the caller's own, else {RightsAboveOwn}.
    function changeSigner(address signer, uint16 rights, uint64 amountMaxMinor) external;

    /// @notice Hands the calling key's rights and limit to a new key and revokes the calling one. Needs no right,
    /// since nothing is gained; stands still while {Acts.ADMINISTRATION} is paused.
    ///
    /// Roles in {IPowers} belong to a key and do not move: an admin grants them to an operator's new key first.
    ///
    /// Emits {SignerRevoked}, {SignerAdded}. Refuses with {SignerUnknown}, {ActsPaused}, {PartyNotActive},
    /// {AdmissionExpired}, {SignerAlreadyUsed}, {SignerReserved}, {ZeroAddressNotAllowed}.
    function rotateSigner(address newSigner) external;

    /// @notice Revokes another key of the caller's party, also one with more rights: a stolen key must not be safe
    /// from the only one at hand.
    ///
    /// Emits {SignerRevoked}. Refuses with the errors of {actingParty} unless the caller has the right
    /// {Acts.ADMINISTRATION}, and with {SignerUnknown}, {SignerCannotRevokeItself}, {ILedgerErrors.PartyNotEntitled}.
    function revokeSigner(address signer) external;

    /// @notice Party for which `signer` may do `act` in `role` now.
    ///
    /// Refuses with {SignerUnknown}, {SignerLacksRight}, {ActsPaused}, {PartyNotActive}, {AdmissionExpired},
    /// {PartyLacksRole}.
    /// @param role One bit of {Roles}, or 0 for an act that any role may do.
    /// @param act One bit of {Acts}, or 0 for what any key of a party may do.
    function actingParty(
        address signer,
        uint16 role,
        uint16 act
    ) external view returns (address party);

    /// @notice As {actingParty}, for an act about money.
    ///
    /// Refuses also with {SignerAmountAboveMax}.
    /// @param amountMinor Largest single amount of the act, in minor units.
    function actingPartyUpTo(
        address signer,
        uint16 role,
        uint16 act,
        uint64 amountMinor
    ) external view returns (address party);

    /// @notice Checks that a key may bind `party`, as by a quote that it signed off the ledger. Looks neither at
    /// pauses nor at the standing of the party.
    ///
    /// Refuses with {SignerUnknown}, {ILedgerErrors.PartyNotEntitled}, {SignerLacksRight}, {SignerAmountAboveMax}.
    /// @param act One bit of {Acts}, or 0 for what any key of a party may do.
    function requireSigner(
        address signer,
        address party,
        uint16 act,
        uint64 amountMinor
    ) external view;

    /// @notice Checks that a party is admitted, active and has the role.
    ///
    /// Refuses with {PartyUnknown}, {PartyNotActive}, {AdmissionExpired}, {PartyLacksRole}.
    function requireParty(address party, uint16 role) external view;

    /// @notice Whether a party is admitted, active and has one of the roles now.
    /// @param anyOfRoles Bits of {Roles}.
    function canAct(address party, uint16 anyOfRoles) external view returns (bool);

    /// @notice State of each party; status NONE where unknown.
    ///
    /// Refuses with {ILedgerErrors.BatchSizeOutOfBounds} above `READ_MAX`.
    function partiesOf(address[] calldata parties) external view returns (Party[] memory);

    /// @notice State of each key; party zero where it was never used.
    ///
    /// Refuses with {ILedgerErrors.BatchSizeOutOfBounds} above `READ_MAX`.
    function signersOf(address[] calldata signers) external view returns (Signer[] memory);

    /// @notice Party that `signer` acts for, zero if none.
    function partyOfSigner(address signer) external view returns (address party);

    /// @notice Groups of acts that stand still, as bits of {Acts}.
    function pausedActs() external view returns (uint16);
}
