// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICollections} from "../interfaces/ICollections.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {LedgerModule} from "../LedgerModule.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotReads} from "../libraries/LotReads.sol";
import {ReceivableId} from "../types/LedgerTypes.sol";

/// @title Arrangements
/// @notice Part of {Collections}: what buyers promised, and whether they kept it.
abstract contract Arrangements is LedgerModule, ICollections {
    using LotReads for IReceivableRegistry;

    mapping(ReceivableId receivableId => Course) internal _courses;
    mapping(ReceivableId receivableId => Instalment[]) private _plans;
    mapping(address buyer => PromiseRecord) private _promiseRecords;

    /// @inheritdoc ICollections
    function resolvePromise(ReceivableId receivableId) external {
        Arrangement memory running = _requireRunning(receivableId, ArrangementKind.PROMISE);
        if (_markAll(receivableId, RECEIVABLES.receivableOf(receivableId)) == 0) {
            revert PromiseStillRunning(receivableId, running.lastDay);
        }
    }

    /// @inheritdoc ICollections
    function resolveInstalments(ReceivableId receivableId) external {
        Arrangement memory running = _requireRunning(receivableId, ArrangementKind.INSTALMENT_PLAN);
        if (_markAll(receivableId, RECEIVABLES.receivableOf(receivableId)) == 0) {
            Instalment storage next = _plans[receivableId][running.metCount];
            revert InstalmentStillRunning(receivableId, running.metCount + 1, next.dueDay);
        }
    }

    /// @inheritdoc ICollections
    function coursesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (Course[] memory found) {
        Bounds.requireRead(receivableIds.length);
        found = new Course[](receivableIds.length);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            found[i] = _courses[receivableIds[i]];
        }
    }

    /// @inheritdoc ICollections
    function promiseRecordsOf(
        address[] calldata buyers
    ) external view returns (PromiseRecord[] memory found) {
        Bounds.requireRead(buyers.length);
        found = new PromiseRecord[](buyers.length);
        for (uint256 i = 0; i < buyers.length; ++i) {
            found[i] = _promiseRecords[buyers[i]];
        }
    }

    /// @inheritdoc ICollections
    function instalmentsOf(
        ReceivableId receivableId
    ) public view returns (Instalment[] memory instalments) {
        Arrangement memory arrangement = _courses[receivableId].arrangement;
        if (arrangement.kind != ArrangementKind.PROMISE) return _plans[receivableId];

        instalments = new Instalment[](1);
        instalments[0] = Instalment(arrangement.lastDay, arrangement.amountMinor);
    }

    /// @dev A promise is held in its arrangement alone; of a plan the single instalments are stored as well.
    function _storePlan(ReceivableId receivableId, Instalment[] calldata instalments) internal {
        delete _plans[receivableId];
        for (uint256 i = 0; i < instalments.length; ++i) {
            _plans[receivableId].push(instalments[i]);
        }
    }

    /// @dev Ends a running arrangement, by what was paid until now where that decides it.
    function _endRunning(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable memory receivable
    ) internal {
        if (!_isRunningAfterMarks(receivableId, receivable)) return;

        Arrangement storage arrangement = _courses[receivableId].arrangement;
        arrangement.status = ArrangementStatus.CANCELLED;
        emit ArrangementEnded(
            receivableId,
            receivable.buyer,
            arrangement.kind,
            ArrangementStatus.CANCELLED
        );
    }

    /// @dev Ends an arrangement that what was paid until now decides, and refuses while another is running.
    function _requireNoneRunning(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable memory receivable
    ) internal {
        if (_isRunningAfterMarks(receivableId, receivable)) {
            revert ArrangementStillRunning(receivableId, _courses[receivableId].arrangement.kind);
        }
    }

    /// @dev What a buyer can pay off. A write-off moves between the two, so it keeps no promise.
    function _openMinor(
        IReceivableRegistry.Receivable memory receivable
    ) internal pure returns (uint64) {
        // Both are parts of the face.
        return receivable.outstandingMinor + receivable.writtenOffMinor;
    }

    function _isRunningAfterMarks(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable memory receivable
    ) private returns (bool) {
        Arrangement storage arrangement = _courses[receivableId].arrangement;
        if (arrangement.status != ArrangementStatus.RUNNING) return false;
        _markAll(receivableId, receivable);
        return arrangement.status == ArrangementStatus.RUNNING;
    }

    /// @dev Marks the instalments of the running arrangement that what was paid or the day decides, in their order;
    /// returns how many.
    function _markAll(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable memory receivable
    ) private returns (uint256 markedCount) {
        Arrangement memory arrangement = _courses[receivableId].arrangement;
        uint8 metBefore = arrangement.metCount;
        if (_isNextMissed(receivableId, receivable, arrangement)) {
            arrangement.status = ArrangementStatus.BROKEN;
            ++markedCount;
        } else if (arrangement.metCount == arrangement.instalmentCount) {
            arrangement.status = ArrangementStatus.KEPT;
        }
        markedCount += arrangement.metCount - metBefore;
        if (markedCount == 0) return 0;

        _courses[receivableId].arrangement = arrangement;
        _tellMarks(receivableId, arrangement, metBefore);
        if (arrangement.status != ArrangementStatus.RUNNING) {
            _count(receivable.buyer, arrangement);
            emit ArrangementEnded(
                receivableId,
                receivable.buyer,
                arrangement.kind,
                arrangement.status
            );
        }
    }

    function _tellMarks(
        ReceivableId receivableId,
        Arrangement memory arrangement,
        uint8 metBefore
    ) private {
        // A promise is a single instalment, and ends with it.
        if (arrangement.kind == ArrangementKind.PROMISE) return;
        if (arrangement.metCount > metBefore) {
            emit InstalmentsMet(receivableId, arrangement.metCount);
        }
        if (arrangement.status == ArrangementStatus.BROKEN) {
            emit InstalmentMissed(receivableId, arrangement.metCount + 1);
        }
    }

    function _count(address buyer, Arrangement memory arrangement) private {
        PromiseRecord storage promiseRecord = _promiseRecords[buyer];
        bool kept = arrangement.status == ArrangementStatus.KEPT;
        if (arrangement.kind == ArrangementKind.PROMISE) {
            if (kept) ++promiseRecord.promisesKept;
            else ++promiseRecord.promisesBroken;
        } else {
            if (kept) ++promiseRecord.plansKept;
            else ++promiseRecord.plansBroken;
        }
    }

    /// @dev Counts in `arrangement` what is met, and tells whether the due day of the next instalment passed.
    function _isNextMissed(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable memory receivable,
        Arrangement memory arrangement
    ) private view returns (bool) {
        Instalment[] memory instalments = instalmentsOf(receivableId);
        // A payment that was reversed can leave more open than there was.
        uint256 paidMinor = Math.saturatingSub(arrangement.openMinor, _openMinor(receivable));
        uint256 promisedMinor = 0;
        for (uint256 i = 0; i < instalments.length; ++i) {
            promisedMinor += instalments[i].amountMinor;
            // What was met once stays so, whatever is reversed later.
            if (i < arrangement.metCount) continue;
            if (paidMinor < promisedMinor) return instalments[i].dueDay < _today();
            ++arrangement.metCount;
        }
        return false;
    }

    function _requireRunning(
        ReceivableId receivableId,
        ArrangementKind kind
    ) private view returns (Arrangement memory arrangement) {
        arrangement = _courses[receivableId].arrangement;
        if (arrangement.status != ArrangementStatus.RUNNING || arrangement.kind != kind) {
            revert ArrangementNotRunning(receivableId, kind);
        }
    }
}
