// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {Acts, AMOUNT_MINOR_MAX, READ_MAX, Roles} from "../../contracts/types/LedgerTypes.sol";
import {PartyWorld} from "./support/PartyWorld.sol";

contract PartyRegistry_Signers_Test is PartyWorld {
    uint16 internal constant CLERK_RIGHTS = Acts.ADMINISTRATION | Acts.REGISTRATION;
    uint64 internal constant CLERK_MAX = 1_000;

    /// @dev A key of the supplier that may administer, register, and act up to `CLERK_MAX`.
    address internal clerk;

    function setUp() public override {
        super.setUp();
        clerk = _addKey(supplier, "clerk", CLERK_RIGHTS, CLERK_MAX);
    }

    function _expectUnknown(address signer) internal {
        vm.expectRevert(abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, signer));
    }

    function _expectAlreadyUsed(address signer, address party) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerAlreadyUsed.selector, signer, party)
        );
    }

    function _expectReserved(address signer) internal {
        vm.expectRevert(abi.encodeWithSelector(IPartyRegistry.SignerReserved.selector, signer));
    }

    function _expectNotEntitled(address party, address expected) internal {
        vm.expectRevert(
            abi.encodeWithSelector(ILedgerErrors.PartyNotEntitled.selector, party, expected)
        );
    }

    function _expectLacksRight(address signer, uint16 rights, uint16 act) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerLacksRight.selector, signer, rights, act)
        );
    }

    function _expectAboveMax(address signer, uint64 amountMinor, uint64 maxMinor) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.SignerAmountAboveMax.selector,
                signer,
                amountMinor,
                maxMinor
            )
        );
    }

    function _expectZero(address party) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.ZeroAddressNotAllowed.selector, party, address(0))
        );
    }

    function _expectSuspended(address party) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
    }
}

contract PartyRegistry_ActingParty_Test is PartyRegistry_Signers_Test {
    function test_GivenTheFirstKey_MayDoEverything() public view {
        _assertSigner(
            supplier.signer,
            IPartyRegistry.Signer(supplier.party, AMOUNT_MINOR_MAX, Acts.ALL, false)
        );
        for (uint16 act = 1; act <= Acts.ALL; act <<= 1) {
            assertEq(
                parties.actingPartyUpTo(supplier.signer, Roles.SUPPLIER, act, AMOUNT_MINOR_MAX),
                supplier.party,
                "party"
            );
        }
    }

    function test_GivenAKeyWithSomeRights_RefusesEveryOtherActWithSignerLacksRight() public {
        for (uint16 act = 1; act <= Acts.ALL; act <<= 1) {
            bool allowed = CLERK_RIGHTS & act != 0;
            if (!allowed) _expectLacksRight(clerk, CLERK_RIGHTS, act);
            parties.actingParty(clerk, Roles.SUPPLIER, act);
        }
    }

    function test_GivenAnyRightAtAll_MayDoWhatNeedsNone() public view {
        assertEq(parties.actingParty(clerk, 0, 0), supplier.party, "party");
    }

    function test_GivenAnAmountAboveTheKeys_RefusesWithSignerAmountAboveMax() public {
        assertEq(
            parties.actingPartyUpTo(clerk, Roles.SUPPLIER, Acts.REGISTRATION, CLERK_MAX),
            supplier.party,
            "party"
        );

        _expectAboveMax(clerk, CLERK_MAX + 1, CLERK_MAX);
        parties.actingPartyUpTo(clerk, Roles.SUPPLIER, Acts.REGISTRATION, CLERK_MAX + 1);
    }

    function test_ActingPartyUpTo_RefusesWhatActingPartyRefuses() public {
        _expectUnknown(newcomer.signer);
        parties.actingPartyUpTo(newcomer.signer, 0, 0, 0);

        _expectLacksRight(clerk, CLERK_RIGHTS, Acts.PLEDGING);
        parties.actingPartyUpTo(clerk, 0, Acts.PLEDGING, 0);

        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.BUYER
            )
        );
        parties.actingPartyUpTo(clerk, Roles.BUYER, Acts.REGISTRATION, 0);

        _suspend(supplier);
        _expectSuspended(supplier.party);
        parties.actingPartyUpTo(clerk, Roles.SUPPLIER, Acts.REGISTRATION, 0);
    }

    function test_RequireSigner_GivenAKeyWithinItsRights_Passes() public {
        parties.requireSigner(clerk, supplier.party, Acts.REGISTRATION, CLERK_MAX);

        _suspend(supplier);
        vm.prank(operator.signer);
        parties.pause(Acts.REGISTRATION, "reason");
        parties.requireSigner(clerk, supplier.party, Acts.REGISTRATION, CLERK_MAX);
    }

    function test_RequireSigner_GivenAnythingElse_TellsWhatIsMissing() public {
        _expectUnknown(newcomer.signer);
        parties.requireSigner(newcomer.signer, supplier.party, 0, 0);

        _expectNotEntitled(supplier.party, buyer.party);
        parties.requireSigner(clerk, buyer.party, Acts.REGISTRATION, 0);

        _expectLacksRight(clerk, CLERK_RIGHTS, Acts.FINANCING);
        parties.requireSigner(clerk, supplier.party, Acts.FINANCING, 0);

        _expectAboveMax(clerk, CLERK_MAX + 1, CLERK_MAX);
        parties.requireSigner(clerk, supplier.party, Acts.REGISTRATION, CLERK_MAX + 1);

        vm.prank(supplier.signer);
        parties.revokeSigner(clerk);
        _expectUnknown(clerk);
        parties.requireSigner(clerk, supplier.party, Acts.REGISTRATION, 0);
    }

    function test_SignersOf_GivenTooMany_RefusesWithBatchSizeOutOfBounds() public {
        address[] memory tooMany = new address[](READ_MAX + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedgerErrors.BatchSizeOutOfBounds.selector,
                READ_MAX + 1,
                READ_MAX
            )
        );
        parties.signersOf(tooMany);
    }
}

