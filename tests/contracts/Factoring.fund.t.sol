// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICashDesk} from "../../contracts/interfaces/ICashDesk.sol";
import {ICreditBook} from "../../contracts/interfaces/ICreditBook.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {Acts, LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {PlainToken, ReenteringToken} from "./support/CashTokens.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Factoring_Fund_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_000);
        lotId = _at(receivableId, 1);
        lotIds = _one(lotId);
        _accepted(lotIds);
    }

    function test_Fund_MovesTheLotsToTheFinancier() public {
        vm.expectEmit(address(factoring));
        emit IFactoring.DealFunded(1, "proof");
        vm.expectEmit(address(lots));
        emit IERC721.Transfer(supplier.party, financier.party, LotId.unwrap(lotId));
        _funded(1, lotIds);

        assertEq(_lot(lotId).owner, financier.party, "owner");
        assertTrue(!_lot(lotId).reserved, "still reserved");
        assertEq(lots.balanceOf(supplier.party), 0, "lots of the supplier");
        assertEq(lots.balanceOf(financier.party), 1, "lots of the financier");
        assertEq(_exposureMinor(financier.party), 100_000, "exposure");
        assertTrue(_deal(1).status == IFactoring.DealStatus.FUNDED, "status is not FUNDED");
    }

    function test_Fund_AfterAPayment_CountsWhatIsLeft() public {
        _pay("entry", receivableId, 40_000);
        _funded(1, lotIds);
        assertEq(_exposureMinor(financier.party), 60_000, "exposure");
    }

    function test_Fund_WhenAllWasPaidMeanwhile_MovesTheLotWithoutExposure() public {
        _pay("entry", receivableId, 100_000);
        _funded(1, lotIds);
        assertEq(_lot(lotId).owner, financier.party, "owner");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
    }

    function test_Fund_AtTheLimit_WorksAndAboveRefusesWithExposureAboveLimit() public {
        _assess(financier, 99_999);
        ICreditBook.ExposureKey memory key = ICreditBook.ExposureKey(
            financier.party,
            buyer.party,
            EUR
        );
        bytes4 selector = ICreditBook.ExposureAboveLimit.selector;
        _refusedFund(financier, abi.encodeWithSelector(selector, key, 100_000, 99_999));

        _assess(financier, 100_000);
        _funded(1, lotIds);
    }

    function test_Fund_WhenAnotherFinancierDoes_RefusesWithPartyNotEntitled() public {
        _refusedFund(otherFinancier, _entitledReason(otherFinancier, financier));
    }

    function test_Fund_AboveTheLimitOfTheKey_RefusesWithSignerAmountAboveMax() public {
        Actor memory clerk = _clerk(financier, "clerk", Acts.FINANCING, 79_999);
        bytes4 selector = IPartyRegistry.SignerAmountAboveMax.selector;
        _refusedFund(clerk, abi.encodeWithSelector(selector, clerk.signer, 80_000, 79_999));
    }

    function test_Fund_AtTheDeadline_WorksAndThenRefusesWithFundingOverdue() public {
        uint32 fundBy = _deal(1).fundBy;
        vm.warp(fundBy + 1);
        bytes4 selector = IFactoring.FundingOverdue.selector;
        _refusedFund(financier, abi.encodeWithSelector(selector, 1, fundBy));

        vm.warp(fundBy);
        _funded(1, lotIds);
    }

    function test_Fund_WhenADisputeCameUp_RefusesWithLotHeldUntilItIsOver() public {
        _dispute(receivableId, 30_000);
        bytes4 selector = IReceivableLots.LotHeld.selector;
        _refusedFund(financier, abi.encodeWithSelector(selector, lotId, 70_000));

        _withdrawDispute(receivableId);
        _funded(1, lotIds);
    }

    function test_Fund_WhenADisputeRestsOnAnotherLot_MovesTheLot() public {
        vm.warp(_deal(1).fundBy + 1);
        factoring.lapse(1, lotIds);
        _split(supplier, lotId, 40_000);
        lotIds = _one(_at(receivableId, 2));
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.validUntil = ADMITTED_UNTIL;
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        _dispute(receivableId, 60_000);

        _funded(2, lotIds);

        assertEq(_lot(lotIds[0]).owner, financier.party, "owner");
    }

    function test_Fund_WhenTheLotWasFrozen_RefusesWithLotHeld() public {
        _freeze(supplier.party, lotId);
        bytes4 selector = IReceivableLots.LotHeld.selector;
        _refusedFund(financier, abi.encodeWithSelector(selector, lotId, 0));
    }

    function test_Fund_WhenACourtMovedTheLot_RefusesWithLotNotOwned() public {
        _moveByCourt(supplier.party, otherSupplier.party, lotId);
        _refusedFund(financier, _ownedReason(lotId, otherSupplier, supplier));
    }

    function test_GivenOtherLots_RefusesWithLotsMismatch() public {
        LotId[] memory none = new LotId[](0);
        bytes32 expected = keccak256(abi.encodePacked(lotIds));
        bytes4 selector = IFactoring.LotsMismatch.selector;
        bytes memory reason = abi.encodeWithSelector(selector, expected, keccak256(""));

        bytes memory call = abi.encodeCall(IFactoring.fund, (1, none, "proof"));
        _actRefused(financier, address(factoring), call, reason);
        vm.warp(_deal(1).fundBy + 1);
        call = abi.encodeCall(IFactoring.lapse, (1, none));
        _actRefused(buyer, address(factoring), call, reason);
    }

    function test_GivenAnUnknownDeal_RefusesWithDealWrongStatus() public {
        bytes memory reason = _wrongStatus(2, IFactoring.DealStatus.NONE);
        bytes memory call = abi.encodeCall(IFactoring.fund, (2, lotIds, "proof"));
        _actRefused(financier, address(factoring), call, reason);
        call = abi.encodeCall(IFactoring.lapse, (2, lotIds));
        _actRefused(financier, address(factoring), call, reason);
    }

    function test_Lapse_FreesTheLotsForAnotherDeal() public {
        vm.warp(_deal(1).fundBy + 1);

        vm.expectEmit(address(factoring));
        emit IFactoring.DealLapsed(1);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReleased(lotId, 1);
        _act(buyer, address(factoring), abi.encodeCall(IFactoring.lapse, (1, lotIds)));

        assertEq(lots.availableMinor(lotId), 100_000, "available");
        assertEq(_position(lotId).advanceMinor, 0, "advance of the lot");
        assertEq(_deal(1).openLots, 0, "open lots");
        _refusedFund(financier, _wrongStatus(1, IFactoring.DealStatus.LAPSED));
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.nonce = 2;
        quote.validUntil = ADMITTED_UNTIL;
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        assertEq(_lot(lotId).dealNumber, 2, "deal of the lot");
    }

    function test_Lapse_BeforeTheDeadlineIsOver_RefusesWithFundingNotOverdue() public {
        uint32 fundBy = _deal(1).fundBy;
        vm.warp(fundBy);

        bytes4 selector = IFactoring.FundingNotOverdue.selector;
        bytes memory call = abi.encodeCall(IFactoring.lapse, (1, lotIds));
        _actRefused(buyer, address(factoring), call, abi.encodeWithSelector(selector, 1, fundBy));
    }

    function test_Lapse_WhenACourtMovedTheLot_FreesItForItsNewOwner() public {
        _moveByCourt(supplier.party, financier.party, lotId);
        vm.warp(_deal(1).fundBy + 1);

        factoring.lapse(1, lotIds);

        assertEq(_lot(lotId).availableMinor, 100_000, "available");
        assertEq(_lot(lotId).dealNumber, 0, "deal of the lot");
    }

    function _refusedFund(Actor memory actor, bytes memory reason) private {
        bytes memory call = abi.encodeCall(IFactoring.fund, (1, lotIds, "proof"));
        _actRefused(actor, address(factoring), call, reason);
    }

    function _wrongStatus(
        uint32 dealNumber,
        IFactoring.DealStatus actual
    ) private pure returns (bytes memory) {
        bytes4 selector = IFactoring.DealWrongStatus.selector;
        IFactoring.DealStatus required = IFactoring.DealStatus.ACCEPTED;
        return abi.encodeWithSelector(selector, dealNumber, actual, required);
    }
}

