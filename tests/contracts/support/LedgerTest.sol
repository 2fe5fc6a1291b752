// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../../contracts/interfaces/IReconciliation.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {
    AMOUNT_MINOR_MAX,
    ConfirmationScope,
    LotId,
    ReceivableId
} from "../../../contracts/types/LedgerTypes.sol";
import {LedgerWorld} from "./LedgerWorld.sol";

/// @notice Acts of the parties, each signed as an EIP-712 request and sent through the forwarder.
abstract contract LedgerTest is LedgerWorld {
    // Receivables.

    function _registration(
        bytes32 fingerprint,
        uint64 faceMinor
    ) internal view returns (IReceivableRegistry.Registration memory) {
        return
            IReceivableRegistry.Registration(
                fingerprint,
                buyer.party,
                faceMinor,
                TODAY,
                TODAY + 60,
                EUR,
                "document"
            );
    }

    function _registerCall(
        IReceivableRegistry.Registration memory registration
    ) internal pure returns (bytes memory) {
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](1);
        registrations[0] = registration;
        return abi.encodeCall(IReceivableRegistry.register, (registrations));
    }

    function _confirmCall(
        ReceivableId receivableId,
        uint64 confirmedMinor,
        uint8 scope
    ) internal pure returns (bytes memory) {
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](1);
        confirmations[0] = IReceivableRegistry.Confirmation(receivableId, confirmedMinor, scope);
        return abi.encodeCall(IReceivableRegistry.confirm, (confirmations));
    }

    function _registered(bytes32 fingerprint, uint64 faceMinor) internal returns (ReceivableId) {
        _act(supplier, address(receivables), _registerCall(_registration(fingerprint, faceMinor)));
        return receivables.receivableIdOf(supplier.party, fingerprint);
    }

    function _confirmed(
        bytes32 fingerprint,
        uint64 faceMinor
    ) internal returns (ReceivableId receivableId) {
        receivableId = _registered(fingerprint, faceMinor);
        bytes memory call = _confirmCall(receivableId, faceMinor, ConfirmationScope.ALL);
        _act(buyer, address(receivables), call);
    }

    function _receivable(
        ReceivableId receivableId
    ) internal view returns (IReceivableRegistry.Receivable memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](1);
        receivableIds[0] = receivableId;
        return receivables.receivablesOf(receivableIds)[0];
    }

    // Lots.

    function _lotIds(
        ReceivableId receivableId,
        uint256 count
    ) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](count);
        for (uint256 i = 0; i < count; ++i) {
            lotIds[i] = LotIds.lotIdOf(receivableId, i + 1);
        }
    }

    function _lot(LotId lotId) internal view returns (IReceivableLots.Lot memory) {
        LotId[] memory lotIds = new LotId[](1);
        lotIds[0] = lotId;
        return lots.lotsById(lotIds)[0];
    }

    // Payments.

    function _remittance(
        bytes32 entryHash,
        ReceivableId receivableId,
        uint64 amountMinor
    ) internal view returns (ISettlement.Remittance memory remittance) {
        remittance.entryHash = entryHash;
        remittance.receivedBy = supplier.party;
        remittance.currency = EUR;
        remittance.amountMinor = amountMinor;
        remittance.bookingDay = TODAY;
        remittance.applications = new ISettlement.Application[](1);
        remittance.applications[0] = ISettlement.Application(receivableId, amountMinor);
    }

    function _remitCall(
        ISettlement.Remittance memory remittance
    ) internal pure returns (bytes memory) {
        ISettlement.Remittance[] memory remittances = new ISettlement.Remittance[](1);
        remittances[0] = remittance;
        return abi.encodeCall(ISettlement.applyRemittances, (remittances));
    }

    function _pay(bytes32 entryHash, ReceivableId receivableId, uint64 amountMinor) internal {
        ISettlement.Remittance memory remittance = _remittance(
            entryHash,
            receivableId,
            amountMinor
        );
        _act(operator, address(settlement), _remitCall(remittance));
    }

    function _balanceMinor() internal view returns (uint64) {
        IReconciliation.Pair[] memory pairs = new IReconciliation.Pair[](1);
        pairs[0] = IReconciliation.Pair(supplier.party, buyer.party, EUR);
        return reconciliation.balancesOf(pairs)[0];
    }

    // Factoring.

    function _quote(LotId[] memory lotIds) internal view returns (IFactoring.Quote memory) {
        return
            IFactoring.Quote({
                financier: financier.party,
                supplier: supplier.party,
                buyer: buyer.party,
                currency: EUR,
                lotsHash: keccak256(abi.encodePacked(lotIds)),
                eligibleMinorMax: AMOUNT_MINOR_MAX,
                scopeMin: ConfirmationScope.ASSIGNMENT_CONSENT,
                tenorDaysMax: 365,
                advanceRateBps: 8_000,
                discountRateBps: 600,
                serviceFeeBps: 50,
                dayCountBasis: 360,
                recourseDays: 30,
                disclosed: true,
                cashToken: address(0),
                validUntil: uint40(START + 1 days),
                fundingSeconds: 2 days,
                nonce: 1
            });
    }

    function _acceptCall(
        IFactoring.Quote memory quote,
        LotId[] memory lotIds,
        uint256 key
    ) internal view returns (bytes memory) {
        bytes memory signature = _sign(key, factoring.quoteDigest(quote));
        return abi.encodeCall(IFactoring.accept, (quote, lotIds, signature));
    }

    function _accepted(LotId[] memory lotIds) internal {
        _act(supplier, address(factoring), _acceptCall(_quote(lotIds), lotIds, financier.key));
    }

    function _funded(uint32 dealNumber, LotId[] memory lotIds) internal {
        bytes memory call = abi.encodeCall(IFactoring.fund, (dealNumber, lotIds, "proof"));
        _act(financier, address(factoring), call);
    }

    function _deal(uint32 dealNumber) internal view returns (IFactoring.Deal memory) {
        uint32[] memory dealNumbers = new uint32[](1);
        dealNumbers[0] = dealNumber;
        return factoring.dealsOf(dealNumbers)[0];
    }
}
