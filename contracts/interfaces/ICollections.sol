// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, ReceivableId} from "../types/LedgerTypes.sol";

/// @notice Course of collection of each receivable: a fact that supplier, buyer and holders share.
///
/// The owner of a lot acts, or a collector that it mandated. The course belongs to the receivable, whose lots all have
/// the same buyer and due day: a step for one lot is a step for all. What may follow a stage is what {allowedNext}
/// says. Stages stay when the receivable is settled.
///
/// A promise or an instalment plan runs beside the stage that it opened. It ends KEPT or BROKEN by what was paid, or
/// CANCELLED by a step before that; notice to an insurer ends nothing.
interface ICollections {
    enum Stage {
        NONE,
        REMINDER,
        FORMAL_DEMAND,
        PROMISE,
        INSTALMENT_PLAN,
        INSURER_NOTIFIED,
        AGENCY,
        LEGAL,
        WRITTEN_OFF,
        RECOVERED
    }

    enum ArrangementKind {
        NONE,
        PROMISE,
        INSTALMENT_PLAN
    }

    enum ArrangementStatus {
        NONE,
        RUNNING,
        KEPT,
        BROKEN,
        CANCELLED
    }

    struct Step {
        LotId lotId;
        Stage stage;
        bytes32 evidenceHash;
    }

    /// @param dueDay Last day on which the amount may be paid, counted from 1970-01-01.
    struct Instalment {
        uint32 dueDay;
        uint64 amountMinor;
    }

    struct WriteOff {
        LotId lotId;
        uint64 amountMinor;
        bytes32 evidenceHash;
    }

    struct Recovery {
        LotId lotId;
        bytes32 evidenceHash;
    }

    /// @notice The newest promise or plan of a receivable; one storage slot.
    /// @param metCount Instalments that were met, in order; a promise is one instalment.
    /// @param lastDay Promised day, or due day of the last instalment.
    /// @param amountMinor What was promised in all.
    /// @param openMinor What was outstanding or written off when it was recorded: what is paid is counted from there.
    struct Arrangement {
        ArrangementKind kind;
        ArrangementStatus status;
        uint8 instalmentCount;
        uint8 metCount;
        uint32 lastDay;
        uint64 amountMinor;
        uint64 openMinor;
    }

    /// @notice State of collection of one receivable.
    /// @param since Unix seconds of the step to this stage.
    /// @param writtenOffMinor Written off after the newest write-off; what falls below it was recovered.
    struct Course {
        Stage stage;
        uint40 since;
        uint64 writtenOffMinor;
        Arrangement arrangement;
    }

    /// @notice Who collects a lot for its owner; both are zero where nobody does.
    struct Mandate {
        address owner;
        address collector;
    }

    /// @notice How a buyer kept what it promised, over all its receivables.
    struct PromiseRecord {
        uint32 promisesKept;
        uint32 promisesBroken;
        uint32 plansKept;
        uint32 plansBroken;
    }

    /// @notice A receivable moved to a stage; `actor` acted for the lot.
    event StageEntered(
        ReceivableId indexed receivableId,
        LotId indexed lotId,
        address indexed actor,
        Stage from,
        Stage to,
        bytes32 evidenceHash
    );
    /// @notice Buyer promised to pay `amountMinor` until the end of a day.
    event PromiseRecorded(
        ReceivableId indexed receivableId,
        LotId indexed lotId,
        address indexed actor,
        uint64 amountMinor,
        uint32 promisedDay,
        uint64 openMinor,
        bytes32 evidenceHash
    );
    /// @notice Buyer and holder agreed on instalments.
    event InstalmentPlanRecorded(
        ReceivableId indexed receivableId,
        LotId indexed lotId,
        address indexed actor,
        Instalment[] instalments,
        uint64 openMinor,
        bytes32 evidenceHash
    );
    /// @notice What was paid covers the first `metCount` instalments, and did not before.
    event InstalmentsMet(ReceivableId indexed receivableId, uint8 metCount);
    /// @notice The due day of the instalment passed and it was not covered.
    /// @param number Counted from 1.
    event InstalmentMissed(ReceivableId indexed receivableId, uint8 number);
    /// @notice A promise or plan ended KEPT, BROKEN or CANCELLED.
    event ArrangementEnded(
        ReceivableId indexed receivableId,
        address indexed buyer,
        ArrangementKind kind,
        ArrangementStatus status
    );
    /// @notice `collector` collects the lot for its owner.
    event CollectorMandated(
        LotId indexed lotId,
        address indexed owner,
        address indexed collector,
        bytes32 evidenceHash
    );
    /// @notice `collector` no longer collects the lot.
    event MandateEnded(LotId indexed lotId, address indexed owner, address indexed collector);

