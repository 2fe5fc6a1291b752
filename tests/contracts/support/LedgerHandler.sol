// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {ConfirmationScope, LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {LedgerGhosts} from "./LedgerGhosts.sol";
import {Actor} from "./LedgerWorld.sol";

/// @notice Random acts on the ledger. An act that is possible must work, one that is forbidden must be refused: both
/// are asserted here, so the runner fails on every revert.
contract LedgerHandler is LedgerGhosts {
    /// @dev Bounds the work of checking the invariants after each call.
    uint256 private constant RECEIVABLES_MAX = 12;
    uint256 private constant LOTS_MAX = 5;

    constructor() {
        setUp();
    }

    function passTime(uint256 secondsSeed) external {
        vm.warp(block.timestamp + bound(secondsSeed, 1 hours, 20 days));
        _reached("passTime");
    }

    function suspendOrReinstate(uint256 seed) external {
        Actor memory actor = seed % 2 == 0 ? otherSupplier : otherFinancier;
        bool active = _isActive(actor);
        vm.prank(operator.signer);
        if (active) parties.suspendParty(actor.party, "reason");
        else parties.reinstateParty(actor.party);
        _reached(active ? bytes32("suspend") : bytes32("reinstate"));
    }

    function register(uint256 seed, uint64 faceSeed) external {
        if (receivableIds.length >= RECEIVABLES_MAX) return;
        Actor memory creditor = seed % 2 == 0 ? supplier : otherSupplier;
        if (!_isActive(creditor)) return;
        IReceivableRegistry.Registration[] memory items = new IReceivableRegistry.Registration[](1);
        items[0] = IReceivableRegistry.Registration(
            bytes32(receivableIds.length),
            (seed >> 8) % 2 == 0 ? buyer.party : otherBuyer.party,
            bound64(faceSeed, 1, 2 ** 40),
            uint32(block.timestamp / 1 days),
            uint32(block.timestamp / 1 days + ((seed >> 16) % 120)),
            (seed >> 24) % 3 == 0 ? CNY : EUR,
            "document"
        );

        vm.prank(creditor.signer);
        receivables.register(items);

        receivableIds.push(receivables.receivableIdOf(creditor.party, items[0].fingerprint));
        _reached("register");
    }

    function registerAgain(uint256 seed) external {
        if (receivableIds.length == 0) return;
        uint256 index = seed % receivableIds.length;
        IReceivableRegistry.Receivable memory state = _state(receivableIds[index]);
        Actor memory creditor = _actorOf(state.supplier);
        IReceivableRegistry.Registration[] memory items = new IReceivableRegistry.Registration[](1);
        items[0] = IReceivableRegistry.Registration(
            bytes32(index),
            state.buyer,
            1,
            1,
            1,
            EUR,
            "document"
        );

        vm.prank(creditor.signer);
        try receivables.register(items) {
            ++fingerprintsReused;
        } catch {
            _reached("registerAgain");
        }
    }

    function confirm(uint256 seed, uint64 amountSeed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pick(
            seed,
            IReceivableRegistry.ReceivableStatus.REGISTERED
        );
        if (state.supplier == address(0)) return;
        IReceivableRegistry.Confirmation[] memory items = new IReceivableRegistry.Confirmation[](1);
        uint8 scope = seed % 5 == 0 ? 3 : ConfirmationScope.ALL;
        uint64 confirmed =
            seed % 3 == 0 ? bound64(amountSeed, 1, state.faceMinor) : state.faceMinor;
        items[0] = IReceivableRegistry.Confirmation(id, confirmed, scope);
        bool mayOwn = _isActive(_actorOf(state.supplier));

        vm.prank(_actorOf(state.buyer).signer);
        try receivables.confirm(items) {
            if (!mayOwn) ++acquiredWhileInactive;
            _reached("confirm");
        } catch {
            assertTrue(!mayOwn, "a valid confirmation was refused");
            _reached("confirmRefused");
        }
    }

    function rejectOrWithdraw(uint256 seed) external {
        // Rarely, or nothing would be left to confirm.
        if (seed % 4 != 0) return;
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pick(
            seed >> 8,
            IReceivableRegistry.ReceivableStatus.REGISTERED
        );
        if (state.supplier == address(0) || !_isActive(_actorOf(state.supplier))) return;
        bool rejects = (seed >> 2) % 2 == 0;
        vm.prank(_actorOf(rejects ? state.buyer : state.supplier).signer);
        if (rejects) receivables.reject(id, 1, "evidence");
        else receivables.withdraw(id);
        _reached(rejects ? bytes32("reject") : bytes32("withdraw"));
    }

    function split(uint256 seed, uint64 partSeed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickOpen(seed);
        IReceivableLots.Lot[] memory all = lots.lotsOf(id);
        if (state.supplier == address(0) || all.length >= LOTS_MAX) return;
        uint256 index = (seed >> 64) % all.length;
        IReceivableLots.Lot memory lot = all[index];
        if (lot.dealNumber != 0 || lot.outstandingMinor < 200) return;
        if (!_isActive(_actorOf(lot.owner))) return;
        uint64[] memory partsMinor = new uint64[](1);
        partsMinor[0] = bound64(partSeed, 100, lot.outstandingMinor - 100);

        vm.prank(_actorOf(lot.owner).signer);
        lots.split(_lotId(id, index), partsMinor);
        _reached("split");
    }

    function pay(uint256 seed, uint64 amountSeed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickOpen(seed);
        if (state.supplier == address(0)) return;
        uint64 amount =
            (seed >> 64) % 3 == 0
                ? state.outstandingMinor
                : bound64(amountSeed, 1, state.outstandingMinor);
        ISettlement.Remittance[] memory items = _remittances(id, amount, state.currency);
        items[0].amountMinor += uint64((seed >> 72) % 3);

        vm.prank(operator.signer);
        try settlement.applyRemittances(items) {
            entries.push(items[0].entryHash);
            paidMinor[id] += amount;
            applied[items[0].entryHash] = amount;
            _reached("pay");
        } catch {
            ++paymentsRefused;
        }
    }

    function payAgain(uint256 seed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickOpen(seed);
        if (state.supplier == address(0) || entries.length == 0) return;
        ISettlement.Remittance[] memory items = _remittances(id, 1, state.currency);
        items[0].entryHash = entries[(seed >> 64) % entries.length];

        vm.prank(operator.signer);
        try settlement.applyRemittances(items) {
            ++entriesReused;
        } catch {
            _reached("payAgain");
        }
    }

    function credit(uint256 seed, uint64 amountSeed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickOpen(seed);
        uint64 freeMinor = _freeMinor(id, state.supplier);
        if (freeMinor == 0 || !_isActive(_actorOf(state.supplier))) return;
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        uint64 amount = bound64(amountSeed, 1, freeMinor);
        notes[0] = IReceivableRegistry.CreditNote(id, bytes32(++noteCount), amount, "document");

        vm.prank(_actorOf(state.supplier).signer);
        receivables.applyCreditNotes(notes);
        creditedMinor[id] += amount;
        _reached("credit");
    }

    function openDispute(uint256 seed, uint64 amountSeed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickOpen(seed);
        if (state.supplier == address(0) || state.disputedMinor > 0 || seed % 3 != 0) return;
        uint64 amount = bound64(amountSeed, 1, state.outstandingMinor);
        vm.prank(_actorOf(state.buyer).signer);
        receivables.openDispute(id, amount, 1, "evidence");
        _reached("openDispute");
    }

    function resolveDispute(uint256 seed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickDisputed(seed);
        if (state.disputedMinor == 0) return;
        if (seed % 2 == 0) {
            vm.prank(_actorOf(state.buyer).signer);
            receivables.withdrawDispute(id, "evidence");
            _reached("withdrawDispute");
            return;
        }
        if (!_isActive(_actorOf(state.supplier))) return;
        bool covered = _freeMinor(id, state.supplier) >= state.disputedMinor;
        vm.prank(_actorOf(state.supplier).signer);
        try receivables.acceptDispute(id, "evidence") {
            assertTrue(covered, "a credit above the free lots was accepted");
            creditedMinor[id] += state.disputedMinor;
            _reached("acceptDispute");
        } catch {
            assertTrue(!covered, "a valid acceptance was refused");
            _reached("acceptDisputeRefused");
        }
    }

    function accept(uint256 seed) external {
        (ReceivableId id, IReceivableRegistry.Receivable memory state) = _pickOpen(seed);
        Actor memory bank = (seed >> 64) % 2 == 0 ? financier : otherFinancier;
        if (state.supplier == address(0) || !_isActive(bank)) return;
        if (!_isActive(_actorOf(state.supplier))) return;
        (LotId[] memory lotIds, bool possible) = _pickLots(id, state, seed >> 72);
        if (lotIds.length == 0) return;
        IFactoring.Quote memory quote = _quoteFor(bank, state, lotIds, deals.length);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(bank.key, factoring.quoteDigest(quote));

        vm.prank(_actorOf(state.supplier).signer);
        try factoring.accept(quote, lotIds, abi.encodePacked(r, s, v)) returns (uint32) {
            assertTrue(possible, "lots that cannot be financed were accepted");
            deals.push(GhostDeal(bank.party, lotIds));
            _reached("accept");
        } catch {
            // Charges can eat the advance of a very small lot.
            assertTrue(!possible || state.outstandingMinor < 10_000, "a valid quote was refused");
            _reached("acceptRefused");
        }
    }

    function fund(uint256 seed) external {
        (uint32 number, IFactoring.Deal memory deal) = _pickDeal(
            seed,
            IFactoring.DealStatus.ACCEPTED
        );
        if (number == 0) return;
        bool mayOwn = _isActive(_actorOf(deal.financier));
        bool inTime = block.timestamp <= deal.fundBy;
        vm.prank(_actorOf(deal.financier).signer);
        try factoring.fund(number, deals[number - 1].lotIds, "proof") {
            if (!mayOwn) ++acquiredWhileInactive;
            assertTrue(inTime, "funded after the deadline");
            _reached("fund");
        } catch {
            assertTrue(!mayOwn || !inTime, "a valid funding was refused");
            _reached("fundRefused");
        }
    }

    function lapse(uint256 seed) external {
        (uint32 number, IFactoring.Deal memory deal) = _pickDeal(
            seed,
            IFactoring.DealStatus.ACCEPTED
        );
        if (number == 0 || block.timestamp <= deal.fundBy) return;
        factoring.lapse(number, deals[number - 1].lotIds);
        _reached("lapse");
    }

    function close(uint256 seed) external {
        (uint32 number, IFactoring.Deal memory deal) = _pickDeal(
            seed,
            IFactoring.DealStatus.FUNDED
        );
        if (number == 0 || !_isActive(_actorOf(deal.financier))) return;
        bool collected = _outstandingOf(deals[number - 1].lotIds) == 0;
        vm.prank(_actorOf(deal.financier).signer);
        try factoring.close(number, deals[number - 1].lotIds, "released") {
            assertTrue(collected, "closed before collection");
            _reached("close");
        } catch {
            assertTrue(!collected, "a valid closing was refused");
            _reached("closeRefused");
        }
    }
}
