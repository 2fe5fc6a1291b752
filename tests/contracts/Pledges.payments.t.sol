// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";

contract Pledges_Payments_Test is FinanceTest {
    uint40 private constant WINDOW = 60 days;

    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 1_000);
        lotId = _at(receivableId, 1);
    }

    function test_APayment_GoesToTheLiensAndThenToTheOwner() public {
        _pledged(lotId, financier, 400, BY_FILING);

        vm.expectEmit(address(pledges));
        emit IPledges.LienReduced(1, 400, 0);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotPaid(lotId, financier.party, "entry", 400, 1, 0);
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier.party,
            financier.party,
            EUR,
            400,
            400,
            IDuties.DutyReason.COLLECTED,
            "entry"
        );
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotPaid(lotId, supplier.party, "entry", 50, 0, 0);
        _pay("entry", receivableId, 450);

        assertEq(_lot(lotId).outstandingMinor, 550, "outstanding");
        assertEq(_lot(lotId).availableMinor, 550, "available");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
        assertTrue(_lien(1).status == IPledges.LienStatus.ACTIVE, "status is not ACTIVE");
        assertEq(_lien(1).satisfiedAt, START, "satisfied at");
    }

    function test_AReversedPayment_BringsTheSecurityBack() public {
        _pledged(lotId, financier, 400, BY_FILING);
        IReceivableLots.Share[] memory shares = _paid("entry", 450);

        vm.expectEmit(address(pledges));
        emit IPledges.LienRestored(1, 400, 400);
        _act(operator, address(settlement), _reverseCall("entry", 0, shares));

        assertEq(_lien(1).satisfiedAt, 0, "satisfied at");
        assertEq(_lot(lotId).availableMinor, 600, "available");
        assertEq(_exposureMinor(financier.party), 400, "exposure");
        assertEq(_owedMinor(supplier, financier), 0, "owed");
    }

    function test_AReversedPayment_OfALienThatIsOver_GoesBackToTheLotAlone() public {
        _pledged(lotId, financier, 400, BY_FILING);
        IReceivableLots.Share[] memory shares = _paid("entry", 450);
        _release(financier, 1, 0);
        assertTrue(_lien(1).status == IPledges.LienStatus.RELEASED, "status is not RELEASED");

        _act(operator, address(settlement), _reverseCall("entry", 0, shares));

        assertEq(_lien(1).securedMinor, 0, "secured");
        assertEq(_lot(lotId).availableMinor, 1_000, "available");
        assertEq(_exposureMinor(financier.party), 0, "exposure");
    }

    function test_AReversedPayment_AfterAnEnforcementOfTheRest_GoesBackToTheOwner() public {
        _pledged(lotId, financier, 400, BY_FILING);
        IReceivableLots.Share[] memory shares = _paid("entry", 100);
        _enforced(financier, 1);
        assertEq(_lot(_at(receivableId, 2)).outstandingMinor, 300, "part");

        _act(operator, address(settlement), _reverseCall("entry", 0, shares));

        assertEq(_lot(lotId).outstandingMinor, 700, "rest");
        assertEq(_exposureMinor(financier.party), 300, "exposure");
    }

    function test_AReversedPayment_OnALotThatWasSoldMeanwhile_RaisesBothExposures() public {
        _pledged(lotId, otherFinancier, 400, BY_FILING);
        IReceivableLots.Share[] memory shares = _paid("entry", 400);
        _sold(_one(lotId));
        assertEq(_exposureMinor(financier.party), 600, "exposure before");

        _act(operator, address(settlement), _reverseCall("entry", 0, shares));

        assertEq(_lot(lotId).outstandingMinor, 1_000, "outstanding");
        assertEq(_exposureMinor(financier.party), 1_000, "exposure of the owner");
        assertEq(_exposureMinor(otherFinancier.party), 400, "exposure of the pledgee");
    }

    function test_ACredit_CutsTheLastRankFirstAndIsOwedByTheOwner() public {
        _pledged(lotId, financier, 400, BY_FILING);
        vm.warp(START + 1);
        _pledged(lotId, otherFinancier, 500, BY_FILING);

        vm.expectEmit(address(pledges));
        emit IPledges.LienReduced(1, 50, 350);
        vm.expectEmit(address(pledges));
        emit IPledges.LienReduced(2, 500, 0);
        _credit(receivableId, "cn", 650);

        assertEq(_exposureMinor(financier.party), 350, "exposure of the first");
        assertEq(_exposureMinor(otherFinancier.party), 0, "exposure of the second");
        assertEq(_owedMinor(supplier, financier), 50, "owed to the first");
        assertEq(_owedMinor(supplier, otherFinancier), 500, "owed to the second");
        assertEq(_lien(2).satisfiedAt, START + 1, "satisfied at");
        assertEq(_lot(lotId).availableMinor, 0, "available");
    }

    function test_ACredit_CutsEqualRanksProRata() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _pledged(lotId, otherFinancier, 600, BY_FILING);
        _credit(receivableId, "cn", 100);

        assertEq(_lien(1).securedMinor, 360, "first");
        assertEq(_lien(2).securedMinor, 540, "second");
    }

    function test_ACredit_ThatLeavesEnough_CutsNothing() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _credit(receivableId, "cn", 600);
        assertEq(_lien(1).securedMinor, 400, "secured");
        assertEq(_lot(lotId).availableMinor, 0, "available");
    }

    function test_Drop_AfterTheWindow_TakesThePaidLienOffItsLot() public {
        _pledged(lotId, financier, 400, BY_FILING);
        bytes4 selector = IPledges.LienNotDroppable.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, 1, 400, 0));
        pledges.drop(1);
        _paid("entry", 400);
        vm.warp(START + WINDOW - 1);
        vm.expectRevert(abi.encodeWithSelector(selector, 1, 0, START));
        pledges.drop(1);

        vm.warp(START + WINDOW);
        vm.expectEmit(address(pledges));
        emit IPledges.LienDropped(1);
        _act(buyer, address(pledges), abi.encodeCall(IPledges.drop, (1)));

        assertTrue(!_lot(lotId).encumbered, "still encumbered");
        assertTrue(_lien(1).status == IPledges.LienStatus.RELEASED, "status is not RELEASED");
        selector = IPledges.LienWrongStatus.selector;
        vm.expectRevert(
            abi.encodeWithSelector(
                selector,
                1,
                IPledges.LienStatus.RELEASED,
                IPledges.LienStatus.ACTIVE
            )
        );
        pledges.drop(1);
    }

    function test_Drop_OfOneOfTwoLiens_LeavesTheLotEncumbered() public {
        _pledged(lotId, financier, 400, BY_FILING);
        vm.warp(START + 1);
        _pledged(lotId, otherFinancier, 300, BY_FILING);
        _paid("entry", 400);
        vm.warp(START + 1 + WINDOW);

        pledges.drop(1);

        assertTrue(_lot(lotId).encumbered, "not encumbered");
        (uint32[] memory numbers, ) = pledges.liensOfLot(lotId);
        assertEq(numbers.length, 1, "liens");
        assertEq(numbers[0], 2, "lien");
    }

    /// hardhat-config: fuzz.runs = 200
    function testFuzz_APaymentAndItsReversal_KeepLiensWithinTheLot(
        uint64 firstSeed,
        uint64 secondSeed,
        uint64 paidSeed,
        bool equalRank
    ) public {
        uint64 first = bound64(firstSeed, 1, 999);
        uint64 second = bound64(secondSeed, 1, 1_000 - first);
        uint64 paid = bound64(paidSeed, 1, 1_000);
        _pledged(lotId, financier, first, BY_FILING);
        if (!equalRank) vm.warp(START + 1);
        _pledged(lotId, otherFinancier, second, BY_FILING);

        IReceivableLots.Share[] memory shares = _paid("entry", paid);

        uint64 securedMinor = pledges.securedMinor(lotId);
        assertLe(securedMinor, 1_000 - paid, "secured above outstanding");
        uint64 toLiens = paid < first + second ? paid : first + second;
        assertEq(securedMinor, first + second - toLiens, "secured");
        assertEq(_exposureMinor(financier.party), _lien(1).securedMinor, "first exposure");
        assertEq(_exposureMinor(otherFinancier.party), _lien(2).securedMinor, "second exposure");

        _act(operator, address(settlement), _reverseCall("entry", 0, shares));
        assertEq(_lien(1).securedMinor, first, "first");
        assertEq(_lien(2).securedMinor, second, "second");
        assertEq(_owedMinor(supplier, financier), 0, "owed to the first");
        assertEq(_owedMinor(supplier, otherFinancier), 0, "owed to the second");
    }

    function _paid(
        bytes32 entryHash,
        uint64 amountMinor
    ) private returns (IReceivableLots.Share[] memory) {
        vm.recordLogs();
        _pay(entryHash, receivableId, amountMinor);
        return _recordedShares();
    }
}
