// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../interfaces/IDuties.sol";
import {IPartyRegistry} from "../interfaces/IPartyRegistry.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {LedgerModule} from "../LedgerModule.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {LotId, Modules} from "../types/LedgerTypes.sol";

/// @title Bank entries and the allocations that stand
/// @notice Part of {Settlement}.
abstract contract SettlementStore is LedgerModule, ISettlement {
    using LotIds for LotId;

    /// @dev Two slots. An entry that the bank took back, and the counter-entry that did so, have `REVERSED`
    /// allocations.
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

    /// @dev Takes the money from what is unapplied; `allocationsHash` commits to what was done with it.
    function _allocate(
        address agent,
        bytes32 entryHash,
        uint256 amountMinor,
        bytes32 allocationsHash
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
        entry.allocationsHash = allocationsHash;
        emit AllocationMade(
            agent,
            entryHash,
            allocations,
            uint64(amountMinor),
            unappliedMinor,
            allocationsHash
        );
    }

    function _settleEarly(
        address agent,
        bytes32 entryHash,
        StoredEntry storage entry,
        uint32 earlyPaymentNumber
    ) internal returns (uint64 paidMinor) {
        LotId lotId;
        uint64 discountMinor;
        (lotId, paidMinor, discountMinor) = EARLY_PAYMENTS.settle(earlyPaymentNumber, entryHash);
        RECEIVABLES.applyEarlyPayment(
            lotId,
            paidMinor,
            discountMinor,
            entry.currency,
            entryHash,
            agent
        );
        // The supplier owns the lot, so it is the one to be paid.
        address supplier = RECEIVABLES.termsOf(lotId.receivableOf()).supplier;
        _incur(entry, supplier, paidMinor, IDuties.DutyReason.MISDIRECTED, entryHash);
    }

    /// @dev Who received the money owes it to whom it belongs.
    function _incur(
        StoredEntry storage entry,
        address creditor,
        uint64 amountMinor,
        IDuties.DutyReason reason,
        bytes32 entryHash
    ) internal {
        address receivedBy = entry.receivedBy;
        if (receivedBy == creditor) return;
        IDuties.Duty memory duty = IDuties.Duty(receivedBy, creditor, entry.currency);
        DUTIES.incur(duty, amountMinor, reason, entryHash);
    }

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

    /// @dev The allocations before, and then the shares of each payment of this one.
    function _ontoAll(
        bytes32 previousHash,
        bytes32[] memory sharesHashes,
        uint256 start,
        uint256 end
    ) internal pure returns (bytes32 allocationsHash) {
        allocationsHash = previousHash;
        for (uint256 i = start; i < end; ++i) {
            allocationsHash = _onto(allocationsHash, sharesHashes[i], i - start);
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

    /// @dev The index is the place within its allocation, counted from 0: where one ends and the next begins is
    /// committed to.
    function _onto(
        bytes32 previousHash,
        bytes32 nextHash,
        uint256 index
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(previousHash, nextHash, index));
    }
}
