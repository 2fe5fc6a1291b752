// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IReceivableDebts} from "../interfaces/IReceivableDebts.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {LotIds} from "../libraries/LotIds.sol";
import {Acts, LotId, ReceivableId, Roles, SHARES_MAX} from "../types/LedgerTypes.sol";
import {ReceivableStore} from "./ReceivableStore.sol";

/// @title Credit notes, disputes and write-offs
/// @notice Part of {ReceivableRegistry}.
abstract contract ReceivableReductions is ReceivableStore {
    using LotIds for LotId;

    mapping(address supplier => mapping(bytes32 fingerprint => bool)) private _creditNotes;

    /// @inheritdoc IReceivableRegistry
    function applyCreditNotes(CreditNote[] calldata creditNotes) external {
        address supplier = _actingParty(Roles.SUPPLIER, Acts.REGISTRATION);
        Bounds.requireBatch(creditNotes.length);

        uint256 touched = 0;
        for (uint256 i = 0; i < creditNotes.length; ++i) {
            CreditNote calldata note = creditNotes[i];

            // Checks.
            ReceivableStatus status = _receivables[note.receivableId].status;
            if (status != ReceivableStatus.REGISTERED) {
                _requireStatus(note.receivableId, ReceivableStatus.CONFIRMED);
            }
            _requireEntitled(supplier, _pairOf(note.receivableId).supplier);
            Bounds.requireAmount(note.amountMinor);
            if (_creditNotes[supplier][note.fingerprint]) {
                revert CreditNoteAlreadyApplied(note.fingerprint);
            }

            // Effects.
            _creditNotes[supplier][note.fingerprint] = true;
            if (status == ReceivableStatus.REGISTERED) {
                _creditClaim(note);
            } else {
                touched += 1 + _credit(note);
                if (touched > SHARES_MAX) {
                    revert IReceivableLots.SharesAboveMax(touched, SHARES_MAX);
                }
            }
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
        address buyer = _actingParty(Roles.BUYER, Acts.CONFIRMATION);
        uint64 outstandingMinor = _requireStatus(receivableId, ReceivableStatus.CONFIRMED)
            .outstandingMinor;
        _requireEntitled(buyer, _pairOf(receivableId).buyer);
        uint64 openMinor = _disputedMinor(receivableId);
        if (openMinor > 0) revert DisputeAlreadyOpen(receivableId, openMinor);
        Bounds.requireAmount(disputedMinor);
        _requireOutstanding(receivableId, disputedMinor, outstandingMinor);

        // Effects.
        _receivables[receivableId].marks |= EXTENDED;
        _disputes[receivableId] = Dispute(disputedMinor, _today());
        emit DisputeOpened(receivableId, disputedMinor, reason, evidenceHash);

        LOTS.hold(receivableId);
    }

    /// @inheritdoc IReceivableRegistry
    function withdrawDispute(ReceivableId receivableId, bytes32 evidenceHash) external {
        // Checks.
        address buyer = _actingParty(Roles.BUYER, Acts.CONFIRMATION);
        _requireDispute(receivableId);
        _requireEntitled(buyer, _pairOf(receivableId).buyer);

        // Effects.
        _endDispute(receivableId);
        emit DisputeResolved(receivableId, 0, 0, evidenceHash);
    }

    /// @inheritdoc IReceivableRegistry
    function acceptDispute(
        ReceivableId receivableId,
        uint64 acceptedMinor,
        bytes32 evidenceHash
    ) external {
        // Checks.
        address supplier = _actingParty(Roles.SUPPLIER, Acts.REGISTRATION);
        uint64 disputedMinor = _requireDispute(receivableId);
        _requireEntitled(supplier, _pairOf(receivableId).supplier);
        Bounds.requireAmount(acceptedMinor);
        _requireOutstanding(receivableId, acceptedMinor, disputedMinor);

        // Effects.
        uint64 restMinor = disputedMinor - acceptedMinor;
        if (restMinor == 0) {
            _endDispute(receivableId);
        } else {
            _disputes[receivableId].disputedMinor = restMinor;
        }
        emit DisputeResolved(receivableId, acceptedMinor, restMinor, evidenceHash);
        _credit(CreditNote(receivableId, bytes32(0), acceptedMinor, evidenceHash));
    }

    /// @inheritdoc IReceivableDebts
    function writeOff(
        LotId lotId,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) external onlyModule(COLLECTIONS) {
        // Checks.
        ReceivableId receivableId = lotId.receivableOf();
        uint64 outstandingMinor = _requireStatus(receivableId, ReceivableStatus.CONFIRMED)
            .outstandingMinor;
        Bounds.requireAmount(amountMinor);
        _requireOutstanding(receivableId, amountMinor, outstandingMinor);

        // Effects.
        outstandingMinor -= amountMinor;
        _receivables[receivableId].marks |= EXTENDED;
        _reductions[receivableId].writtenOffMinor += amountMinor;
        _setOutstanding(receivableId, outstandingMinor);
        emit ReceivableWrittenOff(receivableId, lotId, amountMinor, outstandingMinor, evidenceHash);

        RECONCILIATION.decrease(_pairOf(receivableId), amountMinor);
        LOTS.writeOff(lotId, amountMinor, _termsOf(receivableId));
    }

    /// @dev The status follows from what is left.
    function _setOutstanding(ReceivableId receivableId, uint64 outstandingMinor) internal {
        StoredReceivable storage receivable = _receivables[receivableId];
        ReceivableStatus status = ReceivableStatus.CONFIRMED;
        if (outstandingMinor == 0) {
            bool isGivenUp = _hasWriteOffs(receivableId, receivable.marks);
            status = isGivenUp ? ReceivableStatus.WRITTEN_OFF : ReceivableStatus.SETTLED;
        }
        receivable.outstandingMinor = outstandingMinor;
        receivable.status = status;
    }

    function _hasWriteOffs(ReceivableId receivableId, uint8 marks) internal view returns (bool) {
        return marks & EXTENDED != 0 && _reductions[receivableId].writtenOffMinor > 0;
    }

    /// @dev The claim is not confirmed yet: nothing is outstanding, and there is no lot.
    function _creditClaim(CreditNote calldata note) private {
        // Checks.
        uint64 faceMinor = _receivables[note.receivableId].faceMinor;
        if (note.amountMinor >= faceMinor) {
            revert CreditAboveClaim(note.receivableId, note.amountMinor, faceMinor);
        }

        // Effects.
        faceMinor -= note.amountMinor;
        _receivables[note.receivableId].faceMinor = faceMinor;
        emit ClaimCredited(
            note.receivableId,
            note.fingerprint,
            note.amountMinor,
            faceMinor,
            note.documentCommitment
        );
    }

    /// @dev The status and the supplier of the note are checked before. Returns how many lots and liens
    /// {IReceivableLots.credit} had to look at.
    function _credit(CreditNote memory note) private returns (uint256 touched) {
        ReceivableId receivableId = note.receivableId;
        uint64 outstandingMinor = _receivables[receivableId].outstandingMinor;

        // Checks.
        _requireOutstanding(receivableId, note.amountMinor, outstandingMinor);

        // Effects.
        outstandingMinor -= note.amountMinor;
        _receivables[receivableId].marks |= EXTENDED;
        _reductions[receivableId].creditedMinor += note.amountMinor;
        _setOutstanding(receivableId, outstandingMinor);
        emit ReceivableCredited(
            receivableId,
            note.fingerprint,
            note.amountMinor,
            outstandingMinor,
            note.documentCommitment
        );

        RECONCILIATION.decrease(_pairOf(receivableId), note.amountMinor);
        touched = LOTS.credit(
            receivableId,
            note.amountMinor,
            _termsOf(receivableId),
            note.documentCommitment
        );
    }

    /// @dev The lots are told while the dispute still stands, since they ask on which of them it rests. Clocks run from
    /// the due day on, so only what is after it can be stopped.
    function _endDispute(ReceivableId receivableId) private {
        uint256 stoppedSince = Math.max(
            _disputes[receivableId].openedDay,
            _receivables[receivableId].dueDay
        );
        // Safe cast: at most today.
        LOTS.unhold(receivableId, uint32(Math.saturatingSub(_today(), stoppedSince)));
        _disputes[receivableId].disputedMinor = 0;
    }

    function _requireDispute(
        ReceivableId receivableId
    ) private view returns (uint64 disputedMinor) {
        disputedMinor = _disputedMinor(receivableId);
        if (disputedMinor == 0) revert DisputeNotOpen(receivableId);
    }
}
