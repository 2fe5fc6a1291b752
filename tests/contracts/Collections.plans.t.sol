// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {Acts, AMOUNT_MINOR_MAX} from "../../contracts/types/LedgerTypes.sol";
import {CollectionsTest} from "./support/CollectionsTest.sol";

/// @dev Instalments of 300, 200 and 400 after 10, 20 and 30 days.
abstract contract PlansTest is CollectionsTest {
    ICollections.ArrangementKind internal constant PLAN = ICollections
        .ArrangementKind
        .INSTALMENT_PLAN;
    ICollections.ArrangementStatus internal constant RUNNING = ICollections
        .ArrangementStatus
        .RUNNING;
    ICollections.ArrangementStatus internal constant KEPT = ICollections.ArrangementStatus.KEPT;
    ICollections.ArrangementStatus internal constant BROKEN = ICollections.ArrangementStatus.BROKEN;

    function _instalments() internal pure returns (ICollections.Instalment[] memory instalments) {
        instalments = new ICollections.Instalment[](3);
        instalments[0] = ICollections.Instalment(TODAY + 10, 300);
        instalments[1] = ICollections.Instalment(TODAY + 20, 200);
        instalments[2] = ICollections.Instalment(TODAY + 30, 400);
    }

    function _planned() internal {
        _act(supplier, address(collections), _planCall(_instalments()));
    }

    function _expectMet(uint8 metCount) internal {
        vm.expectEmit(address(collections));
        emit ICollections.InstalmentsMet(RECEIVABLE, metCount);
    }

    function _expectMissed(uint8 number) internal {
        vm.expectEmit(address(collections));
        emit ICollections.InstalmentMissed(RECEIVABLE, number);
    }

    function _resolveCall() internal pure returns (bytes memory) {
        return abi.encodeCall(ICollections.resolveInstalments, (RECEIVABLE));
    }
}

contract Collections_RecordPlan_Test is PlansTest {
    function test_GivenInstalments_RunsFromWhatIsOpenNow() public {
        vm.expectEmit(address(collections));
        emit ICollections.InstalmentPlanRecorded(
            RECEIVABLE,
            LOT,
            supplier,
            _instalments(),
            1_000,
            "evidence"
        );
        _expectEntered(supplier, LOT, ICollections.Stage.NONE, ICollections.Stage.INSTALMENT_PLAN);
        _planned();

        _assertStage(ICollections.Stage.INSTALMENT_PLAN);
        _assertArrangement(PLAN, RUNNING);
        ICollections.Arrangement memory plan = _course().arrangement;
        assertEq(plan.amountMinor, 900, "promised");
        assertEq(plan.openMinor, 1_000, "open");
        assertEq(plan.lastDay, TODAY + 30, "last day");
        assertEq(plan.instalmentCount, 3, "instalments");
        assertEq(collections.instalmentsOf(RECEIVABLE).length, 3, "stored instalments");
        assertEq(collections.instalmentsOf(RECEIVABLE)[1].amountMinor, 200, "second instalment");
    }

    function test_WhenAnotherPlanIsOver_TheNewOneReplacesIt() public {
        _planned();
        _passTo(TODAY + 11);
        ICollections.Instalment[] memory instalments = new ICollections.Instalment[](1);
        instalments[0] = ICollections.Instalment(TODAY + 12, 1_000);

        _expectMissed(1);
        _expectEnded(PLAN, BROKEN);
        _act(supplier, address(collections), _planCall(instalments));

        _assertArrangement(PLAN, RUNNING);
        assertEq(collections.instalmentsOf(RECEIVABLE).length, 1, "instalments");
    }

    function test_WhileAnotherIsRunning_RefusesWithArrangementStillRunning() public {
        _planned();
        _refused(
            supplier,
            _planCall(_instalments()),
            abi.encodeWithSelector(ICollections.ArrangementStillRunning.selector, RECEIVABLE, PLAN)
        );
        _refused(
            supplier,
            _promiseCall(1, TODAY),
            abi.encodeWithSelector(ICollections.ArrangementStillRunning.selector, RECEIVABLE, PLAN)
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= 37; size += 37) {
            _refused(
                supplier,
                _planCall(new ICollections.Instalment[](size)),
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, 36)
            );
        }
    }

    function test_GivenThirtySixInstalments_EachIsMetInItsTurn() public {
        ICollections.Instalment[] memory instalments = new ICollections.Instalment[](36);
        for (uint32 i = 0; i < 36; ++i) {
            instalments[i] = ICollections.Instalment(TODAY + i, 27);
        }
        _act(supplier, address(collections), _planCall(instalments));
        _setOutstanding(1_000 - 36 * 27);

        collections.resolveInstalments(RECEIVABLE);

        _assertArrangement(PLAN, KEPT);
        assertEq(_course().arrangement.metCount, 36, "met");
    }

    function test_GivenDaysThatDoNotAscend_RefusesWithInstalmentDaysNotAscending() public {
        ICollections.Instalment[] memory instalments = _instalments();
        instalments[2].dueDay = TODAY + 20;
        _refused(
            supplier,
            _planCall(instalments),
            abi.encodeWithSelector(
                ICollections.InstalmentDaysNotAscending.selector,
                3,
                TODAY + 20,
                TODAY + 20
            )
        );
    }

    function test_GivenAFirstDayInThePast_RefusesWithPromisedDayInPast() public {
        ICollections.Instalment[] memory instalments = _instalments();
        instalments[0].dueDay = TODAY - 1;
        _refused(
            supplier,
            _planCall(instalments),
            abi.encodeWithSelector(
                ICollections.PromisedDayInPast.selector,
                RECEIVABLE,
                TODAY - 1,
                TODAY
            )
        );
    }

    function test_GivenASumAboveOutstanding_RefusesWithPromisedAboveOutstanding() public {
        ICollections.Instalment[] memory instalments = _instalments();
        instalments[0].amountMinor = AMOUNT_MINOR_MAX;
        instalments[1].amountMinor = AMOUNT_MINOR_MAX;
        instalments[2].amountMinor = AMOUNT_MINOR_MAX;
        _refused(
            supplier,
            _planCall(instalments),
            abi.encodeWithSelector(
                ICollections.PromisedAboveOutstanding.selector,
                RECEIVABLE,
                3 * uint256(AMOUNT_MINOR_MAX),
                1_000
            )
        );
    }

    function test_GivenAnInstalmentOfNothing_RefusesWithAmountOutOfBounds() public {
        ICollections.Instalment[] memory instalments = _instalments();
        instalments[1].amountMinor = 0;
        _refused(supplier, _planCall(instalments), _badAmount(0));
    }

    function test_WhenCallerIsNotEntitled_RefusesWithPartyNotEntitled() public {
        bytes memory call = _planCall(_instalments());
        _refused(financier, call, _notEntitled(financier, supplier));
    }

    function test_NeedsTheRightForCollection() public {
        bytes memory call = _planCall(_instalments());
        _needsRight(supplier, Acts.COLLECTION, address(collections), call);
    }
}

