// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Every transition and refusal that the handlers tell apart.
library Outcomes {
    function all() internal pure returns (bytes32[] memory outcomes) {
        bytes memory packed;
        packed = bytes.concat(
            packed,
            bytes32("CONFIRMED > SETTLED"),
            bytes32("CONFIRMED > SETTLED (credit)"),
            bytes32("CONFIRMED > WRITTEN_OFF"),
            bytes32("CONFIRMED credited"),
            bytes32("NONE > REGISTERED"),
            bytes32("REGISTERED > CONFIRMED")
        );
        packed = bytes.concat(
            packed,
            bytes32("REGISTERED > CONFIRMED (silence)"),
            bytes32("REGISTERED > REJECTED"),
            bytes32("REGISTERED > WITHDRAWN"),
            bytes32("REGISTERED amended"),
            bytes32("SETTLED > CONFIRMED"),
            bytes32("WRITTEN_OFF > SETTLED")
        );
        packed = bytes.concat(
            packed,
            bytes32("acts paused"),
            bytes32("acts unpaused"),
            bytes32("admission renewed"),
            bytes32("admission shortened"),
            bytes32("allocation refused"),
            bytes32("answer after lines refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("arrangement RUNNING > CANCELLED"),
            bytes32("assessment expires soon"),
            bytes32("assessor followed"),
            bytes32("cancelled quote refused"),
            bytes32("claim credited"),
            bytes32("clock stopped")
        );
        packed = bytes.concat(
            packed,
            bytes32("closing of open lot refused"),
            bytes32("confirmed in part"),
            bytes32("credit above refused"),
            bytes32("credit on sold lot"),
            bytes32("deal ACCEPTED > FUNDED"),
            bytes32("deal ACCEPTED > LAPSED")
        );
        packed = bytes.concat(
            packed,
            bytes32("deal CLOSED by repurchase"),
            bytes32("deal FUNDED > CLOSED"),
            bytes32("deal NONE > ACCEPTED"),
            bytes32("deal funded in tokens"),
            bytes32("demand after stopped clock"),
            bytes32("demand in dispute refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("demand without recourse refused"),
            bytes32("discharge above owed refused"),
            bytes32("dispute NONE > OPEN"),
            bytes32("dispute OPEN > ACCEPTED"),
            bytes32("dispute OPEN > WITHDRAWN"),
            bytes32("dispute accepted in part")
        );
        packed = bytes.concat(
            packed,
            bytes32("duty discharged"),
            bytes32("duty owed back"),
            bytes32("early ACCEPTED > LAPSED"),
            bytes32("early ACCEPTED > SETTLED"),
            bytes32("early NONE > OFFERED"),
            bytes32("early OFFERED > ACCEPTED")
        );
        packed = bytes.concat(
            packed,
            bytes32("early OFFERED > LAPSED"),
            bytes32("early OFFERED > WITHDRAWN"),
            bytes32("early SETTLED > REVERSED"),
            bytes32("early drop refused"),
            bytes32("early enforcement refused"),
            bytes32("early lapse of early refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("early lapse refused"),
            bytes32("early of changed lot refused"),
            bytes32("early of reduced lot refused"),
            bytes32("early resolution refused"),
            bytes32("enforcement announced"),
            bytes32("enforcement withdrawn")
        );
        packed = bytes.concat(
            packed,
            bytes32("entry STANDING > REVERSED"),
            bytes32("financed lot merged"),
            bytes32("financed lot split"),
            bytes32("funding of held lot refused"),
            bytes32("funding past limit refused"),
            bytes32("instalment met")
        );
        packed = bytes.concat(
            packed,
            bytes32("junior enforcement refused"),
            bytes32("key added"),
            bytes32("key beyond its rights"),
            bytes32("key changed"),
            bytes32("key revoked"),
            bytes32("key rotated")
        );
        packed = bytes.concat(
            packed,
            bytes32("late funding refused"),
            bytes32("late onward refused"),
            bytes32("lien ACTIVE > ENFORCED"),
            bytes32("lien ACTIVE > RELEASED"),
            bytes32("lien ACTIVE > dropped"),
            bytes32("lien NONE > OFFERED")
        );
        packed = bytes.concat(
            packed,
            bytes32("lien OFFERED > ACTIVE"),
            bytes32("lien OFFERED > WITHDRAWN"),
            bytes32("lien above available refused"),
            bytes32("lien cut"),
            bytes32("lien noticed"),
            bytes32("lien paid")
        );
        packed = bytes.concat(
            packed,
            bytes32("lien past limit refused"),
            bytes32("lien registered"),
            bytes32("lien released in part"),
            bytes32("lien restored"),
            bytes32("lien topped up"),
            bytes32("limit lowered")
        );
        packed = bytes.concat(
            packed,
            bytes32("limit raised"),
            bytes32("line NONE > RAISED"),
            bytes32("line RAISED > RESOLVED"),
            bytes32("line corrected"),
            bytes32("lot freed"),
            bytes32("lot frozen")
        );
        packed = bytes.concat(
            packed,
            bytes32("lot merged"),
            bytes32("lot left its deal"),
            bytes32("lot moved by order"),
            bytes32("lot repurchased"),
            bytes32("lot split"),
            bytes32("mandate GIVEN > ENDED"),
            bytes32("mandate NONE > GIVEN")
        );
        packed = bytes.concat(
            packed,
            bytes32("merge refused"),
            bytes32("needless acknowledgement refused"),
            bytes32("needless resolution refused"),
            bytes32("nothing recovered refused"),
            bytes32("notice acknowledged"),
            bytes32("notice given")
        );
        packed = bytes.concat(
            packed,
            bytes32("notice of silent deal refused"),
            bytes32("onward NONE > OFFERED"),
            bytes32("onward OFFERED > ACCEPTED"),
            bytes32("onward OFFERED > WITHDRAWN"),
            bytes32("onward of bound lot refused"),
            bytes32("onward past limit refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("order to inactive refused"),
            bytes32("overpayment recorded"),
            bytes32("overpayment reversed"),
            bytes32("paid during a pause"),
            bytes32("paid in dispute"),
            bytes32("paid in tokens")
        );
        packed = bytes.concat(
            packed,
            bytes32("paid while suspended"),
            bytes32("part of lot enforced"),
            bytes32("party reinstated"),
            bytes32("party suspended"),
            bytes32("party without standing"),
            bytes32("pause of payments refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("paused act"),
            bytes32("payment above open refused"),
            bytes32("payment and reversal"),
            bytes32("payment by other agent refused"),
            bytes32("payments reversed"),
            bytes32("plan NONE > RUNNING")
        );
        packed = bytes.concat(
            packed,
            bytes32("plan RUNNING > BROKEN"),
            bytes32("plan RUNNING > KEPT"),
            bytes32("promise NONE > RUNNING"),
            bytes32("promise RUNNING > BROKEN"),
            bytes32("promise RUNNING > KEPT"),
            bytes32("quote drawn again")
        );
        packed = bytes.concat(
            packed,
            bytes32("quote for eligible lots drawn"),
            bytes32("receivable paid"),
            bytes32("recovered twice in one call"),
            bytes32("repurchase demanded"),
            bytes32("repurchase not agreed refused"),
            bytes32("repurchase offered")
        );
        packed = bytes.concat(
            packed,
            bytes32("reserve netted off"),
            bytes32("restored to merged lot"),
            bytes32("reversal by former agent"),
            bytes32("reversal of allocated refused"),
            bytes32("revoked key"),
            bytes32("sale of bound lot refused"),
            bytes32("second arrangement refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("second bank entry refused"),
            bytes32("second credit note refused"),
            bytes32("second dispute refused"),
            bytes32("second lien on a lot"),
            bytes32("second line refused"),
            bytes32("second registration refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("settlement agent agreed"),
            bytes32("silence agreed"),
            bytes32("silence ended"),
            bytes32("silence refused"),
            bytes32("split of bound lot refused"),
            bytes32("stage refused")
        );
        packed = bytes.concat(
            packed,
            bytes32("statement DIFFERING > AGREED"),
            bytes32("statement DIFFERING > RESOLVED"),
            bytes32("statement ISSUED > AGREED"),
            bytes32("statement ISSUED > DIFFERING"),
            bytes32("statement NONE > ISSUED"),
            bytes32("step by collector")
        );
        packed = bytes.concat(
            packed,
            bytes32("step without mandate refused"),
            bytes32("time passed"),
            bytes32("two entries in one call"),
            bytes32("two receivables paid by one"),
            bytes32("unapplied cash allocated"),
            bytes32("unapplied cash recorded")
        );
        packed = bytes.concat(
            packed,
            bytes32("unsigned quote refused"),
            bytes32("used quote refused"),
            bytes32("whole lot enforced"),
            bytes32("write-off of bound lot refused"),
            bytes32("write-off recovered"),
            bytes32("write-off restored")
        );
        packed = bytes.concat(
            packed,
            bytes32("written off"),
            bytes32("wrong confirmation refused"),
            bytes32("wrong reversal refused")
        );
        outcomes = new bytes32[](packed.length / 32);
        for (uint256 i = 0; i < outcomes.length; ++i) {
            bytes32 outcome;
            // A memory array begins with its length.
            assembly ("memory-safe") {
                outcome := mload(add(add(packed, 32), mul(i, 32)))
            }
            outcomes[i] = outcome;
        }
    }
}
