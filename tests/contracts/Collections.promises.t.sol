// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {Acts} from "../../contracts/types/LedgerTypes.sol";
import {CollectionsTest} from "./support/CollectionsTest.sol";

abstract contract PromisesTest is CollectionsTest {
    ICollections.ArrangementKind internal constant PROMISE = ICollections.ArrangementKind.PROMISE;
    ICollections.ArrangementStatus internal constant RUNNING = ICollections
        .ArrangementStatus
        .RUNNING;
    ICollections.ArrangementStatus internal constant KEPT = ICollections.ArrangementStatus.KEPT;
    ICollections.ArrangementStatus internal constant BROKEN = ICollections.ArrangementStatus.BROKEN;
    ICollections.ArrangementStatus internal constant CANCELLED = ICollections
        .ArrangementStatus
        .CANCELLED;
}

contract Collections_RecordPromise_Test is PromisesTest {
    function test_GivenAPromise_RunsFromWhatIsOpenNow() public {
        vm.expectEmit(address(collections));
        emit ICollections.PromiseRecorded(
            RECEIVABLE,
            LOT,
            supplier,
            700,
            TODAY + 3,
            1_000,
            "evidence"
        );
        _expectEntered(supplier, LOT, ICollections.Stage.NONE, ICollections.Stage.PROMISE);
        _promised(700, TODAY + 3);

        _assertStage(ICollections.Stage.PROMISE);
        _assertArrangement(PROMISE, RUNNING);
        assertEq(_course().arrangement.amountMinor, 700, "promised");
        assertEq(_course().arrangement.openMinor, 1_000, "open");
        assertEq(_course().arrangement.lastDay, TODAY + 3, "day");
        ICollections.Instalment[] memory instalments = collections.instalmentsOf(RECEIVABLE);
        assertEq(instalments.length, 1, "instalments");
        assertEq(instalments[0].amountMinor, 700, "instalment");
        assertEq(instalments[0].dueDay, TODAY + 3, "day of the instalment");
    }

    function test_GivenMoreThanIsOutstanding_RefusesWithPromisedAboveOutstanding() public {
        _refused(
            supplier,
            _promiseCall(1_001, TODAY),
            abi.encodeWithSelector(
                ICollections.PromisedAboveOutstanding.selector,
                RECEIVABLE,
                1_001,
                1_000
            )
        );
        _promised(1_000, TODAY);
    }

    function test_GivenNothing_RefusesWithAmountOutOfBounds() public {
        _refused(supplier, _promiseCall(0, TODAY), _badAmount(0));
    }

    function test_GivenADayInThePast_RefusesWithPromisedDayInPast() public {
        _refused(
            supplier,
            _promiseCall(1, TODAY - 1),
            abi.encodeWithSelector(
                ICollections.PromisedDayInPast.selector,
                RECEIVABLE,
                TODAY - 1,
                TODAY
            )
        );
    }

    function test_WhileAnotherIsRunning_RefusesWithArrangementStillRunning() public {
        _promised(100, TODAY);
        _refused(
            supplier,
            _promiseCall(100, TODAY + 1),
            abi.encodeWithSelector(
                ICollections.ArrangementStillRunning.selector,
                RECEIVABLE,
                PROMISE
            )
        );
    }

    function test_WhenAnotherIsOver_ItEndsByWhatWasPaid() public {
        _promised(100, TODAY);
        _passTo(TODAY + 1);

        _expectEnded(PROMISE, BROKEN);
        _promised(100, TODAY + 1);
        _assertArrangement(PROMISE, RUNNING);
        _setOutstanding(900);
        _expectEnded(PROMISE, KEPT);
        _promised(50, TODAY + 1);

        _assertRecord([uint32(1), 1, 0, 0]);
    }

    function test_WhenCallerIsNotEntitled_RefusesAsAStep() public {
        bytes memory call = _promiseCall(1, TODAY);
        _refused(collector, call, _notEntitled(collector, supplier));
        _setReceivable(0, 0, IReceivableRegistry.ReceivableStatus.SETTLED);
        _refused(supplier, call, _wrongStatus(IReceivableRegistry.ReceivableStatus.SETTLED));
    }

    function test_NeedsTheRightForCollection() public {
        bytes memory call = _promiseCall(1, TODAY);
        _needsRight(supplier, Acts.COLLECTION, address(collections), call);
    }
}

