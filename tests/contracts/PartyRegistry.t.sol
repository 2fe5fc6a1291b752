// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {PartyRegistry} from "../../contracts/PartyRegistry.sol";
import {BATCH_MAX, Roles} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Actor} from "./support/LedgerWorld.sol";

contract PartyRegistry_Test is LedgerTest {
    Actor internal newcomer = _actor("newcomer");

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

    function _party(address party) internal view returns (IPartyRegistry.Party memory) {
        address[] memory addresses = new address[](1);
        addresses[0] = party;
        return parties.partiesOf(addresses)[0];
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
        new PartyRegistry(address(forwarder), admission);
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
        emit IPartyRegistry.SignerAdded(newcomer.party, newcomer.signer);
        _act(operator, address(parties), _admitCall(_admission(newcomer, Roles.BUYER)));

        assertEq(parties.actingParty(newcomer.signer, Roles.BUYER), newcomer.party, "party");
    }

    function test_WhenCallerIsNoOperator_RefusesWithPartyLacksRole() public {
        _actRefused(
            supplier,
            address(parties),
            _admitCall(_admission(newcomer, Roles.BUYER)),
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.OPERATOR
            )
        );
    }

    function test_WhenCallerIsUnknown_RefusesWithSignerUnknown() public {
        _actRefused(
            newcomer,
            address(parties),
            _admitCall(_admission(newcomer, Roles.BUYER)),
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, newcomer.signer)
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

        assertEq(parties.actingParty(supplier.signer, Roles.BUYER), supplier.party, "party");
    }

    function test_RenewAdmission_GivenAnUnknownParty_RefusesWithPartyUnknown() public {
        _actRefused(
            operator,
            address(parties),
            abi.encodeCall(
                IPartyRegistry.renewAdmission,
                (newcomer.party, Roles.BUYER, ADMITTED_UNTIL)
            ),
            abi.encodeWithSelector(IPartyRegistry.PartyUnknown.selector, newcomer.party)
        );
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
        parties.actingParty(supplier.signer, Roles.SUPPLIER);
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
        parties.actingParty(supplier.signer, 0);
        _actRefused(operator, address(parties), suspend, notActive);

        vm.expectEmit(address(parties));
        emit IPartyRegistry.PartyReinstated(supplier.party);
        _act(
            operator,
            address(parties),
            abi.encodeCall(IPartyRegistry.reinstateParty, (supplier.party))
        );
        assertEq(parties.actingParty(supplier.signer, 0), supplier.party, "party");
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

contract PartyRegistry_Signers_Test is PartyRegistry_Test {
    function test_AddSigner_LetsTheKeyAct() public {
        _act(
            supplier,
            address(parties),
            abi.encodeCall(IPartyRegistry.addSigner, (newcomer.signer))
        );

        assertEq(parties.actingParty(newcomer.signer, Roles.SUPPLIER), supplier.party, "party");
    }

    function test_RevokeSigner_StopsTheKeyForEver() public {
        bytes memory add = abi.encodeCall(IPartyRegistry.addSigner, (newcomer.signer));
        _act(supplier, address(parties), add);

        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerRevoked(supplier.party, newcomer.signer);
        _act(
            supplier,
            address(parties),
            abi.encodeCall(IPartyRegistry.revokeSigner, (newcomer.signer))
        );

        assertEq(parties.partyOfSigner(newcomer.signer), address(0), "party of revoked key");
        _actRefused(
            otherSupplier,
            address(parties),
            add,
            abi.encodeWithSelector(
                IPartyRegistry.SignerAlreadyUsed.selector,
                newcomer.signer,
                supplier.party
            )
        );
    }

    function test_RevokeSigner_GivenTheOwnKey_RefusesWithSignerCannotRevokeItself() public {
        _actRefused(
            supplier,
            address(parties),
            abi.encodeCall(IPartyRegistry.revokeSigner, (supplier.signer)),
            abi.encodeWithSelector(
                IPartyRegistry.SignerCannotRevokeItself.selector,
                supplier.signer
            )
        );
    }

    function test_RevokeSigner_GivenAnotherPartysKey_RefusesWithPartyNotEntitled() public {
        _actRefused(
            supplier,
            address(parties),
            abi.encodeCall(IPartyRegistry.revokeSigner, (buyer.signer)),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                supplier.party,
                buyer.party
            )
        );
    }

    function test_RevokeSigner_GivenAnUnknownKey_RefusesWithSignerUnknown() public {
        _actRefused(
            supplier,
            address(parties),
            abi.encodeCall(IPartyRegistry.revokeSigner, (newcomer.signer)),
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, newcomer.signer)
        );
    }
}
