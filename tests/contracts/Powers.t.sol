// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IPowers, OperatorRoles} from "../../contracts/interfaces/IPowers.sol";
import {Powers} from "../../contracts/Powers.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    Modules,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

contract Powers_Test is PartyWorld {
    uint64 internal constant ADMIN = 0;

    /// @dev Calls that each function for operators of the party registry would take.
    function _operatorCalls() internal view returns (bytes[] memory calls) {
        address party = supplier.party;
        calls = new bytes[](7);
        calls[0] = abi.encodeCall(
            IPartyRegistry.admitParties,
            (_asArray(_admission(newcomer, Roles.BUYER)))
        );
        calls[1] = abi.encodeCall(
            IPartyRegistry.renewAdmission,
            (party, Roles.BUYER, ADMITTED_UNTIL)
        );
        calls[2] = abi.encodeCall(IPartyRegistry.suspendParty, (party, "reason"));
        calls[3] = abi.encodeCall(IPartyRegistry.reinstateParty, (party));
        calls[4] = abi.encodeCall(IPartyRegistry.pause, (Acts.CREDIT, "reason"));
        calls[5] = abi.encodeCall(IPartyRegistry.unpause, (Acts.CREDIT));
        calls[6] = abi.encodeCall(
            IPartyRegistry.recoverSigner,
            (party, newcomer.signer, new address[](0))
        );
    }

    function _refusesEveryOperatorCall(address signer, bytes memory reason) internal {
        bytes[] memory calls = _operatorCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(signer);
            (bool done, bytes memory answer) = address(parties).call(calls[i]);
            assertTrue(!done, "operator's function was open");
            assertEq(keccak256(answer), keccak256(reason), "reason");
        }
    }

    function _assertRole(address signer, uint64 role, bool expected) internal view {
        (bool isMember, ) = powers.hasRole(role, signer);
        assertTrue(isMember == expected, "role");
    }

    function _expectUnauthorized(address signer, uint64 role) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector,
                signer,
                role
            )
        );
    }
}

