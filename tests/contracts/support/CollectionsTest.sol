// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Collections} from "../../../contracts/Collections.sol";
import {ICollections} from "../../../contracts/interfaces/ICollections.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {ModuleTest} from "./ModuleTest.sol";

/// @notice A receivable of 1,000 that is ten days past due: 600 in a lot of the supplier, 400 in one of the financier.
abstract contract CollectionsTest is ModuleTest {
    uint32 internal constant DUE_DAY = TODAY - 10;
    ReceivableId internal constant RECEIVABLE = ReceivableId.wrap(bytes32(uint256(1) << 16));
    LotId internal constant LOT = LotId.wrap((1 << 16) | 1);
    LotId internal constant SOLD_LOT = LotId.wrap((1 << 16) | 2);

    Collections internal collections;

    function setUp() public virtual override {
        super.setUp();
        collections = Collections(_created("Collections", abi.encode(_modules())));
        _setReceivable(1_000, 0, IReceivableRegistry.ReceivableStatus.CONFIRMED);
        lots.set(LOT, supplier, 600);
        lots.set(SOLD_LOT, financier, 400);
    }

    function _setReceivable(
        uint64 outstandingMinor,
        uint64 writtenOffMinor,
        IReceivableRegistry.ReceivableStatus status
    ) internal {
        IReceivableRegistry.Receivable memory receivable;
        receivable.supplier = supplier;
        receivable.buyer = buyer;
        receivable.dueDay = DUE_DAY;
        receivable.status = status;
        receivable.outstandingMinor = outstandingMinor;
        receivable.writtenOffMinor = writtenOffMinor;
        receivables.set(RECEIVABLE, receivable);
    }

    function _setOutstanding(uint64 outstandingMinor) internal {
        _setReceivable(outstandingMinor, 0, IReceivableRegistry.ReceivableStatus.CONFIRMED);
    }

    function _passTo(uint32 day) internal {
        vm.warp(uint256(day) * 1 days);
    }

    // Acts.

    function _advanceCall(
        LotId lotId,
        ICollections.Stage stage
    ) internal pure returns (bytes memory) {
        ICollections.Step[] memory steps = new ICollections.Step[](1);
        steps[0] = ICollections.Step(lotId, stage, "evidence");
        return abi.encodeCall(ICollections.advance, (steps));
    }

    function _promiseCall(
        uint64 amountMinor,
        uint32 promisedDay
    ) internal pure returns (bytes memory) {
        return
            abi.encodeCall(ICollections.recordPromise, (LOT, amountMinor, promisedDay, "evidence"));
    }

    function _planCall(
        ICollections.Instalment[] memory instalments
    ) internal pure returns (bytes memory) {
        return abi.encodeCall(ICollections.recordPlan, (LOT, instalments, "evidence"));
    }

    function _writeOffCall(LotId lotId, uint64 amountMinor) internal pure returns (bytes memory) {
        ICollections.WriteOff[] memory writeOffs = new ICollections.WriteOff[](1);
        writeOffs[0] = ICollections.WriteOff(lotId, amountMinor, "evidence");
        return abi.encodeCall(ICollections.writeOff, (writeOffs));
    }

    function _recoverCall(LotId lotId) internal pure returns (bytes memory) {
        ICollections.Recovery[] memory recoveries = new ICollections.Recovery[](1);
        recoveries[0] = ICollections.Recovery(lotId, "evidence");
        return abi.encodeCall(ICollections.markRecovered, (recoveries));
    }

    function _mandateCall(LotId lotId) internal view returns (bytes memory) {
        return abi.encodeCall(ICollections.mandate, (_asArray(lotId), collector, "mandate"));
    }

    function _advanced(ICollections.Stage stage) internal {
        _act(supplier, address(collections), _advanceCall(LOT, stage));
    }

    function _promised(uint64 amountMinor, uint32 promisedDay) internal {
        _act(supplier, address(collections), _promiseCall(amountMinor, promisedDay));
    }

    function _writtenOff(address owner, LotId lotId, uint64 amountMinor) internal {
        _act(owner, address(collections), _writeOffCall(lotId, amountMinor));
    }

    function _refused(address party, bytes memory call, bytes memory reason) internal {
        _actRefused(party, address(collections), call, reason);
    }

    function _expectEntered(
        address actor,
        LotId lotId,
        ICollections.Stage from,
        ICollections.Stage to
    ) internal {
        vm.expectEmit(address(collections));
        emit ICollections.StageEntered(
            LotIds.receivableOf(lotId),
            lotId,
            actor,
            from,
            to,
            "evidence"
        );
    }

    function _expectEnded(
        ICollections.ArrangementKind kind,
        ICollections.ArrangementStatus status
    ) internal {
        vm.expectEmit(address(collections));
        emit ICollections.ArrangementEnded(RECEIVABLE, buyer, kind, status);
    }

    // State.

    function _course() internal view returns (ICollections.Course memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](1);
        receivableIds[0] = RECEIVABLE;
        return collections.coursesOf(receivableIds)[0];
    }

    function _assertStage(ICollections.Stage expected) internal view {
        assertEq(uint256(_course().stage), uint256(expected), "stage");
    }

    function _assertArrangement(
        ICollections.ArrangementKind kind,
        ICollections.ArrangementStatus status
    ) internal view {
        assertEq(uint256(_course().arrangement.kind), uint256(kind), "kind");
        assertEq(uint256(_course().arrangement.status), uint256(status), "status");
    }

    /// @dev Promises kept and broken, plans kept and broken.
    function _assertRecord(uint32[4] memory counts) internal view {
        address[] memory buyers = new address[](1);
        buyers[0] = buyer;
        ICollections.PromiseRecord memory kept = collections.promiseRecordsOf(buyers)[0];
        assertEq(kept.promisesKept, counts[0], "promises kept");
        assertEq(kept.promisesBroken, counts[1], "promises broken");
        assertEq(kept.plansKept, counts[2], "plans kept");
        assertEq(kept.plansBroken, counts[3], "plans broken");
    }

    function _asArray(LotId lotId) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](1);
        lotIds[0] = lotId;
    }

    // Reasons.

    function _notAllowed(
        ICollections.Stage from,
        ICollections.Stage to
    ) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ICollections.StageNotAllowed.selector, RECEIVABLE, from, to);
    }

    function _wrongStatus(
        IReceivableRegistry.ReceivableStatus actual
    ) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                RECEIVABLE,
                actual,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            );
    }
}
