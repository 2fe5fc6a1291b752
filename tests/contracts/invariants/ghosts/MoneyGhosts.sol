// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../../../../contracts/interfaces/ICreditBook.sol";
import {IDuties} from "../../../../contracts/interfaces/IDuties.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {ISettlement} from "../../../../contracts/interfaces/ISettlement.sol";
import {ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {ShareGhosts} from "./ShareGhosts.sol";

/// @notice What the handlers know of bank entries, duties and limits from their own acts.
abstract contract MoneyGhosts is ShareGhosts {
    enum AllocationKind {
        PAYMENTS,
        EARLY_PAYMENT,
        OVERPAYMENT
    }

    struct Allocation {
        AllocationKind kind;
        bytes32 previousHash;
        IReceivableLots.Share[] shares;
        uint32 earlyNumber;
        address creditor;
        uint64 amountMinor;
    }

    /// @param isSealed Its latest allocation paid one receivable twice, so that the shares of each are not known.
    /// @param latestHash What the ledger commits to for the allocations that stand.
    struct Entry {
        bytes32 entryHash;
        address agent;
        address receivedBy;
        bytes3 currency;
        uint64 amountMinor;
        bool isReversed;
        bool isSealed;
        bytes32 latestHash;
        Allocation[] allocations;
    }

    struct Limit {
        uint64 limitMinor;
        uint40 expiresAt;
    }

    Entry[] internal entries;
    mapping(bytes32 dutyHash => uint64) internal owedMinor;
    mapping(address assessor => mapping(address party => mapping(bytes3 currency => Limit)))
        internal limits;
    mapping(address financier => address assessor) internal followed;

    /// @notice Σ of each entry's allocations that stand, and what is unapplied, against what came in.
    function entriesOff() external view returns (uint256 off) {
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry storage entry = entries[i];
            ISettlement.BankEntry memory found = _bankEntry(entry);
            uint256 sumMinor = 0;
            for (uint256 j = 0; j < entry.allocations.length; ++j) {
                sumMinor += entry.allocations[j].amountMinor;
            }
            bool isWhole =
                entry.isReversed
                    ? found.isReversed && found.unappliedMinor == 0 && sumMinor == 0
                    : found.unappliedMinor + sumMinor == entry.amountMinor && !found.isReversed;
            if (!isWhole || found.allocations != entry.allocations.length) ++off;
        }
    }

    /// @notice Duties between any two parties that are not what the acts came to.
    function dutiesOff() external view returns (uint256 off) {
        uint256 count = actors.length;
        IDuties.Duty[] memory all = new IDuties.Duty[](2 * count * count);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = IDuties.Duty(
                actors[(i >> 1) % count].party,
                actors[(i >> 1) / count].party,
                i & 1 == 0 ? EUR : CNY
            );
        }
        uint64[] memory found = duties.owedOf(all);
        for (uint256 i = 0; i < all.length; ++i) {
            if (found[i] != owedMinor[_dutyHash(all[i].debtor, all[i].creditor, all[i].currency)]) {
                ++off;
            }
        }
    }

    /// @dev What an increase asked of the limit that counts for the financier.
    function _fitsLimit(
        address holder,
        address debtor,
        bytes3 currency,
        uint256 amountMinor
    ) internal view returns (bool) {
        if (amountMinor == 0) return true;
        Limit memory limit = _limitOf(holder, debtor, currency);
        return
            block.timestamp < limit.expiresAt &&
            _exposureMinor(holder, debtor, currency) + amountMinor <= limit.limitMinor;
    }

    /// @dev Called after an act by which an exposure may have grown.
    function _expectWithinLimit(
        address holder,
        address debtor,
        bytes3 currency,
        uint256 grownFromMinor
    ) internal {
        uint256 exposureMinor = _exposureMinor(holder, debtor, currency);
        if (exposureMinor <= grownFromMinor) return;
        Limit memory limit = _limitOf(holder, debtor, currency);
        bool isWithin = exposureMinor <= limit.limitMinor && block.timestamp < limit.expiresAt;
        _expect(isWithin, 5, "5. an exposure grew past its limit");
    }

    function _incur(
        address debtor,
        address creditor,
        bytes3 currency,
        uint64 amountMinor
    ) internal {
        if (debtor != creditor) owedMinor[_dutyHash(debtor, creditor, currency)] += amountMinor;
    }

    /// @dev What the debtor passed on already, the creditor owes back.
    function _undo(address debtor, address creditor, bytes3 currency, uint64 amountMinor) internal {
        if (debtor == creditor) return;
        uint64 reducedMinor = _reduce(debtor, creditor, currency, amountMinor);
        if (reducedMinor < amountMinor) _reached("duty owed back");
        _incur(creditor, debtor, currency, amountMinor - reducedMinor);
    }

    function _reduce(
        address debtor,
        address creditor,
        bytes3 currency,
        uint64 maxMinor
    ) internal returns (uint64 reducedMinor) {
        bytes32 dutyHash = _dutyHash(debtor, creditor, currency);
        reducedMinor = _min(owedMinor[dutyHash], maxMinor);
        owedMinor[dutyHash] -= reducedMinor;
    }

    /// @dev The supplier owes what a credit took from others, and the owner of each lot what it took from its liens.
    function _incurIndemnities(
        LotView[] memory before,
        address creditor,
        bytes3 currency
    ) internal {
        for (uint256 i = 0; i < before.length; ++i) {
            address owner = before[i].lot.owner;
            uint64 lossMinor =
                before[i].lot.outstandingMinor - _lot(before[i].lotId).outstandingMinor;
            if (lossMinor > 0 && owner != creditor) {
                _incur(creditor, owner, currency, lossMinor);
                _reached("credit on sold lot");
            }
            for (uint256 j = 0; j < before[i].liens.length; ++j) {
                uint64 cutMinor = _lienLoss(before[i], j);
                _incurAlways(owner, before[i].liens[j].pledgee, currency, cutMinor);
                if (cutMinor > 0) _reached("lien cut");
            }
        }
    }

    /// @dev Who received the money owes each share to its beneficiary.
    function _incurShares(
        IReceivableLots.Share[] memory shares,
        address receivedBy,
        bytes3 currency
    ) internal {
        for (uint256 i = 0; i < shares.length; ++i) {
            _incur(receivedBy, shares[i].beneficiary, currency, shares[i].amountMinor);
            if (shares[i].lienNumber != 0) _reached("lien paid");
            if (shares[i].recoveredMinor > 0) _reached("write-off recovered");
        }
    }

    function _exposureMinor(
        address holder,
        address debtor,
        bytes3 currency
    ) internal view returns (uint256) {
        ICreditBook.ExposureKey[] memory keys = new ICreditBook.ExposureKey[](1);
        keys[0] = ICreditBook.ExposureKey(holder, debtor, currency);
        return creditBook.exposuresOf(keys)[0].exposureMinor;
    }

    function _bankEntry(Entry storage entry) internal view returns (ISettlement.BankEntry memory) {
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = entry.entryHash;
        return settlement.bankEntriesOf(entry.agent, hashes)[0];
    }

    function _setLimit(address assessor, Limit memory limit) internal {
        address[2] memory debtors = [buyer.party, otherBuyer.party];
        for (uint256 i = 0; i < 2; ++i) {
            limits[assessor][debtors[i]][EUR] = limit;
            limits[assessor][debtors[i]][CNY] = limit;
        }
    }

    function _limitOf(
        address holder,
        address debtor,
        bytes3 currency
    ) private view returns (Limit memory) {
        address assessor = followed[holder] == address(0) ? holder : followed[holder];
        return limits[assessor][debtor][currency];
    }

    /// @dev Also where a lot's owner holds a lien on it itself, as after a court moved the lot to it.
    function _incurAlways(
        address debtor,
        address creditor,
        bytes3 currency,
        uint64 amountMinor
    ) private {
        owedMinor[_dutyHash(debtor, creditor, currency)] += amountMinor;
    }

    function _dutyHash(
        address debtor,
        address creditor,
        bytes3 currency
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(debtor, creditor, currency));
    }
}
