// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../../../contracts/interfaces/ICollections.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {Acts, LotId} from "../../../../contracts/types/LedgerTypes.sol";
import {CourseGhosts} from "../ghosts/CourseGhosts.sol";
import {ReversalHandler} from "./ReversalHandler.sol";

/// @notice Courses of collection: steps, promises, plans, write-off, recovery, mandates.
abstract contract CollectionHandler is ReversalHandler, CourseGhosts {
    using LotIds for LotId;

    function step(uint256 seed) external rolls(seed) {
        Found memory found = _pickOverdue();
        if (!found.exists) return;
        _step(found);
    }

    function promisePayment(uint256 seed) external rolls(seed) {
        Found memory found = _pickOverdue();
        if (!found.exists) return;
        ICollections.Instalment[] memory parts = new ICollections.Instalment[](1);
        parts[0] = ICollections.Instalment(
            _today() + uint32(_roll(4)),
            _rollMinor(1, found.debt.outstandingMinor)
        );
        bytes memory call = abi.encodeCall(
            ICollections.recordPromise,
            (found.lotId, parts[0].amountMinor, parts[0].dueDay, "evidence")
        );
        bool isFree = _isFreeToArrange(found);
        if (!_collect(found, ICollections.Stage.PROMISE, call, isFree)) return;
        _marked(found, false);
        _arrange(found, ICollections.ArrangementKind.PROMISE, parts);
        _reached("promise NONE > RUNNING");
    }

    function planPayment(uint256 seed) external rolls(seed) {
        Found memory found = _pickOverdue();
        if (!found.exists || found.debt.outstandingMinor < 2) return;
        ICollections.Instalment[] memory parts = new ICollections.Instalment[](2);
        uint64 wholeMinor = found.debt.outstandingMinor;
        if (_oneIn(2)) wholeMinor = _rollMinor(2, wholeMinor);
        parts[0].amountMinor = _rollMinor(1, wholeMinor - 1);
        parts[0].dueDay = _today() + uint32(_roll(3));
        parts[1].amountMinor = wholeMinor - parts[0].amountMinor;
        parts[1].dueDay = parts[0].dueDay + 1 + uint32(_roll(6));
        bytes memory call = abi.encodeCall(
            ICollections.recordPlan,
            (found.lotId, parts, "evidence")
        );
        bool isFree = _isFreeToArrange(found);
        if (!_collect(found, ICollections.Stage.INSTALMENT_PLAN, call, isFree)) return;
        _marked(found, false);
        _arrange(found, ICollections.ArrangementKind.INSTALMENT_PLAN, parts);
        _reached("plan NONE > RUNNING");
    }

    /// @dev Anybody may.
    function resolve(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isArranged);
        if (!found.exists) return;
        (uint256 metCount, ICollections.ArrangementStatus status) = _foreseen(found);
        bool isMet = metCount > _metCountOf(found);
        bool possible = isMet || status != ICollections.ArrangementStatus.RUNNING;
        bytes memory call =
            _kindOf(found) == ICollections.ArrangementKind.PROMISE
                ? abi.encodeCall(ICollections.resolvePromise, (found.id))
                : abi.encodeCall(ICollections.resolveInstalments, (found.id));
        (bool done, ) = address(collections).call(call);
        _expect(done == possible, 23, "23. a promise or plan was resolved too early or not at all");
        if (!done) {
            _reached("early resolution refused");
            return;
        }
        _marked(found, false);
        if (isMet && _isArranged(found)) _reached("instalment met");
    }

    /// @dev Pays an arrangement or lets it run out, so that it ends one way or the other.
    function fulfil(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isArranged);
        if (!found.exists || !_isPayable(found)) return;
        _pay(found, _oneIn(2) ? _openMinor(found) : _rollMinor(1, _openMinor(found)));
    }

    function writeOff(uint256 seed) external rolls(seed) {
        Found memory found = _pickOverdue();
        if (!found.exists) return;
        // What was paid before can be taken back afterwards.
        uint64 owedMinor = found.debt.outstandingMinor;
        if (_oneIn(2) && owedMinor > 1 && _pay(found, _rollMinor(1, owedMinor - 1))) {
            found = _foundOf(found.lotId);
            if (!_isOverdueLot(found)) return;
        }
        ICollections.WriteOff[] memory items = new ICollections.WriteOff[](1);
        uint64 lotMinor = found.lot.outstandingMinor;
        uint64 amountMinor = _oneIn(2) ? lotMinor : _rollMinor(1, lotMinor);
        if (_oneIn(10)) amountMinor = lotMinor + 1;
        items[0] = ICollections.WriteOff(found.lotId, amountMinor, "evidence");
        ICollections.Stage from = _course(found.id).stage;
        bool isBound = found.lot.reserved || found.lot.encumbered;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.COLLECTION, 0),
            address(collections),
            abi.encodeCall(ICollections.writeOff, (items)),
            _mayFollow(from, ICollections.Stage.WRITTEN_OFF) && amountMinor <= lotMinor && !isBound
        );
        if (!done) {
            if (isBound) _reached("write-off of bound lot refused");
            return;
        }
        writtenOffMinor[found.id] += amountMinor;
        _reached("written off");
        if (amountMinor < found.debt.outstandingMinor) return;
        _marked(found, true);
        _entered(found, from, ICollections.Stage.WRITTEN_OFF);
        _reached("CONFIRMED > WRITTEN_OFF");
    }

    function recover(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isGivenUp);
        if (!found.exists) return;
        // Seldom anything is paid by chance.
        if (_oneIn(2) && _isPayable(found) && _pay(found, _rollMinor(1, _openMinor(found)))) {
            found = _foundOf(found.lotId);
        }
        ICollections.Recovery[] memory items = new ICollections.Recovery[](1);
        items[0] = ICollections.Recovery(found.lotId, "evidence");
        bool isPaid = found.debt.writtenOffMinor < _course(found.id).writtenOffMinor;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.COLLECTION, 0),
            address(collections),
            abi.encodeCall(ICollections.markRecovered, (items)),
            isPaid
        );
        if (done) {
            _entered(found, ICollections.Stage.WRITTEN_OFF, ICollections.Stage.RECOVERED);
        } else if (!isPaid) {
            _reached("nothing recovered refused");
        }
    }

    /// @dev Takes a payment back from before the course ended, so that something is owed again and the course goes on.
    function reopen(uint256 seed) external rolls(seed) {
        uint256 number = _pickEntry(_isOfEndedCourse);
        if (number == 0) return;
        Entry storage entry = entries[number - 1];
        LotId lotId = entry.allocations[entry.allocations.length - 1].shares[0].lotId;
        if (!_reverse(entry)) return;
        Found memory found = _foundOf(lotId);
        if (_isOverdueLot(found)) _step(found);
    }

    function mandate(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isOpenLot);
        if (!found.exists) return;
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.COLLECTION, 0),
            address(collections),
            abi.encodeCall(
                ICollections.mandate,
                (_single(found.lotId), collector.party, "evidence")
            ),
            _mayAct(collector.party)
        );
        if (!done) return;
        mandates[found.lotId] = ICollections.Mandate(found.lot.owner, collector.party);
        _reached("mandate NONE > GIVEN");
    }

    function endMandate(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isMandated);
        if (!found.exists || !_oneIn(3)) return;
        bool done = _sendExpecting(
            _actorOf(_oneIn(2) ? collector.party : mandates[found.lotId].owner),
            Need(Acts.COLLECTION, 0),
            address(collections),
            abi.encodeCall(ICollections.endMandate, (_single(found.lotId))),
            true
        );
        if (!done) return;
        delete mandates[found.lotId];
        _reached("mandate GIVEN > ENDED");
    }

    function _step(Found memory found) private {
        ICollections.Stage to = _seldomNext(found);
        ICollections.Step[] memory steps = new ICollections.Step[](1);
        steps[0] = ICollections.Step(found.lotId, to, "evidence");
        bytes memory call = abi.encodeCall(ICollections.advance, (steps));
        if (!_collect(found, to, call, true)) return;
        // The duty to tell an insurer runs beside what was promised.
        if (to != ICollections.Stage.INSURER_NOTIFIED) _marked(found, true);
    }

    /// @dev A step by the lot's owner, or by its collector if it has one.
    function _collect(
        Found memory found,
        ICollections.Stage to,
        bytes memory call,
        bool isFree
    ) private returns (bool done) {
        ICollections.Stage from = _course(found.id).stage;
        bool byCollector = _oneIn(3);
        bool isMandated = mandates[found.lotId].owner == found.lot.owner;
        done = _sendExpecting(
            byCollector ? collector : _actorOf(found.lot.owner),
            Need(Acts.COLLECTION, 0),
            address(collections),
            call,
            isFree && _mayFollow(from, to) && (isMandated || !byCollector)
        );
        if (done) {
            _entered(found, from, to);
            if (byCollector) _reached("step by collector");
            return true;
        }
        if (byCollector && !isMandated) _reached("step without mandate refused");
        if (!isFree) _reached("second arrangement refused");
        if (!_mayFollow(from, to)) _reached("stage refused");
    }

    /// @dev Often one whose course got far, since few do, and fewest are owed again after it ended.
    function _pickOverdue() private returns (Found memory found) {
        if (_oneIn(2)) found = _pickLot(_isOwedAgain);
        if (!found.exists && _oneIn(2)) found = _pickLot(_isFarOverdue);
        return found.exists ? found : _pickLot(_isOverdueLot);
    }

    /// @dev A plain stage that may follow and was not taken from here yet; else any plain stage.
    function _seldomNext(Found memory found) private returns (ICollections.Stage to) {
        uint8[5] memory plain = [1, 2, 5, 6, 7];
        ICollections.Stage from = _course(found.id).stage;
        uint256 start = _roll(5);
        for (uint256 i = 0; i < 5; ++i) {
            to = ICollections.Stage(plain[(start + i) % 5]);
            if (_mayFollow(from, to) && reached[_passage(from, to)] == 0) return to;
        }
        return ICollections.Stage(plain[start]);
    }

    function _entered(Found memory found, ICollections.Stage from, ICollections.Stage to) private {
        _expect(_course(found.id).stage == to, 23, "23. a course is at another stage");
        _reached(_passage(from, to));
    }

    function _isFarOverdue(Found memory found) private view returns (bool) {
        return _isOverdueLot(found) && _course(found.id).stage >= ICollections.Stage.AGENCY;
    }

    function _isOwedAgain(Found memory found) private view returns (bool) {
        return _isOverdueLot(found) && _course(found.id).stage >= ICollections.Stage.WRITTEN_OFF;
    }

    /// @dev Its latest payment brought more than was recovered of what had been given up.
    function _isOfEndedCourse(Entry storage entry) private view returns (bool) {
        uint256 count = entry.allocations.length;
        if (count == 0) return false;
        Allocation storage latest = entry.allocations[count - 1];
        if (latest.kind != AllocationKind.PAYMENTS) return false;
        IReceivableLots.Share storage share = latest.shares[0];
        if (share.amountMinor == share.recoveredMinor) return false;
        return _course(share.lotId.receivableOf()).stage >= ICollections.Stage.WRITTEN_OFF;
    }

    function _isGivenUp(Found memory found) private view returns (bool) {
        return _course(found.id).stage == ICollections.Stage.WRITTEN_OFF;
    }
}