    /// @notice Nothing is outstanding on the lot.
    error LotNotOutstanding(LotId lotId);
    /// @notice Collection starts the day after the due day.
    error ReceivableNotPastDue(ReceivableId receivableId, uint32 dueDay, uint32 today);
    /// @notice The stage may not follow the present one.
    error StageNotAllowed(ReceivableId receivableId, Stage from, Stage to);
    /// @notice The stage is entered by an act of its own, or by none.
    error StageNeedsOwnAct(LotId lotId, Stage stage);
    /// @notice A promise or plan is running already.
    error ArrangementStillRunning(ReceivableId receivableId, ArrangementKind kind);
    /// @notice No arrangement of this kind is running.
    error ArrangementNotRunning(ReceivableId receivableId, ArrangementKind required);
    /// @notice The promised day has not passed, and what was promised is not paid.
    error PromiseStillRunning(ReceivableId receivableId, uint32 promisedDay);
    /// @notice The next instalment is neither covered nor past due.
    error InstalmentStillRunning(ReceivableId receivableId, uint8 number, uint32 dueDay);
    /// @notice A promise looks ahead.
    error PromisedDayInPast(ReceivableId receivableId, uint32 promisedDay, uint32 today);
    /// @notice Each instalment falls due after the one before it.
    error InstalmentDaysNotAscending(uint8 number, uint32 dueDay, uint32 previousDay);
    /// @notice More is promised than is outstanding.
    error PromisedAboveOutstanding(
        ReceivableId receivableId,
        uint256 promisedMinor,
        uint64 outstandingMinor
    );
    /// @notice Nothing of what was written off was paid since.
    error NothingRecovered(ReceivableId receivableId, uint64 writtenOffMinor);
    /// @notice Nobody collects the lot for its owner.
    error MandateMissing(LotId lotId);

    /// @notice Takes steps of collection. A running promise or plan ends with it: KEPT or BROKEN by what was paid
    /// until now, else CANCELLED; a notice to the insurer leaves it running.
    ///
    /// Emits {StageEntered} for each.
    ///
    /// Requirements:
    /// - caller acts for the lot's owner or its mandated, admitted collector, else {IPartyRegistry} errors,
    ///   {ILedgerErrors.PartyNotEntitled};
    /// - 1 to 50 steps, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - the stage is one of REMINDER, FORMAL_DEMAND, INSURER_NOTIFIED, AGENCY, LEGAL, else {StageNeedsOwnAct};
    /// - the lot exists and something is outstanding on it, else {IReceivableLots.LotUnknown}, {LotNotOutstanding};
    /// - the receivable is CONFIRMED, else {IReceivableRegistry.ReceivableWrongStatus}, and past due unless the
    /// step is   INSURER_NOTIFIED, else {ReceivableNotPastDue};
    /// - the stage may follow the present one, else {StageNotAllowed}.
    function advance(Step[] calldata steps) external;

    /// @notice Records what the buyer promised to pay by a day, and moves to PROMISE.
    ///
    /// Emits {PromiseRecorded}, {StageEntered}, and {ArrangementEnded} for one that is over. Refuses as {advance}, and
    /// with {ILedgerErrors.AmountOutOfBounds}, {PromisedAboveOutstanding}, {PromisedDayInPast},
    /// {ArrangementStillRunning}.
    function recordPromise(
        LotId lotId,
        uint64 amountMinor,
        uint32 promisedDay,
        bytes32 evidenceHash
    ) external;

