// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943NonFungible} from "../../../contracts/interfaces/IERC7943NonFungible.sol";
import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IDuties} from "../../../contracts/interfaces/IDuties.sol";
import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
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

/// @notice What happens to lots between confirmation and payment: sale, pledge, order of a court, dispute, credit.
abstract contract FinanceTest is LedgerTest {
    uint40 internal constant ACCEPT_BY = uint40(START + 1 days);

    uint64 private _nonce = 100;
    uint32 private _lienNumber;

    // Lots.

    function _at(ReceivableId receivableId, uint256 index) internal pure returns (LotId) {
        return LotIds.lotIdOf(receivableId, index);
    }

    function _one(LotId lotId) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](1);
        lotIds[0] = lotId;
    }

    function _two(LotId first, LotId second) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](2);
        (lotIds[0], lotIds[1]) = (first, second);
    }

    function _split(Actor memory owner, LotId lotId, uint64 partMinor) internal {
        uint64[] memory partsMinor = new uint64[](1);
        partsMinor[0] = partMinor;
        _act(owner, address(lots), abi.encodeCall(IReceivableLots.split, (lotId, partsMinor)));
    }

    function _merge(Actor memory owner, LotId intoLotId, LotId lotId) internal {
        bytes memory call = abi.encodeCall(IReceivableLots.merge, (intoLotId, _one(lotId)));
        _act(owner, address(lots), call);
    }

    function _moveByCourt(address from, address to, LotId lotId) internal {
        _order(abi.encodeCall(IERC7943NonFungible.forcedTransfer, (from, to, LotId.unwrap(lotId))));
    }

    function _freeze(address owner, LotId lotId) internal {
        _order(
            abi.encodeCall(IERC7943NonFungible.setFrozenTokens, (owner, LotId.unwrap(lotId), true))
        );
    }

    function _order(bytes memory data) internal {
        vm.prank(operator.signer);
        powers.approve(address(lots), data, "order");
        vm.prank(secondOperator.signer);
        (bool done, ) = address(lots).call(data);
        assertTrue(done, "order was refused");
    }

    function _dispute(ReceivableId receivableId, uint64 amountMinor) internal {
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.openDispute,
            (receivableId, amountMinor, 1, "evidence")
        );
        _act(buyer, address(receivables), call);
    }

    function _withdrawDispute(ReceivableId receivableId) internal {
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.withdrawDispute,
            (receivableId, "evidence")
        );
        _act(buyer, address(receivables), call);
    }

    function _credit(ReceivableId receivableId, bytes32 fingerprint, uint64 amountMinor) internal {
        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        notes[0] = IReceivableRegistry.CreditNote(
            receivableId,
            fingerprint,
            amountMinor,
            "document"
        );
        bytes memory call = abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
        _act(supplier, address(receivables), call);
    }

    // Deals.

    /// @dev Accepted and funded on the terms of `_quote`.
    function _sold(LotId[] memory lotIds) internal returns (uint32 dealNumber) {
        return _soldAs(_quote(lotIds), lotIds);
    }

    function _soldAs(
        IFactoring.Quote memory quote,
        LotId[] memory lotIds
    ) internal returns (uint32 dealNumber) {
        quote.nonce = ++_nonce;
        dealNumber = uint32(_nonce - 100);
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        _funded(dealNumber, lotIds);
    }

    function _position(LotId lotId) internal view returns (IFactoring.Position memory) {
        return factoring.positionsOf(_one(lotId))[0];
    }

    function _exposureMinor(address party) internal view returns (uint64) {
        ICreditBook.ExposureKey[] memory keys = new ICreditBook.ExposureKey[](1);
        keys[0] = ICreditBook.ExposureKey(party, buyer.party, EUR);
        return creditBook.exposuresOf(keys)[0].exposureMinor;
    }

    function _owedMinor(Actor memory debtor, Actor memory creditor) internal view returns (uint64) {
        IDuties.Duty[] memory keys = new IDuties.Duty[](1);
        keys[0] = IDuties.Duty(debtor.party, creditor.party, EUR);
        return duties.owedOf(keys)[0];
    }

    /// @dev Another key of a party, with few rights.
    function _clerk(
        Actor memory of_,
        string memory name,
        uint16 rights,
        uint64 amountMaxMinor
    ) internal returns (Actor memory clerk) {
        clerk = _actor(name);
        clerk.party = of_.party;
        bytes memory call = abi.encodeCall(
            IPartyRegistry.addSigner,
            (clerk.signer, rights, amountMaxMinor)
        );
        _act(of_, address(parties), call);
    }

    // Liens.

    function _offer(
        LotId lotId,
        Actor memory pledgee,
        uint64 securedMinor,
        uint8 policyNumber
    ) internal pure returns (IPledges.Offer memory) {
        return IPledges.Offer(lotId, pledgee.party, securedMinor, policyNumber, 0, 0, ACCEPT_BY);
    }

    function _offerCall(IPledges.Offer memory item) internal pure returns (bytes memory) {
        IPledges.Offer[] memory offers = new IPledges.Offer[](1);
        offers[0] = item;
        return abi.encodeCall(IPledges.offer, (offers));
    }

    function _numbers(uint32 number) internal pure returns (uint32[] memory numbers) {
        numbers = new uint32[](1);
        numbers[0] = number;
    }

    function _offered(
        Actor memory owner,
        IPledges.Offer memory item
    ) internal returns (uint32 lienNumber) {
        _act(owner, address(pledges), _offerCall(item));
        return ++_lienNumber;
    }

    function _lienAccepted(Actor memory pledgee, uint32 lienNumber) internal {
        bytes memory call = abi.encodeCall(IPledges.accept, (_numbers(lienNumber)));
        _act(pledgee, address(pledges), call);
    }

    /// @dev Offered by the supplier and accepted.
    function _pledged(
        LotId lotId,
        Actor memory pledgee,
        uint64 securedMinor,
        uint8 policyNumber
    ) internal returns (uint32 lienNumber) {
        IPledges.Offer memory item = _offer(lotId, pledgee, securedMinor, policyNumber);
        item.acceptBy = uint40(block.timestamp + 1);
        lienNumber = _offered(supplier, item);
        _lienAccepted(pledgee, lienNumber);
    }

    function _lien(uint32 lienNumber) internal view returns (IPledges.Lien memory) {
        return pledges.liensOf(_numbers(lienNumber))[0];
    }

    function _release(Actor memory pledgee, uint32 lienNumber, uint64 amountMinor) internal {
        bytes memory call = abi.encodeCall(IPledges.release, (lienNumber, amountMinor));
        _act(pledgee, address(pledges), call);
    }

    /// @dev Announced, waited for, carried out.
    function _enforced(Actor memory pledgee, uint32 lienNumber) internal {
        bytes memory call = abi.encodeCall(IPledges.announceEnforcement, (lienNumber, "evidence"));
        _act(pledgee, address(pledges), call);
        vm.warp(block.timestamp + 10 days);
        call = abi.encodeCall(IPledges.enforce, (lienNumber, "evidence"));
        _act(pledgee, address(pledges), call);
    }

    // Payments.

    function _entry(bytes32 entryHash) internal view returns (ISettlement.BankEntry memory) {
        bytes32[] memory entryHashes = new bytes32[](1);
        entryHashes[0] = entryHash;
        return settlement.bankEntriesOf(operator.party, entryHashes)[0];
    }

    /// @dev An entry of which nothing is applied yet.
    function _received(bytes32 entryHash, Actor memory receivedBy, uint64 amountMinor) internal {
        ISettlement.Remittance memory remittance;
        remittance.entryHash = entryHash;
        remittance.receivedBy = receivedBy.party;
        remittance.currency = EUR;
        remittance.amountMinor = amountMinor;
        remittance.bookingDay = TODAY;
        _act(operator, address(settlement), _remitCall(remittance));
    }

    function _payTo(
        Actor memory receivedBy,
        bytes32 entryHash,
        ReceivableId receivableId,
        uint64 amountMinor
    ) internal {
        ISettlement.Remittance memory remittance = _remittance(
            entryHash,
            receivableId,
            amountMinor
        );
        remittance.receivedBy = receivedBy.party;
        _act(operator, address(settlement), _remitCall(remittance));
    }

    /// @dev Shares that the logs since `vm.recordLogs` tell, in order.
    function _recordedShares() internal returns (IReceivableLots.Share[] memory shares) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IReceivableLots.LotPaid.selector) ++count;
        }
        shares = new IReceivableLots.Share[](count);
        count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IReceivableLots.LotPaid.selector) continue;
            (uint64 amountMinor, uint32 lienNumber, uint64 recoveredMinor) = abi.decode(
                logs[i].data,
                (uint64, uint32, uint64)
            );
            shares[count++] = IReceivableLots.Share(
                LotId.wrap(uint256(logs[i].topics[1])),
                lienNumber,
                address(uint160(uint256(logs[i].topics[2]))),
                amountMinor,
                recoveredMinor
            );
        }
    }

    function _reverseCall(
        bytes32 entryHash,
        bytes32 previousHash,
        IReceivableLots.Share[] memory shares
    ) internal pure returns (bytes memory) {
        return
            abi.encodeCall(
                ISettlement.reverseAllocation,
                (entryHash, previousHash, shares, "evidence")
            );
    }

    /// @dev Gas that the act takes as a transaction of its own: what runs, the base fee and the bytes of the call.
    function _gasOf(Actor memory actor, address to, bytes memory data) internal returns (uint256) {
        bytes memory call = abi.encodeCall(forwarder.execute, (_request(actor, to, data)));
        uint256 gasBefore = gasleft();
        (bool done, ) = address(forwarder).call(call);
        uint256 gasUsed = gasBefore - gasleft();
        assertTrue(done, "act was refused");
        uint256 callGas = 0;
        for (uint256 i = 0; i < call.length; ++i) {
            callGas += call[i] == 0 ? 4 : 16;
        }
        return gasUsed + 21_000 + callGas;
    }

    // Reasons.

    function _batchReason(uint256 size) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX);
    }

    function _amountReason(uint256 amountMinor) internal pure returns (bytes memory) {
        bytes4 selector = ILedgerErrors.AmountOutOfBounds.selector;
        return abi.encodeWithSelector(selector, amountMinor, AMOUNT_MINOR_MAX);
    }

    function _entitledReason(
        Actor memory actor,
        Actor memory expected
    ) internal pure returns (bytes memory) {
        bytes4 selector = ILedgerErrors.PartyNotEntitled.selector;
        return abi.encodeWithSelector(selector, actor.party, expected.party);
    }

    function _ownedReason(
        LotId lotId,
        Actor memory owner,
        Actor memory actor
    ) internal pure returns (bytes memory) {
        bytes4 selector = IReceivableLots.LotNotOwned.selector;
        return abi.encodeWithSelector(selector, lotId, owner.party, actor.party);
    }

    function _roleReason(
        Actor memory actor,
        uint16 roles,
        uint16 required
    ) internal pure returns (bytes memory) {
        bytes4 selector = IPartyRegistry.PartyLacksRole.selector;
        return abi.encodeWithSelector(selector, actor.party, roles, required);
    }

    function _moduleReason(address expected) internal view returns (bytes memory) {
        bytes4 selector = ILedgerErrors.CallerNotModule.selector;
        return abi.encodeWithSelector(selector, address(this), expected);
    }
}