contract Collections_ResolvePromise_Test is PromisesTest {
    function test_WhenWhatWasPromisedIsPaid_AnybodyMayFindItKept() public {
        _promised(700, TODAY + 3);
        _setOutstanding(301);
        _stillRunning();
        _setOutstanding(300);

        _expectEnded(PROMISE, KEPT);
        collections.resolvePromise(RECEIVABLE);

        _assertArrangement(PROMISE, KEPT);
        _assertStage(ICollections.Stage.PROMISE);
        _assertRecord([uint32(1), 0, 0, 0]);
    }

    function test_WhenTheDayIsPast_AnybodyMayFindItBroken() public {
        _promised(700, TODAY + 3);
        _setOutstanding(301);
        _passTo(TODAY + 3);
        _stillRunning();
        _passTo(TODAY + 4);

        _expectEnded(PROMISE, BROKEN);
        collections.resolvePromise(RECEIVABLE);

        _assertArrangement(PROMISE, BROKEN);
        _assertRecord([uint32(0), 1, 0, 0]);
    }

    function test_GivenAPaymentThatWasReversed_NothingCountsAsPaid() public {
        _promised(1, TODAY);
        _setOutstanding(1_500);
        _stillRunning(TODAY);
    }

    function test_GivenNoPromise_RefusesWithArrangementNotRunning() public {
        bytes memory reason = abi.encodeWithSelector(
            ICollections.ArrangementNotRunning.selector,
            RECEIVABLE,
            PROMISE
        );
        bytes memory call = abi.encodeCall(ICollections.resolvePromise, (RECEIVABLE));
        _callRefused(address(this), address(collections), call, reason);
        _promised(1_000, TODAY);
        _setOutstanding(0);
        collections.resolvePromise(RECEIVABLE);
        _callRefused(address(this), address(collections), call, reason);
    }

    function testFuzz_APromiseIsKeptExactlyWhenItsAmountIsPaid(
        uint64 promisedSeed,
        uint64 outstandingSeed
    ) public {
        uint64 promisedMinor = bound64(promisedSeed, 1, 1_000);
        uint64 outstandingMinor = bound64(outstandingSeed, 0, 1_000);
        _promised(promisedMinor, TODAY);
        _passTo(TODAY + 1);
        _setOutstanding(outstandingMinor);

        collections.resolvePromise(RECEIVABLE);

        _assertArrangement(PROMISE, outstandingMinor + promisedMinor <= 1_000 ? KEPT : BROKEN);
    }

    function _stillRunning() private {
        _stillRunning(TODAY + 3);
    }

    function _stillRunning(uint32 promisedDay) private {
        _callRefused(
            address(this),
            address(collections),
            abi.encodeCall(ICollections.resolvePromise, (RECEIVABLE)),
            abi.encodeWithSelector(
                ICollections.PromiseStillRunning.selector,
                RECEIVABLE,
                promisedDay
            )
        );
    }
}

contract Collections_RunningPromise_Test is PromisesTest {
    function test_WhenAStepIsTaken_ItIsCancelled() public {
        _promised(700, TODAY + 3);

        _expectEnded(PROMISE, CANCELLED);
        _advanced(ICollections.Stage.LEGAL);

        _assertArrangement(PROMISE, CANCELLED);
        _assertRecord([uint32(0), 0, 0, 0]);
    }

    function test_WhenAStepIsTakenAfterItsDay_ItIsBroken() public {
        _promised(700, TODAY + 3);
        _passTo(TODAY + 4);

        _expectEnded(PROMISE, BROKEN);
        _advanced(ICollections.Stage.LEGAL);

        _assertRecord([uint32(0), 1, 0, 0]);
    }

    function test_WhenTheInsurerIsNotified_ItRunsOn() public {
        _promised(700, TODAY + 3);

        _advanced(ICollections.Stage.INSURER_NOTIFIED);

        _assertArrangement(PROMISE, RUNNING);
        _setOutstanding(300);
        collections.resolvePromise(RECEIVABLE);
        _assertArrangement(PROMISE, KEPT);
    }

    function test_WhenAPartIsWrittenOff_ThatKeepsNoPromise() public {
        _promised(400, TODAY + 3);

        _writtenOff(financier, SOLD_LOT, 400);

        _assertArrangement(PROMISE, RUNNING);
        _passTo(TODAY + 4);
        collections.resolvePromise(RECEIVABLE);
        _assertArrangement(PROMISE, BROKEN);
    }

    function test_WhenAllIsWrittenOff_ItIsCancelled() public {
        _promised(400, TODAY + 3);
        _writtenOff(financier, SOLD_LOT, 400);

        _expectEnded(PROMISE, CANCELLED);
        _writtenOff(supplier, LOT, 600);

        _assertArrangement(PROMISE, CANCELLED);
    }
}
