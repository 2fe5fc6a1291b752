// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";

/// @notice The supplier has the lots 1 and 3 of 4,000 and 3,000, the financier the lot 2 of 3,000.
abstract contract WriteOffTest is ReceivableTest {
    function setUp() public virtual override {
        super.setUp();
        _split(supplier, lotId, 3_000, 2);
        _sold(_at(2));
        _overdue();
    }
}

contract ReceivableRegistry_WriteOff_Test is WriteOffTest {
    function test_APart_IsNoLongerOutstanding() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableWrittenOff(
            receivableId,
            _at(2),
            1_000,
            9_000,
            "evidence"
        );
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotWrittenOff(_at(2), 1_000);
        _writtenOff(financier, _at(2), 1_000);

        assertEq(_receivable(receivableId).writtenOffMinor, 1_000, "written off");
        assertEq(_receivable(receivableId).outstandingMinor, 9_000, "outstanding");
        assertEq(_receivable(receivableId).paidMinor, 0, "paid");
        assertEq(_lot(_at(2)).writtenOffMinor, 1_000, "written off of the lot");
        assertEq(_exposureMinor(financier), 2_000, "exposure");
        _assertStatus(IReceivableRegistry.ReceivableStatus.CONFIRMED);
        _assertWhole();
    }

    function test_TheLast_EndsTheReceivable() public {
        _writtenOff(financier, _at(2), 3_000);
        _pay("entry", receivableId, 3_500);
        uint64 leftMinor = _lot(_at(1)).outstandingMinor;
        _writtenOff(supplier, _at(1), leftMinor);
        _writtenOff(supplier, _at(3), _lot(_at(3)).outstandingMinor);

        _assertStatus(IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        _assertWhole();
    }

    function test_WhatWasWrittenOff_DoesNotKeepThePaidFromSettling() public {
        _writtenOff(supplier, _at(1), 4_000);
        IReceivableLots.Share[] memory shares = _paid("entry", FACE);

        _assertStatus(IReceivableRegistry.ReceivableStatus.SETTLED);
        assertEq(_receivable(receivableId).paidMinor, FACE, "paid");
        _assertWhole();
        _reversed("entry", shares);
        assertEq(_receivable(receivableId).writtenOffMinor, 4_000, "written off again");
        _assertStatus(IReceivableRegistry.ReceivableStatus.CONFIRMED);
        _assertWhole();
    }

    function test_MoreThanTheReceivable_RefusesWithAmountAboveOutstanding() public {
        _actRefused(
            supplier,
            address(collections),
            _writeOffCall(_at(1), FACE + 1),
            _aboveOutstanding(FACE + 1, FACE)
        );
    }

    function test_MoreThanTheLot_RefusesWithWriteOffAboveOutstanding() public {
        _actRefused(
            supplier,
            address(collections),
            _writeOffCall(_at(1), 4_001),
            abi.encodeWithSelector(
                IReceivableLots.WriteOffAboveOutstanding.selector,
                _at(1),
                4_001,
                4_000
            )
        );
    }

    function test_OfAPledgedLot_RefusesWithLotEncumbered() public {
        _pledged(supplier, _at(1), otherFinancier, 100);
        _actRefused(
            supplier,
            address(collections),
            _writeOffCall(_at(1), 1),
            _lotError(IReceivableLots.LotEncumbered.selector, _at(1))
        );
    }

    function test_TheRegistryChecksForItself_WhateverCollectionsAsks() public {
        vm.prank(address(collections));
        vm.expectRevert(_badAmount(0));
        receivables.writeOff(_at(1), 0, "evidence");

        vm.prank(address(collections));
        vm.expectRevert(_lotError(IReceivableLots.LotUnknown.selector, _at(4)));
        receivables.writeOff(_at(4), 1, "evidence");

        _pay("entry", receivableId, FACE);
        vm.prank(address(collections));
        vm.expectRevert(
            _wrongStatus(
                IReceivableRegistry.ReceivableStatus.SETTLED,
                IReceivableRegistry.ReceivableStatus.CONFIRMED
            )
        );
        receivables.writeOff(_at(1), 1, "evidence");
    }

    function test_OfADisputedLot_LeavesTheDisputeOnTheRest() public {
        _disputed(9_500);
        _writtenOff(supplier, _at(1), 4_000);
        assertEq(_receivable(receivableId).disputedMinor, 6_000, "disputed");
        _assertWhole();
    }
}

