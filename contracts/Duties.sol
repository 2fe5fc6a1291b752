// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDuties} from "./interfaces/IDuties.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Acts, AMOUNT_MINOR_MAX, Modules} from "./types/LedgerTypes.sol";

/// @title Duties
/// @notice Running balance of what one party owes another outside the receivables.
contract Duties is LedgerModule, IDuties {
    mapping(bytes32 dutyHash => uint64 owedMinor) private _owed;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc IDuties
    function discharge(
        address debtor,
        bytes3 currency,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) external {
        // Checks.
        Duty memory duty = Duty(debtor, _actingParty(0, Acts.SETTLEMENT), currency);
        Bounds.requireAmount(amountMinor);
        uint64 owedMinor = _owed[_dutyHash(duty)];
        if (amountMinor > owedMinor) revert DischargeAboveOwed(duty, amountMinor, owedMinor);

        // Effects.
        _reduce(duty, amountMinor, evidenceHash);
    }

    /// @inheritdoc IDuties
    function incur(
        Duty calldata duty,
        uint64 amountMinor,
        DutyReason reason,
        bytes32 sourceHash
    ) external {
        _requireOneOf(address(LOTS), SETTLEMENT, SETTLEMENT);
        _incur(duty, amountMinor, reason, sourceHash);
    }

    /// @inheritdoc IDuties
    function reverse(
        Duty calldata duty,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) external onlyModule(SETTLEMENT) {
        uint64 reducedMinor = _reduceUpTo(duty, amountMinor, evidenceHash);
        uint64 passedOnMinor = amountMinor - reducedMinor;
        if (passedOnMinor == 0) return;

        Duty memory back = Duty(duty.creditor, duty.debtor, duty.currency);
        _incur(back, passedOnMinor, DutyReason.REVERSED, evidenceHash);
    }

    /// @inheritdoc IDuties
    function netOff(
        Duty calldata duty,
        uint64 maxMinor,
        bytes32 evidenceHash
    ) external onlyModule(address(FACTORING)) returns (uint64 nettedMinor) {
        return _reduceUpTo(duty, maxMinor, evidenceHash);
    }

    /// @inheritdoc IDuties
    function owedOf(Duty[] calldata duties) external view returns (uint64[] memory owedMinor) {
        Bounds.requireRead(duties.length);
        owedMinor = new uint64[](duties.length);
        for (uint256 i = 0; i < duties.length; ++i) {
            owedMinor[i] = _owed[_dutyHash(duties[i])];
        }
    }

    function _incur(
        Duty memory duty,
        uint64 amountMinor,
        DutyReason reason,
        bytes32 sourceHash
    ) private {
        // Checks.
        bytes32 dutyHash = _dutyHash(duty);
        uint256 owedMinor = uint256(_owed[dutyHash]) + amountMinor;
        if (owedMinor > AMOUNT_MINOR_MAX) revert DutyAboveMax(duty, owedMinor);

        // Effects.
        _owed[dutyHash] = uint64(owedMinor);
        emit DutyIncurred(
            duty.debtor,
            duty.creditor,
            duty.currency,
            amountMinor,
            uint64(owedMinor),
            reason,
            sourceHash
        );
    }

    function _reduceUpTo(
        Duty memory duty,
        uint64 maxMinor,
        bytes32 evidenceHash
    ) private returns (uint64 reducedMinor) {
        // Safe cast: at most `maxMinor`.
        reducedMinor = uint64(Math.min(_owed[_dutyHash(duty)], maxMinor));
        if (reducedMinor > 0) _reduce(duty, reducedMinor, evidenceHash);
    }

    /// @dev The caller has checked that so much is owed.
    function _reduce(Duty memory duty, uint64 amountMinor, bytes32 evidenceHash) private {
        bytes32 dutyHash = _dutyHash(duty);
        uint64 owedMinor = _owed[dutyHash] - amountMinor;
        _owed[dutyHash] = owedMinor;
        emit DutyReduced(
            duty.debtor,
            duty.creditor,
            duty.currency,
            amountMinor,
            owedMinor,
            evidenceHash
        );
    }

    function _dutyHash(Duty memory duty) private pure returns (bytes32) {
        return keccak256(abi.encode(duty));
    }
}
