// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../../contracts/interfaces/IReconciliation.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {InvariantTest} from "./InvariantTest.sol";

/// @notice What must always hold of what is owed.
contract Debts_InvariantTest is InvariantTest {
    using LotIds for ReceivableId;

    /// @notice 1. Σ lot outstanding = receivable outstanding, for each receivable.
    function invariant_1_LotsAddUpToTheReceivable() external view {
        _assertHeld(1);
        Whole[] memory all = _wholes();
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 sumMinor = 0;
            for (uint256 j = 0; j < all[i].lots.length; ++j) {
                sumMinor += all[i].lots[j].outstandingMinor;
            }
            assertEq(sumMinor, all[i].debt.outstandingMinor, "1. lots do not add up");
        }
    }

    /// @notice 2. face = paid + credited + written off + outstanding, for each receivable, counted from the acts.
    function invariant_2_FaceIsPaidCreditedWrittenOffAndOutstanding() external view {
        _assertHeld(2);
        Whole[] memory all = _wholes();
        for (uint256 i = 0; i < all.length; ++i) {
            IReceivableRegistry.Receivable memory debt = all[i].debt;
            uint256 paidMinor = handler.paidMinor(all[i].id);
            uint256 creditedMinor = handler.creditedMinor(all[i].id);
            uint256 writtenOffMinor = handler.writtenOffMinor(all[i].id);
            assertEq(debt.paidMinor, paidMinor, "2. paid");
            assertEq(debt.creditedMinor, creditedMinor, "2. credited");
            assertEq(debt.writtenOffMinor, writtenOffMinor, "2. written off");
            if (!_isOwed(debt.status)) continue;
            uint256 reducedMinor = paidMinor + creditedMinor + writtenOffMinor;
            assertEq(reducedMinor + debt.outstandingMinor, debt.faceMinor, "2. face");
        }
    }

    /// @notice 4. Σ outstanding over a supplier–buyer–currency pair = that pair's running balance.
    function invariant_4_PairBalanceIsTheSumOfItsReceivables() external view {
        _assertHeld(4);
        Whole[] memory all = _wholes();
        IReconciliation.Pair[] memory pairs = _pairs();
        uint64[] memory balancesMinor = IReconciliation(ledger.reconciliation).balancesOf(pairs);
        for (uint256 i = 0; i < pairs.length; ++i) {
            uint256 sumMinor = 0;
            for (uint256 j = 0; j < all.length; ++j) {
                bool isOfPair =
                    all[j].debt.supplier == pairs[i].supplier &&
                        all[j].debt.buyer == pairs[i].buyer &&
                        all[j].debt.currency == pairs[i].currency;
                if (isOfPair) sumMinor += all[j].debt.outstandingMinor;
            }
            assertEq(balancesMinor[i], sumMinor, "4. balance of a pair");
        }
    }

    /// @notice 8. No fingerprint is ever used twice.
    function invariant_8_NoFingerprintIsUsedTwice() external view {
        _assertHeld(8);
    }

    /// @notice 16. A receivable is settled or written off exactly when nothing is outstanding on it, written off if any
    /// of it was given up; and its lots say the same of what was given up.
    function invariant_16_StatusFollowsFromTheAmounts() external view {
        _assertHeld(16);
        Whole[] memory all = _wholes();
        for (uint256 i = 0; i < all.length; ++i) {
            IReceivableRegistry.Receivable memory debt = all[i].debt;
            uint256 writtenOffMinor = 0;
            for (uint256 j = 0; j < all[i].lots.length; ++j) {
                writtenOffMinor += all[i].lots[j].writtenOffMinor;
            }
            assertEq(writtenOffMinor, debt.writtenOffMinor, "16. written off of lots");
            if (!_isOwed(debt.status)) continue;
            IReceivableRegistry.ReceivableStatus status = IReceivableRegistry
                .ReceivableStatus
                .CONFIRMED;
            if (debt.outstandingMinor == 0) {
                status =
                    writtenOffMinor > 0
                        ? IReceivableRegistry.ReceivableStatus.WRITTEN_OFF
                        : IReceivableRegistry.ReceivableStatus.SETTLED;
            }
            assertTrue(debt.status == status, "16. status");
        }
    }

    /// @notice 17. What is available of a lot is what is neither reserved, pledged, frozen nor disputed, and what is in
    /// dispute rests on lots in full: on the supplier's first.
    function invariant_17_AvailabilityIsWhatNothingHolds() external view {
        _assertHeld(17);
        Whole[] memory all = _wholes();
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 disputedMinor = handler.disputedMinor(all[i].id);
            if (_isOwed(all[i].debt.status)) {
                bool isAll = disputedMinor > all[i].debt.outstandingMinor;
                if (isAll) disputedMinor = all[i].debt.outstandingMinor;
                assertEq(all[i].debt.disputedMinor, disputedMinor, "17. disputed");
            }
            uint256 restingMinor = 0;
            for (uint256 j = 0; j < all[i].lots.length; ++j) {
                if (all[i].lots[j].owner == address(0)) continue;
                restingMinor += all[i].lots[j].disputedMinor;
                _assertAvailable(all[i], j);
            }
            assertEq(restingMinor, all[i].debt.disputedMinor, "17. dispute does not rest in full");
        }
    }

    /// @notice 21. A lot's clock stood still for the days on which a dispute that ended had rested on it.
    function invariant_21_ClocksStandStillInDispute() external view {
        _assertHeld(21);
        Whole[] memory all = _wholes();
        for (uint256 i = 0; i < all.length; ++i) {
            for (uint256 j = 0; j < all[i].lots.length; ++j) {
                if (all[i].lots[j].owner == address(0)) continue;
                uint32 stoppedDays = handler.stoppedDays(all[i].id.lotIdOf(j + 1));
                assertEq(all[i].lots[j].clockStoppedDays, stoppedDays, "21. stopped days");
            }
        }
    }

    /// @notice 22. A statement agrees only on the same figures, is resolved only when its lines are, and its sums are
    /// those of its lines.
    function invariant_22_StatementsAddUp() external view {
        _assertHeld(22);
        assertEq(handler.statementsOff(), 0, "22. statements that do not add up");
    }

    /// @notice 23. A course of collection moves as the table of stages allows, and promises and plans end kept or
    /// broken by what was paid in time.
    function invariant_23_CollectionsFollowWhatWasPaid() external view {
        _assertHeld(23);
        assertEq(handler.coursesOff(), 0, "23. promises, plans or records of them");
    }

    function _assertAvailable(Whole memory whole, uint256 index) private view {
        LotId lotId = whole.id.lotIdOf(index + 1);
        (uint256 availableMinor, uint64 restingMinor) = handler.expectedOf(LotId.unwrap(lotId));
        assertEq(whole.lots[index].availableMinor, availableMinor, "17. available of a lot");
        assertEq(_lots().availableMinor(lotId), availableMinor, "17. availability number");
        assertEq(whole.lots[index].disputedMinor, restingMinor, "17. dispute on a lot");
        bool isFrozen = handler.isFrozen(lotId);
        assertTrue(whole.lots[index].frozen == isFrozen, "17. frozen");
    }

    function _isOwed(IReceivableRegistry.ReceivableStatus status) private pure returns (bool) {
        return
            status == IReceivableRegistry.ReceivableStatus.CONFIRMED ||
            status == IReceivableRegistry.ReceivableStatus.SETTLED ||
            status == IReceivableRegistry.ReceivableStatus.WRITTEN_OFF;
    }
}