contract ReceivableRegistry_Recovery_Test is WriteOffTest {
    function setUp() public override {
        super.setUp();
        _writtenOff(financier, _at(2), 3_000);
        _writtenOff(supplier, _at(1), 2_000);
    }

    function test_APayment_IsSharedWithWhatWasWrittenOff() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 5_000);

        assertEq(shares.length, 3, "shares");
        assertEq(shares[0].amountMinor, 2_000, "of the first lot");
        assertEq(shares[0].recoveredMinor, 0, "recovered of the first lot");
        assertEq(shares[1].amountMinor, 1_500, "of the second lot");
        assertEq(shares[1].recoveredMinor, 1_500, "recovered of the second lot");
        assertEq(shares[2].amountMinor, 1_500, "of the third lot");
        assertEq(_receivable(receivableId).writtenOffMinor, 3_500, "written off");
        assertEq(_receivable(receivableId).outstandingMinor, 1_500, "outstanding");
        assertEq(_receivable(receivableId).paidMinor, 5_000, "paid");
        _assertWhole();

        _reversed("entry", shares);
        assertEq(_receivable(receivableId).writtenOffMinor, 5_000, "written off again");
        assertEq(_receivable(receivableId).outstandingMinor, 5_000, "outstanding again");
        assertEq(_lot(_at(2)).writtenOffMinor, 3_000, "written off of the second lot");
        _assertWhole();
    }

    function test_WhenNothingIsOutstanding_AllOfAPaymentIsRecovered() public {
        _writtenOff(supplier, _at(1), 2_000);
        _writtenOff(supplier, _at(3), 3_000);
        _assertStatus(IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);

        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);
        _assertStatus(IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        assertEq(_receivable(receivableId).writtenOffMinor, 9_000, "written off");
        _pay("rest", receivableId, 9_000);
        _assertStatus(IReceivableRegistry.ReceivableStatus.SETTLED);
        _assertWhole();

        _reversed("entry", shares);
        _assertStatus(IReceivableRegistry.ReceivableStatus.WRITTEN_OFF);
        assertEq(_receivable(receivableId).writtenOffMinor, 1_000, "written off again");
        _assertWhole();
    }

    function test_AboveAllThatTheBuyerOwes_RefusesWithAmountAboveOutstanding() public {
        _remitRefused(
            _remittance("entry", receivableId, FACE + 1),
            _aboveOutstanding(FACE + 1, 5_000)
        );
    }

    function test_TwoPaymentsInOneBatch_FollowEachOther() public {
        ISettlement.Remittance[] memory remittances = new ISettlement.Remittance[](3);
        remittances[0] = _remittance("first", receivableId, 1);
        remittances[1] = _remittance("second", receivableId, 4_998);
        remittances[2] = _remittance("third", receivableId, 5_001);
        bytes memory call = abi.encodeCall(ISettlement.applyRemittances, (remittances));
        _act(operator, address(settlement), call);

        _assertStatus(IReceivableRegistry.ReceivableStatus.SETTLED);
        _assertWhole();
    }

    function test_PaymentsThatFollowEachOther_AreCountedTogether() public {
        ISettlement.Remittance[] memory remittances = new ISettlement.Remittance[](51);
        for (uint256 i = 0; i < remittances.length; ++i) {
            remittances[i] = _remittance(keccak256(abi.encode(i)), receivableId, 1);
        }
        _actRefused(
            operator,
            address(settlement),
            abi.encodeCall(ISettlement.applyRemittances, (remittances)),
            abi.encodeWithSelector(IReceivableLots.SharesAboveMax.selector, 204, 200)
        );
    }

    function test_AfterAMerge_TheReversalFindsTheSurvivor() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 7_777);
        LotId into = _at(3);
        _merge(supplier, into, _at(1));
        _reversed("entry", shares);

        assertEq(_lot(into).writtenOffMinor, 2_000, "written off of the survivor");
        assertEq(_lot(into).outstandingMinor, 5_000, "outstanding of the survivor");
        _assertWhole();
    }

    function testFuzz_PaymentsAndReversal_KeepLotsAndReceivableAlike(
        uint64 firstSeed,
        uint64 secondSeed
    ) public {
        uint64 first = bound64(firstSeed, 1, FACE - 1);
        uint64 second = bound64(secondSeed, 1, FACE - first);
        IReceivableLots.Share[] memory shares = _paid("first", first);
        _assertWhole();
        _pay("second", receivableId, second);
        _assertWhole();
        _reversed("first", shares);
        assertEq(_receivable(receivableId).paidMinor, second, "paid");
        _assertWhole();
    }
}
