// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {PartyRegistry} from "../../contracts/PartyRegistry.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    READ_MAX,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

contract PartyRegistry_Test is PartyWorld {
    function _refusedAdmission(
        IPartyRegistry.Admission memory admission,
        bytes memory reason
    ) internal {
        _actRefused(operator, address(parties), _admitCall(admission), reason);
    }

    function _admitCall(
        IPartyRegistry.Admission memory admission
    ) internal pure returns (bytes memory) {
        return abi.encodeCall(IPartyRegistry.admitParties, (_asArray(admission)));
    }
}

contract PartyRegistry_Constructor_Test is PartyRegistry_Test {
    function test_GivenAnOperator_AdmitsIt() public view {
        IPartyRegistry.Party memory state = _party(operator.party);

        assertEq(uint256(state.status), uint256(IPartyRegistry.PartyStatus.ACTIVE), "status");
        assertEq(state.roles, Roles.OPERATOR | Roles.SETTLEMENT_AGENT, "roles");
        assertEq(parties.partyOfSigner(operator.signer), operator.party, "signer");
    }

    function test_GivenAPartyThatIsNoOperator_RevertsRolesInvalid() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.SUPPLIER);

        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.RolesInvalid.selector,
                newcomer.party,
                Roles.SUPPLIER
            )
        );
        new PartyRegistry(address(forwarder), address(powers), admission);
    }
}

contract PartyRegistry_AdmitParties_Test is PartyRegistry_Test {
    function test_GivenANewParty_AdmitsItWithItsSigner() public {
        vm.expectEmit(address(parties));
        emit IPartyRegistry.PartyAdmitted(
            newcomer.party,
            keccak256(abi.encode(newcomer.party)),
            Roles.BUYER,
            ADMITTED_UNTIL
        );
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerAdded(
            newcomer.party,
            newcomer.signer,
            Acts.ALL,
            AMOUNT_MINOR_MAX
        );
        _act(operator, address(parties), _admitCall(_admission(newcomer, Roles.BUYER)));

        assertEq(
            parties.actingParty(newcomer.signer, Roles.BUYER, Acts.REGISTRATION),
            newcomer.party,
            "party"
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            _actRefused(
                operator,
                address(parties),
                abi.encodeCall(IPartyRegistry.admitParties, (new IPartyRegistry.Admission[](size))),
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX)
            );
        }
    }

    function test_GivenAKnownParty_RefusesWithPartyAlreadyAdmitted() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.BUYER);
        admission.party = supplier.party;

        _refusedAdmission(
            admission,
            abi.encodeWithSelector(
                IPartyRegistry.PartyAlreadyAdmitted.selector,
                supplier.party,
                admission.legalIdHash
            )
        );
    }

    function test_GivenAKnownLegalId_RefusesWithPartyAlreadyAdmitted() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.BUYER);
        admission.legalIdHash = keccak256(abi.encode(supplier.party));

        _refusedAdmission(
            admission,
            abi.encodeWithSelector(
                IPartyRegistry.PartyAlreadyAdmitted.selector,
                newcomer.party,
                admission.legalIdHash
            )
        );
    }

    function test_GivenNoRoleOrAnUnknownOne_RefusesWithRolesInvalid() public {
        for (uint16 roles = 0; roles <= 256; roles += 256) {
            _refusedAdmission(
                _admission(newcomer, roles),
                abi.encodeWithSelector(IPartyRegistry.RolesInvalid.selector, newcomer.party, roles)
            );
        }
    }

    function test_GivenAnExpiryThatIsNow_RefusesWithAdmissionExpiryInPast() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.BUYER);
        admission.expiresAt = uint40(block.timestamp);

        _refusedAdmission(
            admission,
            abi.encodeWithSelector(
                IPartyRegistry.AdmissionExpiryInPast.selector,
                newcomer.party,
                admission.expiresAt
            )
        );
    }

    function test_GivenAUsedSigner_RefusesWithSignerAlreadyUsed() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.BUYER);
        admission.signer = buyer.signer;

        _refusedAdmission(
            admission,
            abi.encodeWithSelector(
                IPartyRegistry.SignerAlreadyUsed.selector,
                buyer.signer,
                buyer.party
            )
        );
    }

    function test_GivenAContractThatCallsForOthers_RefusesWithSignerReserved() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.BUYER);
        bytes4 selector = IPartyRegistry.SignerReserved.selector;

        admission.signer = address(powers);
        _refusedAdmission(admission, abi.encodeWithSelector(selector, address(powers)));

        admission.signer = address(forwarder);
        _refusedAdmission(admission, abi.encodeWithSelector(selector, address(forwarder)));
    }

    function test_GivenOneInvalidOfMany_AdmitsNone() public {
        IPartyRegistry.Admission[] memory admissions = new IPartyRegistry.Admission[](2);
        admissions[0] = _admission(newcomer, Roles.BUYER);
        admissions[1] = _admission(supplier, Roles.SUPPLIER);

        _actRefused(
            operator,
            address(parties),
            abi.encodeCall(IPartyRegistry.admitParties, (admissions)),
            abi.encodeWithSelector(
                IPartyRegistry.PartyAlreadyAdmitted.selector,
                supplier.party,
                admissions[1].legalIdHash
            )
        );

        assertEq(
            uint256(_party(newcomer.party).status),
            uint256(IPartyRegistry.PartyStatus.NONE),
            "status"
        );
    }

    function test_GivenAZeroAddress_RefusesWithZeroAddressNotAllowed() public {
        IPartyRegistry.Admission memory admission = _admission(newcomer, Roles.BUYER);
        bytes4 selector = IPartyRegistry.ZeroAddressNotAllowed.selector;

        admission.signer = address(0);
        _refusedAdmission(admission, abi.encodeWithSelector(selector, newcomer.party, address(0)));

        admission.signer = newcomer.signer;
        admission.party = address(0);
        _refusedAdmission(admission, abi.encodeWithSelector(selector, address(0), newcomer.signer));
    }
}

