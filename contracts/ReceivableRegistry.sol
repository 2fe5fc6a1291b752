// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "./interfaces/IReconciliation.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {LotIds} from "./libraries/LotIds.sol";
import {ConfirmationScope, LotId, Modules, ReceivableId, Roles} from "./types/LedgerTypes.sol";

/// @title Receivable registry
/// @notice Life of each receivable, from registration to the last payment or credit.
contract ReceivableRegistry is LedgerModule, IReceivableRegistry {
    using LotIds for LotId;

    /// @dev First slot, the creditor's side. `marks` holds the bits of {ConfirmationScope} and `REDUCED`. A day in 24
    /// bits lasts 45 thousand years.
    struct Claim {
        address supplier;
        uint64 faceMinor;
        uint24 dueDay;
        uint8 marks;
    }

    /// @dev Second slot, the debtor's side. A payment writes this slot alone: what was paid follows from the others.
    struct Debt {
        address buyer;
        uint64 outstandingMinor;
        bytes3 currency;
        ReceivableStatus status;
    }

    /// @dev Third slot, written by the first credit or dispute and read only where `REDUCED` is marked.
    /// @param disputedMinor As opened; what counts is at most what is outstanding.
    struct Reduction {
        uint64 creditedMinor;
        uint64 disputedMinor;
    }

    uint8 private constant REDUCED = 1 << 7;
    uint8 private constant SCOPE_MIN = ConfirmationScope.EXISTENCE | ConfirmationScope.AMOUNT;

    mapping(ReceivableId receivableId => Claim) private _claims;
    mapping(ReceivableId receivableId => Debt) private _debts;
    mapping(ReceivableId receivableId => Reduction) private _reductions;
    mapping(address supplier => mapping(bytes32 fingerprint => bool)) private _creditNotes;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IReceivableRegistry
    function register(Registration[] calldata registrations) external {
        address supplier = _actingParty(Roles.SUPPLIER);
        Bounds.requireBatch(registrations.length);

        // The same buyer comes many times in a row; it is asked for once.
        address checkedBuyer = address(0);
        for (uint256 i = 0; i < registrations.length; ++i) {
            address buyer = registrations[i].buyer;
            if (buyer != checkedBuyer) {
                PARTIES.requireParty(buyer, Roles.BUYER);
                checkedBuyer = buyer;
            }
            _register(supplier, registrations[i]);
        }
    }

    /// @inheritdoc IReceivableRegistry
    function confirm(Confirmation[] calldata confirmations) external {
        address buyer = _actingParty(Roles.BUYER);
        Bounds.requireBatch(confirmations.length);

        address checkedSupplier = address(0);
        for (uint256 i = 0; i < confirmations.length; ++i) {
            address supplier = _confirm(buyer, confirmations[i]);
            if (supplier != checkedSupplier) {
                PARTIES.requireParty(supplier, Roles.SUPPLIER);
                checkedSupplier = supplier;
            }
        }
    }

    /// @inheritdoc IReceivableRegistry
    function reject(ReceivableId receivableId, uint8 reason, bytes32 evidenceHash) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER);
        Debt memory debt = _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(buyer, debt.buyer);

        // Effects.
        _debts[receivableId].status = ReceivableStatus.REJECTED;
        emit ReceivableRejected(receivableId, reason, evidenceHash);
    }

    /// @inheritdoc IReceivableRegistry
    function withdraw(ReceivableId receivableId) external {
        // Checks.
        address supplier = _actingParty(Roles.SUPPLIER);
        _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(supplier, _claims[receivableId].supplier);

        // Effects.
        _debts[receivableId].status = ReceivableStatus.WITHDRAWN;
        emit ReceivableWithdrawn(receivableId);
    }

    /// @inheritdoc IReceivableRegistry
    function applyCreditNotes(CreditNote[] calldata creditNotes) external {
        address supplier = _actingParty(Roles.SUPPLIER);
        Bounds.requireBatch(creditNotes.length);

        for (uint256 i = 0; i < creditNotes.length; ++i) {
            CreditNote calldata note = creditNotes[i];

            // Checks.
            _requireStatus(note.receivableId, ReceivableStatus.CONFIRMED);
            _requireEntitled(supplier, _claims[note.receivableId].supplier);
            Bounds.requireAmount(note.amountMinor);
            if (_creditNotes[supplier][note.fingerprint]) {
                revert CreditNoteAlreadyApplied(note.fingerprint);
            }

            // Effects.
            _creditNotes[supplier][note.fingerprint] = true;
            _credit(note);
        }
    }

    /// @inheritdoc IReceivableRegistry
    function openDispute(
        ReceivableId receivableId,
        uint64 disputedMinor,
        uint8 reason,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER);
        Debt memory debt = _requireStatus(receivableId, ReceivableStatus.CONFIRMED);
        _requireEntitled(buyer, debt.buyer);
        uint64 openMinor = _disputedMinor(receivableId);
        if (openMinor > 0) revert DisputeAlreadyOpen(receivableId, openMinor);
        Bounds.requireAmount(disputedMinor);
        _requireOutstanding(receivableId, disputedMinor, debt.outstandingMinor);

        // Effects.
        _claims[receivableId].marks |= REDUCED;
        _reductions[receivableId].disputedMinor = disputedMinor;
        emit DisputeOpened(receivableId, disputedMinor, reason, evidenceHash);
    }

    /// @inheritdoc IReceivableRegistry
    function withdrawDispute(ReceivableId receivableId, bytes32 evidenceHash) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER);
        if (_disputedMinor(receivableId) == 0) revert DisputeNotOpen(receivableId);
        _requireEntitled(buyer, _debts[receivableId].buyer);

        // Effects.
        _resolveDispute(receivableId, 0, evidenceHash);
    }

    /// @inheritdoc IReceivableRegistry
    function acceptDispute(ReceivableId receivableId, bytes32 evidenceHash) external {
        // Checks.
        address supplier = _actingParty(Roles.SUPPLIER);
        uint64 acceptedMinor = _disputedMinor(receivableId);
        if (acceptedMinor == 0) revert DisputeNotOpen(receivableId);
        _requireEntitled(supplier, _claims[receivableId].supplier);

        // Effects.
        _resolveDispute(receivableId, acceptedMinor, evidenceHash);
        _credit(CreditNote(receivableId, bytes32(0), acceptedMinor, evidenceHash));
    }

    /// @inheritdoc IReceivableRegistry
    function applyPayment(
        ReceivableId receivableId,
        bytes3 currency,
        uint64 amountMinor,
        bytes32 entryHash
    ) external onlyModule(SETTLEMENT) returns (uint64 outstandingMinor) {
        // Checks.
        bytes3 expected = _requireStatus(receivableId, ReceivableStatus.CONFIRMED).currency;
        if (currency != expected) revert CurrencyMismatch(receivableId, expected, currency);

        // Effects.
        Claim memory claim = _claims[receivableId];
        outstandingMinor = _reduce(receivableId, claim, amountMinor, entryHash);

        LOTS.distribute(receivableId, amountMinor, entryHash);
    }

    /// @inheritdoc IReceivableRegistry
    function receivablesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (Receivable[] memory found) {
        Bounds.requireRead(receivableIds.length);
        found = new Receivable[](receivableIds.length);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            found[i] = _receivable(receivableIds[i]);
        }
    }

    /// @inheritdoc IReceivableRegistry
    function receivableIdOf(
        address supplier,
        bytes32 fingerprint
    ) public pure returns (ReceivableId) {
        bytes32 hash = keccak256(abi.encode(supplier, fingerprint));
        return LotId.wrap(uint256(hash)).receivableOf();
    }

    function _register(address supplier, Registration calldata registration) private {
        // Checks.
        bytes32 fingerprint = registration.fingerprint;
        uint32 dueDay = registration.dueDay;
        if (registration.buyer == supplier) revert BuyerIsSupplier(supplier);
        Bounds.requireAmount(registration.faceMinor);
        Bounds.requireCurrency(registration.currency);
        if (dueDay < registration.issueDay) {
            revert DueDateBeforeIssueDate(fingerprint, registration.issueDay, dueDay);
        }
        if (dueDay > type(uint24).max) {
            revert DueDateAboveMax(fingerprint, dueDay, type(uint24).max);
        }
        ReceivableId receivableId = receivableIdOf(supplier, fingerprint);
        ReceivableStatus status = _debts[receivableId].status;
        if (status != ReceivableStatus.NONE) {
            revert ReceivableAlreadyRegistered(receivableId, status);
        }

        // Effects.
        _claims[receivableId] = Claim(supplier, registration.faceMinor, uint24(dueDay), 0);
        _debts[receivableId] = Debt(
            registration.buyer,
            0,
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
        address buyer,
        Confirmation calldata confirmation
    ) private returns (address supplier) {
        ReceivableId receivableId = confirmation.receivableId;
        uint64 confirmedMinor = confirmation.confirmedMinor;
        uint8 scope = confirmation.scope;
        Claim memory claim = _claims[receivableId];

        // Checks.
        Debt memory debt = _requireStatus(receivableId, ReceivableStatus.REGISTERED);
        _requireEntitled(buyer, debt.buyer);
        Bounds.requireAmount(confirmedMinor);
        if (confirmedMinor > claim.faceMinor) {
            revert ConfirmationAboveFace(receivableId, confirmedMinor, claim.faceMinor);
        }
        if (scope & SCOPE_MIN != SCOPE_MIN || scope & ~ConfirmationScope.ALL != 0) {
            revert ConfirmationScopeInvalid(receivableId, scope);
        }

        // Effects.
        supplier = claim.supplier;
        _claims[receivableId].faceMinor = confirmedMinor;
        _claims[receivableId].marks = scope;
        _debts[receivableId].outstandingMinor = confirmedMinor;
        _debts[receivableId].status = ReceivableStatus.CONFIRMED;
        emit ReceivableConfirmed(receivableId, confirmedMinor, scope);

        RECONCILIATION.increase(
            IReconciliation.Pair(supplier, buyer, debt.currency),
            confirmedMinor
        );
        LOTS.mint(receivableId, supplier, confirmedMinor);
    }

    /// @dev The status and the supplier of the note are checked before.
    function _credit(CreditNote memory note) private {
        ReceivableId receivableId = note.receivableId;
        Claim memory claim = _claims[receivableId];

        // Effects.
        _claims[receivableId].marks = claim.marks | REDUCED;
        _reductions[receivableId].creditedMinor += note.amountMinor;
        uint64 outstandingMinor = _reduce(
            receivableId,
            claim,
            note.amountMinor,
            note.documentCommitment
        );
        emit ReceivableCredited(
            receivableId,
            note.fingerprint,
            note.amountMinor,
            outstandingMinor,
            note.documentCommitment
        );

        LOTS.credit(receivableId, note.amountMinor, claim.supplier);
    }

    /// @dev Takes a payment or credit from what is outstanding; with nothing left, the receivable is settled and an
    /// open dispute is over.
    function _reduce(
        ReceivableId receivableId,
        Claim memory claim,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) private returns (uint64 outstandingMinor) {
        Debt memory debt = _debts[receivableId];

        // Checks.
        _requireOutstanding(receivableId, amountMinor, debt.outstandingMinor);

        // Effects.
        outstandingMinor = debt.outstandingMinor - amountMinor;
        if (outstandingMinor == 0) {
            _debts[receivableId].status = ReceivableStatus.SETTLED;
            if (claim.marks & REDUCED != 0 && _reductions[receivableId].disputedMinor > 0) {
                _resolveDispute(receivableId, 0, evidenceHash);
            }
        }
        _debts[receivableId].outstandingMinor = outstandingMinor;

        RECONCILIATION.decrease(
            IReconciliation.Pair(claim.supplier, debt.buyer, debt.currency),
            amountMinor
        );
    }

    function _resolveDispute(
        ReceivableId receivableId,
        uint64 acceptedMinor,
        bytes32 evidenceHash
    ) private {
        _reductions[receivableId].disputedMinor = 0;
        emit DisputeResolved(receivableId, acceptedMinor, evidenceHash);
    }

    function _requireStatus(
        ReceivableId receivableId,
        ReceivableStatus required
    ) private view returns (Debt memory debt) {
        debt = _debts[receivableId];
        if (debt.status != required) {
            revert ReceivableWrongStatus(receivableId, debt.status, required);
        }
    }

    /// @dev What of the receivable is in dispute and still outstanding; 0 if no dispute is open.
    function _disputedMinor(ReceivableId receivableId) private view returns (uint64) {
        return _receivable(receivableId).disputedMinor;
    }

    function _receivable(ReceivableId receivableId) private view returns (Receivable memory found) {
        Claim memory claim = _claims[receivableId];
        Debt memory debt = _debts[receivableId];
        found.supplier = claim.supplier;
        found.faceMinor = claim.faceMinor;
        found.dueDay = claim.dueDay;
        found.scope = claim.marks & ConfirmationScope.ALL;
        found.buyer = debt.buyer;
        found.outstandingMinor = debt.outstandingMinor;
        found.currency = debt.currency;
        found.status = debt.status;
        if (claim.marks & REDUCED != 0) {
            Reduction memory reduction = _reductions[receivableId];
            found.creditedMinor = reduction.creditedMinor;
            found.disputedMinor = uint64(Math.min(reduction.disputedMinor, debt.outstandingMinor));
        }
        // Before confirmation the face is only claimed and nothing is outstanding.
        if (debt.status == ReceivableStatus.CONFIRMED || debt.status == ReceivableStatus.SETTLED) {
            found.paidMinor = claim.faceMinor - found.creditedMinor - debt.outstandingMinor;
        }
    }

    function _requireOutstanding(
        ReceivableId receivableId,
        uint64 amountMinor,
        uint64 outstandingMinor
    ) private pure {
        if (amountMinor > outstandingMinor) {
            revert AmountAboveOutstanding(receivableId, amountMinor, outstandingMinor);
        }
    }
}
