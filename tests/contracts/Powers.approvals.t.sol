// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IPowers, OperatorRoles} from "../../contracts/interfaces/IPowers.sol";
import {READ_MAX, Roles} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

/// @notice Stands for a contract of the ledger with an act that takes two operators.
contract OrderTarget {
    IPowers private immutable POWERS;
    uint40 private immutable DELAY_SECONDS;

    bytes32 public lastOrderHash;

    constructor(IPowers powers, uint40 delaySeconds) {
        POWERS = powers;
        DELAY_SECONDS = delaySeconds;
    }

    function perform(uint256) external {
        lastOrderHash = POWERS.consume(msg.data, msg.sender, DELAY_SECONDS);
    }
}

contract Powers_Approvals_Test is PartyWorld {
    OrderTarget internal target;
    bytes internal perform = abi.encodeCall(OrderTarget.perform, (1));
    bytes32 internal actHash;

    function setUp() public override {
        super.setUp();
        target = new OrderTarget(powers, 1 days);
        actHash = powers.actHashOf(address(target), perform);
    }

    function _approve(address signer) internal {
        vm.prank(signer);
        powers.approve(address(target), perform, "order");
    }

    function _approved() internal {
        _approve(operator.signer);
        vm.warp(START + 1 days);
    }

    function _perform() internal {
        vm.prank(secondOperator.signer);
        target.perform(1);
    }

    function _approval() internal view returns (IPowers.Approval memory) {
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = actHash;
        return powers.approvalsOf(hashes)[0];
    }

    function _revokeOperatorKey() internal {
        address second = _addFullKey(operator, "second key");
        vm.prank(second);
        parties.revokeSigner(operator.signer);
    }

    function _expectMissing() internal {
        vm.expectRevert(abi.encodeWithSelector(IPowers.ApprovalMissing.selector, actHash));
    }
}

contract Powers_Approve_Test is Powers_Approvals_Test {
    function test_SentByTheForwarder_RecordsWhoApprovedWhat() public {
        vm.expectEmit(address(powers));
        emit IPowers.ActApproved(actHash, operator.signer, address(target), "order", perform);
        _act(
            operator,
            address(powers),
            abi.encodeCall(IPowers.approve, (address(target), perform, "order"))
        );

        IPowers.Approval memory approval = _approval();
        assertEq(approval.approver, operator.signer, "approver");
        assertEq(approval.approvedAt, START, "approved at");
        assertEq(approval.orderHash, "order", "order");
    }

    function test_ActHashOf_NamesTargetAndCall() public view {
        assertEq(
            actHash,
            keccak256(abi.encode(address(target), keccak256(perform))),
            "hash of the act"
        );
    }

    function test_WithoutTheRoleOrders_RefusesWithAccessManagerUnauthorizedAccount() public {
        address clerk = _addFullKey(operator, "clerk");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector,
                clerk,
                OperatorRoles.ORDERS
            )
        );
        _approve(clerk);
    }

    function test_WhenThePartyIsNoOperator_RefusesWithPartyLacksRole() public {
        _grant(OperatorRoles.ORDERS, supplier.signer, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.OPERATOR
            )
        );
        _approve(supplier.signer);
    }

    function test_WithAnExecutionDelay_IsScheduledFirst() public {
        address slow = _addFullKey(operator, "slow");
        _grant(OperatorRoles.ORDERS, slow, 1 hours);
        bytes memory approveCall = abi.encodeCall(
            IPowers.approve,
            (address(target), perform, "order")
        );

        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerNotScheduled.selector,
                powers.hashOperation(slow, address(powers), approveCall)
            )
        );
        _approve(slow);

        vm.prank(slow);
        powers.schedule(address(powers), approveCall, 0);
        vm.warp(START + 1 hours);
        _approve(slow);
        assertEq(_approval().approver, slow, "approver");
    }

    function test_GivenTheLongestCall_ApprovesIt_AndRefusesALongerOneWithActTooLong() public {
        vm.prank(operator.signer);
        powers.approve(address(target), new bytes(1024), "order");

        vm.expectRevert(abi.encodeWithSelector(IPowers.ActTooLong.selector, 1025, 1024));
        vm.prank(operator.signer);
        powers.approve(address(target), new bytes(1025), "order");
    }

    function test_WhileAnApprovalStands_RefusesWithApprovalStands() public {
        _approve(operator.signer);
        bytes memory stands = abi.encodeWithSelector(
            IPowers.ApprovalStands.selector,
            actHash,
            operator.signer
        );

        vm.expectRevert(stands);
        _approve(operator.signer);
        vm.warp(START + 30 days - 1);
        vm.expectRevert(stands);
        _approve(secondOperator.signer);

        vm.warp(START + 30 days);
        _approve(secondOperator.signer);
        assertEq(_approval().approver, secondOperator.signer, "approver");
    }

    function test_WhenTheApproverLostItsPower_AnotherMayApprove() public {
        _approve(operator.signer);
        _revokeOperatorKey();
        _approve(secondOperator.signer);

        assertEq(_approval().approver, secondOperator.signer, "approver");
    }

    function test_WithdrawApproval_ByTheApprover_TakesItBack() public {
        _approved();
        // The key needs no power for it.
        _revokeOperatorKey();

        vm.expectEmit(address(powers));
        emit IPowers.ApprovalWithdrawn(actHash, operator.signer);
        _act(operator, address(powers), abi.encodeCall(IPowers.withdrawApproval, (actHash)));

        assertEq(_approval().approver, address(0), "approver");
        _expectMissing();
        _perform();
    }

    function test_WithdrawApproval_ByAnother_RefusesWithApprovalNotOwn() public {
        _approve(operator.signer);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPowers.ApprovalNotOwn.selector,
                actHash,
                operator.signer,
                secondOperator.signer
            )
        );
        vm.prank(secondOperator.signer);
        powers.withdrawApproval(actHash);
    }

    function test_WithdrawApproval_GivenNone_RefusesWithApprovalMissing() public {
        _expectMissing();
        vm.prank(operator.signer);
        powers.withdrawApproval(actHash);
    }

    function test_ApprovalsOf_GivenTooMany_RefusesWithBatchSizeOutOfBounds() public {
        bytes32[] memory tooMany = new bytes32[](READ_MAX + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedgerErrors.BatchSizeOutOfBounds.selector,
                READ_MAX + 1,
                READ_MAX
            )
        );
        powers.approvalsOf(tooMany);
    }
}

