// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {IPledges} from "../../../contracts/interfaces/IPledges.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {
    AMOUNT_MINOR_MAX,
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
    uint256 internal constant LIENS_MAX = 5;

    /// @dev Sends the act as a request and checks what it used, with what a transaction costs before it runs.
    function _assertGas(
        Actor memory actor,
        address to,
        bytes memory data
    ) internal returns (uint256 used) {
        used = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            used += data[i] == 0 ? 4 : 16;
        }
        vm.prank(actor.signer);
        uint256 before = gasleft();
        (bool success, bytes memory why) = to.call(data);
        used += before - gasleft();
        if (!success) {
            assembly {
                revert(add(why, 32), mload(why))
            }
        }
        assertTrue(success, "the act was refused");
    }

    /// @dev Adds financiers of their own to a lot's liens, each of which secures `securedMinor`.
    function _pledgedToMany(Actor memory pledgor, LotId which, uint64 securedMinor) internal {
        IPledges.Offer[] memory offers = new IPledges.Offer[](LIENS_MAX);
        Actor[] memory pledgees = new Actor[](LIENS_MAX);
        for (uint256 i = 0; i < LIENS_MAX; ++i) {
            pledgees[i] = _newFinancier(string(abi.encode(which, i)));
            offers[i] = IPledges.Offer(
                which,
                pledgees[i].party,
                securedMinor,
                BY_FILING,
                0,
                0,
                uint40(block.timestamp + 1 days)
            );
        }
        vm.prank(pledgor.signer);
        pledges.offer(offers);
        uint32[] memory lienNumbers = new uint32[](1);
        for (uint256 i = 0; i < LIENS_MAX; ++i) {
            lienNumbers[0] = ++lienCount;
            vm.prank(pledgees[i].signer);
            pledges.accept(lienNumbers);
        }
    }

    function _newFinancier(string memory name) internal returns (Actor memory actor) {
        actor = _actor(name);
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

    /// @dev Splits to the most lots that splitting makes, and then enforces up to the most lots there are.
    function _withMostLots() internal {
        uint256 splitMax = lots.SPLIT_LOTS_MAX();
        _split(supplier, lotId, 300, splitMax - 1);
        uint256 more = lots.LOTS_PER_RECEIVABLE_MAX() - splitMax;
        for (uint256 i = 0; i < more; ++i) {
            Actor memory pledgee = _newFinancier(string(abi.encode("enforcer", i)));
            _enforced(pledgee, _pledged(supplier, lotId, pledgee, 300));
        }
    }
}
