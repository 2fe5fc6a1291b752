// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../interfaces/ICollections.sol";

/// @notice Which stage of a collection course may follow which, as data.
library CollectionStages {
    uint16 private constant REMINDER = uint16(1) << uint8(ICollections.Stage.REMINDER);
    uint16 private constant FORMAL_DEMAND = uint16(1) << uint8(ICollections.Stage.FORMAL_DEMAND);
    uint16 private constant ARRANGED =
        (uint16(1) << uint8(ICollections.Stage.PROMISE)) |
            (uint16(1) << uint8(ICollections.Stage.INSTALMENT_PLAN));
    uint16 private constant INSURER = uint16(1) << uint8(ICollections.Stage.INSURER_NOTIFIED);
    uint16 private constant AGENCY = uint16(1) << uint8(ICollections.Stage.AGENCY);
    uint16 private constant LEGAL = uint16(1) << uint8(ICollections.Stage.LEGAL);
    uint16 private constant WRITTEN_OFF = uint16(1) << uint8(ICollections.Stage.WRITTEN_OFF);
    uint16 private constant RECOVERED = uint16(1) << uint8(ICollections.Stage.RECOVERED);

    uint16 private constant AFTER_NONE = REMINDER | FORMAL_DEMAND | ARRANGED | INSURER;
    uint16 private constant AFTER_REMINDER =
        REMINDER | FORMAL_DEMAND | ARRANGED | INSURER | WRITTEN_OFF;
    uint16 private constant AFTER_FORMAL_DEMAND =
        FORMAL_DEMAND | ARRANGED | INSURER | AGENCY | LEGAL | WRITTEN_OFF;
    /// @dev A promise acknowledges the debt, so what follows a broken one needs no formal demand.
    uint16 private constant AFTER_ARRANGED =
        REMINDER | FORMAL_DEMAND | ARRANGED | INSURER | AGENCY | LEGAL | WRITTEN_OFF;
    uint16 private constant AFTER_INSURER =
        REMINDER | FORMAL_DEMAND | ARRANGED | AGENCY | LEGAL | WRITTEN_OFF;
    uint16 private constant AFTER_AGENCY = ARRANGED | INSURER | AGENCY | LEGAL | WRITTEN_OFF;
    uint16 private constant AFTER_LEGAL = ARRANGED | INSURER | AGENCY | WRITTEN_OFF;
    /// @dev Something is outstanding after a write-off or recovery only if a payment was reversed.
    uint16 private constant AFTER_WRITTEN_OFF =
        FORMAL_DEMAND | ARRANGED | AGENCY | LEGAL | WRITTEN_OFF | RECOVERED;
    uint16 private constant AFTER_RECOVERED =
        FORMAL_DEMAND | ARRANGED | AGENCY | LEGAL | WRITTEN_OFF;

    /// @dev Sixteen bits for each stage, in the order of {ICollections.Stage}.
    uint256 private constant TABLE =
        uint256(AFTER_NONE) |
            (uint256(AFTER_REMINDER) << 16) |
            (uint256(AFTER_FORMAL_DEMAND) << 32) |
            (uint256(AFTER_ARRANGED) << 48) |
            (uint256(AFTER_ARRANGED) << 64) |
            (uint256(AFTER_INSURER) << 80) |
            (uint256(AFTER_AGENCY) << 96) |
            (uint256(AFTER_LEGAL) << 112) |
            (uint256(AFTER_WRITTEN_OFF) << 128) |
            (uint256(AFTER_RECOVERED) << 144);

    /// @dev Stages that nothing but a step is needed for.
    uint16 private constant PLAIN = REMINDER | FORMAL_DEMAND | INSURER | AGENCY | LEGAL;

    /// @notice Stages that may follow `stage`: the bit 1 << n stands for the n-th stage.
    function allowedNext(ICollections.Stage stage) internal pure returns (uint16) {
        return uint16(TABLE >> (16 * uint256(stage)));
    }

    /// @notice Whether `to` may follow `from`.
    function isAllowed(
        ICollections.Stage from,
        ICollections.Stage to
    ) internal pure returns (bool) {
        return allowedNext(from) & (uint16(1) << uint8(to)) != 0;
    }

    /// @notice Whether a step alone moves to `stage`: no promise, plan, write-off or recovery goes with it.
    function isPlainStep(ICollections.Stage stage) internal pure returns (bool) {
        return PLAIN & (uint16(1) << uint8(stage)) != 0;
    }
}