contract PartyRegistry_Standing_Test is PartyRegistry_Test {
    function test_RenewAdmission_SetsRolesAndExpiry() public {
        uint16 roles = Roles.SUPPLIER | Roles.BUYER;
        uint40 expiresAt = uint40(block.timestamp + 1);

        vm.expectEmit(address(parties));
        emit IPartyRegistry.AdmissionRenewed(supplier.party, roles, expiresAt);
        _act(
            operator,
            address(parties),
            abi.encodeCall(IPartyRegistry.renewAdmission, (supplier.party, roles, expiresAt))
        );

        assertEq(
            parties.actingParty(supplier.signer, Roles.BUYER, Acts.REGISTRATION),
            supplier.party,
            "party"
        );
    }

    function test_GivenAnUnknownParty_RefusesWithPartyUnknown() public {
        bytes memory unknown = abi.encodeWithSelector(
            IPartyRegistry.PartyUnknown.selector,
            newcomer.party
        );

        vm.expectRevert(unknown);
        vm.prank(operator.signer);
        parties.renewAdmission(newcomer.party, Roles.BUYER, ADMITTED_UNTIL);

        vm.expectRevert(unknown);
        vm.prank(operator.signer);
        parties.suspendParty(newcomer.party, "reason");

        vm.expectRevert(unknown);
        vm.prank(operator.signer);
        parties.reinstateParty(newcomer.party);

        vm.expectRevert(unknown);
        parties.requireParty(newcomer.party, 0);
    }

    function test_RenewAdmission_GivenNoRoleOrAnUnknownOne_RefusesWithRolesInvalid() public {
        for (uint16 roles = 0; roles <= 256; roles += 256) {
            vm.expectRevert(
                abi.encodeWithSelector(IPartyRegistry.RolesInvalid.selector, supplier.party, roles)
            );
            vm.prank(operator.signer);
            parties.renewAdmission(supplier.party, roles, ADMITTED_UNTIL);
        }
    }

    function test_RenewAdmission_GivenAnExpiryThatIsNow_RefusesWithAdmissionExpiryInPast() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.AdmissionExpiryInPast.selector,
                supplier.party,
                uint40(START)
            )
        );
        vm.prank(operator.signer);
        parties.renewAdmission(supplier.party, Roles.SUPPLIER, uint40(START));
    }

    function test_RequireParty_GivenARoleItLacks_RefusesWithPartyLacksRole() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.BUYER
            )
        );
        parties.requireParty(supplier.party, Roles.BUYER);
    }

    function test_PartiesOf_GivenTooMany_RefusesWithBatchSizeOutOfBounds() public {
        address[] memory tooMany = new address[](READ_MAX + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedgerErrors.BatchSizeOutOfBounds.selector,
                READ_MAX + 1,
                READ_MAX
            )
        );
        parties.partiesOf(tooMany);
    }

    function test_WhenAdmissionRunsOut_ThePartyCannotAct() public {
        vm.warp(ADMITTED_UNTIL - 1);
        parties.requireParty(supplier.party, Roles.SUPPLIER);

        vm.warp(ADMITTED_UNTIL);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.AdmissionExpired.selector,
                supplier.party,
                ADMITTED_UNTIL
            )
        );
        parties.actingParty(supplier.signer, Roles.SUPPLIER, Acts.REGISTRATION);
    }

    function test_SuspendParty_StopsItUntilItIsReinstated() public {
        bytes memory suspend = abi.encodeCall(
            IPartyRegistry.suspendParty,
            (supplier.party, "reason")
        );
        bytes memory notActive = abi.encodeWithSelector(
            IPartyRegistry.PartyNotActive.selector,
            supplier.party,
            IPartyRegistry.PartyStatus.SUSPENDED
        );

        vm.expectEmit(address(parties));
        emit IPartyRegistry.PartySuspended(supplier.party, "reason");
        _act(operator, address(parties), suspend);
        vm.expectRevert(notActive);
        parties.actingParty(supplier.signer, 0, 0);
        _actRefused(operator, address(parties), suspend, notActive);

        vm.expectEmit(address(parties));
        emit IPartyRegistry.PartyReinstated(supplier.party);
        _act(
            operator,
            address(parties),
            abi.encodeCall(IPartyRegistry.reinstateParty, (supplier.party))
        );
        assertEq(parties.actingParty(supplier.signer, 0, 0), supplier.party, "party");
    }

    function test_ReinstateParty_GivenAnActiveParty_RefusesWithPartyNotSuspended() public {
        _actRefused(
            operator,
            address(parties),
            abi.encodeCall(IPartyRegistry.reinstateParty, (supplier.party)),
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotSuspended.selector,
                supplier.party,
                IPartyRegistry.PartyStatus.ACTIVE
            )
        );
    }
}
