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
    struct Confirming {
        IReceivableLots.Mint[] mints;
        address checkedSupplier;
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
        for (uint256 i = 0; i < registrations.length; ++i) {
            address buyer = registrations[i].buyer;
            if (buyer != checkedBuyer) {
                PARTIES.requireParty(buyer, Roles.BUYER);
                checkedBuyer = buyer;
            }
            if (registrations[i].currency != checkedCurrency) {
                checkedCurrency = registrations[i].currency;
                Bounds.requireCurrency(checkedCurrency);
            }
            _register(supplier, registrations[i]);
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
            _requireEntitled(supplier, _claims[receivableId].supplier);
            Bounds.requireAmount(amendment.faceMinor);
            _requireDueDay(ReceivableId.unwrap(receivableId), amendment.dueDay);

            // Effects.
            _claims[receivableId].faceMinor = amendment.faceMinor;
            _claims[receivableId].dueDay = uint24(amendment.dueDay);
            _debts[receivableId].outstandingMinor = uint64(block.timestamp);
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
            Debt memory debt = _requireStatus(
                confirmation.receivableId,
                ReceivableStatus.REGISTERED
            );

            // Checks.
            _requireEntitled(buyer, debt.buyer);
            _requireConfirmable(confirmation);

            // Effects.
            _confirm(confirming, i, confirmation, debt);
            emit ReceivableConfirmed(
                confirmation.receivableId,
                confirmation.confirmedMinor,
                confirmation.scope
            );
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
            Debt memory debt = _requireStatus(receivableId, ReceivableStatus.REGISTERED);
            Claim storage claim = _claims[receivableId];
            _requireEntitled(supplier, claim.supplier);
            SilenceAgreement memory agreement = _agreements[debt.buyer][supplier];
            _requireSilence(receivableId, agreement, uint40(debt.outstandingMinor));
            if (debt.buyer != checkedBuyer) {
                checkedBuyer = debt.buyer;
                PARTIES.requireParty(checkedBuyer, Roles.BUYER);
            }

            // Effects.
            Confirmation memory confirmation = Confirmation(
                receivableId,
                claim.faceMinor,
                agreement.scope
            );
            _confirm(confirming, i, confirmation, debt);
            claim.marks |= DEEMED;
            emit ReceivableDeemedConfirmed(receivableId, claim.faceMinor, agreement.scope);
        }
        _finish(confirming);
    }

    /// @inheritdoc IReceivableRegistry
    function reject(ReceivableId receivableId, uint8 reason, bytes32 evidenceHash) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.CONFIRMATION);
        Debt memory debt = _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(buyer, debt.buyer);

        // Effects.
        _debts[receivableId].status = ReceivableStatus.REJECTED;
        emit ReceivableRejected(receivableId, reason, evidenceHash);
    }

    /// @inheritdoc IReceivableRegistry
    function withdraw(ReceivableId receivableId) external {
        // Checks.
        address supplier = _actingParty(Roles.SUPPLIER, Acts.REGISTRATION);
        _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(supplier, _claims[receivableId].supplier);

        // Effects.
        _debts[receivableId].status = ReceivableStatus.WITHDRAWN;
        emit ReceivableWithdrawn(receivableId);
    }

    /// @inheritdoc IReceivableRegistry
    function silenceAgreementOf(
        address buyer,
        address supplier
    ) external view returns (SilenceAgreement memory) {
        return _agreements[buyer][supplier];
    }

    function _register(address supplier, Registration calldata registration) private {
        // Checks.
        bytes32 fingerprint = registration.fingerprint;
        uint32 dueDay = registration.dueDay;
        if (registration.buyer == supplier) revert BuyerIsSupplier(supplier);
        Bounds.requireAmount(registration.faceMinor);
        if (dueDay < registration.issueDay) {
            revert DueDateBeforeIssueDate(fingerprint, registration.issueDay, dueDay);
        }
        _requireDueDay(fingerprint, dueDay);
        ReceivableId receivableId = receivableIdOf(supplier, fingerprint);
        ReceivableStatus status = _debts[receivableId].status;
        if (status != ReceivableStatus.NONE) {
            revert ReceivableAlreadyRegistered(receivableId, status);
        }

        // Effects.
        _claims[receivableId] = Claim(supplier, registration.faceMinor, uint24(dueDay), 0);
        _debts[receivableId] = Debt(
            registration.buyer,
            uint64(block.timestamp),
            registration.currency,
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
        uint256 index,
        Confirmation memory confirmation,
        Debt memory debt
    ) private {
        ReceivableId receivableId = confirmation.receivableId;
        uint64 confirmedMinor = confirmation.confirmedMinor;
        Claim storage claim = _claims[receivableId];
        address supplier = claim.supplier;
        if (supplier != confirming.checkedSupplier) {
            PARTIES.requireParty(supplier, Roles.SUPPLIER);
            confirming.checkedSupplier = supplier;
        }
        claim.faceMinor = confirmedMinor;
        claim.marks = confirmation.scope;
        Debt storage stored = _debts[receivableId];
        stored.outstandingMinor = confirmedMinor;
        stored.status = ReceivableStatus.CONFIRMED;

        confirming.mints[index] = IReceivableLots.Mint(receivableId, supplier, confirmedMinor);
        IReconciliation.Pair memory pair = confirming.pair;
        if (
            pair.supplier != supplier ||
            pair.buyer != debt.buyer ||
            pair.currency != debt.currency ||
            confirming.pairMinor > type(uint64).max - confirmedMinor
        ) {
            _increaseBalance(confirming);
            confirming.pair = IReconciliation.Pair(supplier, debt.buyer, debt.currency);
        }
        confirming.pairMinor += confirmedMinor;
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

    function _requireConfirmable(Confirmation calldata confirmation) private view {
        ReceivableId receivableId = confirmation.receivableId;
        uint64 confirmedMinor = confirmation.confirmedMinor;
        Bounds.requireAmount(confirmedMinor);
        uint64 faceMinor = _claims[receivableId].faceMinor;
        if (confirmedMinor > faceMinor) {
            revert ConfirmationAboveFace(receivableId, confirmedMinor, faceMinor);
        }
        _requireScope(receivableId, confirmation.scope);
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
