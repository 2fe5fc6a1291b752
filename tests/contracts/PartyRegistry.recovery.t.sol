// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IPowers, OperatorRoles} from "../../contracts/interfaces/IPowers.sol";
import {Acts, AMOUNT_MINOR_MAX} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

/// @notice The supplier lost its keys; one operator approves that it gets a new one, the other one does it.
contract PartyRegistry_Recovery_Test is PartyWorld {
    address[] internal lost;
    address internal clerk;

    function setUp() public override {
        super.setUp();
        clerk = _addKey(supplier, "clerk", Acts.REGISTRATION, 1_000);
        lost.push(supplier.signer);
    }

    function _recovery() internal view returns (bytes memory) {
        return
            abi.encodeCall(IPartyRegistry.recoverSigner, (supplier.party, newcomer.signer, lost));
    }

    function _recoveryHash() internal view returns (bytes32) {
        return powers.actHashOf(address(parties), _recovery());
    }

    function _approve() internal {
        vm.prank(operator.signer);
        powers.approve(address(parties), _recovery(), "order");
    }

    function _approved() internal {
        _approve();
        vm.warp(START + 3 days);
    }

    function _recover() internal {
        vm.prank(secondOperator.signer);
        parties.recoverSigner(supplier.party, newcomer.signer, lost);
    }

    function _object(address signer) internal {
        vm.prank(signer);
        powers.objectToRecovery(supplier.party, newcomer.signer, lost);
    }

    function _expectMissing() internal {
        vm.expectRevert(abi.encodeWithSelector(IPowers.ApprovalMissing.selector, _recoveryHash()));
    }
}

contract PartyRegistry_RecoverSigner_Test is PartyRegistry_Recovery_Test {
    function test_AfterTheDelay_GivesANewKeyAndRevokesTheLostOnes() public {
        _approve();
        vm.warp(START + 3 days);

        vm.expectEmit(address(powers));
        emit IPowers.ApprovalConsumed(_recoveryHash(), secondOperator.signer, "order");
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerRevoked(supplier.party, supplier.signer);
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerAdded(
            supplier.party,
            newcomer.signer,
            Acts.ALL,
            AMOUNT_MINOR_MAX
        );
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerRecovered(supplier.party, newcomer.signer, "order");
        _act(secondOperator, address(parties), _recovery());

        _assertSigner(
            newcomer.signer,
            IPartyRegistry.Signer(supplier.party, AMOUNT_MINOR_MAX, Acts.ALL, false)
        );
        assertEq(parties.partyOfSigner(supplier.signer), address(0), "lost key");
        assertEq(parties.partyOfSigner(clerk), supplier.party, "other key");
    }

    function test_GivenNoLostKey_RevokesNone() public {
        lost.pop();
        _approved();
        _recover();

        assertEq(parties.partyOfSigner(supplier.signer), supplier.party, "old key");
        assertEq(parties.partyOfSigner(newcomer.signer), supplier.party, "new key");
    }

    function test_GivenTheMostLostKeys_RevokesAll() public {
        for (uint256 i = 1; i < 20; ++i) {
            lost.push(_addFullKey(supplier, string(abi.encode(i))));
        }
        _approved();
        _recover();

        for (uint256 i = 0; i < 20; ++i) {
            assertEq(parties.partyOfSigner(lost[i]), address(0), "lost key");
        }
    }

    function test_GivenMoreLostKeys_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 i = 1; i < 21; ++i) {
            lost.push(supplier.signer);
        }
        vm.expectRevert(
            abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, 21, 20)
        );
        _recover();
    }

    function test_GivenALostKeyThatWasRevokedMeanwhile_GoesOn() public {
        _approved();
        address moved = _actor("moved by the thief").signer;
        vm.prank(supplier.signer);
        parties.rotateSigner(moved);
        _recover();

        assertEq(parties.partyOfSigner(newcomer.signer), supplier.party, "new key");
    }

    function test_GivenASuspendedParty_GivesAKeyAndNoStanding() public {
        _suspend(supplier);
        _approved();
        _recover();

        assertEq(parties.partyOfSigner(newcomer.signer), supplier.party, "new key");
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                supplier.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
        parties.actingParty(newcomer.signer, 0, 0);
    }

    function test_OneSecondEarly_RefusesWithApprovalTooYoung() public {
        _approve();
        vm.warp(START + 3 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPowers.ApprovalTooYoung.selector,
                _recoveryHash(),
                START + 3 days
            )
        );
        _recover();
    }

    function test_WithoutApproval_OrASecondTime_RefusesWithApprovalMissing() public {
        _expectMissing();
        _recover();

        _approved();
        _recover();
        _expectMissing();
        _recover();
    }

    function test_ByTheApprover_RefusesWithSameOperatorTwice() public {
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(IPowers.SameOperatorTwice.selector, operator.signer)
        );
        vm.prank(operator.signer);
        parties.recoverSigner(supplier.party, newcomer.signer, lost);
    }

    function test_WithoutTheRoleOrders_RefusesWithAccessManagedUnauthorized() public {
        _approved();
        vm.prank(operator.signer);
        powers.revokeRole(OperatorRoles.ORDERS, secondOperator.signer);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManaged.AccessManagedUnauthorized.selector,
                secondOperator.signer
            )
        );
        _recover();
    }

    function test_GivenAnUnknownParty_RefusesWithPartyUnknown() public {
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.PartyUnknown.selector, newcomer.party)
        );
        vm.prank(secondOperator.signer);
        parties.recoverSigner(newcomer.party, newcomer.signer, lost);
    }

    function test_GivenALostKeyOfNobody_RefusesWithSignerUnknown() public {
        // The new key is nobody's yet either, so that it cannot be revoked at once.
        lost.push(newcomer.signer);
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, newcomer.signer)
        );
        _recover();
    }

    function test_GivenALostKeyOfAnotherParty_RefusesWithPartyNotEntitled() public {
        lost.push(buyer.signer);
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                supplier.party,
                buyer.party
            )
        );
        _recover();
    }

    function test_GivenANewKeyThatCannotSign_Refuses() public {
        newcomer.signer = clerk;
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerAlreadyUsed.selector, clerk, supplier.party)
        );
        _recover();

        newcomer.signer = address(powers);
        _approve();
        vm.warp(START + 6 days);
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerReserved.selector, address(powers))
        );
        _recover();

        newcomer.signer = address(0);
        _approve();
        vm.warp(START + 9 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.ZeroAddressNotAllowed.selector,
                supplier.party,
                address(0)
            )
        );
        _recover();
    }
}