contract Factoring_FundInTokens_Test is FinanceTest {
    LotId[] private lotIds;
    PlainToken private token;

    function setUp() public override {
        super.setUp();
        lotIds = _one(_at(_confirmed("a", 100_000), 1));
        token = new PlainToken();
        _accept(token);
    }

    function test_PaysTheAdvanceLessChargesAndMovesTheLots() public {
        // 80 000 less 800 and 500.
        vm.expectEmit(address(cashDesk));
        emit ICashDesk.CashMoved(financier.party, supplier.party, address(token), 78_700, "proof");
        _funded(1, lotIds);

        assertEq(token.balanceOf(supplier.signer), 78_700, "supplier");
        assertEq(token.balanceOf(financier.signer), 21_300, "financier");
        assertEq(_lot(lotIds[0]).owner, financier.party, "owner");
    }

    function test_WhenTheMoneyDoesNotCome_MovesNothing() public {
        vm.prank(financier.signer);
        token.approve(address(cashDesk), 78_699);

        bytes memory call = abi.encodeCall(IFactoring.fund, (1, lotIds, "proof"));
        bytes4 selector = bytes4(keccak256("ERC20InsufficientAllowance(address,uint256,uint256)"));
        bytes memory reason = abi.encodeWithSelector(selector, address(cashDesk), 78_699, 78_700);
        _actRefused(financier, address(factoring), call, reason);

        assertEq(_lot(lotIds[0]).owner, supplier.party, "owner");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
    }

    function test_WithoutAnAccountOfTheSupplier_RefusesWithCashAccountMissing() public {
        PlainToken other = new PlainToken();
        lotIds = _one(_at(_confirmed("b", 100_000), 1));
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.cashToken = address(other);
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        vm.prank(financier.signer);
        cashDesk.useAsCashAccount(address(other), EUR);

        bytes memory call = abi.encodeCall(IFactoring.fund, (2, lotIds, "proof"));
        bytes4 selector = ICashDesk.CashAccountMissing.selector;
        bytes memory reason = abi.encodeWithSelector(selector, supplier.party, other, EUR);
        _actRefused(financier, address(factoring), call, reason);
    }

    function test_GivenATokenThatCallsBack_RefusesWithReentrancyGuardReentrantCall() public {
        lotIds = _one(_at(_confirmed("b", 100_000), 1));
        _accept(new ReenteringToken());

        bytes memory call = abi.encodeCall(IFactoring.fund, (2, lotIds, "proof"));
        bytes4 selector = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        _actRefused(financier, address(factoring), call, abi.encodeWithSelector(selector));
    }

    function _accept(PlainToken cashToken) private {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.cashToken = address(cashToken);
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        cashToken.mint(financier.signer, 100_000);
        vm.prank(financier.signer);
        cashToken.approve(address(cashDesk), type(uint256).max);
        vm.prank(financier.signer);
        cashDesk.useAsCashAccount(address(cashToken), EUR);
        vm.prank(supplier.signer);
        cashDesk.useAsCashAccount(address(cashToken), EUR);
    }
}
