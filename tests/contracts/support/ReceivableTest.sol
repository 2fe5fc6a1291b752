// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../../contracts/interfaces/ICollections.sol";
import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IDuties} from "../../../contracts/interfaces/IDuties.sol";
import {IEarlyPayments} from "../../../contracts/interfaces/IEarlyPayments.sol";
import {IERC7943NonFungible} from "../../../contracts/interfaces/IERC7943NonFungible.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IPledges} from "../../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    LotId,
    ReceivableId
} from "../../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./LedgerTest.sol";
import {Actor} from "./Requests.sol";
import {Vm} from "./Vm.sol";

/// @notice A confirmed receivable of 10,000 with one lot, and whatever parties do with its lots.
abstract contract ReceivableTest is LedgerTest {
    uint64 internal constant FACE = 10_000;

    ReceivableId internal receivableId;
    LotId internal lotId;
    uint32 internal dealCount;
    uint32 internal lienCount;

    function setUp() public virtual override {
        super.setUp();
        receivableId = _confirmed("a", FACE);
        lotId = _at(1);
    }

    // Lots.

    function _at(uint256 index) internal view returns (LotId) {
        return LotIds.lotIdOf(receivableId, index);
    }

    function _only(LotId which) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](1);
        lotIds[0] = which;
    }

    function _splitCall(
        LotId which,
        uint64 partMinor,
        uint256 count
    ) internal pure returns (bytes memory) {
        uint64[] memory partsMinor = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            partsMinor[i] = partMinor;
        }
        return abi.encodeCall(IReceivableLots.split, (which, partsMinor));
    }

    function _split(Actor memory owner, LotId which, uint64 partMinor, uint256 count) internal {
        _act(owner, address(lots), _splitCall(which, partMinor, count));
    }

    function _mergeCall(LotId into, LotId which) internal pure returns (bytes memory) {
        return abi.encodeCall(IReceivableLots.merge, (into, _only(which)));
    }

    function _merge(Actor memory owner, LotId into, LotId which) internal {
        _act(owner, address(lots), _mergeCall(into, which));
    }

    function _sold(LotId which) internal {
        _accepted(_only(which));
        _funded(++dealCount, _only(which));
    }

    function _pledged(
        Actor memory pledgor,
        LotId which,
        Actor memory pledgee,
        uint64 securedMinor
    ) internal returns (uint32 lienNumber) {
        IPledges.Offer[] memory offers = new IPledges.Offer[](1);
        offers[0] = IPledges.Offer(
            which,
            pledgee.party,
            securedMinor,
            BY_FILING,
            0,
            0,
            uint40(block.timestamp + 1 days)
        );
        _act(pledgor, address(pledges), abi.encodeCall(IPledges.offer, (offers)));
        uint32[] memory lienNumbers = new uint32[](1);
        lienNumber = ++lienCount;
        lienNumbers[0] = lienNumber;
        _act(pledgee, address(pledges), abi.encodeCall(IPledges.accept, (lienNumbers)));
    }

    function _enforced(Actor memory pledgee, uint32 lienNumber) internal {
        bytes memory call = abi.encodeCall(IPledges.announceEnforcement, (lienNumber, "evidence"));
        _act(pledgee, address(pledges), call);
        vm.warp(block.timestamp + 10 days);
        _act(pledgee, address(pledges), abi.encodeCall(IPledges.enforce, (lienNumber, "evidence")));
    }

    /// @dev The buyer offers to pay the supplier's lot early, and the supplier accepts.
    function _agreedEarly(LotId which, uint64 discountMinor) internal {
        uint40 payBy = uint40(block.timestamp + 1 days);
        bytes memory call = abi.encodeCall(IEarlyPayments.offer, (which, discountMinor, payBy));
        _act(buyer, address(earlyPayments), call);
        _act(supplier, address(earlyPayments), abi.encodeCall(IEarlyPayments.accept, (1)));
    }

    // Orders.

    function _freezeCall(
        address owner,
        LotId which,
        bool frozen
    ) internal pure returns (bytes memory) {
        uint256 token = LotId.unwrap(which);
        return abi.encodeCall(IERC7943NonFungible.setFrozenTokens, (owner, token, frozen));
    }

    function _forceCall(
        address from,
        address to,
        LotId which
    ) internal pure returns (bytes memory) {
        uint256 token = LotId.unwrap(which);
        return abi.encodeCall(IERC7943NonFungible.forcedTransfer, (from, to, token));
    }

    function _approved(bytes memory call) internal {
        vm.prank(operator.signer);
        powers.approve(address(lots), call, "order");
    }

    function _ordered(bytes memory call) internal {
        _approved(call);
        _act(secondOperator, address(lots), call);
    }

    function _setFrozen(LotId which, bool frozen) internal {
        _ordered(_freezeCall(_lot(which).owner, which, frozen));
    }

    function _forced(LotId which, Actor memory to) internal {
        _ordered(_forceCall(_lot(which).owner, to.party, which));
    }

    // Credits, disputes, write-offs.

    function _creditCall(
        bytes32 fingerprint,
        uint64 amountMinor
    ) internal view returns (bytes memory) {
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        notes[0] = IReceivableRegistry.CreditNote(
            receivableId,
            fingerprint,
            amountMinor,
            "document"
        );
        return abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
    }

    function _credited(bytes32 fingerprint, uint64 amountMinor) internal {
        _act(supplier, address(receivables), _creditCall(fingerprint, amountMinor));
    }

    function _disputeCall(uint64 disputedMinor) internal view returns (bytes memory) {
        return
            abi.encodeCall(
                IReceivableRegistry.openDispute,
                (receivableId, disputedMinor, 3, "evidence")
            );
    }

    function _disputed(uint64 disputedMinor) internal {
        _act(buyer, address(receivables), _disputeCall(disputedMinor));
    }

    function _endedDispute() internal {
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.withdrawDispute,
            (receivableId, "why")
        );
        _act(buyer, address(receivables), call);
    }

    function _writeOffCall(LotId which, uint64 amountMinor) internal pure returns (bytes memory) {
        ICollections.WriteOff[] memory items = new ICollections.WriteOff[](1);
        items[0] = ICollections.WriteOff(which, amountMinor, "evidence");
        return abi.encodeCall(ICollections.writeOff, (items));
    }

    function _writtenOff(Actor memory owner, LotId which, uint64 amountMinor) internal {
        _act(owner, address(collections), _writeOffCall(which, amountMinor));
    }

    /// @dev The receivable is past due, and its buyer was reminded.
    function _overdue() internal {
        vm.warp(START + 61 days);
        ICollections.Step[] memory steps = new ICollections.Step[](1);
        steps[0] = ICollections.Step(_at(1), ICollections.Stage.REMINDER, "evidence");
        _act(supplier, address(collections), abi.encodeCall(ICollections.advance, (steps)));
    }

    // Payments and what was told of them.

    /// @dev Pays and returns the shares, as a settlement agent reads them from the events.
    function _paid(
        bytes32 entryHash,
        uint64 amountMinor
    ) internal returns (IReceivableLots.Share[] memory) {
        vm.recordLogs();
        _pay(entryHash, receivableId, amountMinor);
        return _sharesOf(vm.getRecordedLogs());
    }

    function _reverseCall(
        bytes32 entryHash,
        IReceivableLots.Share[] memory shares
    ) internal pure returns (bytes memory) {
        return
            abi.encodeCall(
                ISettlement.reverseAllocation,
                (entryHash, bytes32(0), shares, "evidence")
            );
    }

    function _reversed(bytes32 entryHash, IReceivableLots.Share[] memory shares) internal {
        _act(operator, address(settlement), _reverseCall(entryHash, shares));
    }

    function _owedMinor(Actor memory debtor, Actor memory creditor) internal view returns (uint64) {
        IDuties.Duty[] memory asked = new IDuties.Duty[](1);
        asked[0] = IDuties.Duty(debtor.party, creditor.party, EUR);
        return duties.owedOf(asked)[0];
    }

    function _exposureMinor(Actor memory owner) internal view returns (uint64) {
        ICreditBook.ExposureKey[] memory keys = new ICreditBook.ExposureKey[](1);
        keys[0] = ICreditBook.ExposureKey(owner.party, buyer.party, EUR);
        return creditBook.exposuresOf(keys)[0].exposureMinor;
    }

    // Refusals.

    function _refused(Actor memory actor, bytes memory call, bytes memory reason) internal {
        _actRefused(actor, address(receivables), call, reason);
    }

    function _lotsRefused(Actor memory actor, bytes memory call, bytes memory reason) internal {
        _actRefused(actor, address(lots), call, reason);
    }

    function _remitRefused(ISettlement.Remittance memory remittance, bytes memory reason) internal {
        _actRefused(operator, address(settlement), _remitCall(remittance), reason);
    }

    function _notEntitled(
        Actor memory actor,
        Actor memory expected
    ) internal pure returns (bytes memory) {
        bytes4 selector = ILedgerErrors.PartyNotEntitled.selector;
        return abi.encodeWithSelector(selector, actor.party, expected.party);
    }

    function _wrongStatus(
        IReceivableRegistry.ReceivableStatus actual,
        IReceivableRegistry.ReceivableStatus required
    ) internal view returns (bytes memory) {
        bytes4 selector = IReceivableRegistry.ReceivableWrongStatus.selector;
        return abi.encodeWithSelector(selector, receivableId, actual, required);
    }

    function _badAmount(uint64 amountMinor) internal pure returns (bytes memory) {
        bytes4 selector = ILedgerErrors.AmountOutOfBounds.selector;
        return abi.encodeWithSelector(selector, amountMinor, AMOUNT_MINOR_MAX);
    }

    function _badBatch(uint256 size) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX);
    }

    function _aboveOutstanding(
        uint64 amountMinor,
        uint64 outstandingMinor
    ) internal view returns (bytes memory) {
        bytes4 selector = IReceivableRegistry.AmountAboveOutstanding.selector;
        return abi.encodeWithSelector(selector, receivableId, amountMinor, outstandingMinor);
    }

    function _lotError(bytes4 selector, LotId which) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, which);
    }

    function _assertStatus(IReceivableRegistry.ReceivableStatus expected) internal view {
        assertEq(uint256(_receivable(receivableId).status), uint256(expected), "status");
    }

    // What must hold after every act.

    /// @dev For worlds with this one receivable only.
    function _assertWhole() internal view {
        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        IReceivableLots.Lot[] memory all = lots.lotsOf(receivableId);
        uint256 outstandingMinor = 0;
        uint256 writtenOffMinor = 0;
        uint256 disputedMinor = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            outstandingMinor += all[i].outstandingMinor;
            writtenOffMinor += all[i].writtenOffMinor;
            disputedMinor += all[i].disputedMinor;
            assertTrue(
                pledges.securedMinor(_at(i + 1)) <= all[i].outstandingMinor,
                "liens above the lot"
            );
        }
        assertEq(outstandingMinor, state.outstandingMinor, "sum of the lots");
        assertEq(writtenOffMinor, state.writtenOffMinor, "sum written off");
        assertEq(disputedMinor, state.disputedMinor, "sum in dispute");
        assertEq(_balanceMinor(), state.outstandingMinor, "balance of the pair");
        assertEq(_exposureMinor(financier), _stakeMinor(financier), "exposure");
        assertEq(_exposureMinor(otherFinancier), _stakeMinor(otherFinancier), "other exposure");
    }

    function _sharesOf(
        Vm.Log[] memory logs
    ) internal pure returns (IReceivableLots.Share[] memory shares) {
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IReceivableLots.LotPaid.selector) ++count;
        }
        shares = new IReceivableLots.Share[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IReceivableLots.LotPaid.selector) continue;
            IReceivableLots.Share memory share = shares[next++];
            share.lotId = LotId.wrap(uint256(logs[i].topics[1]));
            share.beneficiary = address(uint160(uint256(logs[i].topics[2])));
            (share.amountMinor, share.lienNumber, share.recoveredMinor) = abi.decode(
                logs[i].data,
                (uint64, uint32, uint64)
            );
        }
    }

    /// @dev What a financier has at stake by owning lots of the receivable or by liens on them.
    function _stakeMinor(Actor memory party) private view returns (uint256 stakeMinor) {
        IReceivableLots.Lot[] memory all = lots.lotsOf(receivableId);
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].owner == party.party) stakeMinor += all[i].outstandingMinor;
            (, IPledges.Lien[] memory liens) = pledges.liensOfLot(_at(i + 1));
            for (uint256 j = 0; j < liens.length; ++j) {
                if (liens[j].pledgee == party.party) stakeMinor += liens[j].securedMinor;
            }
        }
    }
}
