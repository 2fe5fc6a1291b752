// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Acts, BATCH_MAX, Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";
import {SettlementReversals} from "./settlement/SettlementReversals.sol";
import {SettlementStore} from "./settlement/SettlementStore.sol";

/// @title Settlement
/// @notice Records bank entries, each once, and applies them.
contract Settlement is SettlementReversals, ReentrancyGuardTransient {
    uint256 private _tokenPayments;

    constructor(Modules memory modules) SettlementStore(modules) {}

    /// @inheritdoc ISettlement
    function applyRemittances(Remittance[] calldata remittances) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        Bounds.requireBatch(remittances.length);
        uint256 applicationCount = 0;
        for (uint256 i = 0; i < remittances.length; ++i) {
            applicationCount += remittances[i].applications.length;
        }

        // An entry may stay wholly unapplied, so a batch without applications is fine.
        if (applicationCount > BATCH_MAX) Bounds.requireBatch(applicationCount);
        uint64[] memory appliedMinor = _requireRecordable(agent, remittances);

        // Effects.
        bytes32[] memory hashes = _applyAll(agent, remittances, applicationCount);
        uint256 start = 0;
        for (uint256 i = 0; i < remittances.length; ++i) {
            uint256 end = start + remittances[i].applications.length;
            bytes32 contentHash = _contentOf(hashes, start, end);
            _record(agent, remittances[i], appliedMinor[i], contentHash);
            start = end;
        }
    }

    /// @inheritdoc ISettlement
    function allocate(bytes32 entryHash, Application[] calldata applications) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        Bounds.requireBatch(applications.length);
        StoredEntry storage entry = _requireStanding(agent, entryHash);
        uint256 appliedMinor = _sumOf(entryHash, applications);

        // Effects.
        IReceivableRegistry.Payment[] memory payments = new IReceivableRegistry.Payment[](
            applications.length
        );
        for (uint256 i = 0; i < applications.length; ++i) {
            payments[i] = IReceivableRegistry.Payment(
                applications[i].receivableId,
                applications[i].amountMinor,
                entry.currency,
                entryHash,
                entry.receivedBy
            );
        }
        bytes32[] memory hashes = LOTS.distribute(RECEIVABLES.applyPayments(payments, agent));
        _allocate(agent, entryHash, appliedMinor, _contentOf(hashes, 0, hashes.length));
    }

    /// @inheritdoc ISettlement
    function allocateEarlyPayment(bytes32 entryHash, uint32 earlyPaymentNumber) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        StoredEntry storage entry = _requireStanding(agent, entryHash);

        // Effects.
        uint64 paidMinor = _settleEarly(agent, entryHash, entry.currency, earlyPaymentNumber);
        _allocate(agent, entryHash, paidMinor, _contentOfEarlyPayment(earlyPaymentNumber));
    }

    /// @inheritdoc ISettlement
    function recordOverpayment(bytes32 entryHash, address creditor, uint64 amountMinor) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        Bounds.requireAmount(amountMinor);
        _requireKnown(creditor);
        StoredEntry storage entry = _requireStanding(agent, entryHash);

        // Effects.
        bytes32 contentHash = _contentOfOverpayment(creditor, amountMinor);
        _allocate(agent, entryHash, amountMinor, contentHash);
        emit OverpaymentRecorded(agent, entryHash, creditor, amountMinor);

        _incurOverpayment(entry, creditor, amountMinor, entryHash);
    }

    /// @inheritdoc ISettlement
    function payInTokens(
        ReceivableId receivableId,
        address token,
        uint64 amountMinor
    ) external nonReentrant returns (bytes32 entryHash) {
        // Checks.
        address buyer = _actingPartyUpTo(Roles.BUYER, Acts.SETTLEMENT, amountMinor);
        Bounds.requireAmount(amountMinor);
        IReceivableLots.Terms memory terms = RECEIVABLES.termsOf(receivableId);
        _requireEntitled(buyer, terms.buyer);

        // Effects.
        entryHash = keccak256(abi.encode(address(this), ++_tokenPayments));
        IReceivableRegistry.Payment[] memory payments = new IReceivableRegistry.Payment[](1);
        payments[0] = IReceivableRegistry.Payment(
            receivableId,
            amountMinor,
            terms.currency,
            entryHash,
            address(0)
        );
        IReceivableLots.Distribution[] memory distributions = RECEIVABLES.applyPayments(
            payments,
            address(0)
        );
        (IReceivableLots.Share[] memory shares, ) = LOTS.distributeAtOnce(distributions[0]);

        // Interactions.
        for (uint256 i = 0; i < shares.length; ++i) {
            CASH_DESK.move(
                token,
                terms.currency,
                buyer,
                shares[i].beneficiary,
                shares[i].amountMinor,
                entryHash
            );
        }
    }

    /// @inheritdoc ISettlement
    function bankEntriesOf(
        address agent,
        bytes32[] calldata entryHashes
    ) external view returns (BankEntry[] memory found) {
        Bounds.requireRead(entryHashes.length);
        found = new BankEntry[](entryHashes.length);
        for (uint256 i = 0; i < entryHashes.length; ++i) {
            StoredEntry memory entry = _entries[agent][entryHashes[i]];
            bool isReversed = entry.allocations == REVERSED;
            found[i] = BankEntry(
                entry.receivedBy,
                entry.unappliedMinor,
                entry.currency,
                isReversed ? 0 : entry.allocations,
                isReversed,
                _allocationsHashes[agent][entryHashes[i]]
            );
        }
    }

    /// @dev All payments of all entries go through registry and lots at once.
    function _applyAll(
        address agent,
        Remittance[] calldata remittances,
        uint256 applicationCount
    ) private returns (bytes32[] memory sharesHashes) {
        if (applicationCount == 0) return sharesHashes;
        IReceivableRegistry.Payment[] memory payments = new IReceivableRegistry.Payment[](
            applicationCount
        );
        uint256 next = 0;
        for (uint256 i = 0; i < remittances.length; ++i) {
            Remittance calldata remittance = remittances[i];
            for (uint256 j = 0; j < remittance.applications.length; ++j) {
                payments[next++] = IReceivableRegistry.Payment(
                    remittance.applications[j].receivableId,
                    remittance.applications[j].amountMinor,
                    remittance.currency,
                    remittance.entryHash,
                    remittance.receivedBy
                );
            }
        }
        return LOTS.distribute(RECEIVABLES.applyPayments(payments, agent));
    }

    function _record(
        address agent,
        Remittance calldata remittance,
        uint64 appliedMinor,
        bytes32 contentHash
    ) private {
        bytes32 entryHash = remittance.entryHash;
        uint64 unappliedMinor = remittance.amountMinor - appliedMinor;
        uint8 allocations = appliedMinor == 0 ? 0 : 1;

        // Checks.
        // Asked before, but the same entry may stand twice in one batch.
        if (_entries[agent][entryHash].currency != 0) revert BankEntryAlreadyApplied(entryHash);

        // Effects.
        _entries[agent][entryHash] = StoredEntry(
            remittance.receivedBy,
            unappliedMinor,
            remittance.currency,
            allocations
        );
        emit RemittanceApplied(
            entryHash,
            agent,
            remittance.receivedBy,
            remittance.currency,
            remittance.amountMinor,
            unappliedMinor,
            remittance.bookingDay
        );
        if (allocations == 0) return;
        _allocationsHashes[agent][entryHash] = _onto(0, contentHash);
        emit AllocationMade(
            agent,
            entryHash,
            allocations,
            appliedMinor,
            unappliedMinor,
            contentHash
        );
    }

    /// @dev What is applied of each entry.
    function _requireRecordable(
        address agent,
        Remittance[] calldata remittances
    ) private view returns (uint64[] memory appliedMinor) {
        appliedMinor = new uint64[](remittances.length);
        address known = address(0);
        for (uint256 i = 0; i < remittances.length; ++i) {
            Remittance calldata remittance = remittances[i];
            bytes32 entryHash = remittance.entryHash;
            if (_entries[agent][entryHash].currency != 0) {
                revert BankEntryAlreadyApplied(entryHash);
            }
            Bounds.requireAmount(remittance.amountMinor);
            Bounds.requireCurrency(remittance.currency);
            if (remittance.receivedBy != known) {
                known = remittance.receivedBy;
                _requireKnown(known);
            }
            uint256 sumMinor = _sumOf(entryHash, remittance.applications);
            if (sumMinor > remittance.amountMinor) {
                revert ApplicationsAboveEntry(entryHash, sumMinor, remittance.amountMinor);
            }
            // Safe cast: at most the entry.
            appliedMinor[i] = uint64(sumMinor);
        }
    }

    function _sumOf(
        bytes32 entryHash,
        Application[] calldata applications
    ) private pure returns (uint256 sumMinor) {
        ReceivableId previous = ReceivableId.wrap(0);
        for (uint256 i = 0; i < applications.length; ++i) {
            ReceivableId receivableId = applications[i].receivableId;
            // A reversal tells the payments of an allocation apart by their receivables.
            if (ReceivableId.unwrap(receivableId) == ReceivableId.unwrap(previous)) {
                revert ApplicationRepeated(entryHash, receivableId);
            }
            previous = receivableId;
            Bounds.requireAmount(applications[i].amountMinor);
            sumMinor += applications[i].amountMinor;
        }
    }
}
