// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../../../../contracts/interfaces/IDuties.sol";
import {IEarlyPayments} from "../../../../contracts/interfaces/IEarlyPayments.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {ISettlement} from "../../../../contracts/interfaces/ISettlement.sol";
import {Acts, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {EntryHandler} from "./EntryHandler.sol";

/// @notice Bank entries and what they pay, payment in tokens, and duties that are passed on.
abstract contract PaymentHandler is EntryHandler {
    /// @dev Whatever is paused, and whoever is suspended, a payment goes through.
    function pay(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists) return;
        _pay(found, _oneIn(3) ? _openMinor(found) : _rollMinor(1, _openMinor(found)));
    }

    function payTooMuch(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists) return;
        ISettlement.Remittance[] memory items = _remittances(
            found,
            _applications(found.id, _openMinor(found) + 1),
            0
        );
        if (_oneIn(2)) {
            items[0].applications[0].amountMinor = _openMinor(found);
            items[0].amountMinor = _openMinor(found) - 1;
        }
        _settle(_agentOf(found), abi.encodeCall(ISettlement.applyRemittances, (items)), false);
        _reached("payment above open refused");
    }

    /// @dev Two receivables of one agent and currency by one entry.
    function payTwo(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists) return;
        Found memory other = _pick(_isPayable);
        bool isSame = ReceivableId.unwrap(found.id) == ReceivableId.unwrap(other.id);
        if (isSame || found.debt.currency != other.debt.currency) return;
        if (_agentOf(found) != _agentOf(other)) return;
        ISettlement.Application[] memory applications = new ISettlement.Application[](2);
        applications[0] = ISettlement.Application(found.id, _rollMinor(1, _openMinor(found)));
        applications[1] = ISettlement.Application(other.id, _rollMinor(1, _openMinor(other)));
        LotView[] memory before = _viewOf(found.id);
        LotView[] memory otherBefore = _viewOf(other.id);
        if (!_remit(found, applications, 0)) return;

        Entry storage entry = entries[entries.length - 1];
        IReceivableLots.Share[] memory first = _counted(
            found,
            before,
            applications[0].amountMinor,
            entry.receivedBy
        );
        IReceivableLots.Share[] memory second = _counted(
            other,
            otherBefore,
            applications[1].amountMinor,
            entry.receivedBy
        );
        _madePayments(entry, _joined(first, second), entry.amountMinor);
        _reached("two receivables paid by one");
    }

    /// @dev One receivable in two entries of one call.
    function payInTwoEntries(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists || _openMinor(found) < 2) return;
        uint64 amountMinor = _rollMinor(1, _openMinor(found) / 2);
        ISettlement.Remittance[] memory items = new ISettlement.Remittance[](2);
        items[0] = _remittances(found, _applications(found.id, amountMinor), 0)[0];
        items[1] = _remittances(found, _applications(found.id, amountMinor), 0)[0];
        items[1].entryHash = keccak256(abi.encode("entry", entries.length + 1));
        items[1].receivedBy = items[0].receivedBy;
        LotView[] memory before = _viewOf(found.id);
        address agent = _agentOf(found);
        bytes memory call = abi.encodeCall(ISettlement.applyRemittances, (items));
        if (!_settle(agent, call, true)) return;
        for (uint256 i = 0; i < 2; ++i) {
            Entry storage entry = entries.push();
            entry.entryHash = items[i].entryHash;
            entry.agent = agent;
            entry.receivedBy = items[i].receivedBy;
            entry.currency = items[i].currency;
            entry.amountMinor = amountMinor;
            entry.isSealed = true;
            _made(entry, AllocationKind.PAYMENTS, amountMinor);
        }
        paidMinor[found.id] += 2 * amountMinor;
        IReceivableLots.Share[] memory shares = _sharesSince(before);
        for (uint256 i = 0; i < shares.length; ++i) {
            writtenOffMinor[found.id] -= shares[i].recoveredMinor;
        }
        _incurShares(shares, items[0].receivedBy, found.debt.currency);
        if (found.debt.writtenOffMinor > 0) _reached("recovered twice in one call");
        _reached("two entries in one call");
    }

    function recordUnapplied(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists) return;
        if (_remit(found, new ISettlement.Application[](0), _rollMinor(1, FACE_MAX))) {
            _reached("unapplied cash recorded");
        }
    }

    function allocate(uint256 seed) external rolls(seed) {
        uint256 number = _pickEntry(_hasUnapplied);
        Found memory found = _pick(_isPayable);
        if (number == 0 || !found.exists) return;
        Entry storage entry = entries[number - 1];
        if (found.debt.currency != entry.currency) return;
        uint64 maxMinor = _min(_bankEntry(entry).unappliedMinor, _openMinor(found));
        uint64 amountMinor = _oneIn(8) ? maxMinor + 1 : _rollMinor(1, maxMinor);
        bool possible = amountMinor <= maxMinor && _agentOf(found) == entry.agent;
        LotView[] memory before = _viewOf(found.id);
        bytes memory call = abi.encodeCall(
            ISettlement.allocate,
            (entry.entryHash, _applications(found.id, amountMinor))
        );
        if (!_settle(entry.agent, call, possible)) {
            _reached("allocation refused");
            return;
        }
        IReceivableLots.Share[] memory shares = _counted(
            found,
            before,
            amountMinor,
            entry.receivedBy
        );
        _madePayments(entry, shares, amountMinor);
        _reached("unapplied cash allocated");
    }

    function settleEarly(uint256 seed) external rolls(seed) {
        uint32 early = _pickEarly(IEarlyPayments.EarlyPaymentStatus.ACCEPTED);
        if (early == 0) return;
        IEarlyPayments.EarlyPayment memory agreed = _early(early);
        Found memory found = _foundOf(agreed.lotId);
        uint64 amountMinor = agreed.faceMinor - agreed.discountMinor;
        if (!_remit(found, new ISettlement.Application[](0), amountMinor)) return;
        Entry storage entry = entries[entries.length - 1];
        // Ordinary payments may have reduced the lot since, or a court moved it.
        bool isSame =
            found.lot.outstandingMinor == agreed.faceMinor &&
                found.lot.owner == found.debt.supplier;
        bytes memory call = abi.encodeCall(
            ISettlement.allocateEarlyPayment,
            (entry.entryHash, early)
        );
        if (!_settle(entry.agent, call, isSame)) {
            _reached("early of reduced lot refused");
            return;
        }
        _made(entry, AllocationKind.EARLY_PAYMENT, amountMinor).earlyNumber = early;
        paidMinor[found.id] += amountMinor;
        creditedMinor[found.id] += agreed.discountMinor;
        _incur(entry.receivedBy, found.debt.supplier, entry.currency, amountMinor);
        _reached("early ACCEPTED > SETTLED");
    }

    function overpay(uint256 seed) external rolls(seed) {
        uint256 number = _pickEntry(_hasUnapplied);
        if (number == 0 || !_oneIn(2)) return;
        Entry storage entry = entries[number - 1];
        uint64 amountMinor = _rollMinor(1, _bankEntry(entry).unappliedMinor);
        address creditor = _pickActor(buyer, supplier).party;
        bytes memory call = abi.encodeCall(
            ISettlement.recordOverpayment,
            (entry.entryHash, creditor, amountMinor)
        );
        if (!_settle(entry.agent, call, true)) return;
        _made(entry, AllocationKind.OVERPAYMENT, amountMinor).creditor = creditor;
        _incur(entry.receivedBy, creditor, entry.currency, amountMinor);
        _reached("overpayment recorded");
    }

    function payInTokens(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isPayable);
        if (!found.exists) return;
        uint64 amountMinor = _rollMinor(1, _openMinor(found));
        LotView[] memory before = _viewOf(found.id);
        uint256[] memory cashBefore = _cash();
        bool done = _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.SETTLEMENT, amountMinor),
            address(settlement),
            abi.encodeCall(ISettlement.payInTokens, (found.id, address(token), amountMinor)),
            true
        );
        if (!done) return;
        // Nobody owes what each gets at once.
        IReceivableLots.Share[] memory shares = _countedAtOnce(found, before, amountMinor);
        uint256[] memory cashAfter = _cash();
        for (uint256 i = 0; i < actors.length; ++i) {
            uint256 expectedMinor = cashBefore[i];
            if (actors[i].party == found.debt.buyer) expectedMinor -= amountMinor;
            for (uint256 j = 0; j < shares.length; ++j) {
                bool isTheirs = shares[j].beneficiary == actors[i].party;
                if (isTheirs) expectedMinor += shares[j].amountMinor;
            }
            _expect(cashAfter[i] == expectedMinor, 24, "24. tokens went to somebody else");
        }
        _reached("paid in tokens");
    }

    /// @dev Also an entry that was reversed, and the counter-entry that did so.
    function payAgain(uint256 seed) external rolls(seed) {
        if (entries.length == 0) return;
        Entry storage entry = entries[_roll(entries.length)];
        ISettlement.Remittance[] memory items = new ISettlement.Remittance[](1);
        items[0].entryHash =
            entry.isReversed && _oneIn(2) ? _counterOf(entry.entryHash) : entry.entryHash;
        items[0].receivedBy = entry.receivedBy;
        items[0].currency = entry.currency;
        items[0].amountMinor = entry.amountMinor;
        _settle(entry.agent, abi.encodeCall(ISettlement.applyRemittances, (items)), false);
        _reached("second bank entry refused");
    }

    function discharge(uint256 seed) external rolls(seed) {
        uint256 count = actors.length;
        uint256 start = _roll(count * count);
        bytes3 currency = _oneIn(2) ? EUR : CNY;
        for (uint256 i = 0; i < count * count; ++i) {
            uint256 place = (start + i) % (count * count);
            IDuties.Duty[] memory one = new IDuties.Duty[](1);
            one[0] = IDuties.Duty(
                actors[place % count].party,
                actors[place / count].party,
                currency
            );
            uint64 openMinor = duties.owedOf(one)[0];
            if (openMinor == 0) continue;
            uint64 amountMinor = _oneIn(6) ? openMinor + 1 : _rollMinor(1, openMinor);
            bool done = _sendExpecting(
                actors[place / count],
                Need(Acts.SETTLEMENT, 0),
                address(duties),
                abi.encodeCall(IDuties.discharge, (one[0].debtor, currency, amountMinor, "paid")),
                amountMinor <= openMinor
            );
            if (done) _reduce(one[0].debtor, one[0].creditor, currency, amountMinor);
            if (done) _reached("duty discharged");
            else if (amountMinor > openMinor) _reached("discharge above owed refused");
            return;
        }
    }

    /// @dev Pays one receivable by one new entry; whether it was done.
    function _pay(Found memory found, uint64 amountMinor) internal returns (bool) {
        LotView[] memory before = _viewOf(found.id);
        uint64 unappliedMinor = _oneIn(3) ? _rollMinor(1, 1_000) : 0;
        if (!_remit(found, _applications(found.id, amountMinor), unappliedMinor)) return false;
        Entry storage entry = entries[entries.length - 1];
        IReceivableLots.Share[] memory shares = _counted(
            found,
            before,
            amountMinor,
            entry.receivedBy
        );
        _madePayments(entry, shares, amountMinor);
        _reached("receivable paid");
        if (pausedGroups != 0) _reached("paid during a pause");
        bool isUnsteady = !_mayAct(found.debt.buyer) || !_mayAct(found.debt.supplier);
        if (isUnsteady) _reached("paid while suspended");
        return true;
    }

    /// @dev As {_counted}, where nobody owes anything after.
    function _countedAtOnce(
        Found memory found,
        LotView[] memory before,
        uint64 amountMinor
    ) private returns (IReceivableLots.Share[] memory shares) {
        shares = _counted(found, before, amountMinor, address(0));
        for (uint256 i = 0; i < shares.length; ++i) {
            address beneficiary = shares[i].beneficiary;
            _reduce(address(0), beneficiary, found.debt.currency, shares[i].amountMinor);
        }
    }

    function _cash() private view returns (uint256[] memory balances) {
        balances = new uint256[](actors.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            balances[i] = token.balanceOf(mainKeys[actors[i].party].signer);
        }
    }

    function _applications(
        ReceivableId id,
        uint64 amountMinor
    ) private pure returns (ISettlement.Application[] memory applications) {
        applications = new ISettlement.Application[](1);
        applications[0] = ISettlement.Application(id, amountMinor);
    }

    function _joined(
        IReceivableLots.Share[] memory first,
        IReceivableLots.Share[] memory second
    ) private pure returns (IReceivableLots.Share[] memory all) {
        all = new IReceivableLots.Share[](first.length + second.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = i < first.length ? first[i] : second[i - first.length];
        }
    }
}
