// SPDX-License-Identifier: Apache-2.0
// solhint-disable one-contract-per-file
pragma solidity 0.8.37;

/// @notice Which operator's key may call which function for operators, and the acts that take two of them.
///
/// OpenZeppelin's {IAccessManager} whose roles count only while their key acts for an active party with the role
/// OPERATOR and has the right {Acts.OPERATION}: to revoke the key or to suspend the operator ends every power at once,
/// the admin's too. A role belongs to the key: an admin grants it to the next one before the key is rotated, and a
/// network keeps at least two admins, since nobody can grant roles when none is left.
///
/// The admin's first key has every role. It may grant roles to further keys, with an execution delay if it wants, and
/// so it can make the second key of an act that takes two; but a new holder of ORDERS waits three days, in which all
/// see it and other admins can take it away, and which functions need ORDERS is fixed.
/// A delayed operation is scheduled here and then called on its target by the same key; {IAccessManager.execute} would
/// make this contract the caller, which never acts for a party, so operators' functions refuse it.
interface IPowers {
    /// @notice An act that one operator's key approved and another one may execute.
    /// @param approvedAt Unix seconds; 0 where there is no approval.
    /// @param orderHash Commits to the order or decision that the act rests on.
    struct Approval {
        address approver;
        uint40 approvedAt;
        bytes32 orderHash;
    }

    /// @notice The call of `target` with `data` was approved; all can read what it is before it happens.
    event ActApproved(
        bytes32 indexed actHash,
        address indexed approver,
        address indexed target,
        bytes32 orderHash,
        bytes data
    );
    /// @notice The approver took its approval back.
    event ApprovalWithdrawn(bytes32 indexed actHash, address indexed approver);
    /// @notice The act was executed; the approval serves once.
    event ApprovalConsumed(bytes32 indexed actHash, address indexed executor, bytes32 orderHash);
    /// @notice A key of the party said that its keys are not lost; the approval is gone.
    event RecoveryObjected(
        bytes32 indexed actHash,
        address indexed party,
        address indexed signer,
        address newSigner
    );

    /// @notice Nobody approved the act, or the approval is gone.
    error ApprovalMissing(bytes32 actHash);
    /// @notice An approval of the act stands already.
    error ApprovalStands(bytes32 actHash, address approver);
    /// @notice The approval is another key's.
    error ApprovalNotOwn(bytes32 actHash, address approver, address signer);
    /// @notice The approval lasted until `expiredAt`.
    error ApprovalExpired(bytes32 actHash, uint40 expiredAt);
    /// @notice The act may be executed from `readyAt`.
    error ApprovalTooYoung(bytes32 actHash, uint256 readyAt);
    /// @notice The approver may no longer approve, so that its approval does not count.
    error ApproverLostPower(bytes32 actHash, address approver);
    /// @notice Functions that take two operators need the role ORDERS for ever.
    error OrdersFunctionFixed(address target, bytes4 selector);
    /// @notice Approver and executor are one key.
    error SameOperatorTwice(address signer);
    /// @notice The call is longer than any that takes an approval.
    error ActTooLong(uint256 bytesLength, uint256 bytesMax);

    /// @notice Approves one call, which another key may then make once within 30 days. Operators with the role ORDERS
    /// only.
    ///
    /// Both keys may belong to one organisation; how many it asks for within is its own matter.
    ///
    /// Emits {ActApproved}.
    ///
    /// Requirements:
    /// - the caller acts for an active operator, else {IPartyRegistry} errors;
    /// - the caller has the role ORDERS, else {IAccessManager.AccessManagerUnauthorizedAccount}; with an execution
    /// delay the call was scheduled, else {IAccessManager.AccessManagerNotScheduled};
    /// - no approval of the act stands, else {ApprovalStands}; one that expired or whose approver lost its power
    /// may be replaced;
    /// - `data` has at most 1,024 bytes, else {ActTooLong}.
    /// @param target Contract of the ledger that will execute the act.
    /// @param data Call of that contract: selector and standard encoding of the arguments.
    function approve(address target, bytes calldata data, bytes32 orderHash) external;

    /// @notice Takes the caller's own approval back; open also to a key that has lost its power, since it can only
    /// make less possible.
    ///
    /// Emits {ApprovalWithdrawn}. Refuses with {ApprovalMissing}, {ApprovalNotOwn}.
    function withdrawApproval(bytes32 actHash) external;

    /// @notice Party cancels the approved recovery of its keys; operators who insist approve anew and wait again. Any
    /// key of the party that has the right {Acts.ADMINISTRATION}, whatever the party's standing, and also one that
    /// the recovery calls lost. The arguments are those of {IPartyRegistry.recoverSigner}.
    ///
    /// Emits {RecoveryObjected}. Refuses with {IPartyRegistry.SignerUnknown}, {ILedgerErrors.PartyNotEntitled},
    /// {IPartyRegistry.SignerLacksRight}, {ApprovalMissing}.
    function objectToRecovery(
        address party,
        address newSigner,
        address[] calldata lostSigners
    ) external;

    /// @notice Uses the approval of an act up. Called by the contract that executes the act; an approval names that
    /// contract, so that nobody else can use it.
    ///
    /// Emits {ApprovalConsumed}.
    ///
    /// Requirements:
    /// - the act was approved, else {ApprovalMissing}, by a key that still may, else {ApproverLostPower};
    /// - less than 30 days ago, else {ApprovalExpired};
    /// - at least `delaySeconds` ago, else {ApprovalTooYoung};
    /// - by another key than the executor, else {SameOperatorTwice}.
    /// @param data The call that is being executed, without the signer that a forwarder appends.
    /// @param executor Key that executes it.
    function consume(
        bytes calldata data,
        address executor,
        uint40 delaySeconds
    ) external returns (bytes32 orderHash);

    /// @notice Approval of each act, whether or not it still counts.
    ///
    /// Refuses with {ILedgerErrors.BatchSizeOutOfBounds} above `READ_MAX`.
    function approvalsOf(bytes32[] calldata actHashes) external view returns (Approval[] memory);

    /// @notice Hash that names a call of `target` with `data`.
    function actHashOf(address target, bytes calldata data) external pure returns (bytes32);
}

/// @notice Roles of operators' keys in {IPowers}, beside its ADMIN_ROLE.
library OperatorRoles {
    /// @dev Admits, renews, suspends and reinstates parties.
    uint64 internal constant ADMISSION = 1;
    /// @dev Pauses groups of acts and ends a pause.
    uint64 internal constant PAUSE = 2;
    /// @dev Carries out orders of courts and the like; all but the listing of a rank policy takes two keys.
    uint64 internal constant ORDERS = 3;
}