contract PartyRegistry_ObjectToRecovery_Test is PartyRegistry_Recovery_Test {
    function test_ByAnAdministratingKey_CancelsTheApproval() public {
        _approved();

        vm.expectEmit(address(powers));
        emit IPowers.RecoveryObjected(
            _recoveryHash(),
            supplier.party,
            supplier.signer,
            newcomer.signer
        );
        _act(
            supplier,
            address(powers),
            abi.encodeCall(IPowers.objectToRecovery, (supplier.party, newcomer.signer, lost))
        );

        _expectMissing();
        _recover();
    }

    function test_AfterIt_OperatorsMayApproveAnewAndWaitAgain() public {
        _approved();
        _object(supplier.signer);
        _approve();

        vm.expectRevert(
            abi.encodeWithSelector(
                IPowers.ApprovalTooYoung.selector,
                _recoveryHash(),
                START + 6 days
            )
        );
        _recover();
        vm.warp(START + 6 days);
        _recover();
    }

    function test_WhenThePartyIsSuspended_IsStillHeard() public {
        _approved();
        _suspend(supplier);
        _object(supplier.signer);

        _expectMissing();
        _recover();
    }

    function test_HoweverTheExecutorEncodesTheCall_FindsTheApproval() public {
        // Operators who hide an approval from the party behind another encoding cannot use it.
        bytes memory padded = abi.encodePacked(_recovery(), bytes32(uint256(1)));
        vm.prank(operator.signer);
        powers.approve(address(parties), padded, "order");
        vm.warp(START + 3 days);

        _actRefused(
            secondOperator,
            address(parties),
            padded,
            abi.encodeWithSelector(IPowers.ApprovalMissing.selector, _recoveryHash())
        );
    }

    function test_WithoutAdministration_RefusesWithSignerLacksRight() public {
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.SignerLacksRight.selector,
                clerk,
                Acts.REGISTRATION,
                Acts.ADMINISTRATION
            )
        );
        _object(clerk);
    }

    function test_ByARevokedKey_RefusesWithSignerUnknown() public {
        address second = _addFullKey(supplier, "second");
        _approved();
        vm.prank(second);
        parties.revokeSigner(supplier.signer);

        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, supplier.signer)
        );
        _object(supplier.signer);
    }

    function test_ByAnotherParty_RefusesWithPartyNotEntitled() public {
        _approved();
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                buyer.party,
                supplier.party
            )
        );
        _object(buyer.signer);
    }

    function test_WhenNothingWasApproved_RefusesWithApprovalMissing() public {
        _expectMissing();
        _object(supplier.signer);
    }
}
