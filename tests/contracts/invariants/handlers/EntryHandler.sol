// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {IReconciliation} from "../../../../contracts/interfaces/IReconciliation.sol";
import {ISettlement} from "../../../../contracts/interfaces/ISettlement.sol";
import {Acts, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {CreditHandler} from "./CreditHandler.sol";

/// @notice Who settles a pair, and how bank entries are recorded and remembered.
abstract contract EntryHandler is CreditHandler {
    struct Proposal {
        address agent;
        bool standing;
    }

    mapping(bytes32 pairHash => address agent) private _agents;
    mapping(bytes32 pairHash => mapping(address side => Proposal)) private _proposals;

    function agreeAgent(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isConfirmed);
        if (!found.exists || !_oneIn(3)) return;
        IReconciliation.Pair memory pair = _pairOf(found);
        address agent = _oneIn(2) ? bank.party : address(0);
        address[2] memory sides = [pair.supplier, pair.buyer];
        for (uint256 i = 0; i < 2; ++i) {
            bool done = _sendExpecting(
                _actorOf(sides[i]),
                Need(Acts.ADMINISTRATION, 0),
                address(reconciliation),
                abi.encodeCall(IReconciliation.agreeSettlementAgent, (pair, agent)),
                true
            );
            if (done) _proposed(keccak256(abi.encode(pair)), sides[i], sides[1 - i], agent);
        }
    }

    /// @dev An act of an agent, whose party always stands, with its main key: nothing may keep it from settling.
    function _settle(address agent, bytes memory call, bool possible) internal returns (bool done) {
        vm.prank(mainKeys[agent].signer);
        (done, ) = address(settlement).call(call);
        _expect(done || !possible, 9, "9. a valid payment or reversal was refused");
        _expect(!done || possible, 7, "7. more was applied or reversed than may be");
    }

    /// @dev Records a new entry for the pair of `found`; the agent of another pair may not.
    function _remit(
        Found memory found,
        ISettlement.Application[] memory applications,
        uint64 unappliedMinor
    ) internal returns (bool) {
        ISettlement.Remittance[] memory items = _remittances(found, applications, unappliedMinor);
        address agent = _agentOf(found);
        bytes memory call = abi.encodeCall(ISettlement.applyRemittances, (items));
        if (applications.length > 0 && _oneIn(8)) {
            _settle(agent == bank.party ? operator.party : bank.party, call, false);
            _reached("payment by other agent refused");
        }
        if (!_settle(agent, call, true)) return false;
        Entry storage entry = entries.push();
        entry.entryHash = items[0].entryHash;
        entry.agent = agent;
        entry.receivedBy = items[0].receivedBy;
        entry.currency = items[0].currency;
        entry.amountMinor = items[0].amountMinor;
        return true;
    }

    /// @dev Mostly to the supplier; else to whoever the money came to by mistake or agreement.
    function _remittances(
        Found memory found,
        ISettlement.Application[] memory applications,
        uint64 unappliedMinor
    ) internal returns (ISettlement.Remittance[] memory items) {
        items = new ISettlement.Remittance[](1);
        items[0].entryHash = keccak256(abi.encode("entry", entries.length));
        items[0].receivedBy = found.debt.supplier;
        if (_oneIn(3)) items[0].receivedBy = _pickActor(financier, otherFinancier).party;
        items[0].currency = found.debt.currency;
        items[0].amountMinor = unappliedMinor;
        items[0].bookingDay = _today();
        items[0].applications = applications;
        for (uint256 i = 0; i < applications.length; ++i) {
            items[0].amountMinor += applications[i].amountMinor;
        }
    }

    /// @dev Remembers the latest allocation of an entry.
    function _made(
        Entry storage entry,
        AllocationKind kind,
        uint64 amountMinor
    ) internal returns (Allocation storage made) {
        made = entry.allocations.push();
        made.kind = kind;
        made.amountMinor = amountMinor;
        made.previousHash = entry.latestHash;
        entry.latestHash = _bankEntry(entry).allocationsHash;
    }

    function _madePayments(
        Entry storage entry,
        IReceivableLots.Share[] memory shares,
        uint64 amountMinor
    ) internal {
        Allocation storage made = _made(entry, AllocationKind.PAYMENTS, amountMinor);
        for (uint256 i = 0; i < shares.length; ++i) {
            made.shares.push(shares[i]);
        }
    }

    /// @dev Counts a payment of one receivable, and looks whether it was spread fairly.
    function _counted(
        Found memory found,
        LotView[] memory before,
        uint64 amountMinor,
        address receivedBy
    ) internal returns (IReceivableLots.Share[] memory shares) {
        paidMinor[found.id] += amountMinor;
        _expectFairPayment(before);
        shares = _sharesSince(before);
        for (uint256 i = 0; i < shares.length; ++i) {
            writtenOffMinor[found.id] -= shares[i].recoveredMinor;
        }
        _incurShares(shares, receivedBy, found.debt.currency);
        if (found.debt.outstandingMinor > 0 && _debt(found.id).outstandingMinor == 0) {
            _reached("CONFIRMED > SETTLED");
        }
        if (found.debt.outstandingMinor == 0 && _debt(found.id).writtenOffMinor == 0) {
            _reached("WRITTEN_OFF > SETTLED");
        }
        if (found.debt.disputedMinor > 0) _reached("paid in dispute");
    }

    /// @dev An entry that is `wanted`, counted from 1; 0 if there is none.
    function _pickEntry(
        function(Entry storage) view returns (bool) wanted
    ) internal returns (uint256 number) {
        uint256 count = entries.length;
        uint256 start = count == 0 ? 0 : _roll(count);
        for (uint256 i = 0; i < count; ++i) {
            number = 1 + ((start + i) % count);
            Entry storage entry = entries[number - 1];
            if (!entry.isReversed && !entry.isSealed && wanted(entry)) return number;
        }
        return 0;
    }

    function _hasUnapplied(Entry storage entry) internal view returns (bool) {
        return _bankEntry(entry).unappliedMinor > 0;
    }

    function _isAllocated(Entry storage entry) internal view returns (bool) {
        return entry.allocations.length > 0;
    }

    function _isWhollyUnapplied(Entry storage entry) internal view returns (bool) {
        return entry.allocations.length == 0;
    }

    function _agentOf(Found memory found) internal view returns (address agent) {
        agent = _agents[keccak256(abi.encode(_pairOf(found)))];
        if (agent == address(0)) agent = operator.party;
    }

    function _pairOf(Found memory found) internal pure returns (IReconciliation.Pair memory) {
        return IReconciliation.Pair(found.debt.supplier, found.debt.buyer, found.debt.currency);
    }

    function _openMinor(Found memory found) internal pure returns (uint64) {
        return found.debt.outstandingMinor + found.debt.writtenOffMinor;
    }

    function _counterOf(bytes32 entryHash) internal pure returns (bytes32) {
        return keccak256(abi.encode("counter-entry", entryHash));
    }

    /// @dev It takes effect when the other side said the same before.
    function _proposed(bytes32 pairHash, address side, address other, address agent) private {
        Proposal memory theirs = _proposals[pairHash][other];
        if (!theirs.standing || theirs.agent != agent) {
            _proposals[pairHash][side] = Proposal(agent, true);
            return;
        }
        delete _proposals[pairHash][side];
        delete _proposals[pairHash][other];
        _agents[pairHash] = agent;
        _reached("settlement agent agreed");
    }
}
