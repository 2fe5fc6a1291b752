// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDuties} from "./interfaces/IDuties.sol";
import {IReceivableDebts} from "./interfaces/IReceivableDebts.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {SettlementReversals} from "./settlement/SettlementReversals.sol";
import {SettlementStore} from "./settlement/SettlementStore.sol";
import {Acts, BATCH_MAX, Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";

/// @title Settlement
/// @notice Records bank entries, each once, and applies them.
contract Settlement is SettlementReversals, ReentrancyGuardTransient {
    /// @dev Payments of one call, and the currency and receiver that were checked last.
    struct Gathering {
        IReceivableDebts.Payment[] payments;
        uint256 count;
        bytes3 currency;
        address receivedBy;
    }

    uint256 private _tokenPayments;

    constructor(Modules memory modules) SettlementStore(modules) {}

    /// @inheritdoc ISettlement
    function applyRemittances(Remittance[] calldata remittances) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        Bounds.requireBatch(remittances.length);
        Gathering memory gathering;
        gathering.payments = new IReceivableDebts.Payment[](_countOf(remittances));
        mapping(bytes32 entryHash => StoredEntry) storage entries = _entries[agent];
        uint64[] memory appliedMinor = new uint64[](remittances.length);
        for (uint256 i = 0; i < remittances.length; ++i) {
            Remittance calldata remittance = remittances[i];
            StoredEntry storage entry = entries[remittance.entryHash];
            if (entry.currency != 0) revert BankEntryAlreadyApplied(remittance.entryHash);
            uint64 sumMinor = _gather(gathering, remittance);
            appliedMinor[i] = sumMinor;
            uint64 unappliedMinor = remittance.amountMinor - sumMinor;
            uint8 allocations = sumMinor == 0 ? 0 : 1;

            // Effects.
            entry.receivedBy = gathering.receivedBy;
            entry.unappliedMinor = unappliedMinor;
            entry.currency = gathering.currency;
            entry.allocations = allocations;
        }

        // All payments of all entries go through registry and lots at once.
        bytes32[] memory hashes;
        if (gathering.count > 0) hashes = RECEIVABLES.applyPayments(gathering.payments, agent);
        uint256 start = 0;
        for (uint256 i = 0; i < remittances.length; ++i) {
            start = _commit(agent, remittances[i], appliedMinor[i], hashes, start);
        }
    }

    /// @inheritdoc ISettlement
    function allocate(bytes32 entryHash, Application[] calldata applications) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        Bounds.requireBatch(applications.length);
        StoredEntry storage entry = _requireStanding(agent, entryHash);
        Gathering memory gathering;
        gathering.payments = new IReceivableDebts.Payment[](applications.length);
        gathering.currency = entry.currency;
        gathering.receivedBy = entry.receivedBy;
        uint256 appliedMinor = _gatherAll(gathering, entryHash, applications);

        // Effects.
        bytes32[] memory hashes = RECEIVABLES.applyPayments(gathering.payments, agent);
        bytes32 allocationsHash = _ontoAll(entry.allocationsHash, hashes, 0, hashes.length);
        _allocate(agent, entryHash, appliedMinor, allocationsHash);
    }

    /// @inheritdoc ISettlement
    function allocateEarlyPayment(bytes32 entryHash, uint32 earlyPaymentNumber) external {
        // Checks.
        address agent = _actingParty(Roles.SETTLEMENT_AGENT, Acts.SETTLEMENT);
        StoredEntry storage entry = _requireStanding(agent, entryHash);

        // Effects.
        uint64 paidMinor = _settleEarly(agent, entryHash, entry, earlyPaymentNumber);
        bytes32 contentHash = _contentOfEarlyPayment(earlyPaymentNumber);
        _allocate(agent, entryHash, paidMinor, _onto(entry.allocationsHash, contentHash, 0));
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
        _allocate(agent, entryHash, amountMinor, _onto(entry.allocationsHash, contentHash, 0));
        emit OverpaymentRecorded(agent, entryHash, creditor, amountMinor);

        _incur(entry, creditor, amountMinor, IDuties.DutyReason.OVERPAID, entryHash);
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
        IReceivableLots.Share[] memory shares = RECEIVABLES.applyTokenPayment(
            IReceivableDebts.Payment(
                receivableId,
                amountMinor,
                terms.currency,
                entryHash,
                address(0)
            )
        );

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
                entry.allocationsHash
            );
        }
    }

    /// @dev Tells of an entry, and commits it to the shares of its payments, which begin at `start`.
    function _commit(
        address agent,
        Remittance calldata remittance,
        uint64 appliedMinor,
        bytes32[] memory sharesHashes,
        uint256 start
    ) private returns (uint256 end) {
        bytes32 entryHash = remittance.entryHash;
        uint64 amountMinor = remittance.amountMinor;
        uint64 unappliedMinor = amountMinor - appliedMinor;
        emit RemittanceApplied(
            entryHash,
            agent,
            remittance.receivedBy,
            remittance.currency,
            amountMinor,
            unappliedMinor,
            remittance.bookingDay
        );
        if (appliedMinor == 0) return start;
        end = start + remittance.applications.length;
        bytes32 allocationsHash = _ontoAll(0, sharesHashes, start, end);
        _entries[agent][entryHash].allocationsHash = allocationsHash;
        emit AllocationMade(agent, entryHash, 1, appliedMinor, unappliedMinor, allocationsHash);
    }

    /// @dev Checks an entry and adds its applications to the payments; returns what is applied of it.
    function _gather(
        Gathering memory gathering,
        Remittance calldata remittance
    ) private view returns (uint64) {
        uint64 amountMinor = remittance.amountMinor;
        Bounds.requireAmount(amountMinor);
        // The entries of one statement have one account and currency; they are asked about once, and zero always.
        bytes3 currency = remittance.currency;
        if (currency != gathering.currency || currency == 0) {
            Bounds.requireCurrency(currency);
            gathering.currency = currency;
        }
        address receivedBy = remittance.receivedBy;
        if (receivedBy != gathering.receivedBy || receivedBy == address(0)) {
            _requireKnown(receivedBy);
            gathering.receivedBy = receivedBy;
        }
        bytes32 entryHash = remittance.entryHash;
        uint256 sumMinor = _gatherAll(gathering, entryHash, remittance.applications);
        if (sumMinor > amountMinor) {
            revert ApplicationsAboveEntry(entryHash, sumMinor, amountMinor);
        }
        // Safe cast: at most the entry.
        return uint64(sumMinor);
    }

    function _gatherAll(
        Gathering memory gathering,
        bytes32 entryHash,
        Application[] calldata applications
    ) private pure returns (uint256 sumMinor) {
        bytes32 previous = 0;
        uint256 count = gathering.count;
        for (uint256 i = 0; i < applications.length; ++i) {
            Application calldata application = applications[i];
            ReceivableId receivableId = application.receivableId;
            uint64 amountMinor = application.amountMinor;
            // A reversal tells the payments of an allocation apart by their receivables.
            if (ReceivableId.unwrap(receivableId) == previous) {
                revert ApplicationRepeated(entryHash, receivableId);
            }
            previous = ReceivableId.unwrap(receivableId);
            Bounds.requireAmount(amountMinor);
            IReceivableDebts.Payment memory payment = gathering.payments[count + i];
            payment.receivableId = receivableId;
            payment.amountMinor = amountMinor;
            payment.currency = gathering.currency;
            payment.entryHash = entryHash;
            payment.receivedBy = gathering.receivedBy;
            unchecked {
                // 64 bits each, and few of them.
                sumMinor += amountMinor;
            }
        }
        gathering.count = count + applications.length;
    }

    /// @dev An entry may stay wholly unapplied, so a batch without applications is fine.
    function _countOf(Remittance[] calldata remittances) private pure returns (uint256 count) {
        for (uint256 i = 0; i < remittances.length; ++i) {
            count += remittances[i].applications.length;
        }
        if (count > BATCH_MAX) Bounds.requireBatch(count);
    }
}
