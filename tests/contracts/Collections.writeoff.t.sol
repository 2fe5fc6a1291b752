// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {Acts, BATCH_MAX} from "../../contracts/types/LedgerTypes.sol";
import {CollectionsTest} from "./support/CollectionsTest.sol";
import {ReceivablesMock} from "./support/ModuleMocks.sol";

contract Collections_WriteOff_Test is CollectionsTest {
    function setUp() public override {
        super.setUp();
        _advanced(ICollections.Stage.REMINDER);
    }

    function test_GivenAPart_TheRegistryIsToldAndTheStageStays() public {
        vm.expectEmit(address(receivables));
        emit ReceivablesMock.WriteOffAsked(address(collections), LOT, 250, "evidence");
        _writtenOff(supplier, LOT, 250);

        _assertStage(ICollections.Stage.REMINDER);
        assertEq(_course().writtenOffMinor, 250, "written off");
    }

    function test_WhenNothingIsOutstandingOnAnyLot_TheStageIsWrittenOff() public {
        _writtenOff(supplier, LOT, 600);
        _assertStage(ICollections.Stage.REMINDER);

        _expectEntered(
            financier,
            SOLD_LOT,
            ICollections.Stage.REMINDER,
            ICollections.Stage.WRITTEN_OFF
        );
        _writtenOff(financier, SOLD_LOT, 400);

        _assertStage(ICollections.Stage.WRITTEN_OFF);
        assertEq(_course().writtenOffMinor, 1_000, "written off");
    }

    function test_GivenTwoPartsInOneBatch_BothCount() public {
        ICollections.WriteOff[] memory items = new ICollections.WriteOff[](2);
        items[0] = ICollections.WriteOff(LOT, 100, "first");
        items[1] = ICollections.WriteOff(LOT, 500, "second");

        _act(supplier, address(collections), abi.encodeCall(ICollections.writeOff, (items)));

        assertEq(_course().writtenOffMinor, 600, "written off");
    }

    function test_GivenMoreThanTheLot_RefusesAsTheLotsDo() public {
        _refused(
            supplier,
            _writeOffCall(LOT, 601),
            abi.encodeWithSelector(IReceivableLots.WriteOffAboveOutstanding.selector, LOT, 601, 600)
        );
    }

    function test_GivenNothing_RefusesWithAmountOutOfBounds() public {
        _refused(supplier, _writeOffCall(LOT, 0), _badAmount(0));
    }

    function test_WhenTheCollectorCalls_RefusesWithPartyNotEntitled() public {
        _act(supplier, address(collections), _mandateCall(LOT));
        _refused(collector, _writeOffCall(LOT, 1), _notEntitled(collector, supplier));
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        lots.set(LOT, address(0), 0);
        bytes memory reason = abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, LOT);
        _refused(supplier, _writeOffCall(LOT, 1), reason);
    }

    function test_GivenALotThatIsWrittenOff_RefusesWithLotNotOutstanding() public {
        _writtenOff(supplier, LOT, 600);
        bytes memory reason = abi.encodeWithSelector(ICollections.LotNotOutstanding.selector, LOT);
        _refused(supplier, _writeOffCall(LOT, 1), reason);
    }

    function test_GivenAReceivableThatIsWrittenOff_RefusesWithReceivableWrongStatus() public {
        _setReceivable(0, 1_000, IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        bytes memory reason = _wrongStatus(IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        _refused(supplier, _writeOffCall(LOT, 1), reason);
    }

    function test_OnTheDueDay_RefusesWithReceivableNotPastDue() public {
        _passTo(DUE_DAY);
        _refused(
            supplier,
            _writeOffCall(LOT, 1),
            abi.encodeWithSelector(
                ICollections.ReceivableNotPastDue.selector,
                RECEIVABLE,
                DUE_DAY,
                DUE_DAY
            )
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= 51; size += 51) {
            bytes memory call = abi.encodeCall(
                ICollections.writeOff,
                (new ICollections.WriteOff[](size))
            );
            _refused(
                supplier,
                call,
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, 50)
            );
        }
    }

    function test_NeedsTheRightForCollection() public {
        bytes memory call = _writeOffCall(LOT, 1);
        _needsRight(supplier, Acts.COLLECTION, address(collections), call);
    }
}

contract Collections_MarkRecovered_Test is CollectionsTest {
    function setUp() public override {
        super.setUp();
        _advanced(ICollections.Stage.REMINDER);
        _writtenOff(supplier, LOT, 600);
        _writtenOff(financier, SOLD_LOT, 400);
    }

    function test_WhenAPartWasPaid_TheStageIsRecovered() public {
        _setReceivable(0, 999, IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);

        _expectEntered(
            financier,
            SOLD_LOT,
            ICollections.Stage.WRITTEN_OFF,
            ICollections.Stage.RECOVERED
        );
        _act(financier, address(collections), _recoverCall(SOLD_LOT));

        _assertStage(ICollections.Stage.RECOVERED);
    }

    function test_WhenAllWasPaid_AMandatedCollectorMayMarkIt() public {
        _act(supplier, address(collections), _mandateCall(LOT));
        _setReceivable(0, 0, IReceivableRegistry.ReceivableStatus.SETTLED);

        _act(collector, address(collections), _recoverCall(LOT));

        _assertStage(ICollections.Stage.RECOVERED);
    }

    function test_WhenNothingWasPaid_RefusesWithNothingRecovered() public {
        _refused(
            supplier,
            _recoverCall(LOT),
            abi.encodeWithSelector(ICollections.NothingRecovered.selector, RECEIVABLE, 1_000)
        );
    }

    function test_WhenItIsMarkedAgain_RefusesWithStageNotAllowed() public {
        _setReceivable(0, 999, IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        _act(supplier, address(collections), _recoverCall(LOT));

        ICollections.Stage recovered = ICollections.Stage.RECOVERED;
        _refused(supplier, _recoverCall(LOT), _notAllowed(recovered, recovered));
    }

    function test_WhenCallerOwnsNoSuchLot_RefusesWithPartyNotEntitled() public {
        _refused(supplier, _recoverCall(SOLD_LOT), _notEntitled(supplier, financier));
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        lots.set(LOT, address(0), 0);
        bytes memory reason = abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, LOT);
        _refused(supplier, _recoverCall(LOT), reason);
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            bytes memory call = abi.encodeCall(
                ICollections.markRecovered,
                (new ICollections.Recovery[](size))
            );
            _refused(supplier, call, _badBatch(size));
        }
    }

    function test_NeedsTheRightForCollection() public {
        _setReceivable(0, 999, IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        _needsRight(supplier, Acts.COLLECTION, address(collections), _recoverCall(LOT));
    }
}
