// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISettlement} from "./interfaces/ISettlement.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";

/// @title Settlement
/// @notice Applies bank entries to receivables, each entry once.
contract Settlement is LedgerModule, ISettlement {
    mapping(bytes32 entryHash => BankEntry) private _entries;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc ISettlement
    function applyRemittances(Remittance[] calldata remittances) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT);
        Bounds.requireBatch(remittances.length);
        uint256 applicationCount = 0;
        for (uint256 i = 0; i < remittances.length; ++i) {
            applicationCount += remittances[i].applications.length;
        }
        // An entry may stay wholly unapplied, so a batch without applications is fine.
        if (applicationCount > 0) Bounds.requireBatch(applicationCount);

        // Effects.
        for (uint256 i = 0; i < remittances.length; ++i) {
            _record(agent, remittances[i]);
            _apply(remittances[i]);
        }
    }

    /// @inheritdoc ISettlement
    function bankEntriesOf(
        bytes32[] calldata entryHashes
    ) external view returns (BankEntry[] memory found) {
        Bounds.requireRead(entryHashes.length);
        found = new BankEntry[](entryHashes.length);
        for (uint256 i = 0; i < entryHashes.length; ++i) {
            found[i] = _entries[entryHashes[i]];
        }
    }

    function _record(address agent, Remittance calldata remittance) private {
        bytes32 entryHash = remittance.entryHash;
        uint64 amountMinor = remittance.amountMinor;

        // Checks.
        if (_entries[entryHash].amountMinor != 0) revert BankEntryAlreadyApplied(entryHash);
        Bounds.requireAmount(amountMinor);
        Bounds.requireCurrency(remittance.currency);
        uint256 appliedMinor = 0;
        for (uint256 i = 0; i < remittance.applications.length; ++i) {
            Bounds.requireAmount(remittance.applications[i].amountMinor);
            appliedMinor += remittance.applications[i].amountMinor;
        }
        if (appliedMinor > amountMinor) {
            revert ApplicationsAboveEntry(entryHash, appliedMinor, amountMinor);
        }

        // Effects.
        // Safe cast: what is applied is at most the entry.
        uint64 unappliedMinor = amountMinor - uint64(appliedMinor);
        _entries[entryHash] = BankEntry(
            amountMinor,
            unappliedMinor,
            remittance.bookingDay,
            remittance.currency
        );
        emit RemittanceApplied(
            entryHash,
            agent,
            remittance.currency,
            amountMinor,
            unappliedMinor,
            remittance.bookingDay
        );
    }

    function _apply(Remittance calldata remittance) private {
        for (uint256 i = 0; i < remittance.applications.length; ++i) {
            ReceivableId receivableId = remittance.applications[i].receivableId;
            uint64 amountMinor = remittance.applications[i].amountMinor;
            uint64 outstandingMinor = RECEIVABLES.applyPayment(
                receivableId,
                remittance.currency,
                amountMinor,
                remittance.entryHash
            );
            emit PaymentApplied(remittance.entryHash, receivableId, amountMinor, outstandingMinor);
        }
    }
}
