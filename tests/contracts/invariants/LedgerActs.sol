// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ApprovalHandler} from "./handlers/ApprovalHandler.sol";
import {CollectionHandler} from "./handlers/CollectionHandler.sol";
import {CreditHandler} from "./handlers/CreditHandler.sol";
import {DealHandler} from "./handlers/DealHandler.sol";
import {EarlyPaymentHandler} from "./handlers/EarlyPaymentHandler.sol";
import {EntryHandler} from "./handlers/EntryHandler.sol";
import {LotHandler} from "./handlers/LotHandler.sol";
import {PartyHandler} from "./handlers/PartyHandler.sol";
import {PaymentHandler} from "./handlers/PaymentHandler.sol";
import {PledgeHandler} from "./handlers/PledgeHandler.sol";
import {ReceivableHandler} from "./handlers/ReceivableHandler.sol";
import {ReductionHandler} from "./handlers/ReductionHandler.sol";
import {ReversalHandler} from "./handlers/ReversalHandler.sol";
import {StatementHandler} from "./handlers/StatementHandler.sol";
import {TitleHandler} from "./handlers/TitleHandler.sol";

/// @notice Every act that the runner may choose; each takes one seed.
library LedgerActs {
    function all() internal pure returns (bytes4[] memory acts) {
        return _unpacked(bytes.concat(_ofBooks(), _ofTitle(), _ofMoney()));
    }

    /// @notice What courses of collection need, and little else.
    function ofCollection() internal pure returns (bytes4[] memory acts) {
        bytes memory packed = bytes.concat(
            PartyHandler.passTime.selector,
            ReceivableHandler.register.selector,
            ReceivableHandler.confirm.selector,
            ReceivableHandler.agreeSilence.selector,
            ReceivableHandler.confirmBySilence.selector,
            LotHandler.split.selector,
            ReductionHandler.credit.selector,
            PaymentHandler.pay.selector
        );
        packed = bytes.concat(
            packed,
            PaymentHandler.payInTwoEntries.selector,
            ReversalHandler.reverseLatest.selector,
            ReversalHandler.payAndReverse.selector
        );
        return _unpacked(bytes.concat(packed, _ofCollection()));
    }

    /// @notice What deals, liens and early payments need, and little else.
    function ofFinance() internal pure returns (bytes4[] memory acts) {
        bytes memory packed = bytes.concat(
            PartyHandler.passTime.selector,
            ReceivableHandler.register.selector,
            ReceivableHandler.confirm.selector,
            ReductionHandler.openDispute.selector,
            ReductionHandler.withdrawDispute.selector,
            PaymentHandler.pay.selector,
            PaymentHandler.recordUnapplied.selector,
            PaymentHandler.settleEarly.selector
        );
        packed = bytes.concat(
            packed,
            ReversalHandler.reverseLatest.selector,
            StatementHandler.issueStatement.selector,
            StatementHandler.acknowledge.selector,
            StatementHandler.raiseLine.selector,
            StatementHandler.agreeLine.selector
        );
        return _unpacked(bytes.concat(packed, _ofTitle()));
    }

    function _unpacked(bytes memory packed) private pure returns (bytes4[] memory acts) {
        acts = new bytes4[](packed.length / 4);
        for (uint256 i = 0; i < acts.length; ++i) {
            bytes4 act;
            for (uint256 j = 4; j > 0; --j) {
                act = (act >> 8) | (bytes4(packed[4 * i + j - 1]));
            }
            acts[i] = act;
        }
    }

    function _ofBooks() private pure returns (bytes memory packed) {
        packed = bytes.concat(
            packed,
            PartyHandler.passTime.selector,
            PartyHandler.suspendOrReinstate.selector,
            PartyHandler.expireOrRenew.selector,
            PartyHandler.pauseOrUnpause.selector,
            PartyHandler.pausePayments.selector,
            PartyHandler.addOrChangeKey.selector,
            PartyHandler.revokeKey.selector,
            PartyHandler.rotateKey.selector
        );
        packed = bytes.concat(
            packed,
            ApprovalHandler.admitParty.selector,
            ApprovalHandler.approveRecovery.selector,
            ApprovalHandler.recoverKey.selector,
            ApprovalHandler.endApproval.selector
        );
        packed = bytes.concat(
            packed,
            ReceivableHandler.register.selector,
            ReceivableHandler.registerAgain.selector,
            ReceivableHandler.amend.selector,
            ReceivableHandler.withdrawOrReject.selector,
            ReceivableHandler.confirm.selector,
            ReceivableHandler.confirmWrongly.selector,
            ReceivableHandler.agreeSilence.selector,
            ReceivableHandler.confirmBySilence.selector
        );
        packed = bytes.concat(
            packed,
            ReductionHandler.creditClaim.selector,
            ReductionHandler.credit.selector,
            ReductionHandler.creditWrongly.selector,
            ReductionHandler.openDispute.selector,
            ReductionHandler.withdrawDispute.selector,
            ReductionHandler.acceptDispute.selector
        );
        packed = bytes.concat(packed, _ofCollection());
        packed = bytes.concat(
            packed,
            StatementHandler.issueStatement.selector,
            StatementHandler.acknowledge.selector,
            StatementHandler.raiseLine.selector,
            StatementHandler.agreeLine.selector,
            StatementHandler.proveItem.selector
        );
    }

    function _ofCollection() private pure returns (bytes memory packed) {
        packed = bytes.concat(
            packed,
            CollectionHandler.step.selector,
            CollectionHandler.promisePayment.selector,
            CollectionHandler.planPayment.selector,
            CollectionHandler.resolve.selector,
            CollectionHandler.fulfil.selector,
            CollectionHandler.writeOff.selector,
            CollectionHandler.recover.selector,
            CollectionHandler.mandate.selector
        );
        packed = bytes.concat(
            packed,
            CollectionHandler.reopen.selector,
            CollectionHandler.endMandate.selector
        );
    }

    function _ofTitle() private pure returns (bytes memory packed) {
        packed = bytes.concat(
            packed,
            LotHandler.split.selector,
            LotHandler.merge.selector,
            LotHandler.freezeOrFree.selector,
            LotHandler.forceTransfer.selector
        );
        packed = bytes.concat(
            packed,
            DealHandler.acceptQuote.selector,
            DealHandler.acceptEligible.selector,
            DealHandler.acceptAgain.selector,
            DealHandler.fund.selector,
            DealHandler.lapse.selector,
            DealHandler.close.selector
        );
        packed = bytes.concat(
            packed,
            TitleHandler.demandRepurchase.selector,
            TitleHandler.offerRepurchase.selector,
            TitleHandler.repurchase.selector,
            TitleHandler.giveNotice.selector,
            TitleHandler.acknowledgeNotice.selector,
            TitleHandler.offerOnward.selector,
            TitleHandler.acceptOnward.selector,
            TitleHandler.withdrawOnward.selector
        );
        packed = bytes.concat(
            packed,
            PledgeHandler.offerLien.selector,
            PledgeHandler.acceptLien.selector,
            PledgeHandler.withdrawLien.selector,
            PledgeHandler.registerLien.selector,
            PledgeHandler.noticeLien.selector,
            PledgeHandler.releaseLien.selector,
            PledgeHandler.announceOrWithdraw.selector,
            PledgeHandler.enforce.selector
        );
        packed = bytes.concat(packed, PledgeHandler.dropLien.selector);
        packed = bytes.concat(
            packed,
            EarlyPaymentHandler.offerEarly.selector,
            EarlyPaymentHandler.acceptEarly.selector,
            EarlyPaymentHandler.withdrawEarly.selector,
            EarlyPaymentHandler.lapseEarly.selector
        );
    }

    function _ofMoney() private pure returns (bytes memory packed) {
        packed = bytes.concat(
            packed,
            CreditHandler.publish.selector,
            CreditHandler.follow.selector
        );
        packed = bytes.concat(packed, EntryHandler.agreeAgent.selector);
        packed = bytes.concat(
            packed,
            PaymentHandler.pay.selector,
            PaymentHandler.payTooMuch.selector,
            PaymentHandler.payTwo.selector,
            PaymentHandler.payInTwoEntries.selector,
            PaymentHandler.recordUnapplied.selector,
            PaymentHandler.allocate.selector,
            PaymentHandler.settleEarly.selector,
            PaymentHandler.overpay.selector
        );
        packed = bytes.concat(
            packed,
            PaymentHandler.payInTokens.selector,
            PaymentHandler.payAgain.selector,
            PaymentHandler.discharge.selector
        );
        packed = bytes.concat(
            packed,
            ReversalHandler.reverseLatest.selector,
            ReversalHandler.payAndReverse.selector,
            ReversalHandler.reverseWrongly.selector,
            ReversalHandler.reverseEntry.selector
        );
    }
}
