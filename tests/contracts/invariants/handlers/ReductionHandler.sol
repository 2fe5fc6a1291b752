// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableRegistry} from "../../../../contracts/interfaces/IReceivableRegistry.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {Acts, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {ReceivableHandler} from "./ReceivableHandler.sol";

/// @notice Credit notes and disputes.
abstract contract ReductionHandler is ReceivableHandler {
    using LotIds for ReceivableId;

    /// @dev What a dispute was opened for, less what was accepted; at most what is outstanding counts.
    mapping(ReceivableId receivableId => uint64) public disputedMinor;
    mapping(bytes32 fingerprint => bool) private _isNoted;
    uint256 private _noteCount;

    function creditClaim(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isRegistered);
        if (!found.exists) return;
        uint64 amountMinor = _rollMinor(1, found.debt.faceMinor);
        bool done = _creditNote(found, amountMinor, amountMinor < found.debt.faceMinor);
        if (!done) return;
        bool isLess = _debt(found.id).faceMinor == found.debt.faceMinor - amountMinor;
        _expect(isLess, 2, "2. a credit note took something else from the claim");
        _reached("claim credited");
    }

    function credit(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isConfirmed);
        if (!found.exists) return;
        // Small ones fall on the supplier's lots alone, large ones on others as well.
        uint64 maxMinor =
            _oneIn(3) ? found.debt.outstandingMinor : found.debt.outstandingMinor / 4 + 1;
        uint64 amountMinor = _rollMinor(1, maxMinor);
        LotView[] memory before = _viewOf(found.id);
        if (!_creditNote(found, amountMinor, amountMinor <= found.debt.outstandingMinor)) return;
        _credited(found, before, amountMinor);
        _reached("CONFIRMED credited");
    }

    function creditWrongly(uint256 seed) external rolls(seed) {
        if (_noteCount == 0) return;
        Found memory found = _pick(_isConfirmed);
        if (!found.exists) return;
        bool again = _oneIn(2);
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        notes[0] = IReceivableRegistry.CreditNote(
            found.id,
            _noteOf(found.debt.supplier, again ? 1 : _noteCount + 1),
            again ? 1 : found.debt.outstandingMinor + 1,
            "document"
        );
        if (again && !_isNoted[notes[0].fingerprint]) return;
        _sendExpecting(
            _actorOf(found.debt.supplier),
            Need(Acts.REGISTRATION, 0),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes)),
            false
        );
        _reached(again ? bytes32("second credit note refused") : bytes32("credit above refused"));
    }

    function openDispute(uint256 seed) external rolls(seed) {
        if (!_oneIn(2)) return;
        Found memory found = _pick(_isConfirmed);
        if (!found.exists) return;
        uint64 amountMinor = _rollMinor(1, found.debt.outstandingMinor);
        bool done = _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.CONFIRMATION, 0),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.openDispute, (found.id, amountMinor, 1, "evidence")),
            found.debt.disputedMinor == 0
        );
        if (!done) {
            if (found.debt.disputedMinor > 0) _reached("second dispute refused");
            return;
        }
        disputedMinor[found.id] = amountMinor;
        disputeDays[found.id] = _today();
        _reached("dispute NONE > OPEN");
    }

    function withdrawDispute(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isDisputed);
        if (!found.exists) return;
        uint32[] memory stopped = _stoppedNow(found);
        bool done = _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.CONFIRMATION, 0),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdrawDispute, (found.id, "evidence")),
            true
        );
        if (!done) return;
        disputedMinor[found.id] = 0;
        _stopClocks(found, stopped);
        _reached("dispute OPEN > WITHDRAWN");
    }

    function acceptDispute(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isDisputed);
        if (!found.exists) return;
        uint64 openMinor = found.debt.disputedMinor;
        uint64 acceptedMinor = _oneIn(2) ? openMinor : _rollMinor(1, openMinor);
        uint32[] memory stopped = _stoppedNow(found);
        LotView[] memory before = _viewOf(found.id);
        bool done = _sendExpecting(
            _actorOf(found.debt.supplier),
            Need(Acts.REGISTRATION, 0),
            address(receivables),
            abi.encodeCall(
                IReceivableRegistry.acceptDispute,
                (found.id, acceptedMinor, "evidence")
            ),
            true
        );
        if (!done) return;
        disputedMinor[found.id] = openMinor - acceptedMinor;
        if (acceptedMinor == openMinor) _stopClocks(found, stopped);
        _credited(found, before, acceptedMinor);
        bool isWhole = acceptedMinor == openMinor;
        _reached(
            isWhole ? bytes32("dispute OPEN > ACCEPTED") : bytes32("dispute accepted in part")
        );
    }

    function _isDisputed(Found memory found) internal pure returns (bool) {
        return found.debt.disputedMinor > 0;
    }

    function _noteOf(address creditor, uint256 number) private pure returns (bytes32) {
        return keccak256(abi.encode(creditor, number));
    }

    function _creditNote(
        Found memory found,
        uint64 amountMinor,
        bool possible
    ) private returns (bool done) {
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        bytes32 fingerprint = _noteOf(found.debt.supplier, ++_noteCount);
        notes[0] = IReceivableRegistry.CreditNote(found.id, fingerprint, amountMinor, "document");
        done = _sendExpecting(
            _actorOf(found.debt.supplier),
            Need(Acts.REGISTRATION, 0),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes)),
            possible
        );
        if (done) _isNoted[fingerprint] = true;
    }

    function _credited(Found memory found, LotView[] memory before, uint64 amountMinor) private {
        creditedMinor[found.id] += amountMinor;
        _expectFairCredit(before, found.debt.supplier);
        _incurIndemnities(before, found.debt.supplier, found.debt.currency);
        if (_debt(found.id).outstandingMinor == 0) _reached("CONFIRMED > SETTLED (credit)");
    }

    /// @dev Days after the due day that each lot's clock will have stood when the dispute ends now.
    function _stoppedNow(Found memory found) private view returns (uint32[] memory stopped) {
        stopped = new uint32[](lots.lotsOf(found.id).length);
        uint32 since = disputeDays[found.id];
        if (since < found.debt.dueDay) since = found.debt.dueDay;
        for (uint256 i = 0; i < stopped.length && since < _today(); ++i) {
            found.lotId = found.id.lotIdOf(i + 1);
            if (_restingMinor(found) > 0) stopped[i] = _today() - since;
        }
    }

    function _stopClocks(Found memory found, uint32[] memory stopped) private {
        for (uint256 i = 0; i < stopped.length; ++i) {
            stoppedDays[found.id.lotIdOf(i + 1)] += stopped[i];
            if (stopped[i] > 0) _reached("clock stopped");
        }
    }
}
