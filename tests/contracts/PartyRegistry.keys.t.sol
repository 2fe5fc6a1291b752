// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {Acts} from "../../contracts/types/LedgerTypes.sol";
import {PartyRegistry_Signers_Test} from "./PartyRegistry.signers.t.sol";

contract PartyRegistry_RevokeSigner_Test is PartyRegistry_Signers_Test {
    function test_StopsTheKeyForEver() public {
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerRevoked(supplier.party, clerk);
        vm.prank(supplier.signer);
        parties.revokeSigner(clerk);

        _assertSigner(clerk, IPartyRegistry.Signer(supplier.party, CLERK_MAX, CLERK_RIGHTS, true));
        assertEq(parties.partyOfSigner(clerk), address(0), "party of revoked key");
        _expectUnknown(clerk);
        parties.actingParty(clerk, 0, 0);

        _expectAlreadyUsed(clerk, supplier.party);
        vm.prank(otherSupplier.signer);
        parties.addSigner(clerk, Acts.ALL, 0);
        _expectAlreadyUsed(clerk, supplier.party);
        vm.prank(supplier.signer);
        parties.addSigner(clerk, Acts.ALL, 0);
        _expectUnknown(clerk);
        vm.prank(supplier.signer);
        parties.changeSigner(clerk, Acts.ALL, 0);
        _expectUnknown(clerk);
        vm.prank(supplier.signer);
        parties.revokeSigner(clerk);
    }

    function test_GivenAKeyWithMoreRights_StopsItToo() public {
        vm.prank(clerk);
        parties.revokeSigner(supplier.signer);

        assertEq(parties.partyOfSigner(supplier.signer), address(0), "party of revoked key");
    }

    function test_GivenTheOwnKey_RefusesWithSignerCannotRevokeItself() public {
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

    function test_GivenAnotherPartysKey_RefusesWithPartyNotEntitled() public {
        _expectNotEntitled(supplier.party, buyer.party);
        vm.prank(supplier.signer);
        parties.revokeSigner(buyer.signer);
    }

    function test_GivenAnUnknownKey_RefusesWithSignerUnknown() public {
        _expectUnknown(newcomer.signer);
        vm.prank(supplier.signer);
        parties.revokeSigner(newcomer.signer);
    }
}

contract PartyRegistry_RotateSigner_Test is PartyRegistry_Signers_Test {
    function test_HandsTheRightsToTheNewKeyAndRevokesTheOld() public {
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerRevoked(supplier.party, clerk);
        vm.expectEmit(address(parties));
        emit IPartyRegistry.SignerAdded(supplier.party, newcomer.signer, CLERK_RIGHTS, CLERK_MAX);
        vm.prank(clerk);
        parties.rotateSigner(newcomer.signer);

        _assertSigner(
            newcomer.signer,
            IPartyRegistry.Signer(supplier.party, CLERK_MAX, CLERK_RIGHTS, false)
        );
        _assertSigner(clerk, IPartyRegistry.Signer(supplier.party, CLERK_MAX, CLERK_RIGHTS, true));
    }

    function test_WithoutAdministration_NeedsNoRight() public {
        address typist = _addKey(supplier, "typist", Acts.REGISTRATION, 1);

        vm.prank(typist);
        parties.rotateSigner(newcomer.signer);

        _assertSigner(
            newcomer.signer,
            IPartyRegistry.Signer(supplier.party, 1, Acts.REGISTRATION, false)
        );
    }

    function test_SentByTheForwarder_TheOldKeyActsNoMore() public {
        bytes memory rotate = abi.encodeCall(IPartyRegistry.rotateSigner, (newcomer.signer));
        _act(supplier, address(parties), rotate);

        _actRefused(
            supplier,
            address(parties),
            rotate,
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, supplier.signer)
        );
    }

    function test_GivenAKeyThatCannotSign_Refuses() public {
        _expectZero(supplier.party);
        vm.prank(clerk);
        parties.rotateSigner(address(0));

        _expectReserved(address(powers));
        vm.prank(clerk);
        parties.rotateSigner(address(powers));

        _expectAlreadyUsed(clerk, supplier.party);
        vm.prank(clerk);
        parties.rotateSigner(clerk);

        _expectAlreadyUsed(buyer.signer, buyer.party);
        vm.prank(clerk);
        parties.rotateSigner(buyer.signer);
    }

    function test_WhenTheAdmissionRanOut_RefusesWithAdmissionExpired() public {
        vm.warp(ADMITTED_UNTIL);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPartyRegistry.AdmissionExpired.selector,
                supplier.party,
                ADMITTED_UNTIL
            )
        );
        vm.prank(clerk);
        parties.rotateSigner(newcomer.signer);
    }
}

