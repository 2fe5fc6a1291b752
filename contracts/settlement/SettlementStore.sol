// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../interfaces/IDuties.sol";
import {IPartyRegistry} from "../interfaces/IPartyRegistry.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {LedgerModule} from "../LedgerModule.sol";
import {LotId, Modules} from "../types/LedgerTypes.sol";

/// @title Bank entries and the allocations that stand
abstract contract SettlementStore is LedgerModule, ISettlement {
    /// @dev Two slots. An entry that the bank took back, and the counter-entry that did so, have `REVERSED` allocations.
    struct StoredEntry {
        address receivedBy;
        uint64 unappliedMinor;
        bytes3 currency;
        uint8 allocations;
        bytes32 allocationsHash;
    }

    uint8 internal constant REVERSED = type(uint8).max;
    /// @notice Most allocations of one entry at once; beyond, reverse some and make them anew together.
    uint8 public constant ALLOCATIONS_MAX = 100;

    mapping(address agent => mapping(bytes32 entryHash => StoredEntry)) internal _entries;

    constructor(Modules memory modules) LedgerModule(modules) {}

    function _requireKnown(address party) internal view {
        address[] memory parties = new address[](1);
        parties[0] = party;
        if (PARTIES.partiesOf(parties)[0].status == IPartyRegistry.PartyStatus.NONE) {
            revert IPartyRegistry.PartyUnknown(party);
        }
    }

    function _requireStanding(
        address agent,
        bytes32 entryHash
    ) internal view returns (StoredEntry storage entry) {
        entry = _entries[agent][entryHash];
        if (entry.currency == 0) revert BankEntryUnknown(entryHash);
        if (entry.allocations == REVERSED) revert BankEntryIsReversed(entryHash);
    }

    /// @dev Takes the money from what is unapplied and commits to what was done with it.
    function _allocate(
        address agent,
        bytes32 entryHash,
        uint256 amountMinor,
        bytes32 contentHash
    ) internal {
        StoredEntry storage entry = _entries[agent][entryHash];

        // Checks.
        uint64 unappliedMinor = entry.unappliedMinor;
        if (amountMinor > unappliedMinor) {
            revert ApplicationsAboveEntry(entryHash, amountMinor, unappliedMinor);
        }
        uint8 allocations = entry.allocations + 1;
        if (allocations > ALLOCATIONS_MAX) revert AllocationsAboveMax(entryHash, ALLOCATIONS_MAX);

        // Effects.
        // Safe cast: at most what was unapplied.
        unappliedMinor -= uint64(amountMinor);
        entry.unappliedMinor = unappliedMinor;
        entry.allocations = allocations;
        entry.allocationsHash = _onto(entry.allocationsHash, contentHash);
        emit AllocationMade(
            agent,
            entryHash,
            allocations,
            uint64(amountMinor),
            unappliedMinor,
            contentHash
        );
    }

    function _settleEarly(
        address agent,
        bytes32 entryHash,
        bytes3 currency,
        uint32 earlyPaymentNumber
    ) internal returns (uint64 paidMinor) {
        LotId lotId;
        uint64 discountMinor;
        (lotId, paidMinor, discountMinor) = EARLY_PAYMENTS.settle(earlyPaymentNumber, entryHash);
        RECEIVABLES.applyEarlyPayment(lotId, paidMinor, discountMinor, currency, entryHash, agent);
    }

    function _incurOverpayment(
        StoredEntry storage entry,
        address creditor,
        uint64 amountMinor,
        bytes32 entryHash
    ) internal {
        address receivedBy = entry.receivedBy;
        if (receivedBy == creditor) return;
        DUTIES.incur(
            IDuties.Duty(receivedBy, creditor, entry.currency),
            amountMinor,
            IDuties.DutyReason.OVERPAID,
            entryHash
        );
    }

    /// @dev Hash of an allocation to receivables, from the hashes of the shares of its payments.
    function _contentOf(
        bytes32[] memory sharesHashes,
        uint256 start,
        uint256 end
    ) internal pure returns (bytes32 contentHash) {
        for (uint256 i = start; i < end; ++i) {
            contentHash = _onto(contentHash, sharesHashes[i]);
        }
    }

    function _contentOfEarlyPayment(uint32 earlyPaymentNumber) internal pure returns (bytes32) {
        return keccak256(abi.encode("early payment", earlyPaymentNumber));
    }

    function _contentOfOverpayment(
        address creditor,
        uint64 amountMinor
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode("overpayment", creditor, amountMinor));
    }

    function _onto(bytes32 previousHash, bytes32 nextHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(previousHash, nextHash));
    }
}