contract Powers_Roles_Test is Powers_Test {
    function test_Constructor_GivesTheGenesisSignerEveryRoleAtOnce() public view {
        for (uint64 role = 0; role <= OperatorRoles.ORDERS; ++role) {
            (bool isMember, uint32 delaySeconds) = powers.hasRole(role, operator.signer);
            assertTrue(isMember, "role");
            assertEq(delaySeconds, 0, "execution delay");
        }
        _assertRole(secondOperator.signer, ADMIN, false);
    }

    function test_Constructor_SaysWhichRoleEachFunctionNeeds() public view {
        uint64[7] memory roles = [
            OperatorRoles.ADMISSION,
            OperatorRoles.ADMISSION,
            OperatorRoles.ADMISSION,
            OperatorRoles.ADMISSION,
            OperatorRoles.PAUSE,
            OperatorRoles.PAUSE,
            OperatorRoles.ORDERS
        ];
        bytes[] memory calls = _operatorCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            assertEq(_roleOf(address(parties), bytes4(calls[i])), roles[i], "party registry");
        }
        assertEq(
            _roleOf(address(powers), IPowers.approve.selector),
            OperatorRoles.ORDERS,
            "powers"
        );
        string[2] memory onLots = [
            "forcedTransfer(address,address,uint256)",
            "setFrozenTokens(address,uint256,bool)"
        ];
        for (uint256 i = 0; i < onLots.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(onLots[i])));
            assertEq(_roleOf(lotsAddress, selector), OperatorRoles.ORDERS, "lots");
        }
        bytes4 listing = bytes4(keccak256("listRankPolicy(address)"));
        assertEq(_roleOf(pledgesAddress, listing), OperatorRoles.ORDERS, "pledges");
    }

    function test_Constructor_GivenNoSigner_RevertsAccessManagerInvalidInitialAdmin() public {
        Modules memory modules;
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerInvalidInitialAdmin.selector,
                address(0)
            )
        );
        new Powers(modules, address(0));
    }

    function test_GrantRole_SentByTheForwarder_OpensTheFunction() public {
        uint64 role = OperatorRoles.PAUSE;
        bytes memory grant = abi.encodeCall(
            IAccessManager.grantRole,
            (role, secondOperator.signer, 0)
        );
        _act(operator, address(powers), grant);

        vm.prank(secondOperator.signer);
        parties.pause(Acts.CREDIT, "reason");
        assertEq(parties.pausedActs(), Acts.CREDIT, "paused acts");
    }

    function test_Multicall_SentByTheForwarder_ActsForTheSigner() public {
        bytes[] memory grants = new bytes[](2);
        for (uint64 i = 0; i < 2; ++i) {
            grants[i] = abi.encodeCall(
                IAccessManager.grantRole,
                (OperatorRoles.ADMISSION + i, secondOperator.signer, 0)
            );
        }
        bytes memory both = abi.encodeCall(Powers.multicall, (grants));
        _act(operator, address(powers), both);

        _assertRole(secondOperator.signer, OperatorRoles.ADMISSION, true);
        _assertRole(secondOperator.signer, OperatorRoles.PAUSE, true);
        _actRefused(
            secondOperator,
            address(powers),
            both,
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector,
                secondOperator.signer,
                ADMIN
            )
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            bytes memory reason = abi.encodeWithSelector(
                ILedgerErrors.BatchSizeOutOfBounds.selector,
                size,
                BATCH_MAX
            );
            vm.expectRevert(reason);
            powers.multicall(new bytes[](size));
            vm.expectRevert(reason);
            vm.prank(operator.signer);
            powers.setTargetFunctionRole(address(parties), new bytes4[](size), ADMIN);
        }
    }

    function test_SetTargetFunctionRole_ByTheAdmin_MovesAFunctionToAnotherRole() public {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IPartyRegistry.pause.selector;
        vm.prank(operator.signer);
        powers.setTargetFunctionRole(address(parties), selectors, OperatorRoles.ORDERS);

        vm.prank(secondOperator.signer);
        parties.pause(Acts.CREDIT, "reason");
        assertEq(parties.pausedActs(), Acts.CREDIT, "paused acts");
    }

    function test_SetTargetFunctionRole_OfAnActOfTwo_RefusesWithOrdersFunctionFixed() public {
        bytes4[] memory selectors = new bytes4[](2);
        selectors[0] = IPartyRegistry.pause.selector;
        selectors[1] = IPartyRegistry.recoverSigner.selector;
        vm.expectRevert(
            abi.encodeWithSelector(
                IPowers.OrdersFunctionFixed.selector,
                address(parties),
                selectors[1]
            )
        );
        vm.prank(operator.signer);
        powers.setTargetFunctionRole(address(parties), selectors, OperatorRoles.PAUSE);
    }

    function test_GrantOfOrders_FromTheSixthDay_CountsAfterThreeDays() public {
        vm.warp(block.timestamp + powers.minSetback());
        vm.prank(operator.signer);
        powers.grantRole(OperatorRoles.ORDERS, supplier.signer, 0);
        (uint48 since, , , ) = powers.getAccess(OperatorRoles.ORDERS, supplier.signer);
        assertEq(since, block.timestamp + powers.ORDERS_GRANT_DELAY(), "since");

        vm.prank(operator.signer);
        parties.renewAdmission(supplier.party, Roles.SUPPLIER | Roles.OPERATOR, ADMITTED_UNTIL);
        _assertRole(supplier.signer, OperatorRoles.ORDERS, false);
        vm.warp(since);
        _assertRole(supplier.signer, OperatorRoles.ORDERS, true);
    }

    function _roleOf(address target, bytes4 selector) private view returns (uint64) {
        return powers.getTargetFunctionRole(target, selector);
    }
}

