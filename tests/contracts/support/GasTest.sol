// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IPledges} from "../../../contracts/interfaces/IPledges.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ConfirmationScope,
    LotId,
    ReceivableId,
    Roles
} from "../../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./ReceivableTest.sol";
import {Actor} from "./Requests.sol";

/// @notice Receivables at the bounds of the ledger, and the gas of acts on them as a transaction of its own: what was
/// touched in the set-up is cold again in the test.
abstract contract GasTest is ReceivableTest {
    /// @dev What one transaction may use by EIP-7825.
    uint256 internal constant GAS_MAX = 2 ** 24;

    ReceivableId[] internal receivableIds;

    /// @dev Sends the act and checks what it used, with what a transaction costs before it runs.
    function _assertGas(Actor memory actor, address to, bytes memory data) internal {
        uint256 used = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            used += data[i] == 0 ? 4 : 16;
        }
        vm.prank(actor.signer);
        uint256 before = gasleft();
        (bool success, ) = to.call(data);
        used += before - gasleft();
        assertTrue(success, "the act was refused");
        assertLe(used, GAS_MAX, "gas of a transaction");
    }

    function _newFinancier(bytes memory seed) internal returns (Actor memory actor) {
        actor = _actor(string(seed));
        _admit(actor, Roles.FINANCIER | Roles.ASSESSOR);
        ICreditBook.Publication[] memory publications = new ICreditBook.Publication[](1);
        publications[0] = ICreditBook.Publication(
            buyer.party,
            EUR,
            ICreditBook.Assessment(AMOUNT_MINOR_MAX, 1, ADMITTED_UNTIL, 1, "input")
        );
        vm.prank(actor.signer);
        creditBook.publish(publications);
    }

    /// @dev Moves the lot to a financier that has nothing else.
    function _movedToNew(LotId which) internal returns (Actor memory owner) {
        owner = _newFinancier(abi.encode(which));
        bytes memory call = _forceCall(_lot(which).owner, owner.party, which);
        _approved(call);
        vm.prank(secondOperator.signer);
        (bool success, ) = address(lots).call(call);
        assertTrue(success, "the order was refused");
    }

    /// @dev The most liens, each of a financier that has nothing else.
    function _pledgedToMany(Actor memory pledgor, LotId which, uint64 securedMinor) internal {
        uint256 count = pledges.LIENS_PER_LOT_MAX();
        IPledges.Offer[] memory offers = new IPledges.Offer[](count);
        Actor[] memory pledgees = new Actor[](count);
        uint40 acceptBy = uint40(block.timestamp + 1 days);
        for (uint256 i = 0; i < count; ++i) {
            pledgees[i] = _newFinancier(abi.encode(which, i));
            address pledgee = pledgees[i].party;
            offers[i] = IPledges.Offer(which, pledgee, securedMinor, BY_FILING, 0, 0, acceptBy);
        }
        vm.prank(pledgor.signer);
        pledges.offer(offers);
        uint32[] memory lienNumbers = new uint32[](1);
        for (uint256 i = 0; i < count; ++i) {
            lienNumbers[0] = ++lienCount;
            vm.prank(pledgees[i].signer);
            pledges.accept(lienNumbers);
        }
    }

    /// @dev The most receivables of one batch.
    function _registeredMany(uint64 faceMinor) internal {
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            registrations[i] = _registration(keccak256(abi.encode(i)), faceMinor);
            receivableIds.push(
                receivables.receivableIdOf(supplier.party, registrations[i].fingerprint)
            );
        }
        vm.prank(supplier.signer);
        receivables.register(registrations);
    }

    function _confirmManyCall(uint64 faceMinor) internal view returns (bytes memory) {
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            confirmations[i] = IReceivableRegistry.Confirmation(
                receivableIds[i],
                faceMinor,
                ConfirmationScope.ALL
            );
        }
        return abi.encodeCall(IReceivableRegistry.confirm, (confirmations));
    }

    function _confirmedMany(uint64 faceMinor) internal {
        _registeredMany(faceMinor);
        _act(buyer, address(receivables), _confirmManyCall(faceMinor));
    }

    function _lotIdsOfMany(uint256 index) internal view returns (LotId[] memory lotIds) {
        lotIds = new LotId[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            lotIds[i] = LotIds.lotIdOf(receivableIds[i], index);
        }
    }
}