contract Collections_ResolveInstalments_Test is PlansTest {
    function setUp() public override {
        super.setUp();
        _planned();
    }

    function test_WhenInstalmentsAreCovered_MarksThemInTheirOrder() public {
        _setOutstanding(500);
        _expectMet(2);
        collections.resolveInstalments(RECEIVABLE);
        _assertArrangement(PLAN, RUNNING);
        assertEq(_course().arrangement.metCount, 2, "met");

        _setOutstanding(100);
        _expectMet(3);
        _expectEnded(PLAN, KEPT);
        collections.resolveInstalments(RECEIVABLE);

        _assertArrangement(PLAN, KEPT);
        _assertRecord([uint32(0), 0, 1, 0]);
    }

    function test_WhenOneIsMissed_ThePlanIsBroken() public {
        _setOutstanding(501);
        _passTo(TODAY + 21);

        _expectMet(1);
        _expectMissed(2);
        _expectEnded(PLAN, BROKEN);
        collections.resolveInstalments(RECEIVABLE);

        _assertArrangement(PLAN, BROKEN);
        assertEq(_course().arrangement.metCount, 1, "met");
        _assertRecord([uint32(0), 0, 0, 1]);
    }

    function test_WhenNothingIsToBeMarked_RefusesWithInstalmentStillRunning() public {
        _setOutstanding(700);
        _passTo(TODAY + 10);
        collections.resolveInstalments(RECEIVABLE);

        _callRefused(
            address(this),
            address(collections),
            _resolveCall(),
            abi.encodeWithSelector(
                ICollections.InstalmentStillRunning.selector,
                RECEIVABLE,
                2,
                TODAY + 20
            )
        );
    }

    function test_GivenAPaymentThatWasReversedLater_WhatWasMetStaysMet() public {
        _setOutstanding(700);
        collections.resolveInstalments(RECEIVABLE);
        _setOutstanding(1_000);
        _passTo(TODAY + 21);

        _expectMissed(2);
        collections.resolveInstalments(RECEIVABLE);

        assertEq(_course().arrangement.metCount, 1, "met");
    }

    function test_GivenAPromiseOrNothing_RefusesWithArrangementNotRunning() public {
        bytes memory reason = abi.encodeWithSelector(
            ICollections.ArrangementNotRunning.selector,
            RECEIVABLE,
            ICollections.ArrangementKind.PROMISE
        );
        bytes memory call = abi.encodeCall(ICollections.resolvePromise, (RECEIVABLE));
        _callRefused(address(this), address(collections), call, reason);

        _advanced(ICollections.Stage.LEGAL);
        _callRefused(
            address(this),
            address(collections),
            _resolveCall(),
            abi.encodeWithSelector(ICollections.ArrangementNotRunning.selector, RECEIVABLE, PLAN)
        );
    }

    /// @dev Cumulative: instalments are met as far as what was paid reaches, and the day decides about the next one.
    function testFuzz_InstalmentsAreMetAsFarAsThePaymentsReach(
        uint64 paidSeed,
        uint32 daySeed
    ) public {
        uint64 paidMinor = bound64(paidSeed, 0, 1_000);
        uint32 day = uint32(bound(daySeed, TODAY, TODAY + 40));
        _setOutstanding(1_000 - paidMinor);
        _passTo(day);
        uint8 met =
            paidMinor >= 900
                ? 3
                : paidMinor >= 500
                    ? 2
                    : paidMinor >= 300
                        ? 1
                        : 0;
        bool missed = met < 3 && day > TODAY + 10 * (uint32(met) + 1);

        vm.prank(buyer);
        (bool succeeded, ) = address(collections).call(_resolveCall());

        assertTrue(succeeded == (met > 0 || missed), "marked");
        assertEq(_course().arrangement.metCount, met, "met");
        _assertArrangement(
            PLAN,
            met == 3
                ? KEPT
                : missed
                    ? BROKEN
                    : RUNNING
        );
    }
}
