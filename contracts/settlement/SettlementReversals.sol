// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../interfaces/IDuties.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {Shares} from "../libraries/Shares.sol";
import {Acts, LotId, ReceivableId, Roles} from "../types/LedgerTypes.sol";
import {SettlementStore} from "./SettlementStore.sol";

/// @title Reversal of allocations and of bank entries
/// @notice Part of {Settlement}.
abstract contract SettlementReversals is SettlementStore {
    using LotIds for LotId;

    /// @inheritdoc ISettlement
    function reverseAllocation(
        bytes32 entryHash,
        bytes32 previousHash,
        IReceivableLots.Share[] calldata shares,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        StoredEntry storage entry = _requireStanding(agent, entryHash);
        if (shares.length == 0) revert SharesEmpty(entryHash);

        (bytes32 allocationsHash, uint256 totalMinor) = _summaryOf(previousHash, shares);

        // Effects.
        _takeBack(agent, entryHash, previousHash, allocationsHash, totalMinor, evidenceHash);
        uint256 start = 0;
        while (start < shares.length) {
            uint256 end = _endOfPayment(shares, start);
            _reversePayment(entry, entryHash, shares[start:end]);
            start = end;
        }
    }

    /// @inheritdoc ISettlement
    function reverseEarlyPayment(
        bytes32 entryHash,
        bytes32 previousHash,
        uint32 earlyPaymentNumber,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        StoredEntry storage entry = _requireStanding(agent, entryHash);

        // Effects.
        (LotId lotId, uint64 paidMinor, uint64 discountMinor) = EARLY_PAYMENTS.unsettle(
            earlyPaymentNumber
        );
        _takeBack(
            agent,
            entryHash,
            previousHash,
            _onto(previousHash, _contentOfEarlyPayment(earlyPaymentNumber), 0),
            paidMinor,
            evidenceHash
        );
        RECEIVABLES.restoreEarlyPayment(lotId, paidMinor, discountMinor, entryHash);
        address supplier = RECEIVABLES.termsOf(lotId.receivableOf()).supplier;
        _reverseDuty(entry, supplier, paidMinor, entryHash);
    }

    /// @inheritdoc ISettlement
    function reverseOverpayment(
        bytes32 entryHash,
        bytes32 previousHash,
        address creditor,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        StoredEntry storage entry = _requireStanding(agent, entryHash);

        // Effects.
        bytes32 contentHash = _contentOfOverpayment(creditor, amountMinor);
        bytes32 allocationsHash = _onto(previousHash, contentHash, 0);
        _takeBack(agent, entryHash, previousHash, allocationsHash, amountMinor, evidenceHash);
        _reverseDuty(entry, creditor, amountMinor, evidenceHash);
    }

    /// @inheritdoc ISettlement
    function reverseEntry(bytes32 entryHash, bytes32 counterEntryHash) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        StoredEntry storage entry = _requireStanding(agent, entryHash);
        if (entry.allocations > 0) {
            revert BankEntryStillAllocated(entryHash, entry.allocations);
        }
        StoredEntry storage counterEntry = _entries[agent][counterEntryHash];
        if (counterEntry.currency != 0) revert BankEntryAlreadyApplied(counterEntryHash);

        // Effects.
        entry.allocations = REVERSED;
        entry.unappliedMinor = 0;
        _entries[agent][counterEntryHash] = StoredEntry(
            entry.receivedBy,
            0,
            entry.currency,
            REVERSED,
            0
        );
        emit BankEntryReversed(agent, entryHash, counterEntryHash);
    }

    function _reversePayment(
        StoredEntry storage entry,
        bytes32 entryHash,
        IReceivableLots.Share[] calldata shares
    ) private {
        uint64 amountMinor = 0;
        ReceivableId receivableId = shares[0].lotId.receivableOf();
        IReceivableLots.Terms memory terms = RECEIVABLES.termsOf(receivableId);
        uint64 recoveredMinor = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            amountMinor += shares[i].amountMinor;
            recoveredMinor += shares[i].recoveredMinor;
            LOTS.restore(shares[i], terms, entryHash);
            _reverseDuty(entry, shares[i].beneficiary, shares[i].amountMinor, entryHash);
        }
        RECEIVABLES.restorePayment(receivableId, amountMinor, recoveredMinor, entryHash);
    }

    function _reverseDuty(
        StoredEntry storage entry,
        address creditor,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) private {
        address receivedBy = entry.receivedBy;
        if (receivedBy == creditor) return;
        IDuties.Duty memory duty = IDuties.Duty(receivedBy, creditor, entry.currency);
        DUTIES.reverse(duty, amountMinor, evidenceHash);
    }

    /// @dev The allocation is the latest one of the entry; its money is unapplied again.
    function _takeBack(
        address agent,
        bytes32 entryHash,
        bytes32 previousHash,
        bytes32 allocationsHash,
        uint256 amountMinor,
        bytes32 evidenceHash
    ) private {
        // Checks.
        StoredEntry storage entry = _entries[agent][entryHash];
        bytes32 expected = entry.allocationsHash;
        if (allocationsHash != expected) {
            revert AllocationMismatch(entryHash, expected, allocationsHash);
        }

        // Effects.
        uint8 allocations = entry.allocations - 1;
        // Safe cast: no more than the entry brought in.
        uint64 unappliedMinor = entry.unappliedMinor + uint64(amountMinor);
        entry.unappliedMinor = unappliedMinor;
        entry.allocations = allocations;
        entry.allocationsHash = previousHash;
        emit AllocationReversed(
            agent,
            entryHash,
            allocations,
            uint64(amountMinor),
            unappliedMinor,
            evidenceHash
        );
    }

    function _summaryOf(
        bytes32 previousHash,
        IReceivableLots.Share[] calldata shares
    ) private pure returns (bytes32 allocationsHash, uint256 totalMinor) {
        allocationsHash = previousHash;
        uint256 start = 0;
        for (uint256 index = 0; start < shares.length; ++index) {
            uint256 end = _endOfPayment(shares, start);
            bytes32 sharesHash = 0;
            for (uint256 i = start; i < end; ++i) {
                sharesHash = Shares.hashOnto(sharesHash, shares[i]);
                totalMinor += shares[i].amountMinor;
            }
            allocationsHash = _onto(allocationsHash, sharesHash, index);
            start = end;
        }
    }

    /// @dev Position after the last share of the payment that begins at `start`.
    function _endOfPayment(
        IReceivableLots.Share[] calldata shares,
        uint256 start
    ) private pure returns (uint256 end) {
        bytes32 first = ReceivableId.unwrap(shares[start].lotId.receivableOf());
        end = start + 1;
        while (end < shares.length) {
            if (ReceivableId.unwrap(shares[end].lotId.receivableOf()) != first) break;
            ++end;
        }
    }
}
