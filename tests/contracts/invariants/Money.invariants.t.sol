// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IPledges} from "../../../contracts/interfaces/IPledges.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {InvariantTest} from "./InvariantTest.sol";

/// @notice What must always hold of money that came in, and of what is at stake.
contract Money_InvariantTest is InvariantTest {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    /// @notice 5. exposure(financier, buyer, currency) = Σ outstanding of the lots that it owns and is not the supplier
    /// of + Σ of what its liens secure, and never grew past the limit.
    function invariant_5_ExposureIsWhatIsAtStake() external view {
        _assertHeld(5);
        Whole[] memory all = _wholes();
        IPledges.Lien[] memory liens = _liens();
        ICreditBook.ExposureKey[] memory keys = _exposureKeys();
        ICreditBook.Exposure[] memory found = ICreditBook(ledger.creditBook).exposuresOf(keys);
        for (uint256 i = 0; i < keys.length; ++i) {
            uint256 sumMinor = 0;
            for (uint256 j = 0; j < all.length; ++j) {
                bool isOf =
                    all[j].debt.buyer == keys[i].buyer && all[j].debt.currency == keys[i].currency;
                if (isOf) sumMinor += _atStake(all[j], keys[i].financier, liens);
            }
            assertEq(found[i].exposureMinor, sumMinor, "5. exposure");
        }
    }

    /// @notice 7. One bank entry is applied at most once, and a reversal takes back exactly the latest allocation.
    function invariant_7_OneBankEntryIsAppliedOnce() external view {
        _assertHeld(7);
    }

    /// @notice 9. Nothing stops a payment or its reversal: no pause, no suspension, no dispute, no lien.
    function invariant_9_NoPaymentIsRefused() external view {
        _assertHeld(9);
    }

    /// @notice 13. What is unapplied of an entry and its allocations that stand are the entry.
    function invariant_13_EntriesAreWhollyAccountedFor() external view {
        _assertHeld(13);
        assertEq(handler.entriesOff(), 0, "13. entries that do not add up");
    }

    /// @notice 14. What each party owes each other is what payments, credits, overpayments, reversals and releases of
    /// reserves came to.
    function invariant_14_DutiesAreWhatTheActsCameTo() external view {
        _assertHeld(14);
        assertEq(handler.dutiesOff(), 0, "14. duties");
    }

    /// @notice 15. A payment and its reversal leave receivable, lots, liens, exposures and duties as they were.
    function invariant_15_AReversalRestoresEverything() external view {
        _assertHeld(15);
    }

    /// @notice 18. A payment is spread over lots to the unit and over liens by rank; a credit falls on the supplier first
    /// and on the last rank first.
    function invariant_18_PaymentsAndCreditsAreSharedByTheRules() external view {
        _assertHeld(18);
    }

    /// @notice 24. Tokens move from payer to beneficiaries by exactly what is paid, and none stays on the ledger.
    function invariant_24_TokensMoveExactly() external view {
        _assertHeld(24);
        assertEq(IERC20(ledger.token).balanceOf(ledger.cashDesk), 0, "24. at the desk");
        assertEq(IERC20(ledger.token).balanceOf(ledger.settlement), 0, "24. in settlement");
        assertEq(IERC20(ledger.token).balanceOf(ledger.factoring), 0, "24. in factoring");
    }

    function _atStake(
        Whole memory whole,
        address holder,
        IPledges.Lien[] memory liens
    ) private pure returns (uint256 sumMinor) {
        for (uint256 i = 0; i < whole.lots.length; ++i) {
            bool isOwn = whole.lots[i].owner == holder && holder != whole.debt.supplier;
            if (isOwn) sumMinor += whole.lots[i].outstandingMinor;
        }
        for (uint256 i = 0; i < liens.length; ++i) {
            bool isOn =
                liens[i].status == IPledges.LienStatus.ACTIVE &&
                    ReceivableId.unwrap(liens[i].lotId.receivableOf()) ==
                        ReceivableId.unwrap(whole.id);
            if (isOn && liens[i].pledgee == holder) sumMinor += liens[i].securedMinor;
        }
    }
}
