// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEarlyPayments} from "../../../../contracts/interfaces/IEarlyPayments.sol";
import {Acts, LotId} from "../../../../contracts/types/LedgerTypes.sol";
import {PledgeHandler} from "./PledgeHandler.sol";

/// @notice Early payments until they are paid, which is an allocation.
abstract contract EarlyPaymentHandler is PledgeHandler {
    function offerEarly(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isSuppliersLot);
        if (!found.exists) return;
        uint64 discountMinor = _rollMinor(0, found.lot.outstandingMinor / 10);
        uint40 payBy = uint40(block.timestamp + 1 hours + _roll(4 days));
        bool done = _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.FINANCING, discountMinor),
            address(earlyPayments),
            abi.encodeCall(IEarlyPayments.offer, (found.lotId, discountMinor, payBy)),
            payBy <= uint256(found.debt.dueDay) * 1 days &&
                discountMinor < found.lot.outstandingMinor
        );
        if (!done) return;
        ++earlyCount;
        _reached("early NONE > OFFERED");
    }

    function acceptEarly(uint256 seed) external rolls(seed) {
        uint32 number = _pickEarly(IEarlyPayments.EarlyPaymentStatus.OFFERED);
        if (number == 0) return;
        IEarlyPayments.EarlyPayment memory early = _early(number);
        Found memory found = _foundOf(early.lotId);
        bool isFree =
            found.lot.owner == found.debt.supplier &&
                found.lot.dealNumber == 0 &&
                found.lot.outstandingMinor == early.faceMinor &&
                _freeMinor(found) == early.faceMinor;
        bool done = _sendExpecting(
            _actorOf(found.debt.supplier),
            Need(Acts.FINANCING, early.faceMinor),
            address(earlyPayments),
            abi.encodeCall(IEarlyPayments.accept, (number)),
            isFree && block.timestamp <= early.payBy
        );
        if (done) _reached("early OFFERED > ACCEPTED");
        else if (!isFree) _reached("early of changed lot refused");
    }

    function withdrawEarly(uint256 seed) external rolls(seed) {
        uint32 number = _pickEarly(IEarlyPayments.EarlyPaymentStatus.OFFERED);
        if (number == 0 || !_oneIn(4)) return;
        bool done = _sendExpecting(
            _actorOf(_early(number).buyer),
            Need(Acts.FINANCING, 0),
            address(earlyPayments),
            abi.encodeCall(IEarlyPayments.withdraw, (number)),
            true
        );
        if (done) _reached("early OFFERED > WITHDRAWN");
    }

    function lapseEarly(uint256 seed) external rolls(seed) {
        bool wasAccepted = _oneIn(2);
        uint32 number = _pickEarly(
            wasAccepted
                ? IEarlyPayments.EarlyPaymentStatus.ACCEPTED
                : IEarlyPayments.EarlyPaymentStatus.OFFERED
        );
        if (number == 0) return;
        uint256 lapsesAt = _early(number).payBy + (wasAccepted ? 5 days : 0);
        bool isOverdue = block.timestamp > lapsesAt;
        try earlyPayments.lapse(number) {
            _expect(isOverdue, 20, "20. an early payment lapsed before its time");
            _reached(
                wasAccepted ? bytes32("early ACCEPTED > LAPSED") : bytes32("early OFFERED > LAPSED")
            );
        } catch {
            _expect(!isOverdue, 20, "20. an overdue early payment did not lapse");
            _reached("early lapse of early refused");
        }
    }

    /// @notice Early payments that reserve the lot now.
    function reservationsOf(LotId lotId) external view returns (uint256 count) {
        for (uint32 number = 1; number <= earlyCount; ++number) {
            IEarlyPayments.EarlyPayment memory early = _early(number);
            bool isOn = LotId.unwrap(early.lotId) == LotId.unwrap(lotId);
            if (isOn && early.status == IEarlyPayments.EarlyPaymentStatus.ACCEPTED) ++count;
        }
    }
}
