// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../../../contracts/interfaces/ICollections.sol";
import {LotId, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {BookGhosts} from "./BookGhosts.sol";

/// @notice Promises and plans as the handlers made them, and what must have become of them.
abstract contract CourseGhosts is BookGhosts {
    /// @param parts One for a promise.
    struct Arranged {
        ICollections.ArrangementKind kind;
        ICollections.ArrangementStatus status;
        ICollections.Instalment[] parts;
        uint256 metCount;
        uint64 openMinor;
    }

    mapping(LotId lotId => ICollections.Mandate) internal mandates;
    mapping(ReceivableId receivableId => Arranged) private _arranged;
    mapping(address buyer => ICollections.PromiseRecord) private _records;

    /// @notice Receivables and buyers of which the ledger says something else.
    function coursesOff() external view returns (uint256 off) {
        ICollections.Course[] memory found = collections.coursesOf(receivableIds);
        for (uint256 i = 0; i < found.length; ++i) {
            Arranged storage model = _arranged[receivableIds[i]];
            bool isSame =
                found[i].arrangement.kind == model.kind &&
                    found[i].arrangement.status == model.status &&
                    found[i].arrangement.metCount == model.metCount;
            if (!isSame) ++off;
        }
        address[] memory buyers = new address[](2);
        (buyers[0], buyers[1]) = (buyer.party, otherBuyer.party);
        ICollections.PromiseRecord[] memory kept = collections.promiseRecordsOf(buyers);
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 expected = keccak256(abi.encode(_records[buyers[i]]));
            if (keccak256(abi.encode(kept[i])) != expected) ++off;
        }
    }

    function _course(ReceivableId id) internal view returns (ICollections.Course memory) {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = id;
        return collections.coursesOf(ids)[0];
    }

    function _arrange(
        Found memory found,
        ICollections.ArrangementKind kind,
        ICollections.Instalment[] memory parts
    ) internal {
        Arranged storage model = _arranged[found.id];
        model.kind = kind;
        model.status = ICollections.ArrangementStatus.RUNNING;
        model.metCount = 0;
        model.openMinor = found.debt.outstandingMinor + found.debt.writtenOffMinor;
        delete model.parts;
        for (uint256 i = 0; i < parts.length; ++i) {
            model.parts.push(parts[i]);
        }
    }

    /// @dev How many instalments are met by now, and what becomes of the arrangement by that.
    function _foreseen(
        Found memory found
    ) internal view returns (uint256 metCount, ICollections.ArrangementStatus status) {
        Arranged storage model = _arranged[found.id];
        (metCount, status) = (model.metCount, model.status);
        if (status != ICollections.ArrangementStatus.RUNNING) return (metCount, status);
        uint256 openMinor = found.debt.outstandingMinor + found.debt.writtenOffMinor;
        uint256 promisedMinor = 0;
        for (uint256 i = 0; i < model.parts.length; ++i) {
            promisedMinor += model.parts[i].amountMinor;
            if (i < metCount) continue;
            if (openMinor + promisedMinor > model.openMinor) {
                bool isOver = model.parts[i].dueDay < _today();
                return (metCount, isOver ? ICollections.ArrangementStatus.BROKEN : status);
            }
            ++metCount;
        }
        return (metCount, ICollections.ArrangementStatus.KEPT);
    }

    /// @dev What was foreseen came about; what still runs is cancelled if `cancels`.
    function _marked(Found memory found, bool cancels) internal {
        Arranged storage model = _arranged[found.id];
        if (model.status != ICollections.ArrangementStatus.RUNNING) return;
        (model.metCount, model.status) = _foreseen(found);
        bool isPromise = model.kind == ICollections.ArrangementKind.PROMISE;
        ICollections.PromiseRecord storage kept = _records[found.debt.buyer];
        if (model.status == ICollections.ArrangementStatus.KEPT) {
            if (isPromise) ++kept.promisesKept;
            else ++kept.plansKept;
            _reached(
                isPromise ? bytes32("promise RUNNING > KEPT") : bytes32("plan RUNNING > KEPT")
            );
        } else if (model.status == ICollections.ArrangementStatus.BROKEN) {
            if (isPromise) ++kept.promisesBroken;
            else ++kept.plansBroken;
            _reached(
                isPromise ? bytes32("promise RUNNING > BROKEN") : bytes32("plan RUNNING > BROKEN")
            );
        } else if (cancels) {
            model.status = ICollections.ArrangementStatus.CANCELLED;
            _reached("arrangement RUNNING > CANCELLED");
        }
    }

    function _isArranged(Found memory found) internal view returns (bool) {
        return _arranged[found.id].status == ICollections.ArrangementStatus.RUNNING;
    }

    function _kindOf(Found memory found) internal view returns (ICollections.ArrangementKind) {
        return _arranged[found.id].kind;
    }

    function _metCountOf(Found memory found) internal view returns (uint256) {
        return _arranged[found.id].metCount;
    }

    /// @dev Nothing runs, or what was paid or missed until now ends it.
    function _isFreeToArrange(Found memory found) internal view returns (bool) {
        (, ICollections.ArrangementStatus status) = _foreseen(found);
        return status != ICollections.ArrangementStatus.RUNNING;
    }

    function _isMandated(Found memory found) internal view returns (bool) {
        return mandates[found.lotId].owner != address(0);
    }

    function _isOverdueLot(Found memory found) internal view returns (bool) {
        return
            _isConfirmed(found) && found.lot.outstandingMinor > 0 && found.debt.dueDay < _today();
    }

    /// @dev What may follow which stage, one row of stages for each: the bit 1 << n stands for the n-th stage.
    function _mayFollow(
        ICollections.Stage from,
        ICollections.Stage to
    ) internal pure returns (bool) {
        uint16[10] memory rows = [
            uint16(0x03e),
            0x13e,
            0x1fc,
            0x1fe,
            0x1fe,
            0x1de,
            0x1f8,
            0x178,
            0x3dc,
            0x1dc
        ];
        return rows[uint8(from)] & (uint16(1) << uint8(to)) != 0;
    }

    /// @dev Name of one step from stage to stage, such as `stage 2 > 6`.
    function _passage(
        ICollections.Stage from,
        ICollections.Stage to
    ) internal pure returns (bytes32) {
        bytes memory digits = "0123456789";
        bytes memory name = bytes("stage ? > ?");
        name[6] = digits[uint8(from)];
        name[10] = digits[uint8(to)];
        // Safe cast: shorter than 32 bytes.
        return bytes32(name);
    }
}
