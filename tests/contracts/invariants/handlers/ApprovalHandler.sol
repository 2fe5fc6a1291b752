// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../../../contracts/interfaces/IPartyRegistry.sol";
import {IPowers} from "../../../../contracts/interfaces/IPowers.sol";
import {Acts, AMOUNT_MINOR_MAX, Roles} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {PartyHandler} from "./PartyHandler.sol";

/// @notice Admission of parties, and recovery of lost keys by two operators.
abstract contract ApprovalHandler is PartyHandler {
    /// @param approvedAt 0 where no approval stands.
    struct Recovery {
        address party;
        address[] lost;
        Key key;
        uint256 approvedAt;
    }

    Recovery private _recovery;
    uint256 private _admittedCount;

    function admitParty(uint256 seed) external rolls(seed) {
        bool again = _oneIn(2);
        Actor memory actor = again ? supplier : _actor(string(abi.encode(++_admittedCount)));
        vm.prank(operator.signer);
        (bool done, ) = address(parties).call(
            abi.encodeCall(
                IPartyRegistry.admitParties,
                (_asArray(_admission(actor, Roles.COLLECTOR)))
            )
        );
        _expect(done == !again, 20, "20. a party was admitted twice, or not at all");
        _reached(done ? bytes32("party NONE > ACTIVE") : bytes32("second admission refused"));
    }

    function approveRecovery(uint256 seed) external rolls(seed) {
        bool isExpired = _recovery.approvedAt != 0 && block.timestamp >= _expiresAt();
        if (_recovery.approvedAt == 0) {
            // Operators keep their keys, since powers belong to a key.
            address party = actors[_roll(actors.length)].party;
            if (party == operator.party) return;
            address[] memory lost = new address[](1);
            lost[0] = mainKeys[party].signer;
            _recovery = Recovery(party, lost, _newKey(Acts.ALL, AMOUNT_MINOR_MAX), 0);
        }
        vm.prank(operator.signer);
        (bool done, ) = address(powers).call(
            abi.encodeCall(IPowers.approve, (address(parties), _recoveryCall(), "order"))
        );
        bool isNew = _recovery.approvedAt == 0 || isExpired;
        _expect(done == isNew, 20, "20. an approval stands twice, or not at all");
        if (!done) return _reached("second approval refused");
        _recovery.approvedAt = block.timestamp;
        _reached(
            isExpired ? bytes32("approval EXPIRED > STANDING") : bytes32("approval NONE > STANDING")
        );
    }

    /// @dev Mostly by the other operator, now and then by the one that approved.
    function recoverKey(uint256 seed) external rolls(seed) {
        // A suspended party could be recovered too, but not choose a cash account of its new key.
        if (_recovery.approvedAt == 0 || !_administers(_recovery.party)) return;
        bool byApprover = _oneIn(8);
        bool isYoung = block.timestamp < _recovery.approvedAt + parties.RECOVERY_DELAY();
        bool isExpired = block.timestamp >= _expiresAt();
        vm.prank(byApprover ? operator.signer : secondOperator.signer);
        (bool done, ) = address(parties).call(_recoveryCall());
        bool possible = !byApprover && !isYoung && !isExpired;
        _expect(done == possible, 19, "19. keys were recovered early, late, by one, or not at all");
        if (!done) {
            if (byApprover) _reached("recovery by one refused");
            if (isYoung) _reached("early recovery refused");
            if (isExpired) _reached("late recovery refused");
            return;
        }
        address party = _recovery.party;
        // Rotated in the meantime, so that the key that was lost is no longer the one in use.
        if (mainKeys[party].signer != _recovery.lost[0]) _reached("lost key was rotated");
        else revokedKeys[party] = mainKeys[party];
        mainKeys[party] = _recovery.key;
        _openCashAccount(party);
        delete _recovery;
        _reached("approval STANDING > CONSUMED");
    }

    function endApproval(uint256 seed) external rolls(seed) {
        if (_recovery.approvedAt == 0 || !_oneIn(3)) return;
        bool objects = _oneIn(2);
        bytes32 actHash = powers.actHashOf(address(parties), _recoveryCall());
        vm.prank(objects ? mainKeys[_recovery.party].signer : operator.signer);
        if (objects) {
            powers.objectToRecovery(_recovery.party, _recovery.key.signer, _recovery.lost);
        } else {
            powers.withdrawApproval(actHash);
        }
        delete _recovery;
        _reached(
            objects
                ? bytes32("approval STANDING > OBJECTED")
                : bytes32("approval STANDING > WITHDRAWN")
        );
    }

    function _recoveryCall() private view returns (bytes memory) {
        return
            abi.encodeCall(
                IPartyRegistry.recoverSigner,
                (_recovery.party, _recovery.key.signer, _recovery.lost)
            );
    }

    function _expiresAt() private view returns (uint256) {
        return _recovery.approvedAt + powers.APPROVAL_SECONDS();
    }
}
