// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditBook} from "../../../../contracts/interfaces/ICreditBook.sol";
import {Acts, AMOUNT_MINOR_MAX} from "../../../../contracts/types/LedgerTypes.sol";
import {Actor} from "../../support/Requests.sol";
import {EarlyPaymentHandler} from "./EarlyPaymentHandler.sol";

/// @notice Limits that assessors publish, and whose the financiers follow.
abstract contract CreditHandler is EarlyPaymentHandler {
    constructor() {
        _setLimit(financier.party, Limit(AMOUNT_MINOR_MAX, ADMITTED_UNTIL));
        _setLimit(otherFinancier.party, Limit(AMOUNT_MINOR_MAX, ADMITTED_UNTIL));
    }

    /// @dev Mostly without a limit that matters, else little would be funded.
    function publish(uint256 seed) external rolls(seed) {
        Actor memory assessor = _pickActor(financier, otherFinancier);
        bool isLower = _oneIn(4);
        bool isShort = !isLower && _oneIn(3);
        Limit memory limit = Limit(
            isLower ? _rollMinor(0, FACE_MAX) : AMOUNT_MINOR_MAX,
            isShort ? uint40(block.timestamp + 1 hours) : ADMITTED_UNTIL
        );
        ICreditBook.Publication[] memory items = new ICreditBook.Publication[](4);
        for (uint256 i = 0; i < items.length; ++i) {
            items[i] = ICreditBook.Publication(
                i & 1 == 0 ? buyer.party : otherBuyer.party,
                i >> 1 == 0 ? EUR : CNY,
                ICreditBook.Assessment(limit.limitMinor, 1, limit.expiresAt, 1, "input")
            );
        }
        bool done = _sendExpecting(
            assessor,
            Need(Acts.CREDIT, 0),
            address(creditBook),
            abi.encodeCall(ICreditBook.publish, (items)),
            _mayAct(buyer.party) && _mayAct(otherBuyer.party)
        );
        if (!done) return;
        _setLimit(assessor.party, limit);
        if (isShort) _reached("assessment expires soon");
        else _reached(isLower ? bytes32("limit lowered") : bytes32("limit raised"));
    }

    function follow(uint256 seed) external rolls(seed) {
        Actor memory follower = _pickActor(financier, otherFinancier);
        Actor memory assessor = _pickActor(financier, otherFinancier);
        bool done = _sendExpecting(
            follower,
            Need(Acts.ADMINISTRATION, 0),
            address(creditBook),
            abi.encodeCall(ICreditBook.follow, (assessor.party)),
            _mayAct(assessor.party)
        );
        if (!done) return;
        followed[follower.party] = assessor.party;
        _reached("assessor followed");
    }
}
