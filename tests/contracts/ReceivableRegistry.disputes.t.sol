// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";

abstract contract DisputeTest is ReceivableTest {
    function _acceptCall(uint64 acceptedMinor) internal view returns (bytes memory) {
        return
            abi.encodeCall(IReceivableRegistry.acceptDispute, (receivableId, acceptedMinor, "why"));
    }

    function _acceptedDispute(uint64 acceptedMinor) internal {
        _act(supplier, address(receivables), _acceptCall(acceptedMinor));
    }

    function _withdrawCall() internal view returns (bytes memory) {
        return abi.encodeCall(IReceivableRegistry.withdrawDispute, (receivableId, "why"));
    }

    function _notOpen() internal view returns (bytes memory) {
        bytes4 selector = IReceivableRegistry.DisputeNotOpen.selector;
        return abi.encodeWithSelector(selector, receivableId);
    }

    function _disputedMinor() internal view returns (uint64) {
        return _receivable(receivableId).disputedMinor;
    }
}

contract ReceivableRegistry_OpenDispute_Test is DisputeTest {
    function test_MarksTheDisputedPart() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeOpened(receivableId, 2_500, 3, "evidence");
        _disputed(2_500);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.disputedMinor, 2_500, "disputed");
        assertEq(state.disputeDay, TODAY, "day of the dispute");
        assertEq(state.scope, 63, "scope");
        assertEq(lots.availableMinor(lotId), 7_500, "available");
        _assertWhole();
    }

    function test_WhenOneIsOpen_RefusesWithDisputeAlreadyOpen() public {
        _disputed(2_500);
        _refused(
            buyer,
            _disputeCall(1),
            abi.encodeWithSelector(
                IReceivableRegistry.DisputeAlreadyOpen.selector,
                receivableId,
                2_500
            )
        );
    }

    function test_GivenAnAmountOutOfBounds_RefusesIt() public {
        _refused(buyer, _disputeCall(0), _badAmount(0));
        _refused(buyer, _disputeCall(FACE + 1), _aboveOutstanding(FACE + 1, FACE));
    }

    function test_WhenAnotherBuyerDoes_RefusesWithPartyNotEntitled() public {
        _refused(otherBuyer, _disputeCall(1), _notEntitled(otherBuyer, buyer));
    }

    function test_OfAClaim_RefusesWithReceivableWrongStatus() public {
        receivableId = _registered("claim", 500);
        _refused(
            buyer,
            _disputeCall(1),
            _wrongStatus(
                IReceivableRegistry.ReceivableStatus.REGISTERED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
    }
}

contract ReceivableRegistry_EndDispute_Test is DisputeTest {
    function test_Withdraw_FreesTheLots() public {
        _disputed(2_500);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeResolved(receivableId, 0, 0, "why");
        _endedDispute();

        assertEq(_disputedMinor(), 0, "disputed");
        assertEq(_receivable(receivableId).disputeDay, 0, "day of the dispute");
        assertEq(_receivable(receivableId).outstandingMinor, FACE, "outstanding");
        assertEq(lots.availableMinor(lotId), FACE, "available");
    }

    function test_WhenNoneIsOpen_RefusesWithDisputeNotOpen() public {
        _refused(buyer, _withdrawCall(), _notOpen());
        _refused(supplier, _acceptCall(1), _notOpen());
    }

    function test_WhenAnotherPartyActs_RefusesWithPartyNotEntitled() public {
        _disputed(2_500);
        _refused(otherBuyer, _withdrawCall(), _notEntitled(otherBuyer, buyer));
        _refused(otherSupplier, _acceptCall(1), _notEntitled(otherSupplier, supplier));
    }

    function test_AcceptedInFull_CreditsItAndFreesTheRest() public {
        _disputed(2_500);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeResolved(receivableId, 2_500, 0, "why");
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableCredited(receivableId, 0, 2_500, 7_500, "why");
        _acceptedDispute(2_500);

        assertEq(_disputedMinor(), 0, "disputed");
        assertEq(_receivable(receivableId).creditedMinor, 2_500, "credited");
        assertEq(lots.availableMinor(lotId), 7_500, "available");
        _assertWhole();
    }

    function test_AcceptedInPart_TheRestStaysInDispute() public {
        _disputed(2_500);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.DisputeResolved(receivableId, 1_000, 1_500, "why");
        _acceptedDispute(1_000);

        assertEq(_disputedMinor(), 1_500, "disputed");
        assertEq(_receivable(receivableId).disputeDay, TODAY, "day of the dispute");
        assertEq(_receivable(receivableId).outstandingMinor, 9_000, "outstanding");
        assertEq(lots.availableMinor(lotId), 7_500, "available");
        _assertWhole();
        _acceptedDispute(1_500);
        assertEq(_receivable(receivableId).creditedMinor, 2_500, "credited");
        _assertWhole();
    }

    function test_AcceptedBeyondIt_RefusesWithAmountAboveOutstanding() public {
        _disputed(2_500);
        _refused(supplier, _acceptCall(2_501), _aboveOutstanding(2_501, 2_500));
        _refused(supplier, _acceptCall(0), _badAmount(0));
    }

    function test_TwoDisputesAccepted_NeedNoNumberOfACreditNote() public {
        _disputed(100);
        _acceptedDispute(100);
        _disputed(200);
        _acceptedDispute(200);
        assertEq(_receivable(receivableId).creditedMinor, 300, "credited");
    }
}

contract ReceivableRegistry_PaidDispute_Test is DisputeTest {
    function test_WhenLessIsOutstanding_SoMuchIsDisputed() public {
        _disputed(6_000);
        _pay("entry", receivableId, 9_000);

        assertEq(_disputedMinor(), 1_000, "disputed");
        assertEq(lots.availableMinor(lotId), 0, "available");
        _acceptedDispute(400);
        assertEq(_disputedMinor(), 600, "disputed after a part was accepted");
        _assertWhole();
        _acceptedDispute(600);
        _assertStatus(IReceivableRegistry.ReceivableStatus.SETTLED);
        _assertWhole();
    }

    function test_WhenAllIsPaid_NothingIsDisputed() public {
        _disputed(6_000);
        _pay("entry", receivableId, FACE);

        assertEq(_disputedMinor(), 0, "disputed");
        assertEq(_receivable(receivableId).disputeDay, 0, "day of the dispute");
        assertTrue(!_lot(lotId).held, "held");
        _refused(buyer, _withdrawCall(), _notOpen());
        _refused(supplier, _acceptCall(1), _notOpen());
    }

    function test_WhenThePaymentIsReversed_TheDisputeIsBack() public {
        _disputed(6_000);
        IReceivableLots.Share[] memory shares = _paid("entry", FACE);
        _reversed("entry", shares);

        assertEq(_disputedMinor(), 6_000, "disputed");
        assertEq(_receivable(receivableId).disputeDay, TODAY, "day of the dispute");
        assertEq(lots.availableMinor(lotId), 4_000, "available");
        _assertWhole();
        _endedDispute();
        assertEq(lots.availableMinor(lotId), FACE, "available after all");
    }

    function test_WhenItEndsInBetween_AReversalBringsNothingBack() public {
        _disputed(6_000);
        IReceivableLots.Share[] memory shares = _paid("entry", 9_000);
        _endedDispute();
        _reversed("entry", shares);

        assertEq(_disputedMinor(), 0, "disputed");
        assertEq(lots.availableMinor(lotId), FACE, "available");
    }

    function test_AFreezeThatEndedMeanwhile_DoesNotHideTheDispute() public {
        _disputed(6_000);
        IReceivableLots.Share[] memory shares = _paid("entry", FACE);
        _setFrozen(lotId, true);
        _setFrozen(lotId, false);
        _reversed("entry", shares);

        assertEq(lots.availableMinor(lotId), 4_000, "available");
        _assertWhole();
    }

    function test_ACreditNoteBesideADispute_LeavesItAsItIs() public {
        _disputed(6_000);
        _credited("cn", 5_000);

        assertEq(_disputedMinor(), 5_000, "disputed");
        assertEq(lots.availableMinor(lotId), 0, "available");
        _assertWhole();
    }
}

contract ReceivableRegistry_RestingDispute_Test is DisputeTest {
    function setUp() public override {
        super.setUp();
        _split(supplier, lotId, 2_000, 3);
        _sold(_at(1));
        _sold(_at(3));
    }

    function test_RestsOnTheSuppliersLotsFirst() public {
        _disputed(3_000);
        _assertResting([uint64(0), 2_000, 0, 1_000]);
    }

    function test_BeyondThem_RestsOnTheOthersInOrder() public {
        _disputed(8_500);
        _assertResting([uint64(4_000), 2_000, 500, 2_000]);
        assertEq(lots.availableMinor(_at(1)), 0, "available of the first");
        assertEq(lots.availableMinor(_at(3)), 1_500, "available of the third");
    }

    function test_StopsTheClocksOfTheLotsOnWhichItRests() public {
        _disputed(7_000);
        vm.warp(START + 72 days);

        vm.expectEmit(address(lots));
        emit IReceivableLots.LotClockStopped(_at(1), 12);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotClockStopped(_at(2), 12);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotClockStopped(_at(4), 12);
        _endedDispute();

        _assertClocks([uint32(12), 12, 0, 12]);
        _disputed(7_000);
        vm.warp(START + 75 days);
        _acceptedDispute(7_000);
        _assertClocks([uint32(15), 15, 0, 15]);
        _assertWhole();
    }

    function test_OnTheSameDay_StopsNoClock() public {
        _disputed(7_000);
        _endedDispute();
        _assertClocks([uint32(0), 0, 0, 0]);
    }

    function test_AcceptedInPart_RestsOnWhatIsLeft() public {
        _disputed(7_000);
        _acceptedDispute(3_000);
        _assertResting([uint64(3_000), 0, 0, 1_000]);
        _assertWhole();
    }

    function _assertResting(uint64[4] memory expected) private view {
        for (uint256 i = 0; i < 4; ++i) {
            IReceivableLots.Lot memory lot = _lot(_at(i + 1));
            assertEq(lot.disputedMinor, expected[i], "resting");
            assertTrue(lot.held == (expected[i] > 0), "held");
        }
        _assertWhole();
    }

    function _assertClocks(uint32[4] memory expected) private view {
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(_lot(_at(i + 1)).clockStoppedDays, expected[i], "stopped days");
        }
    }
}
