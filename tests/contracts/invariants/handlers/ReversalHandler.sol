// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEarlyPayments} from "../../../../contracts/interfaces/IEarlyPayments.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../../../contracts/interfaces/ISettlement.sol";
import {PaymentHandler} from "./PaymentHandler.sol";

/// @notice Allocations and bank entries that are taken back.
abstract contract ReversalHandler is PaymentHandler {
    function reverseLatest(uint256 seed) external rolls(seed) {
        uint256 number = _pickEntry(_isAllocated);
        if (number == 0 || !_oneIn(2)) return;
        _reverse(entries[number - 1]);
    }

    /// @dev Whatever it is, what was there before a payment is there again after its reversal.
    function payAndReverse(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists) return;
        bytes32 stateBefore = _stateOf(found);
        if (!_pay(found, _oneIn(2) ? _openMinor(found) : _rollMinor(1, _openMinor(found)))) return;
        if (!_reverse(entries[entries.length - 1])) return;
        _expect(_stateOf(found) == stateBefore, 15, "15. a reversal did not restore what it undid");
        _reached("payment and reversal");
    }

    /// @dev An allocation that is not the latest, or shares that are not its own.
    function reverseWrongly(uint256 seed) external rolls(seed) {
        uint256 number = _pickEntry(_isAllocated);
        if (number == 0) return;
        Entry storage entry = entries[number - 1];
        Allocation storage latest = entry.allocations[entry.allocations.length - 1];
        if (latest.kind != AllocationKind.PAYMENTS) return;
        IReceivableLots.Share[] memory shares = latest.shares;
        bytes32 previousHash = latest.previousHash;
        if (_oneIn(2)) shares[0].amountMinor += 1;
        else previousHash = keccak256(abi.encode(previousHash));
        bytes memory call = abi.encodeCall(
            ISettlement.reverseAllocation,
            (entry.entryHash, previousHash, shares, "evidence")
        );
        _settle(entry.agent, call, false);
        _reached("wrong reversal refused");
    }

    function reverseEntry(uint256 seed) external rolls(seed) {
        uint256 number = _oneIn(2) ? _pickEntry(_isWhollyUnapplied) : _pickEntry(_isAllocated);
        if (number == 0 || !_oneIn(3)) return;
        Entry storage entry = entries[number - 1];
        bool possible = entry.allocations.length == 0;
        bytes memory call = abi.encodeCall(
            ISettlement.reverseEntry,
            (entry.entryHash, _counterOf(entry.entryHash))
        );
        if (!_settle(entry.agent, call, possible)) {
            _reached("reversal of allocated refused");
            return;
        }
        entry.isReversed = true;
        _reached("entry STANDING > REVERSED");
    }

    function _reverse(Entry storage entry) internal returns (bool done) {
        Allocation storage latest = entry.allocations[entry.allocations.length - 1];
        if (latest.kind == AllocationKind.PAYMENTS) done = _reversePayments(entry, latest);
        else if (latest.kind == AllocationKind.EARLY_PAYMENT) done = _reverseEarly(entry, latest);
        else done = _reverseOverpayment(entry, latest);
        if (!done) return false;
        entry.latestHash = latest.previousHash;
        entry.allocations.pop();
    }

    function _reversePayments(
        Entry storage entry,
        Allocation storage latest
    ) private returns (bool) {
        IReceivableLots.Share[] memory shares = latest.shares;
        bytes memory call = abi.encodeCall(
            ISettlement.reverseAllocation,
            (entry.entryHash, latest.previousHash, shares, "evidence")
        );
        Found memory first = _foundOf(shares[0].lotId);
        bool isAgents = _agentOf(first) == entry.agent;
        if (!_settle(entry.agent, call, true)) return false;
        if (!isAgents) _reached("reversal by former agent");
        for (uint256 i = 0; i < shares.length; ++i) {
            Found memory found = _foundOf(shares[i].lotId);
            paidMinor[found.id] -= shares[i].amountMinor;
            writtenOffMinor[found.id] += shares[i].recoveredMinor;
            _undo(entry.receivedBy, shares[i].beneficiary, entry.currency, shares[i].amountMinor);
            if (found.lot.owner == address(0)) _reached("restored to merged lot");
            if (shares[i].lienNumber != 0) _reached("lien restored");
            if (shares[i].recoveredMinor > 0) _reached("write-off restored");
        }
        _reopened(first.debt.status, _debt(first.id).status);
        _reached("payments reversed");
        return true;
    }

    function _reopened(
        IReceivableRegistry.ReceivableStatus from,
        IReceivableRegistry.ReceivableStatus to
    ) private {
        if (from == to) return;
        bool wasSettled = from == IReceivableRegistry.ReceivableStatus.SETTLED;
        if (to == IReceivableRegistry.ReceivableStatus.WRITTEN_OFF) {
            _reached("SETTLED > WRITTEN_OFF");
        } else {
            _reached(
                wasSettled ? bytes32("SETTLED > CONFIRMED") : bytes32("WRITTEN_OFF > CONFIRMED")
            );
        }
    }

    function _reverseEarly(Entry storage entry, Allocation storage latest) private returns (bool) {
        IEarlyPayments.EarlyPayment memory early = _early(latest.earlyNumber);
        Found memory found = _foundOf(early.lotId);
        bytes memory call = abi.encodeCall(
            ISettlement.reverseEarlyPayment,
            (entry.entryHash, latest.previousHash, latest.earlyNumber, "evidence")
        );
        if (!_settle(entry.agent, call, true)) return false;
        paidMinor[found.id] -= latest.amountMinor;
        creditedMinor[found.id] -= early.discountMinor;
        _undo(entry.receivedBy, found.debt.supplier, entry.currency, latest.amountMinor);
        _reached("early SETTLED > REVERSED");
        return true;
    }

    function _reverseOverpayment(
        Entry storage entry,
        Allocation storage latest
    ) private returns (bool) {
        bytes memory call = abi.encodeCall(
            ISettlement.reverseOverpayment,
            (entry.entryHash, latest.previousHash, latest.creditor, latest.amountMinor, "evidence")
        );
        if (!_settle(entry.agent, call, true)) return false;
        _undo(entry.receivedBy, latest.creditor, entry.currency, latest.amountMinor);
        _reached("overpayment reversed");
        return true;
    }

    function _stateOf(Found memory found) private view returns (bytes32) {
        uint256[3] memory sums = [
            _exposureMinor(financier.party, found.debt.buyer, found.debt.currency),
            _exposureMinor(otherFinancier.party, found.debt.buyer, found.debt.currency),
            this.dutiesOff()
        ];
        return keccak256(abi.encode(_debt(found.id), _viewOf(found.id), sums));
    }
}
