// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableRegistry} from "../../../../contracts/interfaces/IReceivableRegistry.sol";
import {Acts, ConfirmationScope, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {ApprovalHandler} from "./ApprovalHandler.sol";

/// @notice Receivables from registration to confirmation.
abstract contract ReceivableHandler is ApprovalHandler {
    struct Silence {
        uint16 silenceDays;
        uint8 scope;
        uint256 agreedAt;
    }

    mapping(address buyer => mapping(address supplier => Silence)) private _silences;

    function register(uint256 seed) external rolls(seed) {
        if (receivableIds.length >= RECEIVABLES_MAX) return;
        Actor memory creditor = _pickActor(supplier, otherSupplier);
        Actor memory debtor = _pickActor(buyer, otherBuyer);
        bytes32 fingerprint = bytes32(receivableIds.length);
        IReceivableRegistry.Registration[] memory items = new IReceivableRegistry.Registration[](1);
        items[0] = IReceivableRegistry.Registration(
            fingerprint,
            debtor.party,
            _oneIn(3) ? _rollMinor(1, 2_000) : _rollMinor(1, FACE_MAX),
            _today(),
            _today() + uint32(_roll(60)),
            _oneIn(3) ? CNY : EUR,
            "document"
        );
        bool done = _sendExpecting(
            creditor,
            Need(Acts.REGISTRATION, items[0].faceMinor),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.register, (items)),
            _mayAct(debtor.party)
        );
        if (!done) return;
        receivableIds.push(receivables.receivableIdOf(creditor.party, fingerprint));
        _reached("NONE > REGISTERED");
    }

    /// @dev Whatever became of the first one.
    function registerAgain(uint256 seed) external rolls(seed) {
        if (receivableIds.length == 0) return;
        uint256 index = _roll(receivableIds.length);
        IReceivableRegistry.Receivable memory debt = _debt(receivableIds[index]);
        IReceivableRegistry.Registration[] memory items = new IReceivableRegistry.Registration[](1);
        items[0] = IReceivableRegistry.Registration(
            bytes32(index),
            buyer.party,
            1,
            1,
            1,
            EUR,
            "document"
        );
        vm.prank(mainKeys[debt.supplier].signer);
        try receivables.register(items) {
            _expect(false, 8, "8. a fingerprint was used twice");
        } catch {
            _reached("second registration refused");
        }
    }

    function amend(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isRegistered);
        if (!found.exists) return;
        IReceivableRegistry.Amendment[] memory items = new IReceivableRegistry.Amendment[](1);
        items[0] = IReceivableRegistry.Amendment(
            found.id,
            _rollMinor(1, FACE_MAX),
            _today() + uint32(_roll(40)),
            "document"
        );
        bool done = _sendExpecting(
            _actorOf(found.debt.supplier),
            Need(Acts.REGISTRATION, 0),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.amend, (items)),
            true
        );
        if (done) _reached("REGISTERED amended");
    }

    function withdrawOrReject(uint256 seed) external rolls(seed) {
        // Rarely, or nothing would be left to confirm.
        if (!_oneIn(3)) return;
        Found memory found = _pick(_isRegistered);
        if (!found.exists) return;
        bool rejects = _oneIn(2);
        bool done = _sendExpecting(
            _actorOf(rejects ? found.debt.buyer : found.debt.supplier),
            Need(rejects ? Acts.CONFIRMATION : Acts.REGISTRATION, 0),
            address(receivables),
            rejects
                ? abi.encodeCall(IReceivableRegistry.reject, (found.id, 1, "evidence"))
                : abi.encodeCall(IReceivableRegistry.withdraw, (found.id)),
            true
        );
        if (!done) return;
        _reached(rejects ? bytes32("REGISTERED > REJECTED") : bytes32("REGISTERED > WITHDRAWN"));
    }

    function confirm(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isRegistered);
        if (!found.exists) return;
        uint8 scope =
            _oneIn(6)
                ? ConfirmationScope.EXISTENCE | ConfirmationScope.AMOUNT
                : ConfirmationScope.ALL;
        uint64 confirmedMinor =
            _oneIn(4) ? _rollMinor(1, found.debt.faceMinor) : found.debt.faceMinor;
        IReceivableRegistry.Confirmation[] memory items = new IReceivableRegistry.Confirmation[](1);
        items[0] = IReceivableRegistry.Confirmation(found.id, confirmedMinor, scope);
        bool done = _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.CONFIRMATION, confirmedMinor),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.confirm, (items)),
            _mayAct(found.debt.supplier)
        );
        if (!done) return;
        bool isOwner = _mayAct(found.debt.supplier);
        _expect(isOwner, 6, "6. a lot went to a party without standing");
        _reached("REGISTERED > CONFIRMED");
        if (confirmedMinor < found.debt.faceMinor) _reached("confirmed in part");
    }

    /// @dev More than the claim, or of a receivable that is confirmed already.
    function confirmWrongly(uint256 seed) external rolls(seed) {
        Found memory found = _oneIn(2) ? _pick(_isRegistered) : _pick(_isConfirmed);
        if (!found.exists) return;
        IReceivableRegistry.Confirmation[] memory items = new IReceivableRegistry.Confirmation[](1);
        items[0] = IReceivableRegistry.Confirmation(
            found.id,
            _isRegistered(found) ? found.debt.faceMinor + 1 : found.debt.faceMinor,
            ConfirmationScope.ALL
        );
        _sendExpecting(
            _actorOf(found.debt.buyer),
            Need(Acts.CONFIRMATION, items[0].confirmedMinor),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.confirm, (items)),
            false
        );
        _reached("wrong confirmation refused");
    }

    function agreeSilence(uint256 seed) external rolls(seed) {
        Actor memory debtor = _pickActor(buyer, otherBuyer);
        Actor memory creditor = _pickActor(supplier, otherSupplier);
        uint16 silenceDays = _oneIn(4) ? 0 : uint16(1 + _roll(6));
        bool done = _sendExpecting(
            debtor,
            Need(Acts.ADMINISTRATION, 0),
            address(receivables),
            abi.encodeCall(
                IReceivableRegistry.agreeSilence,
                (creditor.party, silenceDays, ConfirmationScope.ALL)
            ),
            _mayAct(creditor.party)
        );
        if (!done) return;
        _silences[debtor.party][creditor.party] = Silence(
            silenceDays,
            ConfirmationScope.ALL,
            block.timestamp
        );
        _reached(silenceDays == 0 ? bytes32("silence ended") : bytes32("silence agreed"));
    }

    function confirmBySilence(uint256 seed) external rolls(seed) {
        Found memory found = _pick(_isRegistered);
        if (!found.exists) return;
        Silence memory silence = _silences[found.debt.buyer][found.debt.supplier];
        uint256 answerableUntil = found.debt.registeredAt + uint256(silence.silenceDays) * 1 days;
        bool possible =
            silence.silenceDays > 0 &&
                silence.agreedAt <= found.debt.registeredAt &&
                block.timestamp >= answerableUntil &&
                _mayAct(found.debt.buyer) &&
                pausedGroups & Acts.CONFIRMATION == 0;
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = found.id;
        bool done = _sendExpecting(
            _actorOf(found.debt.supplier),
            Need(Acts.REGISTRATION, 0),
            address(receivables),
            abi.encodeCall(IReceivableRegistry.confirmBySilence, (ids)),
            possible
        );
        if (done) _reached("REGISTERED > CONFIRMED (silence)");
        else if (!possible) _reached("silence refused");
    }
}
