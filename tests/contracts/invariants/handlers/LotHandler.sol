// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../../../contracts/interfaces/IAssignments.sol";
import {IERC7943NonFungible} from "../../../../contracts/interfaces/IERC7943NonFungible.sol";
import {IFactoring} from "../../../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../../../contracts/interfaces/IReceivableLots.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {Acts, LotId, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {ReductionHandler} from "./ReductionHandler.sol";

/// @notice Splitting and merging of lots, and what courts order.
abstract contract LotHandler is ReductionHandler {
    using LotIds for ReceivableId;

    function split(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isOpenLot);
        uint256 count = found.exists ? lots.lotsOf(found.id).length : LOTS_MAX;
        if (count >= LOTS_MAX || found.lot.outstandingMinor < 2) return;
        uint64[] memory partsMinor = new uint64[](1);
        partsMinor[0] = _rollMinor(1, found.lot.outstandingMinor - 1);
        uint64 restMinor = found.lot.outstandingMinor - partsMinor[0];
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.REGISTRATION, 0),
            address(lots),
            abi.encodeCall(IReceivableLots.split, (found.lotId, partsMinor)),
            _isLoose(found) && partsMinor[0] >= 100 && restMinor >= 100
        );
        if (!done) {
            if (!_isLoose(found)) _reached("split of bound lot refused");
            return;
        }
        stoppedDays[found.id.lotIdOf(count + 1)] = stoppedDays[found.lotId];
        _reached("lot split");
        if (found.lot.dealNumber != 0) _reached("financed lot split");
    }

    function merge(uint256 seed) external rolls(seed) {
        Found memory into = _pickLot(_hasSibling);
        if (!into.exists) return;
        Found memory found = _siblingOf(into);
        bool possible = _isLoose(into) && _isLoose(found) && _isSameKind(into, found);
        bool done = _sendExpecting(
            _actorOf(into.lot.owner),
            Need(Acts.REGISTRATION, 0),
            address(lots),
            abi.encodeCall(IReceivableLots.merge, (into.lotId, _single(found.lotId))),
            possible
        );
        if (!done) {
            if (!possible) _reached("merge refused");
            return;
        }
        _reached("lot merged");
        if (into.lot.dealNumber != 0) _reached("financed lot merged");
    }

    function freezeOrFree(uint256 seed) external rolls(seed) {
        Found memory found = _oneIn(2) ? _pickLot(_isFrozenLot) : _pickLot(_isAnyLot);
        if (!found.exists || (!isFrozen[found.lotId] && !_oneIn(3))) return;
        bool freezes = !isFrozen[found.lotId];
        bytes memory call = abi.encodeCall(
            IERC7943NonFungible.setFrozenTokens,
            (found.lot.owner, LotId.unwrap(found.lotId), freezes)
        );
        if (!_order(call)) return;
        isFrozen[found.lotId] = freezes;
        _reached(freezes ? bytes32("lot frozen") : bytes32("lot freed"));
    }

    function forceTransfer(uint256 seed) external rolls(seed) {
        if (!_oneIn(3)) return;
        Found memory found = _pickLot(_isAnyLot);
        if (!found.exists) return;
        address to = _oneIn(2) ? found.debt.supplier : _pickActor(financier, otherFinancier).party;
        bool leavesDeal =
            to == found.debt.supplier && found.lot.dealNumber != 0 && !found.lot.reserved;
        bytes memory call = abi.encodeCall(
            IERC7943NonFungible.forcedTransfer,
            (found.lot.owner, to, LotId.unwrap(found.lotId))
        );
        bool done = _order(call);
        _expect(done == _mayAct(to), 6, "6. a lot went to a party without standing, or not to one");
        if (done)
            _reached(leavesDeal ? bytes32("lot left its deal") : bytes32("lot moved by order"));
        else _reached("order to inactive refused");
    }

    /// @dev Neither reserved nor pledged, nor frozen.
    function _isLoose(Found memory found) internal view returns (bool) {
        return !found.lot.reserved && !found.lot.encumbered && !isFrozen[found.lotId];
    }

    function _isFrozenLot(Found memory found) internal view returns (bool) {
        return isFrozen[found.lotId];
    }

    function _hasSibling(Found memory found) internal view returns (bool) {
        return _siblingOf(found).exists;
    }

    /// @dev One operator approves and another one executes; one alone can't.
    function _order(bytes memory call) private returns (bool done) {
        vm.prank(operator.signer);
        powers.approve(address(lots), call, "order");
        vm.prank(operator.signer);
        (done, ) = address(lots).call(call);
        _expect(!done, 6, "6. one operator alone moved or froze a lot");
        vm.prank(secondOperator.signer);
        (done, ) = address(lots).call(call);
        if (done) return true;
        bytes32 actHash = powers.actHashOf(address(lots), call);
        vm.prank(operator.signer);
        powers.withdrawApproval(actHash);
    }

    function _siblingOf(Found memory into) private view returns (Found memory found) {
        IReceivableLots.Lot[] memory all = lots.lotsOf(into.id);
        for (uint256 i = all.length; i > 0; --i) {
            found.lotId = into.id.lotIdOf(i);
            if (LotId.unwrap(found.lotId) == LotId.unwrap(into.lotId)) continue;
            if (all[i - 1].owner != into.lot.owner) continue;
            found.lot = all[i - 1];
            found.exists = true;
            return found;
        }
    }

    function _isSameKind(Found memory into, Found memory found) private view returns (bool) {
        IAssignments.Notice memory left = assignments.noticesOf(_single(into.lotId))[0];
        IAssignments.Notice memory right = assignments.noticesOf(_single(found.lotId))[0];
        bool isTold =
            left.payee == right.payee &&
                left.noticedAt == right.noticedAt &&
                left.acknowledgedAt == right.acknowledgedAt;
        if (!isTold || into.lot.dealNumber != found.lot.dealNumber) return false;
        if (stoppedDays[into.lotId] != stoppedDays[found.lotId]) return false;
        if (into.lot.dealNumber == 0) return true;
        IFactoring.Position memory first = _position(into.lotId);
        IFactoring.Position memory second = _position(found.lotId);
        return
            first.demandedAt == second.demandedAt &&
            first.repurchaseOffered == second.repurchaseOffered &&
            first.isClosed == second.isClosed;
    }
}