contract PartyRegistry_Granting_Test is PartyRegistry_Signers_Test {
    function _expectAboveOwn(address signer, uint16 rights, uint64 amountMaxMinor) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.RightsAboveOwn.selector,
                signer,
                rights,
                amountMaxMinor,
                CLERK_RIGHTS,
                CLERK_MAX
            )
        );
        vm.prank(clerk);
    }

    function test_AddSigner_SentByTheForwarder_LetsTheKeyActWithinItsRights() public {
        bytes memory add = abi.encodeCall(
            IPartyRegistry.addSigner,
            (newcomer.signer, Acts.REGISTRATION, 5)
        );

        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerAdded(supplier.party, newcomer.signer, Acts.REGISTRATION, 5);
        _act(supplier, address(parties), add);

        _assertSigner(
            newcomer.signer,
            IPartyRegistry.Signer(supplier.party, 5, Acts.REGISTRATION, false)
        );
        assertEq(parties.partyOfSigner(newcomer.signer), supplier.party, "party of signer");
    }

    function test_ChangeSigner_SetsRightsAndLimitAnew() public {
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerChanged(supplier.party, clerk, Acts.PLEDGING, 7);
        vm.prank(supplier.signer);
        parties.changeSigner(clerk, Acts.PLEDGING, 7);

        _assertSigner(clerk, IPartyRegistry.Signer(supplier.party, 7, Acts.PLEDGING, false));
    }

    function test_WithoutAdministration_RefusesWithSignerLacksRight() public {
        address typist = _addKey(supplier, "typist", Acts.REGISTRATION, 1);

        _expectLacksRight(typist, Acts.REGISTRATION, Acts.ADMINISTRATION);
        vm.prank(typist);
        parties.addSigner(newcomer.signer, Acts.REGISTRATION, 1);

        _expectLacksRight(typist, Acts.REGISTRATION, Acts.ADMINISTRATION);
        vm.prank(typist);
        parties.changeSigner(clerk, Acts.REGISTRATION, 1);

        _expectLacksRight(typist, Acts.REGISTRATION, Acts.ADMINISTRATION);
        vm.prank(typist);
        parties.revokeSigner(clerk);
    }

    function test_GivenMoreThanTheOwn_RefusesWithRightsAboveOwn() public {
        address typist = _addKey(supplier, "typist", Acts.REGISTRATION, 1);
        uint16 rights = Acts.REGISTRATION | Acts.FINANCING;

        _expectAboveOwn(newcomer.signer, rights, CLERK_MAX);
        parties.addSigner(newcomer.signer, rights, CLERK_MAX);
        _expectAboveOwn(newcomer.signer, CLERK_RIGHTS, CLERK_MAX + 1);
        parties.addSigner(newcomer.signer, CLERK_RIGHTS, CLERK_MAX + 1);
        _expectAboveOwn(typist, rights, CLERK_MAX);
        parties.changeSigner(typist, rights, CLERK_MAX);
        _expectAboveOwn(typist, CLERK_RIGHTS, CLERK_MAX + 1);
        parties.changeSigner(typist, CLERK_RIGHTS, CLERK_MAX + 1);

        vm.prank(clerk);
        parties.changeSigner(typist, CLERK_RIGHTS, CLERK_MAX);
        vm.prank(clerk);
        parties.addSigner(newcomer.signer, CLERK_RIGHTS, CLERK_MAX);
    }

    function test_GivenAnAmountAboveThePlatforms_RefusesEvenTheFirstKey() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.RightsAboveOwn.selector,
                newcomer.signer,
                Acts.ALL,
                AMOUNT_MINOR_MAX + 1,
                Acts.ALL,
                AMOUNT_MINOR_MAX
            )
        );
        vm.prank(supplier.signer);
        parties.addSigner(newcomer.signer, Acts.ALL, AMOUNT_MINOR_MAX + 1);
    }

    function test_GivenNoRightsOrUnknownOnes_RefusesWithRightsInvalid() public {
        for (uint16 rights = 0; rights <= Acts.ALL + 1; rights += Acts.ALL + 1) {
            bytes memory invalid = abi.encodeWithSelector(
                IPartyRegistry.RightsInvalid.selector,
                clerk,
                rights
            );
            vm.expectRevert(invalid);
            vm.prank(supplier.signer);
            parties.addSigner(clerk, rights, 0);
            vm.expectRevert(invalid);
            vm.prank(supplier.signer);
            parties.changeSigner(clerk, rights, 0);
        }
    }

    function test_AddSigner_GivenAKeyThatCannotSign_Refuses() public {
        _expectZero(supplier.party);
        vm.prank(supplier.signer);
        parties.addSigner(address(0), Acts.ALL, 0);

        _expectReserved(address(powers));
        vm.prank(supplier.signer);
        parties.addSigner(address(powers), Acts.ALL, 0);

        _expectReserved(address(forwarder));
        vm.prank(supplier.signer);
        parties.addSigner(address(forwarder), Acts.ALL, 0);

        _expectAlreadyUsed(buyer.signer, buyer.party);
        vm.prank(supplier.signer);
        parties.addSigner(buyer.signer, Acts.ALL, 0);
    }

    function test_ChangeSigner_GivenAKeyThatIsNotTheirs_Refuses() public {
        _expectUnknown(newcomer.signer);
        vm.prank(supplier.signer);
        parties.changeSigner(newcomer.signer, Acts.ALL, 0);

        _expectNotEntitled(supplier.party, buyer.party);
        vm.prank(supplier.signer);
        parties.changeSigner(buyer.signer, Acts.ALL, 0);

        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.SignerCannotChangeItself.selector,
                supplier.signer
            )
        );
        vm.prank(supplier.signer);
        parties.changeSigner(supplier.signer, Acts.ADMINISTRATION, 0);
    }

    function test_WhenThePartyIsSuspended_RefusesWithPartyNotActive() public {
        _suspend(supplier);

        _expectSuspended(supplier.party);
        vm.prank(supplier.signer);
        parties.addSigner(newcomer.signer, Acts.ALL, 0);

        _expectSuspended(supplier.party);
        vm.prank(supplier.signer);
        parties.changeSigner(clerk, Acts.ALL, 0);

        _expectSuspended(supplier.party);
        vm.prank(supplier.signer);
        parties.revokeSigner(clerk);

        _expectSuspended(supplier.party);
        vm.prank(supplier.signer);
        parties.rotateSigner(newcomer.signer);
    }
}
