// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledges} from "../../../../contracts/interfaces/IPledges.sol";
import {LotIds} from "../../../../contracts/libraries/LotIds.sol";
import {Acts, LotId, ReceivableId} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {TitleHandler} from "./TitleHandler.sol";

/// @notice Liens from the offer to release or enforcement.
abstract contract PledgeHandler is TitleHandler {
    using LotIds for LotId;
    using LotIds for ReceivableId;

    function offerLien(uint256 seed) external rolls(seed) {
        Found memory found = _pickLot(_isOpenLot);
        if (!found.exists) return;
        Actor memory pledgee = _pickActor(financier, otherFinancier);
        (, IPledges.Lien[] memory liens) = pledges.liensOfLot(found.lotId);
        IPledges.Offer[] memory offers = new IPledges.Offer[](1);
        offers[0].lotId = found.lotId;
        offers[0].pledgee = pledgee.party;
        offers[0].securedMinor = _rollMinor(1, found.lot.outstandingMinor / 2 + 1);
        offers[0].policyNumber = liens.length > 0 ? liens[0].policyNumber : uint8(1 + _roll(3));
        if (_oneIn(3)) offers[0].registrationHash = "registration";
        offers[0].acceptBy = uint40(block.timestamp + 4 days);
        if (liens.length > 0 && _oneIn(2)) {
            if (liens[0].pledgor == found.lot.owner && liens[0].pledgee == pledgee.party) {
                (uint32[] memory numbers, ) = pledges.liensOfLot(found.lotId);
                offers[0].toppedUpLien = numbers[0];
            }
        }
        bool done = _sendExpecting(
            _actorOf(found.lot.owner),
            Need(Acts.PLEDGING, offers[0].securedMinor),
            address(pledges),
            abi.encodeCall(IPledges.offer, (offers)),
            pledgee.party != found.lot.owner && _mayAct(pledgee.party)
        );
        if (!done) return;
        ++lienCount;
        _reached("lien NONE > OFFERED");
        if (offers[0].toppedUpLien != 0) _reached("lien topped up");
    }

    function acceptLien(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isOffered);
        if (number == 0) return;
        IPledges.Lien memory lien = _lien(number);
        Found memory found = _foundOf(lien.lotId);
        uint256 fromMinor = _exposureMinor(lien.pledgee, found.debt.buyer, found.debt.currency);
        bool fits = _fitsLimit(
            lien.pledgee,
            found.debt.buyer,
            found.debt.currency,
            lien.securedMinor
        );
        bool isFree = lien.securedMinor <= _freeMinor(found);
        bool done = _sendExpecting(
            _actorOf(lien.pledgee),
            Need(Acts.PLEDGING, lien.securedMinor),
            address(pledges),
            abi.encodeCall(IPledges.accept, (_numbers(number))),
            isFree && fits && _isAcceptable(lien, found)
        );
        if (!done) {
            if (!isFree) _reached("lien above available refused");
            if (!fits) _reached("lien past limit refused");
            return;
        }
        _expectWithinLimit(lien.pledgee, found.debt.buyer, found.debt.currency, fromMinor);
        _reached("lien OFFERED > ACTIVE");
        if (found.lot.encumbered) _reached("second lien on a lot");
    }

    function withdrawLien(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isOffered);
        if (number == 0 || !_oneIn(4)) return;
        bool done = _sendExpecting(
            _actorOf(_lien(number).pledgor),
            Need(Acts.PLEDGING, 0),
            address(pledges),
            abi.encodeCall(IPledges.withdraw, (_numbers(number))),
            true
        );
        if (done) _reached("lien OFFERED > WITHDRAWN");
    }

    function registerLien(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isActive);
        if (number == 0) return;
        bool isNew = _lien(number).registeredAt == 0;
        bool done = _sendExpecting(
            _actorOf(_lien(number).pledgee),
            Need(Acts.PLEDGING, 0),
            address(pledges),
            abi.encodeCall(IPledges.recordRegistration, (number, "registration")),
            isNew
        );
        if (done) _reached("lien registered");
    }

    function noticeLien(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isActive);
        if (number == 0) return;
        IPledges.Lien memory lien = _lien(number);
        bool done = _sendExpecting(
            _actorOf(_oneIn(2) ? lien.pledgor : lien.pledgee),
            Need(Acts.PLEDGING, 0),
            address(pledges),
            abi.encodeCall(IPledges.giveNotice, (number, "evidence")),
            lien.noticedAt == 0
        );
        if (done) _reached("lien noticed");
    }

    function releaseLien(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isActive);
        if (number == 0 || !_oneIn(2)) return;
        uint64 securedMinor = _lien(number).securedMinor;
        uint64 amountMinor = _oneIn(2) ? securedMinor : _rollMinor(0, securedMinor);
        if (_oneIn(10)) ++amountMinor;
        bool done = _sendExpecting(
            _actorOf(_lien(number).pledgee),
            Need(Acts.SETTLEMENT, 0),
            address(pledges),
            abi.encodeCall(IPledges.release, (number, amountMinor)),
            amountMinor <= securedMinor
        );
        if (!done) return;
        bool isWhole = amountMinor == securedMinor;
        _reached(isWhole ? bytes32("lien ACTIVE > RELEASED") : bytes32("lien released in part"));
    }

    function announceOrWithdraw(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isActive);
        if (number == 0) return;
        bool announces = _lien(number).enforceableAt == 0;
        if (!announces && !_oneIn(4)) return;
        bool done = _sendExpecting(
            _actorOf(_lien(number).pledgee),
            Need(Acts.PLEDGING, 0),
            address(pledges),
            announces
                ? abi.encodeCall(IPledges.announceEnforcement, (number, "evidence"))
                : abi.encodeCall(IPledges.withdrawEnforcement, (number)),
            true
        );
        if (!done) return;
        _reached(announces ? bytes32("enforcement announced") : bytes32("enforcement withdrawn"));
    }

    function enforce(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isAnnounced);
        if (number == 0) return;
        IPledges.Lien memory lien = _lien(number);
        Found memory found = _foundOf(lien.lotId);
        uint256 count = lots.lotsOf(found.id).length;
        bool isDue = block.timestamp >= lien.enforceableAt;
        bool isFirst = _isFirst(number);
        bool done = _sendExpecting(
            _actorOf(lien.pledgee),
            Need(Acts.SETTLEMENT, 0),
            address(pledges),
            abi.encodeCall(IPledges.enforce, (number, "evidence")),
            isDue &&
                isFirst &&
                lien.securedMinor > 0 &&
                !isFrozen[lien.lotId] &&
                !found.lot.reserved
        );
        if (!done) {
            if (!isDue) _reached("early enforcement refused");
            if (!isFirst) _reached("junior enforcement refused");
            return;
        }
        bool isWhole = lien.securedMinor == found.lot.outstandingMinor;
        LotId takenId = isWhole ? lien.lotId : found.id.lotIdOf(count + 1);
        if (!isWhole) stoppedDays[takenId] = stoppedDays[lien.lotId];
        bool isTaken =
            _lot(takenId).owner == lien.pledgee &&
                _lot(takenId).outstandingMinor == lien.securedMinor;
        _expect(isTaken, 10, "10. enforcement took something else than the lien secured");
        _reached(isWhole ? bytes32("whole lot enforced") : bytes32("part of lot enforced"));
        _reached("lien ACTIVE > ENFORCED");
    }

    function dropLien(uint256 seed) external rolls(seed) {
        uint32 number = _pickLien(_isSatisfied);
        if (number == 0) return;
        bool isOld = block.timestamp >= _lien(number).satisfiedAt + pledges.REVERSAL_WINDOW();
        try pledges.drop(number) {
            _expect(isOld, 20, "20. a lien was dropped before its payment was final");
            _reached("lien ACTIVE > dropped");
        } catch {
            _expect(!isOld, 20, "20. a paid lien was not dropped");
            _reached("early drop refused");
        }
    }

    function _isOffered(IPledges.Lien memory lien) private pure returns (bool) {
        return lien.status == IPledges.LienStatus.OFFERED;
    }

    function _isActive(IPledges.Lien memory lien) private pure returns (bool) {
        return lien.status == IPledges.LienStatus.ACTIVE;
    }

    function _isAnnounced(IPledges.Lien memory lien) private pure returns (bool) {
        return _isActive(lien) && lien.enforceableAt != 0;
    }

    function _isSatisfied(IPledges.Lien memory lien) private pure returns (bool) {
        return _isActive(lien) && lien.satisfiedAt != 0;
    }

    /// @dev No other lien on the lot that ranks before it secures anything.
    function _isFirst(uint32 lienNumber) private view returns (bool) {
        IPledges.Lien memory lien = _lien(lienNumber);
        (, IPledges.Lien[] memory all) = pledges.liensOfLot(lien.lotId);
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].securedMinor > 0 && _rankOf(all[i]) < _rankOf(lien)) return false;
        }
        return true;
    }

    /// @dev In time, by who still owns the lot, under the rule of its other liens, and not one too many.
    function _isAcceptable(
        IPledges.Lien memory lien,
        Found memory found
    ) private view returns (bool) {
        (, IPledges.Lien[] memory all) = pledges.liensOfLot(lien.lotId);
        return
            block.timestamp <= lien.filedAt &&
            found.lot.owner == lien.pledgor &&
            (all.length == 0 || all[0].policyNumber == lien.policyNumber) &&
            all.length < 8;
    }

    function _numbers(uint32 number) private pure returns (uint32[] memory numbers) {
        numbers = new uint32[](1);
        numbers[0] = number;
    }
}
