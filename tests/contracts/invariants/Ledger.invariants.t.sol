// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Debts_InvariantTest} from "./Debts.invariants.t.sol";
import {InvariantTest} from "./InvariantTest.sol";
import {LedgerActs} from "./LedgerActs.sol";
import {Money_InvariantTest} from "./Money.invariants.t.sol";
import {Title_InvariantTest} from "./Title.invariants.t.sol";

/// @notice All invariants in one campaign, so that a long run makes each act once, and what its acts reached.
contract Ledger_InvariantTest is InvariantTest {
    /// @dev Reading the whole ledger takes a hundred times as long as an act. What an act alone shows is looked at
    /// after each.
    uint256 private constant ACTS_PER_READING = 25;

    Debts_InvariantTest private _debts;
    Title_InvariantTest private _title;
    Money_InvariantTest private _money;

    function setUp() public override {
        super.setUp();
        _debts = new Debts_InvariantTest();
        _debts.watch(handler);
        _title = new Title_InvariantTest();
        _title.watch(handler);
        _money = new Money_InvariantTest();
        _money.watch(handler);
    }

    function invariant_HoldTogether() external view {
        _assertHeld(0);
        // By the latest seed and not by a count, so that a sequence that was shortened still ends with a reading.
        if (uint256(keccak256(abi.encode(handler.lastSeed()))) % ACTS_PER_READING == 0) _readAll();
    }

    /// @dev Called by the test runner after each run. A deep run names the file in which it collects outcomes.
    function afterInvariant() external {
        _readAll();
        string memory path = vm.envOr("REACH_FILE", string(""));
        if (bytes(path).length == 0) return;
        (bytes32[] memory names, uint256[] memory times) = handler.outcomes();
        vm.writeLine(path, vm.toString(abi.encode(names, times)));
    }

    /// @dev Rounds of a deep run turn to acts that come about too seldom among all.
    function _acts() internal view override returns (bytes4[] memory) {
        uint256 focus = vm.envOr("DEEP_FOCUS", uint256(0));
        if (focus == 1) return LedgerActs.ofCollection();
        return focus == 2 ? LedgerActs.ofFinance() : LedgerActs.all();
    }

    function _readAll() private view {
        _requireDebts();
        _requireTitle();
        _requireMoney();
    }

    function _requireDebts() private view {
        _debts.invariant_1_LotsAddUpToTheReceivable();
        _debts.invariant_2_FaceIsPaidCreditedWrittenOffAndOutstanding();
        _debts.invariant_4_PairBalanceIsTheSumOfItsReceivables();
        _debts.invariant_8_NoFingerprintIsUsedTwice();
        _debts.invariant_16_StatusFollowsFromTheAmounts();
        _debts.invariant_17_AvailabilityIsWhatNothingHolds();
        _debts.invariant_21_ClocksStandStillInDispute();
        _debts.invariant_22_StatementsAddUp();
        _debts.invariant_23_CollectionsFollowWhatWasPaid();
    }

    function _requireTitle() private view {
        _title.invariant_3_NothingIsSoldOrPledgedTwice();
        _title.invariant_6_OnlyEntitledPartiesOwnLots();
        _title.invariant_10_LiensAreListedByRankWithinTheirLot();
        _title.invariant_11_DealsAreTheSumOfTheirLots();
        _title.invariant_12_BalancesCountLots();
        _title.invariant_19_KeysActWithinTheirRights();
        _title.invariant_20_WhatIsAllowedIsDoneAndNothingElse();
    }

    function _requireMoney() private view {
        _money.invariant_5_ExposureIsWhatIsAtStake();
        _money.invariant_7_OneBankEntryIsAppliedOnce();
        _money.invariant_9_NoPaymentIsRefused();
        _money.invariant_13_EntriesAreWhollyAccountedFor();
        _money.invariant_14_DutiesAreWhatTheActsCameTo();
        _money.invariant_15_AReversalRestoresEverything();
        _money.invariant_18_PaymentsAndCreditsAreSharedByTheRules();
        _money.invariant_24_TokensMoveExactly();
    }
}