contract Powers_OperatorsOnly_Test is Powers_Test {
    function test_WhenTheCallerIsUnknown_RefusesWithSignerUnknown() public {
        _refusesEveryOperatorCall(
            newcomer.signer,
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, newcomer.signer)
        );
    }

    function test_WhenThePartyIsNoOperator_RefusesWithPartyLacksRole() public {
        for (uint64 role = 0; role <= OperatorRoles.ORDERS; ++role) {
            _grant(role, supplier.signer, 0);
        }
        _refusesEveryOperatorCall(
            supplier.signer,
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.OPERATOR
            )
        );
    }

    function test_WhenTheKeyMayNotOperate_RefusesWithSignerLacksRight() public {
        uint16 rights = Acts.ALL & ~Acts.OPERATION;
        address clerk = _addKey(operator, "clerk", rights, AMOUNT_MINOR_MAX);
        for (uint64 role = 0; role <= OperatorRoles.ORDERS; ++role) {
            _grant(role, clerk, 0);
            _assertRole(clerk, role, false);
        }
        _refusesEveryOperatorCall(
            clerk,
            abi.encodeWithSelector(
                IPartyRegistry.SignerLacksRight.selector,
                clerk,
                rights,
                Acts.OPERATION
            )
        );
    }

    function test_WhenTheKeyHasNoRole_RefusesWithAccessManagedUnauthorized() public {
        address clerk = _addFullKey(operator, "clerk");
        _refusesEveryOperatorCall(
            clerk,
            abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, clerk)
        );
    }

    function test_WhenTheKeyIsRevoked_RefusesWithSignerUnknown() public {
        address second = _addFullKey(operator, "second key");
        vm.prank(second);
        parties.revokeSigner(operator.signer);

        _refusesEveryOperatorCall(
            operator.signer,
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, operator.signer)
        );
        _assertRole(operator.signer, ADMIN, false);
        _expectUnauthorized(operator.signer, ADMIN);
        vm.prank(operator.signer);
        powers.grantRole(ADMIN, second, 0);
    }

    function test_WhenTheOperatorIsSuspended_RefusesUntilItIsReinstated() public {
        _grant(OperatorRoles.ADMISSION, secondOperator.signer, 0);
        vm.prank(secondOperator.signer);
        parties.suspendParty(operator.party, "reason");

        _refusesEveryOperatorCall(
            operator.signer,
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                operator.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
        _expectUnauthorized(operator.signer, ADMIN);
        vm.prank(operator.signer);
        powers.revokeRole(OperatorRoles.ADMISSION, secondOperator.signer);

        vm.prank(secondOperator.signer);
        parties.reinstateParty(operator.party);
        _assertRole(operator.signer, ADMIN, true);
    }

    function test_WhenTheAdmissionRanOut_RefusesWithAdmissionExpired() public {
        vm.warp(ADMITTED_UNTIL);
        _refusesEveryOperatorCall(
            operator.signer,
            abi.encodeWithSelector(
                IPartyRegistry.AdmissionExpired.selector,
                operator.party,
                ADMITTED_UNTIL
            )
        );
        _assertRole(operator.signer, OperatorRoles.ADMISSION, false);
    }

    function test_GivenAFunctionThatIsOpenToAll_IsStillForOperators() public {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IPartyRegistry.pause.selector;
        uint64 publicRole = powers.PUBLIC_ROLE();
        vm.prank(operator.signer);
        powers.setTargetFunctionRole(address(parties), selectors, publicRole);

        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.OPERATOR
            )
        );
        vm.prank(supplier.signer);
        parties.pause(Acts.CREDIT, "reason");
        _assertRole(supplier.signer, publicRole, true);
    }

    function test_SetAuthority_RefusesEveryoneWithAuthorityImmutable() public {
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.AuthorityImmutable.selector));
        vm.prank(operator.signer);
        parties.setAuthority(address(this));

        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.AuthorityImmutable.selector));
        vm.prank(operator.signer);
        powers.updateAuthority(address(parties), address(this));
        assertEq(parties.authority(), address(powers), "authority");
    }
}
