// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotIds} from "../../contracts/libraries/LotIds.sol";
import {LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {LedgerHandler} from "./support/LedgerHandler.sol";
import {Test} from "./support/Test.sol";

/// @notice What must always hold, numbered as in the design. Number 5 (exposure) comes with the credit book.
contract Ledger_InvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    LedgerHandler private handler;
    IPartyRegistry private parties;
    IReceivableRegistry private receivables;
    IReceivableLots private lots;
    IFactoring private factoring;
    ISettlement private settlement;
    IReconciliation private reconciliation;

    function setUp() public {
        handler = new LedgerHandler();
        (
            address partiesAt,
            address receivablesAt,
            address lotsAt,
            address factoringAt,
            address settlementAt,
            address reconciliationAt
        ) = handler.modules();
        parties = IPartyRegistry(partiesAt);
        receivables = IReceivableRegistry(receivablesAt);
        lots = IReceivableLots(lotsAt);
        factoring = IFactoring(factoringAt);
        settlement = ISettlement(settlementAt);
        reconciliation = IReconciliation(reconciliationAt);
    }

    /// @dev Asked by the test runner: which contract it calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev Asked by the test runner: which functions it calls.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), _acts());
    }

    /// @notice 1. Σ lot outstanding = receivable outstanding, for each receivable.
    function invariant_1_LotsAddUpToTheReceivable() external view {
        (ReceivableId[] memory ids, IReceivableRegistry.Receivable[] memory all) = _receivables();
        for (uint256 i = 0; i < all.length; ++i) {
            IReceivableLots.Lot[] memory parts = lots.lotsOf(ids[i]);
            uint256 sumMinor = 0;
            for (uint256 j = 0; j < parts.length; ++j) {
                sumMinor += parts[j].outstandingMinor;
            }
            assertEq(sumMinor, all[i].outstandingMinor, "lots do not add up");
        }
    }

    /// @notice 2. face = paid + credited + outstanding, for each receivable, counted from the acts that were done.
    function invariant_2_FaceIsPaidCreditedAndOutstanding() external view {
        (ReceivableId[] memory ids, IReceivableRegistry.Receivable[] memory all) = _receivables();
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 paidMinor = handler.paidMinor(ids[i]);
            uint256 creditedMinor = handler.creditedMinor(ids[i]);
            assertEq(all[i].paidMinor, paidMinor, "paid");
            assertEq(all[i].creditedMinor, creditedMinor, "credited");
            if (!_isOwed(all[i].status)) continue;
            uint256 sumMinor = paidMinor + creditedMinor + all[i].outstandingMinor;
            assertEq(sumMinor, all[i].faceMinor, "face");
            bool settled = all[i].status == IReceivableRegistry.ReceivableStatus.SETTLED;
            assertTrue(settled == (all[i].outstandingMinor == 0), "settled with something left");
            assertLe(all[i].disputedMinor, all[i].outstandingMinor, "disputed above outstanding");
        }
    }

    /// @notice 3. What is reserved of a lot never exceeds its outstanding: a lot is in one living deal at most.
    function invariant_3_NoLotIsSoldTwice() external view {
        (ReceivableId[] memory ids, ) = _receivables();
        for (uint256 i = 0; i < ids.length; ++i) {
            IReceivableLots.Lot[] memory parts = lots.lotsOf(ids[i]);
            for (uint256 j = 0; j < parts.length; ++j) {
                LotId lotId = LotIds.lotIdOf(ids[i], j + 1);
                uint256 living = _livingDealsOf(lotId);
                assertEq(living, parts[j].dealNumber == 0 ? 0 : 1, "living deals of a lot");
                uint256 availableMinor = living == 0 ? parts[j].outstandingMinor : 0;
                assertEq(lots.availableMinor(lotId), availableMinor, "available");
            }
        }
    }

    /// @notice 4. Σ outstanding over a supplier–buyer–currency pair = that pair's running balance.
    function invariant_4_PairBalanceIsTheSumOfItsReceivables() external view {
        (, IReceivableRegistry.Receivable[] memory all) = _receivables();
        (address[2] memory suppliers, address[2] memory buyers) = handler.suppliersAndBuyers();
        IReconciliation.Pair[] memory pairs = new IReconciliation.Pair[](8);
        for (uint256 i = 0; i < pairs.length; ++i) {
            bytes3 currency = i >> 2 == 0 ? bytes3("EUR") : bytes3("CNY");
            pairs[i] = IReconciliation.Pair(suppliers[i & 1], buyers[(i >> 1) & 1], currency);
        }
        uint64[] memory balancesMinor = reconciliation.balancesOf(pairs);
        for (uint256 i = 0; i < pairs.length; ++i) {
            uint256 sumMinor = 0;
            for (uint256 j = 0; j < all.length; ++j) {
                bool ofPair =
                    all[j].supplier == pairs[i].supplier &&
                        all[j].buyer == pairs[i].buyer &&
                        all[j].currency == pairs[i].currency;
                if (ofPair) sumMinor += all[j].outstandingMinor;
            }
            assertEq(balancesMinor[i], sumMinor, "balance of a pair");
        }
    }

    /// @notice 6. Lots go to active, admitted parties only, and only to roles that may own them.
    function invariant_6_OnlyEntitledPartiesOwnLots() external view {
        assertEq(handler.acquiredWhileInactive(), 0, "acquired while suspended");
        (ReceivableId[] memory ids, ) = _receivables();
        for (uint256 i = 0; i < ids.length; ++i) {
            IReceivableLots.Lot[] memory parts = lots.lotsOf(ids[i]);
            for (uint256 j = 0; j < parts.length; ++j) {
                address[] memory owners = new address[](1);
                owners[0] = parts[j].owner;
                uint16 roles = parties.partiesOf(owners)[0].roles;
                assertTrue(roles & (Roles.SUPPLIER | Roles.FINANCIER) != 0, "owner's roles");
            }
        }
    }

    /// @notice 7. One bank entry is applied at most once, and all of it is accounted for.
    function invariant_7_OneBankEntryIsAppliedOnce() external view {
        assertEq(handler.entriesReused(), 0, "bank entries applied again");
        bytes32[] memory hashes = handler.allEntries();
        ISettlement.BankEntry[] memory found = settlement.bankEntriesOf(hashes);
        for (uint256 i = 0; i < found.length; ++i) {
            uint256 appliedMinor = handler.applied(hashes[i]);
            assertEq(appliedMinor + found[i].unappliedMinor, found[i].amountMinor, "entry");
        }
    }

    /// @notice 8. No fingerprint is ever used twice.
    function invariant_8_NoFingerprintIsUsedTwice() external view {
        assertEq(handler.fingerprintsReused(), 0, "fingerprints used again");
    }

    /// @notice 9. Nothing but a pause stops a payment.
    function invariant_9_NoPaymentIsRefused() external view {
        assertEq(handler.paymentsRefused(), 0, "valid payments refused");
    }

    /// @dev Without this, an invariant could hold because nothing ever happens.
    function test_TheHandlerReachesEveryOutcome() external {
        bytes4[] memory acts = _acts();
        bytes32[24] memory outcomes = _outcomes();
        uint256[24] memory reached;
        for (uint256 world = 0; world < 8; ++world) {
            handler = new LedgerHandler();
            for (uint256 i = 0; i < 400; ++i) {
                uint256 seed = uint256(keccak256(abi.encode(world, i)));
                // An act that takes one argument ignores the second.
                bytes memory call = abi.encodeWithSelector(
                    acts[seed % acts.length],
                    seed >> 8,
                    uint64(seed >> 160)
                );
                (bool ok, ) = address(handler).call(call);
                assertTrue(ok, "an act of the handler failed");
            }
            for (uint256 i = 0; i < outcomes.length; ++i) {
                reached[i] += handler.reached(outcomes[i]);
            }
        }
        for (uint256 i = 0; i < outcomes.length; ++i) {
            assertTrue(reached[i] > 0, string(abi.encodePacked("never reached: ", outcomes[i])));
        }
    }

    function _outcomes() private pure returns (bytes32[24] memory) {
        return
            [
                bytes32("passTime"),
                "suspend",
                "reinstate",
                "register",
                "registerAgain",
                "confirm",
                "confirmRefused",
                "reject",
                "withdraw",
                "split",
                "pay",
                "payAgain",
                "credit",
                "openDispute",
                "withdrawDispute",
                "acceptDispute",
                "acceptDisputeRefused",
                "accept",
                "acceptRefused",
                "fund",
                "fundRefused",
                "lapse",
                "close",
                "closeRefused"
            ];
    }

    function _acts() private pure returns (bytes4[] memory acts) {
        acts = new bytes4[](16);
        acts[0] = LedgerHandler.passTime.selector;
        acts[1] = LedgerHandler.suspendOrReinstate.selector;
        acts[2] = LedgerHandler.register.selector;
        acts[3] = LedgerHandler.registerAgain.selector;
        acts[4] = LedgerHandler.confirm.selector;
        acts[5] = LedgerHandler.rejectOrWithdraw.selector;
        acts[6] = LedgerHandler.split.selector;
        acts[7] = LedgerHandler.pay.selector;
        acts[8] = LedgerHandler.payAgain.selector;
        acts[9] = LedgerHandler.credit.selector;
        acts[10] = LedgerHandler.openDispute.selector;
        acts[11] = LedgerHandler.resolveDispute.selector;
        acts[12] = LedgerHandler.accept.selector;
        acts[13] = LedgerHandler.fund.selector;
        acts[14] = LedgerHandler.lapse.selector;
        acts[15] = LedgerHandler.close.selector;
    }

    function _receivables()
        private
        view
        returns (ReceivableId[] memory ids, IReceivableRegistry.Receivable[] memory all)
    {
        ids = handler.allReceivableIds();
        all = receivables.receivablesOf(ids);
    }

    function _isOwed(IReceivableRegistry.ReceivableStatus status) private pure returns (bool) {
        return
            status == IReceivableRegistry.ReceivableStatus.CONFIRMED ||
            status == IReceivableRegistry.ReceivableStatus.SETTLED;
    }

    function _livingDealsOf(LotId lotId) private view returns (uint256 living) {
        uint32 count = handler.dealCount();
        for (uint32 number = 1; number <= count; ++number) {
            uint32[] memory numbers = new uint32[](1);
            numbers[0] = number;
            IFactoring.DealStatus status = factoring.dealsOf(numbers)[0].status;
            if (status == IFactoring.DealStatus.LAPSED) continue;
            LotId[] memory lotIds = handler.lotsOfDeal(number);
            for (uint256 i = 0; i < lotIds.length; ++i) {
                if (LotId.unwrap(lotIds[i]) == LotId.unwrap(lotId)) ++living;
            }
        }
    }
}
