// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrangements} from "./collections/Arrangements.sol";
import {ICollections} from "./interfaces/ICollections.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {CollectionStages} from "./libraries/CollectionStages.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {LotReads} from "./libraries/LotReads.sol";
import {Acts, LotId, Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";

/// @title Collections
/// @notice Stages, promises, instalment plans, mandates, write-off and recovery.
contract Collections is Arrangements {
    using LotIds for LotId;
    using LotReads for IReceivableLots;
    using LotReads for IReceivableRegistry;

    /// @dev Three years by the month; a resolution reads them all.
    uint256 private constant INSTALMENTS_MAX = 36;
    /// @dev Fewer than in other batches: each item may end a plan, and write a lot off through all its sums.
    uint256 private constant STEPS_MAX = 50;

    mapping(LotId lotId => Mandate) private _mandates;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc ICollections
    function advance(Step[] calldata steps) external {
        address actor = _actingParty(0, Acts.COLLECTION);
        _requireSize(steps.length, STEPS_MAX);

        for (uint256 i = 0; i < steps.length; ++i) {
            _advance(actor, steps[i]);
        }
    }

    /// @inheritdoc ICollections
    function recordPromise(
        LotId lotId,
        uint64 amountMinor,
        uint32 promisedDay,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address actor = _actingParty(0, Acts.COLLECTION);
        (
            ReceivableId receivableId,
            IReceivableRegistry.Receivable memory receivable
        ) = _requireCollecting(actor, lotId, Stage.PROMISE);
        Bounds.requireAmount(amountMinor);
        _requirePromisable(receivableId, receivable, amountMinor, promisedDay);
        _requireNoneRunning(receivableId, receivable);

        // Effects.
        _courses[receivableId].arrangement = Arrangement({
            kind: ArrangementKind.PROMISE,
            status: ArrangementStatus.RUNNING,
            instalmentCount: 1,
            metCount: 0,
            lastDay: promisedDay,
            amountMinor: amountMinor,
            openMinor: _openMinor(receivable)
        });
        emit PromiseRecorded(
            receivableId,
            lotId,
            actor,
            amountMinor,
            promisedDay,
            _openMinor(receivable),
            evidenceHash
        );
        _enter(actor, Step(lotId, Stage.PROMISE, evidenceHash));
    }

    /// @inheritdoc ICollections
    function recordPlan(
        LotId lotId,
        Instalment[] calldata instalments,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address actor = _actingParty(0, Acts.COLLECTION);
        (
            ReceivableId receivableId,
            IReceivableRegistry.Receivable memory receivable
        ) = _requireCollecting(actor, lotId, Stage.INSTALMENT_PLAN);
        uint256 amountMinor = _requireInstalments(instalments);
        _requirePromisable(receivableId, receivable, amountMinor, instalments[0].dueDay);
        _requireNoneRunning(receivableId, receivable);

        // Effects.
        _courses[receivableId].arrangement = Arrangement({
            kind: ArrangementKind.INSTALMENT_PLAN,
            status: ArrangementStatus.RUNNING,
            // Safe casts: at most `INSTALMENTS_MAX`, and at most what is outstanding.
            instalmentCount: uint8(instalments.length),
            metCount: 0,
            lastDay: instalments[instalments.length - 1].dueDay,
            amountMinor: uint64(amountMinor),
            openMinor: _openMinor(receivable)
        });
        _storePlan(receivableId, instalments);
        emit InstalmentPlanRecorded(
            receivableId,
            lotId,
            actor,
            instalments,
            _openMinor(receivable),
            evidenceHash
        );
        _enter(actor, Step(lotId, Stage.INSTALMENT_PLAN, evidenceHash));
    }

    /// @inheritdoc ICollections
    function writeOff(WriteOff[] calldata writeOffs) external {
        address owner = _actingParty(0, Acts.COLLECTION);
        _requireSize(writeOffs.length, STEPS_MAX);

        for (uint256 i = 0; i < writeOffs.length; ++i) {
            _writeOff(owner, writeOffs[i]);
        }
    }

    /// @inheritdoc ICollections
    function markRecovered(Recovery[] calldata recoveries) external {
        address actor = _actingParty(0, Acts.COLLECTION);
        Bounds.requireBatch(recoveries.length);

        for (uint256 i = 0; i < recoveries.length; ++i) {
            LotId lotId = recoveries[i].lotId;
            ReceivableId receivableId = lotId.receivableOf();

            // Checks.
            _requireCollector(actor, lotId, _requireKnownLot(lotId).owner);
            _requireAllowed(receivableId, Stage.RECOVERED);
            uint64 writtenOffMinor = RECEIVABLES.receivableOf(receivableId).writtenOffMinor;
            if (writtenOffMinor >= _courses[receivableId].writtenOffMinor) {
                revert NothingRecovered(receivableId, writtenOffMinor);
            }

            // Effects.
            _enter(actor, Step(lotId, Stage.RECOVERED, recoveries[i].evidenceHash));
        }
    }

    /// @inheritdoc ICollections
    function mandate(LotId[] calldata lotIds, address collector, bytes32 evidenceHash) external {
        // Checks.
        address owner = _actingParty(0, Acts.COLLECTION);
        Bounds.requireBatch(lotIds.length);
        PARTIES.requireParty(collector, Roles.COLLECTOR);

        for (uint256 i = 0; i < lotIds.length; ++i) {
            LotId lotId = lotIds[i];
            address lotOwner = _requireKnownLot(lotId).owner;
            LotReads.requireOwner(lotId, lotOwner, owner);

            // Effects.
            _mandates[lotId] = Mandate(owner, collector);
            emit CollectorMandated(lotId, owner, collector, evidenceHash);
        }
    }

    /// @inheritdoc ICollections
    function endMandate(LotId[] calldata lotIds) external {
        address party = _actingParty(0, Acts.COLLECTION);
        Bounds.requireBatch(lotIds.length);

        for (uint256 i = 0; i < lotIds.length; ++i) {
            // Checks.
            Mandate memory ended = _mandates[lotIds[i]];
            if (ended.owner == address(0)) revert MandateMissing(lotIds[i]);
            if (party != ended.collector) _requireEntitled(party, ended.owner);

            // Effects.
            delete _mandates[lotIds[i]];
            emit MandateEnded(lotIds[i], ended.owner, ended.collector);
        }
    }

    /// @inheritdoc ICollections
    function mandatesOf(LotId[] calldata lotIds) external view returns (Mandate[] memory found) {
        Bounds.requireRead(lotIds.length);
        IReceivableLots.Lot[] memory lots = LOTS.lotsById(lotIds);
        found = new Mandate[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            Mandate memory given = _mandates[lotIds[i]];
            if (given.owner == lots[i].owner) found[i] = given;
        }
    }

    /// @inheritdoc ICollections
    function allowedNext(Stage stage) external pure returns (uint16) {
        return CollectionStages.allowedNext(stage);
    }

    function _advance(address actor, Step calldata step) private {
        // Checks.
        if (!CollectionStages.isPlainStep(step.stage)) {
            revert StageNeedsOwnAct(step.lotId, step.stage);
        }
        (
            ReceivableId receivableId,
            IReceivableRegistry.Receivable memory receivable
        ) = _requireCollecting(actor, step.lotId, step.stage);

        // Effects.
        // The duty to tell an insurer runs beside what the holder agreed with the buyer.
        if (step.stage != Stage.INSURER_NOTIFIED) _endRunning(receivableId, receivable);
        _enter(actor, step);
    }

    function _writeOff(address owner, WriteOff calldata item) private {
        LotId lotId = item.lotId;
        uint64 amountMinor = item.amountMinor;

        // Checks.
        IReceivableLots.Lot memory lot = _requireKnownLot(lotId);
        _requireEntitled(owner, lot.owner);
        (
            ReceivableId receivableId,
            IReceivableRegistry.Receivable memory receivable
        ) = _requireCollectable(lotId, lot, Stage.WRITTEN_OFF);
        Bounds.requireAmount(amountMinor);

        // Effects.
        // The lots refuse more than what is outstanding on this one.
        _courses[receivableId].writtenOffMinor = receivable.writtenOffMinor + amountMinor;
        if (amountMinor == receivable.outstandingMinor) {
            _endRunning(receivableId, receivable);
            _enter(owner, Step(lotId, Stage.WRITTEN_OFF, item.evidenceHash));
        }

        RECEIVABLES.writeOff(lotId, amountMinor, item.evidenceHash);
    }

    /// @dev The caller has checked that the stage may follow.
    function _enter(address actor, Step memory step) private {
        ReceivableId receivableId = step.lotId.receivableOf();
        Course storage course = _courses[receivableId];
        Stage from = course.stage;
        course.stage = step.stage;
        // Safe cast: 2^40 seconds are 34 thousand years.
        course.since = uint40(block.timestamp);
        emit StageEntered(receivableId, step.lotId, actor, from, step.stage, step.evidenceHash);
    }

    function _requireCollecting(
        address actor,
        LotId lotId,
        Stage stage
    )
        private
        view
        returns (ReceivableId receivableId, IReceivableRegistry.Receivable memory receivable)
    {
        IReceivableLots.Lot memory lot = _requireKnownLot(lotId);
        _requireCollector(actor, lotId, lot.owner);
        return _requireCollectable(lotId, lot, stage);
    }

    function _requireCollector(address actor, LotId lotId, address owner) private view {
        if (actor == owner) return;
        Mandate storage given = _mandates[lotId];
        if (given.collector != actor || given.owner != owner) {
            revert PartyNotEntitled(actor, owner);
        }
        PARTIES.requireParty(actor, Roles.COLLECTOR);
    }

    function _requireCollectable(
        LotId lotId,
        IReceivableLots.Lot memory lot,
        Stage stage
    )
        private
        view
        returns (ReceivableId receivableId, IReceivableRegistry.Receivable memory receivable)
    {
        receivableId = lotId.receivableOf();
        receivable = RECEIVABLES.receivableOf(receivableId);
        IReceivableRegistry.ReceivableStatus confirmed = IReceivableRegistry
            .ReceivableStatus
            .CONFIRMED;
        if (receivable.status != confirmed) {
            revert IReceivableRegistry.ReceivableWrongStatus(
                receivableId,
                receivable.status,
                confirmed
            );
        }
        if (lot.outstandingMinor == 0) revert LotNotOutstanding(lotId);
        uint32 today = _today();
        if (stage != Stage.INSURER_NOTIFIED && receivable.dueDay >= today) {
            revert ReceivableNotPastDue(receivableId, receivable.dueDay, today);
        }
        _requireAllowed(receivableId, stage);
    }

    function _requireAllowed(ReceivableId receivableId, Stage to) private view {
        Stage from = _courses[receivableId].stage;
        if (!CollectionStages.isAllowed(from, to)) {
            revert StageNotAllowed(receivableId, from, to);
        }
    }

    function _requirePromisable(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable memory receivable,
        uint256 promisedMinor,
        uint32 firstDay
    ) private view {
        if (promisedMinor > receivable.outstandingMinor) {
            revert PromisedAboveOutstanding(
                receivableId,
                promisedMinor,
                receivable.outstandingMinor
            );
        }
        uint32 today = _today();
        if (firstDay < today) revert PromisedDayInPast(receivableId, firstDay, today);
    }

    function _requireKnownLot(LotId lotId) private view returns (IReceivableLots.Lot memory lot) {
        lot = LOTS.lotOf(lotId);
        if (lot.owner == address(0)) revert IReceivableLots.LotUnknown(lotId);
    }

    function _requireInstalments(
        Instalment[] calldata instalments
    ) private pure returns (uint256 amountMinor) {
        _requireSize(instalments.length, INSTALMENTS_MAX);
        uint32 previousDay = 0;
        for (uint256 i = 0; i < instalments.length; ++i) {
            Bounds.requireAmount(instalments[i].amountMinor);
            amountMinor += instalments[i].amountMinor;
            uint32 dueDay = instalments[i].dueDay;
            if (dueDay <= previousDay) {
                // Safe cast: at most `INSTALMENTS_MAX`.
                revert InstalmentDaysNotAscending(uint8(i + 1), dueDay, previousDay);
            }
            previousDay = dueDay;
        }
    }

    function _requireSize(uint256 size, uint256 max) private pure {
        if (size == 0 || size > max) revert BatchSizeOutOfBounds(size, max);
    }
}
