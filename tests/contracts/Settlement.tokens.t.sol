// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICashDesk} from "../../contracts/interfaces/ICashDesk.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {Acts, LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {PlainToken, ReenteringToken} from "./support/CashTokens.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice Pays in tokens again while it is paid with.
contract PayingAgainToken is PlainToken {
    ISettlement private immutable _SETTLEMENT;
    ReceivableId private immutable _RECEIVABLE_ID;

    constructor(ISettlement settlement, ReceivableId receivableId) {
        _SETTLEMENT = settlement;
        _RECEIVABLE_ID = receivableId;
    }

    function _update(address from, address to, uint256 amountMinor) internal override {
        super._update(from, to, amountMinor);
        if (from != address(0)) _SETTLEMENT.payInTokens(_RECEIVABLE_ID, address(this), 1);
    }
}

/// @notice Of a receivable of 1,000 the supplier owns a lot of 600, a financier one of 400 with a lien of 100 of another.
contract Settlement_PayInTokens_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private soldLotId;
    PlainToken private token;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        _split(supplier, _at(receivableId, 1), 400);
        soldLotId = _at(receivableId, 2);
        _sold(_one(soldLotId));
        _lienAccepted(
            otherFinancier,
            _offered(financier, _offer(soldLotId, otherFinancier, 100, BY_FILING))
        );
        token = new PlainToken();
        _useForAll(token);
    }

    function test_EachBeneficiaryGetsItsShareAtOnceAndNobodyOwesAnything() public {
        vm.expectEmit(address(cashDesk));
        emit ICashDesk.CashMoved(buyer.party, supplier.party, address(token), 300, _tokenEntry(1));
        _payInTokens(500);

        assertEq(token.balanceOf(supplier.signer), 300, "supplier");
        assertEq(token.balanceOf(otherFinancier.signer), 100, "lienholder");
        assertEq(token.balanceOf(financier.signer), 100, "owner");
        assertEq(_receivable(receivableId).outstandingMinor, 500, "outstanding");
        assertEq(_balanceMinor(), 500, "balance");
        assertEq(_exposureMinor(financier.party), 200, "exposure");
        assertEq(_owedMinor(supplier, financier), 0, "owed");
    }

    function test_ThePayment_IsNoEntryOfAnAgent() public {
        _payInTokens(500);
        bytes memory call = abi.encodeCall(ISettlement.reverseEntry, (_tokenEntry(1), "counter"));
        bytes4 selector = ISettlement.BankEntryUnknown.selector;
        bytes memory reason = abi.encodeWithSelector(selector, _tokenEntry(1));
        _actRefused(operator, address(settlement), call, reason);
    }

    function test_WithoutAnAccountOfABeneficiary_RefusesWithCashAccountMissing() public {
        PlainToken other = new PlainToken();
        other.mint(buyer.signer, 10_000);
        _use(buyer, other);
        _use(supplier, other);
        _use(financier, other);
        bytes4 selector = ICashDesk.CashAccountMissing.selector;
        bytes memory reason = abi.encodeWithSelector(selector, otherFinancier.party, other, EUR);
        _refused(address(other), 500, reason);
        assertEq(_receivable(receivableId).outstandingMinor, 1_000, "outstanding");
    }

    function test_MoreThanIsOutstandingOrNothing_Refuses() public {
        _refused(address(token), 0, _amountReason(0));
        bytes4 selector = IReceivableRegistry.AmountAboveOutstanding.selector;
        bytes memory reason = abi.encodeWithSelector(selector, receivableId, 1_001, 1_000);
        _refused(address(token), 1_001, reason);
    }

    function test_ByAnotherBuyer_RefusesWithPartyNotEntitled() public {
        bytes memory call = abi.encodeCall(
            ISettlement.payInTokens,
            (receivableId, address(token), 1)
        );
        bytes memory reason = _entitledReason(otherBuyer, buyer);
        _actRefused(otherBuyer, address(settlement), call, reason);
        reason = _roleReason(supplier, Roles.SUPPLIER, Roles.BUYER);
        _actRefused(supplier, address(settlement), call, reason);
    }

    function test_AboveTheLimitOfTheKey_RefusesWithSignerAmountAboveMax() public {
        Actor memory clerk = _clerk(buyer, "clerk", Acts.SETTLEMENT, 499);
        bytes memory call = abi.encodeCall(
            ISettlement.payInTokens,
            (receivableId, address(token), 500)
        );
        bytes4 selector = IPartyRegistry.SignerAmountAboveMax.selector;
        bytes memory reason = abi.encodeWithSelector(selector, clerk.signer, 500, 499);
        _actRefused(clerk, address(settlement), call, reason);
    }

    function test_WhenAllThatCanBePausedIs_StillPays() public {
        vm.prank(operator.signer);
        parties.pause(Acts.PAUSABLE, "reason");
        _payInTokens(1_000);
        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }

    function test_GivenATokenThatCallsTheDesk_RefusesWithReentrancyGuardReentrantCall() public {
        PlainToken reentering = new ReenteringToken();
        _useForAll(reentering);
        _refused(address(reentering), 500, _reentrancyReason());
    }

    function test_GivenATokenThatPaysAgain_RefusesWithReentrancyGuardReentrantCall() public {
        PlainToken again = new PayingAgainToken(settlement, receivableId);
        _useForAll(again);
        _refused(address(again), 500, _reentrancyReason());
        assertEq(_receivable(receivableId).outstandingMinor, 1_000, "outstanding");
    }

    function _payInTokens(uint64 amountMinor) private {
        bytes memory call = abi.encodeCall(
            ISettlement.payInTokens,
            (receivableId, address(token), amountMinor)
        );
        _act(buyer, address(settlement), call);
    }

    function _refused(address with_, uint64 amountMinor, bytes memory reason) private {
        bytes memory call = abi.encodeCall(
            ISettlement.payInTokens,
            (receivableId, with_, amountMinor)
        );
        _actRefused(buyer, address(settlement), call, reason);
    }

    function _useForAll(PlainToken with_) private {
        with_.mint(buyer.signer, 10_000);
        _use(buyer, with_);
        _use(supplier, with_);
        _use(financier, with_);
        _use(otherFinancier, with_);
    }

    function _use(Actor memory actor, PlainToken with_) private {
        vm.prank(actor.signer);
        cashDesk.useAsCashAccount(address(with_), EUR);
        vm.prank(actor.signer);
        with_.approve(address(cashDesk), type(uint256).max);
    }

    function _tokenEntry(uint256 number) private view returns (bytes32) {
        return keccak256(abi.encode(address(settlement), number));
    }

    function _reentrancyReason() private pure returns (bytes memory) {
        bytes4 selector = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        return abi.encodeWithSelector(selector);
    }
}
