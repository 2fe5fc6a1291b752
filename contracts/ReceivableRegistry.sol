// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "./interfaces/IReconciliation.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {ReceivablePayments} from "./receivables/ReceivablePayments.sol";
import {ReceivableStore} from "./receivables/ReceivableStore.sol";
import {Acts, ConfirmationScope, Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";

/// @title Receivable registry
/// @notice Life of each receivable, from registration to the last payment or credit.
contract ReceivableRegistry is ReceivablePayments {
    /// @dev Confirmations of one call, handed to the balance pair by pair and to the lots at once.
    /// @param pairNumber Pair of the latest one.
    struct Confirming {
        IReceivableLots.Mint[] mints;
        address checkedSupplier;
        uint32 pairNumber;
        IReconciliation.Pair pair;
        uint64 pairMinor;
    }

    uint8 private constant SCOPE_MIN = ConfirmationScope.EXISTENCE | ConfirmationScope.AMOUNT;

    /// @notice Longest silence that can be agreed to: a year.
    uint16 public constant SILENCE_DAYS_MAX = 365;

    mapping(address buyer => mapping(address supplier => SilenceAgreement)) private _agreements;

    constructor(Modules memory modules) ReceivableStore(modules) {}

    /// @inheritdoc IReceivableRegistry
    function register(Registration[] calldata registrations) external {
        Bounds.requireBatch(registrations.length);
        uint64 largestMinor = 0;
        for (uint256 i = 0; i < registrations.length; ++i) {
            if (registrations[i].faceMinor > largestMinor) {
                largestMinor = registrations[i].faceMinor;
            }
        }
        address supplier = _actingPartyUpTo(Roles.SUPPLIER, Acts.REGISTRATION, largestMinor);

        // The same buyer and currency come many times in a row; they are asked about once.
        address checkedBuyer = address(0);
        bytes3 checkedCurrency = 0;
        uint32 pairNumber = 0;
        for (uint256 i = 0; i < registrations.length; ++i) {
            Registration calldata registration = registrations[i];
            address buyer = registration.buyer;
            bytes3 currency = registration.currency;
            if (pairNumber == 0 || buyer != checkedBuyer || currency != checkedCurrency) {
                PARTIES.requireParty(buyer, Roles.BUYER);
                Bounds.requireCurrency(currency);
                if (buyer == supplier) revert BuyerIsSupplier(supplier);
                checkedBuyer = buyer;
                checkedCurrency = currency;
                pairNumber = _numberPair(supplier, buyer, currency);
            }
            _register(supplier, pairNumber, registration);
        }
    }

    /// @inheritdoc IReceivableRegistry
    function amend(Amendment[] calldata amendments) external {
        address supplier = _actingParty(Roles.SUPPLIER, Acts.REGISTRATION);
        Bounds.requireBatch(amendments.length);

        for (uint256 i = 0; i < amendments.length; ++i) {
            Amendment calldata amendment = amendments[i];
            ReceivableId receivableId = amendment.receivableId;

            // Checks.
            _requireStatus(receivableId, ReceivableStatus.REGISTERED);
            _requireEntitled(supplier, _pairOf(receivableId).supplier);
            Bounds.requireAmount(amendment.faceMinor);
            _requireDueDay(ReceivableId.unwrap(receivableId), amendment.dueDay);

            // Effects.
            StoredReceivable storage receivable = _receivables[receivableId];
            receivable.faceMinor = amendment.faceMinor;
            receivable.dueDay = uint24(amendment.dueDay);
            // Safe cast: Unix seconds fit 40 bits.
            receivable.registeredAt = uint40(block.timestamp);
            emit ReceivableAmended(
                receivableId,
                amendment.faceMinor,
                amendment.dueDay,
                amendment.documentCommitment
            );
        }
    }

    /// @inheritdoc IReceivableRegistry
    function confirm(Confirmation[] calldata confirmations) external {
        Bounds.requireBatch(confirmations.length);
        uint64 largestMinor = 0;
        for (uint256 i = 0; i < confirmations.length; ++i) {
            if (confirmations[i].confirmedMinor > largestMinor) {
                largestMinor = confirmations[i].confirmedMinor;
            }
        }
        address buyer = _actingPartyUpTo(Roles.BUYER, Acts.CONFIRMATION, largestMinor);

        Confirming memory confirming;
        confirming.mints = new IReceivableLots.Mint[](confirmations.length);
        for (uint256 i = 0; i < confirmations.length; ++i) {
            Confirmation calldata confirmation = confirmations[i];
            ReceivableId receivableId = confirmation.receivableId;

            // Checks.
            StoredReceivable memory receivable = _requireStatus(
                receivableId,
                ReceivableStatus.REGISTERED
            );
            _turnTo(confirming, receivable.pairNumber);
            _requireEntitled(buyer, confirming.pair.buyer);
            _requireConfirmable(confirmation, receivable.faceMinor);

            // Effects.
            _confirm(
                confirming,
                confirming.mints[i],
                receivableId,
                confirmation.confirmedMinor,
                confirmation.scope
            );
            emit ReceivableConfirmed(receivableId, confirmation.confirmedMinor, confirmation.scope);
        }
        _finish(confirming);
    }

    /// @inheritdoc IReceivableRegistry
    function agreeSilence(address supplier, uint16 silenceDays, uint8 scope) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.ADMINISTRATION);
        PARTIES.requireParty(supplier, Roles.SUPPLIER);
        if (silenceDays > SILENCE_DAYS_MAX) {
            revert SilenceDaysAboveMax(silenceDays, SILENCE_DAYS_MAX);
        }
        if (silenceDays > 0) _requireScope(ReceivableId.wrap(0), scope);

        // Effects.
        // Safe cast: Unix seconds fit 40 bits.
        _agreements[buyer][supplier] = SilenceAgreement(
            silenceDays,
            scope,
            uint40(block.timestamp)
        );
        emit SilenceAgreed(buyer, supplier, silenceDays, scope);
    }

    /// @inheritdoc IReceivableRegistry
    function confirmBySilence(ReceivableId[] calldata receivableIds) external {
        address supplier = _actingParty(Roles.SUPPLIER, Acts.REGISTRATION);
        Bounds.requireBatch(receivableIds.length);
        // Whoever may not answer now is not taken to have nothing to say.
        if (PARTIES.pausedActs() & Acts.CONFIRMATION != 0) {
            revert IPartyRegistry.ActsPaused(Acts.CONFIRMATION);
        }

        Confirming memory confirming;
        confirming.mints = new IReceivableLots.Mint[](receivableIds.length);
        address checkedBuyer = address(0);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            ReceivableId receivableId = receivableIds[i];

            // Checks.
            StoredReceivable memory receivable = _requireStatus(
                receivableId,
                ReceivableStatus.REGISTERED
            );
            _turnTo(confirming, receivable.pairNumber);
            _requireEntitled(supplier, confirming.pair.supplier);
            address buyer = confirming.pair.buyer;
            SilenceAgreement memory agreement = _agreements[buyer][supplier];
            _requireSilence(receivableId, agreement, receivable.registeredAt);
            if (buyer != checkedBuyer) {
                checkedBuyer = buyer;
                PARTIES.requireParty(buyer, Roles.BUYER);
            }

            // Effects.
            uint64 faceMinor = receivable.faceMinor;
            uint8 scope = agreement.scope;
            _confirm(confirming, confirming.mints[i], receivableId, faceMinor, scope | DEEMED);
            emit ReceivableDeemedConfirmed(receivableId, faceMinor, scope);
        }
        _finish(confirming);
    }

    /// @inheritdoc IReceivableRegistry
    function reject(ReceivableId receivableId, uint8 reason, bytes32 evidenceHash) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.CONFIRMATION);
        _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(buyer, _pairOf(receivableId).buyer);

        // Effects.
        _receivables[receivableId].status = ReceivableStatus.REJECTED;
        emit ReceivableRejected(receivableId, reason, evidenceHash);
    }

    /// @inheritdoc IReceivableRegistry
    function withdraw(ReceivableId receivableId) external {
        // Checks.
        address supplier = _actingParty(Roles.SUPPLIER, Acts.REGISTRATION);
        _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(supplier, _pairOf(receivableId).supplier);

        // Effects.
        _receivables[receivableId].status = ReceivableStatus.WITHDRAWN;
        emit ReceivableWithdrawn(receivableId);
    }

    /// @inheritdoc IReceivableRegistry
    function silenceAgreementOf(
        address buyer,
        address supplier
    ) external view returns (SilenceAgreement memory) {
        return _agreements[buyer][supplier];
    }

    function _register(
        address supplier,
        uint32 pairNumber,
        Registration calldata registration
    ) private {
        // Checks.
        bytes32 fingerprint = registration.fingerprint;
        uint32 dueDay = registration.dueDay;
        Bounds.requireAmount(registration.faceMinor);
        if (dueDay < registration.issueDay) {
            revert DueDateBeforeIssueDate(fingerprint, registration.issueDay, dueDay);
        }
        _requireDueDay(fingerprint, dueDay);
        ReceivableId receivableId = receivableIdOf(supplier, fingerprint);
        ReceivableStatus status = _receivables[receivableId].status;
        if (status != ReceivableStatus.NONE) {
            revert ReceivableAlreadyRegistered(receivableId, status);
        }

        // Effects.
        // Safe cast: Unix seconds fit 40 bits.
        _receivables[receivableId] = StoredReceivable(
            pairNumber,
            registration.faceMinor,
            0,
            uint40(block.timestamp),
            uint24(dueDay),
            0,
            ReceivableStatus.REGISTERED
        );
        emit ReceivableRegistered(
            receivableId,
            supplier,
            registration.buyer,
            registration.currency,
            registration.faceMinor,
            registration.issueDay,
            dueDay,
            registration.documentCommitment
        );
    }

    function _confirm(
        Confirming memory confirming,
        IReceivableLots.Mint memory lot,
        ReceivableId receivableId,
        uint64 confirmedMinor,
        uint8 marks
    ) private {
        address supplier = confirming.pair.supplier;
        if (supplier != confirming.checkedSupplier) {
            PARTIES.requireParty(supplier, Roles.SUPPLIER);
            confirming.checkedSupplier = supplier;
        }
        StoredReceivable storage receivable = _receivables[receivableId];
        receivable.faceMinor = confirmedMinor;
        receivable.outstandingMinor = confirmedMinor;
        receivable.marks = marks;
        receivable.status = ReceivableStatus.CONFIRMED;

        lot.receivableId = receivableId;
        lot.owner = supplier;
        lot.outstandingMinor = confirmedMinor;
        if (confirming.pairMinor > type(uint64).max - confirmedMinor) _increaseBalance(confirming);
        confirming.pairMinor += confirmedMinor;
    }

    /// @dev Receivables of one pair come many in a row; what is asked of the pair is asked once.
    function _turnTo(Confirming memory confirming, uint32 pairNumber) private {
        if (pairNumber == confirming.pairNumber) return;
        _increaseBalance(confirming);
        confirming.pairNumber = pairNumber;
        confirming.pair = _pairs[pairNumber];
    }

    function _finish(Confirming memory confirming) private {
        _increaseBalance(confirming);
        LOTS.mint(confirming.mints);
    }

    function _increaseBalance(Confirming memory confirming) private {
        if (confirming.pairMinor == 0) return;
        RECONCILIATION.increase(confirming.pair, confirming.pairMinor);
        confirming.pairMinor = 0;
    }

    function _requireSilence(
        ReceivableId receivableId,
        SilenceAgreement memory agreement,
        uint40 registeredAt
    ) private view {
        if (agreement.silenceDays == 0 || agreement.agreedAt > registeredAt) {
            revert SilenceNotAgreed(receivableId, agreement.agreedAt, registeredAt);
        }
        uint256 confirmableAt = uint256(registeredAt) + uint256(agreement.silenceDays) * 1 days;
        if (block.timestamp < confirmableAt) revert SilenceTooShort(receivableId, confirmableAt);
    }

    function _requireConfirmable(
        Confirmation calldata confirmation,
        uint64 faceMinor
    ) private pure {
        ReceivableId receivableId = confirmation.receivableId;
        uint64 confirmedMinor = confirmation.confirmedMinor;
        Bounds.requireAmount(confirmedMinor);
        if (confirmedMinor > faceMinor) {
            revert ConfirmationAboveFace(receivableId, confirmedMinor, faceMinor);
        }
        _requireScope(receivableId, confirmation.scope);
    }

    function _requireScope(ReceivableId receivableId, uint8 scope) private pure {
        if (scope & SCOPE_MIN != SCOPE_MIN || scope & ~ConfirmationScope.ALL != 0) {
            revert ConfirmationScopeInvalid(receivableId, scope);
        }
    }

    function _requireDueDay(bytes32 subject, uint32 dueDay) private pure {
        if (dueDay > type(uint24).max) {
            revert DueDateAboveMax(subject, dueDay, type(uint24).max);
        }
    }
}
