// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";

import {IERC7943NonFungible} from "./interfaces/IERC7943NonFungible.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {IPowers, OperatorRoles} from "./interfaces/IPowers.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Acts, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Powers of operators
/// @notice Which operator's key may call which function for operators, and the acts that take two of them.
contract Powers is AccessManager, ERC2771Context, IPowers {
    /// @notice How long an approval lasts: orders name a date, and a forgotten approval must not lie about for ever.
    uint40 public constant APPROVAL_SECONDS = 30 days;
    /// @notice Longest call to approve; a recovery that names the most lost keys has 772 bytes.
    uint256 public constant ACT_BYTES_MAX = 1024;

    /// @notice How long everybody sees a new holder of ORDERS before it may act, as with a recovery: an admin alone
    /// could otherwise make both keys of an act that takes two. OpenZeppelin lets it begin `minSetback` after the
    /// deployment.
    uint32 public constant ORDERS_GRANT_DELAY = 3 days;

    IPartyRegistry private immutable PARTIES;

    mapping(bytes32 actHash => Approval) private _approvals;

    modifier onlyOperator() {
        PARTIES.actingParty(_msgSender(), Roles.OPERATOR, Acts.OPERATION);
        _;
    }

    /// @notice Gives every role to one key and says which function needs which.
    /// @param modules Addresses of this deployment.
    /// @param genesisSigner First key of the operator that the party registry admits from its construction.
    constructor(
        Modules memory modules,
        address genesisSigner
    ) AccessManager(genesisSigner) ERC2771Context(modules.forwarder) {
        PARTIES = IPartyRegistry(modules.parties);

        _setAdmissionFunctions(modules.parties);
        _setPauseFunctions(modules.parties);
        _setOrdersFunctions(modules);

        _grantRole(OperatorRoles.ADMISSION, genesisSigner, 0, 0);
        _grantRole(OperatorRoles.PAUSE, genesisSigner, 0, 0);
        _grantRole(OperatorRoles.ORDERS, genesisSigner, 0, 0);
        _setGrantDelay(OperatorRoles.ORDERS, ORDERS_GRANT_DELAY);
    }

    /// @inheritdoc IPowers
    function approve(
        address target,
        bytes calldata data,
        bytes32 orderHash
    ) external onlyOperator onlyAuthorized {
        // Checks.
        if (data.length > ACT_BYTES_MAX) revert ActTooLong(data.length, ACT_BYTES_MAX);
        bytes32 actHash = actHashOf(target, data);
        Approval memory former = _approvals[actHash];
        // One that does not exist has expired long ago.
        if (block.timestamp < _expiryOf(former) && _mayApprove(former.approver)) {
            revert ApprovalStands(actHash, former.approver);
        }

        // Effects.
        // Safe cast: 2^40 seconds are 34 thousand years.
        _approvals[actHash] = Approval(_msgSender(), uint40(block.timestamp), orderHash);
        emit ActApproved(actHash, _msgSender(), target, orderHash, data);
    }

    /// @inheritdoc IPowers
    function withdrawApproval(bytes32 actHash) external {
        // Checks.
        address approver = _requireApproval(actHash).approver;
        if (approver != _msgSender()) revert ApprovalNotOwn(actHash, approver, _msgSender());

        // Effects.
        delete _approvals[actHash];
        emit ApprovalWithdrawn(actHash, approver);
    }

    /// @inheritdoc IPowers
    function objectToRecovery(
        address party,
        address newSigner,
        address[] calldata lostSigners
    ) external {
        // Checks.
        PARTIES.requireSigner(_msgSender(), party, Acts.ADMINISTRATION, 0);
        bytes32 actHash = _hashOf(
            address(PARTIES),
            keccak256(abi.encodeCall(IPartyRegistry.recoverSigner, (party, newSigner, lostSigners)))
        );
        _requireApproval(actHash);

        // Effects.
        delete _approvals[actHash];
        emit RecoveryObjected(actHash, party, _msgSender(), newSigner);
    }

    /// @inheritdoc IPowers
    function consume(
        bytes calldata data,
        address executor,
        uint40 delaySeconds
    ) external returns (bytes32 orderHash) {
        // Checks.
        bytes32 actHash = actHashOf(msg.sender, data);
        Approval memory approval = _requireApproval(actHash);
        if (!_mayApprove(approval.approver)) revert ApproverLostPower(actHash, approval.approver);
        uint40 expiresAt = _expiryOf(approval);
        if (block.timestamp >= expiresAt) revert ApprovalExpired(actHash, expiresAt);
        uint256 readyAt = uint256(approval.approvedAt) + delaySeconds;
        if (block.timestamp < readyAt) revert ApprovalTooYoung(actHash, readyAt);
        if (approval.approver == executor) revert SameOperatorTwice(executor);

        // Effects.
        orderHash = approval.orderHash;
        delete _approvals[actHash];
        emit ApprovalConsumed(actHash, executor, orderHash);
    }

    /// @inheritdoc IPowers
    function approvalsOf(
        bytes32[] calldata actHashes
    ) external view returns (Approval[] memory found) {
        Bounds.requireRead(actHashes.length);
        found = new Approval[](actHashes.length);
        for (uint256 i = 0; i < actHashes.length; ++i) {
            found[i] = _approvals[actHashes[i]];
        }
    }

    /// @notice As OpenZeppelin's, for 1 to `BATCH_MAX` calls.
    function multicall(bytes[] calldata data) public override returns (bytes[] memory results) {
        Bounds.requireBatch(data.length);
        return super.multicall(data);
    }

    /// @notice As OpenZeppelin's, for 1 to `BATCH_MAX` functions; refuses with {IPowers.OrdersFunctionFixed} those that
    /// take two operators.
    function setTargetFunctionRole(
        address target,
        bytes4[] calldata selectors,
        uint64 roleId
    ) public override {
        Bounds.requireBatch(selectors.length);
        for (uint256 i = 0; i < selectors.length; ++i) {
            if (getTargetFunctionRole(target, selectors[i]) == OperatorRoles.ORDERS) {
                revert OrdersFunctionFixed(target, selectors[i]);
            }
        }
        super.setTargetFunctionRole(target, selectors, roleId);
    }

    /// @notice As OpenZeppelin's, but a role counts only while its key acts for an active operator.
    function hasRole(
        uint64 roleId,
        address account
    ) public view override returns (bool isMember, uint32 executionDelay) {
        (isMember, executionDelay) = super.hasRole(roleId, account);
        if (isMember && roleId != PUBLIC_ROLE) isMember = _isOperating(account);
    }

    /// @inheritdoc IPowers
    function actHashOf(address target, bytes calldata data) public pure returns (bytes32) {
        return _hashOf(target, keccak256(data));
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

    function _setAdmissionFunctions(address parties) private {
        uint64 role = OperatorRoles.ADMISSION;
        _setTargetFunctionRole(parties, IPartyRegistry.admitParties.selector, role);
        _setTargetFunctionRole(parties, IPartyRegistry.renewAdmission.selector, role);
        _setTargetFunctionRole(parties, IPartyRegistry.suspendParty.selector, role);
        _setTargetFunctionRole(parties, IPartyRegistry.reinstateParty.selector, role);
    }

    function _setPauseFunctions(address parties) private {
        uint64 role = OperatorRoles.PAUSE;
        _setTargetFunctionRole(parties, IPartyRegistry.pause.selector, role);
        _setTargetFunctionRole(parties, IPartyRegistry.unpause.selector, role);
    }

    function _setOrdersFunctions(Modules memory modules) private {
        uint64 role = OperatorRoles.ORDERS;
        address lots = modules.lots;
        _setTargetFunctionRole(address(this), IPowers.approve.selector, role);
        _setTargetFunctionRole(modules.parties, IPartyRegistry.recoverSigner.selector, role);
        _setTargetFunctionRole(lots, IERC7943NonFungible.forcedTransfer.selector, role);
        _setTargetFunctionRole(lots, IERC7943NonFungible.setFrozenTokens.selector, role);
        _setTargetFunctionRole(modules.pledges, IPledges.listRankPolicy.selector, role);
    }

    function _requireApproval(bytes32 actHash) private view returns (Approval memory approval) {
        approval = _approvals[actHash];
        if (approval.approvedAt == 0) revert ApprovalMissing(actHash);
    }

    /// @dev Whether the key has the role that {approve} asks for; an execution delay does not matter afterwards.
    function _mayApprove(address signer) private view returns (bool isMember) {
        uint64 role = getTargetFunctionRole(address(this), IPowers.approve.selector);
        (isMember, ) = hasRole(role, signer);
    }

    function _isOperating(address signer) private view returns (bool) {
        try PARTIES.actingParty(signer, Roles.OPERATOR, Acts.OPERATION) returns (address) {
            return true;
        } catch {
            return false;
        }
    }

    function _expiryOf(Approval memory approval) private pure returns (uint40) {
        return approval.approvedAt + APPROVAL_SECONDS;
    }

    function _hashOf(address target, bytes32 dataHash) private pure returns (bytes32) {
        return keccak256(abi.encode(target, dataHash));
    }
}