    /// @notice Records an instalment plan, and moves to INSTALMENT_PLAN.
    ///
    /// Emits {InstalmentPlanRecorded}, {StageEntered}, and {ArrangementEnded} for one that is over. Refuses as
    /// {advance}, and with {ILedgerErrors.BatchSizeOutOfBounds} unless there are 1 to 36 instalments,
    /// {ILedgerErrors.AmountOutOfBounds}, {PromisedAboveOutstanding} for their sum, {PromisedDayInPast},
    /// {InstalmentDaysNotAscending}, {ArrangementStillRunning}.
    function recordPlan(
        LotId lotId,
        Instalment[] calldata instalments,
        bytes32 evidenceHash
    ) external;

    /// @notice Ends a promise that was kept or broken. Anybody may call; what was paid when somebody calls counts.
    ///
    /// Emits {ArrangementEnded}. Refuses with {ArrangementNotRunning}, {PromiseStillRunning}.
    function resolvePromise(ReceivableId receivableId) external;

    /// @notice Marks instalments in their order as met or missed: each is met when what was paid covers it and those
    /// before it. The plan is KEPT when all are met and BROKEN with the first that is missed. Anybody may call.
    ///
    /// Emits {InstalmentsMet}, {InstalmentMissed}, and {ArrangementEnded} if the plan is over. Refuses with
    /// {ArrangementNotRunning}, and with {InstalmentStillRunning} if there is nothing to mark.
    function resolveInstalments(ReceivableId receivableId) external;

    /// @notice Owner writes off what it no longer expects, of a stage that WRITTEN_OFF may follow. When nothing is
    /// outstanding on any lot any more, the receivable moves to WRITTEN_OFF, and what was promised ends as in
    /// {advance}.
    ///
    /// Emits what {IReceivableRegistry.writeOff} emits for each, and {StageEntered} where the stage changes.
    /// Refuses as {advance}, of 1 to 50 items and for the owner only, and as {IReceivableRegistry.writeOff}.
    function writeOff(WriteOff[] calldata writeOffs) external;

    /// @notice Moves receivables that were WRITTEN_OFF, and partly or wholly paid since, to RECOVERED.
    ///
    /// Emits {StageEntered} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.PartyNotEntitled},
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {IReceivableLots.LotUnknown}, {StageNotAllowed}, {NothingRecovered}.
    function markRecovered(Recovery[] calldata recoveries) external;

    /// @notice Owner lets a collector act for lots. The mandate rests while a lot belongs to somebody else; lots that
    /// are split off have none.
    ///
    /// Emits {CollectorMandated} for each. Refuses with {IPartyRegistry} errors, also for a party that is no
    /// collector,
    /// {ILedgerErrors.BatchSizeOutOfBounds}, {IReceivableLots.LotUnknown}, {IReceivableLots.LotNotOwned}.
    function mandate(LotId[] calldata lotIds, address collector, bytes32 evidenceHash) external;

    /// @notice Who gave a mandate takes it back, or the collector lays it down.
    ///
    /// Emits {MandateEnded} for each. Refuses with {IPartyRegistry} errors, {ILedgerErrors.BatchSizeOutOfBounds},
    /// {MandateMissing}, {ILedgerErrors.PartyNotEntitled}.
    function endMandate(LotId[] calldata lotIds) external;

    /// @notice State of collection of each receivable; stage NONE where nothing was done.
    function coursesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (Course[] memory);

    /// @notice Instalments of the newest promise or plan of a receivable.
    function instalmentsOf(ReceivableId receivableId) external view returns (Instalment[] memory);

    /// @notice Mandate of each lot that holds now.
    function mandatesOf(LotId[] calldata lotIds) external view returns (Mandate[] memory);

    /// @notice What each buyer kept and broke.
    function promiseRecordsOf(
        address[] calldata buyers
    ) external view returns (PromiseRecord[] memory);

    /// @notice Stages that may follow `stage`: the bit 1 << n stands for the n-th stage.
    function allowedNext(Stage stage) external pure returns (uint16);
}