contract PartyRegistry_Rights_FuzzTest is PartyRegistry_Signers_Test {
    uint256 private constant KEYS = 6;
    uint256 private constant STEPS = 24;

    address[] private _keys;

    function testFuzz_GrantSucceedsExactlyWithinTheOwnRights(
        uint16 ownRights,
        uint64 ownMaxMinor,
        uint16 rights,
        uint64 maxMinor
    ) public {
        ownRights = (ownRights & Acts.ALL) | Acts.ADMINISTRATION;
        ownMaxMinor = bound64(ownMaxMinor, 0, CLERK_MAX * 2);
        // Half of the runs ask for no unknown right, so that the others do not hide the subset rule.
        if (rights % 2 == 0) rights &= Acts.ALL;
        maxMinor = bound64(maxMinor, 0, CLERK_MAX * 3);
        address granting = _addKey(supplier, "granting", ownRights, ownMaxMinor);
        bool within = rights != 0 && rights & ~ownRights == 0 && maxMinor <= ownMaxMinor;

        vm.prank(granting);
        try parties.addSigner(newcomer.signer, rights, maxMinor) {
            assertTrue(within, "granted more than it has");
        } catch {
            assertTrue(!within, "refused what it has");
        }
        vm.prank(granting);
        try parties.changeSigner(clerk, rights, maxMinor) {
            assertTrue(within, "changed to more than it has");
        } catch {
            assertTrue(!within, "refused what it has");
        }
    }

    /// @dev Whatever a key, the keys it makes, and the keys those make do to each other: none ends with more than the
    /// first of them had.
    function testFuzz_NoKeyEverHasMoreThanTheKeyItCameFrom(
        uint16 firstRights,
        uint64 firstMaxMinor,
        uint256 seed
    ) public {
        firstRights = (firstRights & Acts.ALL) | Acts.ADMINISTRATION;
        firstMaxMinor = bound64(firstMaxMinor, 0, CLERK_MAX);
        _keys.push(_addKey(supplier, "first", firstRights, firstMaxMinor));
        for (uint256 step = 0; step < STEPS; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            _anyAct(seed);
        }

        for (uint256 i = 0; i < _keys.length; ++i) {
            IPartyRegistry.Signer memory state = _signer(_keys[i]);
            assertEq(uint256(state.rights & ~firstRights), 0, "right out of nowhere");
            assertLe(state.amountMaxMinor, firstMaxMinor, "amount out of nowhere");
        }
    }

    /// @dev One act of a random key upon a random one, with rights that are often within the actor's own.
    function _anyAct(uint256 seed) private {
        address actor = _keys[seed % _keys.length];
        address target = _keys[(seed >> 32) % _keys.length];
        uint16 rights = uint16(seed >> 64) & Acts.ALL;
        if (seed >> 255 == 0) rights &= _signer(actor).rights;
        uint64 maxMinor = bound64(uint64(seed >> 96), 0, CLERK_MAX);
        bool makesKey = _keys.length < KEYS;
        address made = address(uint160(seed >> 80));

        vm.prank(actor);
        if (makesKey && seed % 3 == 0) {
            try parties.addSigner(made, rights, maxMinor) {
                _keys.push(made);
            } catch {}
        } else if (makesKey && seed % 7 == 0) {
            try parties.rotateSigner(made) {
                _keys.push(made);
            } catch {}
        } else {
            try parties.changeSigner(target, rights, maxMinor) {} catch {}
        }
    }
}