contract Powers_Consume_Test is Powers_Approvals_Test {
    function test_ByAnotherKeyAfterTheDelay_UsesTheApprovalUp() public {
        _approved();

        vm.expectEmit(address(powers));
        emit IPowers.ApprovalConsumed(actHash, secondOperator.signer, "order");
        _perform();

        assertEq(target.lastOrderHash(), "order", "order");
        assertEq(_approval().approver, address(0), "approver");
        _expectMissing();
        _perform();
    }

    function test_ByAnotherKeyOfTheSameOrganisation_IsFine() public {
        _approved();
        address second = _addFullKey(operator, "second key");
        vm.prank(second);
        target.perform(1);

        assertEq(target.lastOrderHash(), "order", "order");
    }

    function test_ByTheApprover_RefusesWithSameOperatorTwice() public {
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(IPowers.SameOperatorTwice.selector, operator.signer)
        );
        vm.prank(operator.signer);
        target.perform(1);
    }

    function test_WhenAnotherCallWasApproved_RefusesWithApprovalMissing() public {
        _approved();
        bytes32 other = powers.actHashOf(address(target), abi.encodeCall(OrderTarget.perform, (2)));
        vm.expectRevert(abi.encodeWithSelector(IPowers.ApprovalMissing.selector, other));
        vm.prank(secondOperator.signer);
        target.perform(2);
    }

    function test_ByAnotherContract_RefusesWithApprovalMissing() public {
        _approved();
        bytes32 own = powers.actHashOf(secondOperator.signer, perform);
        vm.expectRevert(abi.encodeWithSelector(IPowers.ApprovalMissing.selector, own));
        vm.prank(secondOperator.signer);
        powers.consume(perform, secondOperator.signer, 0);
    }

    function test_OneSecondEarly_RefusesWithApprovalTooYoung() public {
        _approve(operator.signer);
        vm.warp(START + 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IPowers.ApprovalTooYoung.selector, actHash, START + 1 days)
        );
        _perform();
    }

    function test_After30Days_RefusesWithApprovalExpired() public {
        _approve(operator.signer);
        vm.warp(START + 30 days);
        vm.expectRevert(
            abi.encodeWithSelector(IPowers.ApprovalExpired.selector, actHash, START + 30 days)
        );
        _perform();

        vm.warp(START + 30 days - 1);
        _perform();
    }

    function test_WhenTheApproverLostItsPower_RefusesWithApproverLostPower() public {
        _approved();
        _revokeOperatorKey();
        vm.expectRevert(
            abi.encodeWithSelector(IPowers.ApproverLostPower.selector, actHash, operator.signer)
        );
        _perform();
    }

    function test_WhenTheApproverLostTheRole_RefusesWithApproverLostPower() public {
        _approved();
        vm.prank(operator.signer);
        powers.renounceRole(OperatorRoles.ORDERS, operator.signer);
        vm.expectRevert(
            abi.encodeWithSelector(IPowers.ApproverLostPower.selector, actHash, operator.signer)
        );
        _perform();
    }
}
