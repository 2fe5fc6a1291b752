// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../../../contracts/interfaces/IAssignments.sol";
import {IFactoring} from "../../../../contracts/interfaces/IFactoring.sol";
import {Acts, LotId} from "../../../../contracts/types/LedgerTypes.sol";
import {DealHandler} from "./DealHandler.sol";

/// @notice Recourse, notices to buyers, onward assignment.
abstract contract TitleHandler is DealHandler {
    LotId[] private _onwardLots;

    function demandRepurchase(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isLotInDeal);
        if (!found.exists) return;
        IFactoring.Deal memory deal = _deal(found.lot.dealNumber);
        uint256 lastDay = uint256(found.debt.dueDay) + deal.recourseDays + stoppedDays[found.lotId];
        bool possible =
            _isFinancier(found.lot.owner) &&
                deal.recourseDays > 0 &&
                _today() > lastDay &&
                found.lot.outstandingMinor > 0 &&
                _restingMinor(found) == 0;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.SETTLEMENT, 0),
            address(factoring),
            abi.encodeCall(
                IFactoring.demandRepurchase,
                (found.lot.dealNumber, _single(found.lotId), "evidence")
            ),
            possible
        );
        if (done) {
            _reached("repurchase demanded");
            if (stoppedDays[found.lotId] > 0) _reached("demand after stopped clock");
        } else if (_restingMinor(found) > 0 && _today() > lastDay) {
            _reached("demand in dispute refused");
        } else if (deal.recourseDays == 0) {
            _reached("demand without recourse refused");
        }
    }

    function offerRepurchase(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isLotInDeal);
        if (!found.exists) return;
        bool done = _sendExpecting(
            _actorOf(_deal(found.lot.dealNumber).supplier),
            Need(Acts.SETTLEMENT, 0),
            address(factoring),
            abi.encodeCall(
                IFactoring.offerRepurchase,
                (found.lot.dealNumber, _single(found.lotId))
            ),
            true
        );
        if (done) _reached("repurchase offered");
    }

    function repurchase(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isLotInDeal);
        if (!found.exists) return;
        IFactoring.Position memory position = _position(found.lotId);
        IFactoring.Deal memory deal = _deal(found.lot.dealNumber);
        bool isAgreed = position.demandedAt != 0 || position.repurchaseOffered;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.SETTLEMENT, 0),
            address(factoring),
            abi.encodeCall(
                IFactoring.repurchase,
                (found.lot.dealNumber, _single(found.lotId), "price paid")
            ),
            isAgreed && _isLoose(found) && _mayAct(deal.supplier) && _isFinancier(found.lot.owner)
        );
        if (!done) {
            if (!isAgreed) _reached("repurchase not agreed refused");
            return;
        }
        _reached("lot repurchased");
        bool isBack = _lot(found.lotId).owner == deal.supplier;
        _expect(isBack && _lot(found.lotId).dealNumber == 0, 11, "11. a repurchased lot stayed");
        if (deal.openLots == 1 && !position.isClosed) _reached("deal CLOSED by repurchase");
    }

    function giveNotice(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isOthersLot);
        if (!found.exists) return;
        bool isDisclosed =
            found.lot.dealNumber == 0 ||
                found.debt.dueDay < _today() ||
                _deal(found.lot.dealNumber).disclosed;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.FINANCING, 0),
            address(assignments),
            abi.encodeCall(IAssignments.giveNotice, (_single(found.lotId), "evidence")),
            isDisclosed
        );
        if (done) _reached("notice given");
        else if (!isDisclosed) _reached("notice of silent deal refused");
    }

    function acknowledgeNotice(uint256 seed) external rolls(seed) {
        Found memory found = _oneIn(4) ? _pickLot(_isOthersLot) : _pickLot(_isNoticed);
        if (!found.exists) return;
        bool isNew = _isNoticed(found);
        bool done = _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.FINANCING, 0),
            address(assignments),
            abi.encodeCall(IAssignments.acknowledgeNotice, (_single(found.lotId))),
            isNew
        );
        if (!done) {
            if (!isNew) _reached("needless acknowledgement refused");
            return;
        }
        address payee = assignments.payeeOf(found.lotId, found.debt.supplier);
        _expect(payee == found.lot.owner, 14, "14. the buyer pays somebody else than it was told");
        _reached("notice acknowledged");
    }

    function offerOnward(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isOthersLot);
        if (!found.exists) return;
        address to = found.lot.owner == financier.party ? otherFinancier.party : financier.party;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.FINANCING, 0),
            address(assignments),
            abi.encodeCall(
                IAssignments.offerOnward,
                (_single(found.lotId), to, uint40(block.timestamp + 6 days))
            ),
            _mayAct(to)
        );
        if (!done) return;
        _onwardLots.push(found.lotId);
        _reached("onward NONE > OFFERED");
    }

    function acceptOnward(uint256 seed) external rolls(seed) {
        (uint32 number, IAssignments.Onward memory onward) = _pickOnward();
        if (number == 0) return;
        Found memory found = _foundOf(_onwardLots[number - 1]);
        uint64 totalMinor = found.lot.outstandingMinor;
        bool isFree =
            found.lot.owner == onward.from &&
                !found.lot.reserved &&
                !isFrozen[found.lotId] &&
                _freeMinor(found) == totalMinor;
        bool fits = _fitsLimit(onward.to, found.debt.buyer, found.debt.currency, totalMinor);
        uint256 fromMinor = _exposureMinor(onward.to, found.debt.buyer, found.debt.currency);
        bool done = _sendExpecting(
            _actorOf(onward.to),
            Need(Acts.FINANCING, totalMinor),
            address(assignments),
            abi.encodeCall(IAssignments.acceptOnward, (number, _single(found.lotId), "paid")),
            isFree && fits && block.timestamp <= onward.acceptBy
        );
        if (!done) {
            if (!isFree) _reached("onward of bound lot refused");
            if (!fits) _reached("onward past limit refused");
            if (block.timestamp > onward.acceptBy) _reached("late onward refused");
            return;
        }
        _expectWithinLimit(onward.to, found.debt.buyer, found.debt.currency, fromMinor);
        _reached("onward OFFERED > ACCEPTED");
    }

    function withdrawOnward(uint256 seed) external rolls(seed) {
        (uint32 number, IAssignments.Onward memory onward) = _pickOnward();
        if (number == 0 || !_oneIn(3)) return;
        bool done = _sendExpecting(
            _actorOf(onward.from),
            Need(Acts.FINANCING, 0),
            address(assignments),
            abi.encodeCall(IAssignments.withdrawOnward, (number)),
            true
        );
        if (done) _reached("onward OFFERED > WITHDRAWN");
    }

    function _isNoticed(Found memory found) internal view returns (bool) {
        IAssignments.Notice memory notice = assignments.noticesOf(_single(found.lotId))[0];
        return notice.noticedAt != 0 && notice.acknowledgedAt == 0;
    }

    function _pickOnward() private returns (uint32 number, IAssignments.Onward memory onward) {
        uint256 count = _onwardLots.length;
        if (count == 0) return (0, onward);
        uint256 start = _roll(count);
        for (uint256 i = 0; i < count; ++i) {
            uint32[] memory numbers = new uint32[](1);
            numbers[0] = uint32(1 + ((start + i) % count));
            onward = assignments.onwardsOf(numbers)[0];
            if (onward.status == IAssignments.OnwardStatus.OFFERED) return (numbers[0], onward);
        }
        return (0, onward);
    }
}
