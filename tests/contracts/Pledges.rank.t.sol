// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {IRankPolicy} from "../../contracts/interfaces/IRankPolicy.sol";
import {FirstToFilePolicy} from "../../contracts/pledges/RankPolicies.sol";
import {LotId, ReceivableId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice Liens of 400 and 600 on a lot of 2,000, accepted in this order a second apart.
contract Pledges_Rank_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId private lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 2_000);
        lotId = _at(receivableId, 1);
    }

    function test_ByFiling_TheFirstAcceptedIsPaidFirst() public {
        _pledgeTwo(BY_FILING);
        _register(otherFinancier, 2);
        _notify(otherFinancier, 2);

        _assertPaid(500, 400, 100);
    }

    function test_ByFiling_AcceptedInOneBlock_SharesProRata() public {
        _pledged(lotId, financier, 400, BY_FILING);
        _pledged(lotId, otherFinancier, 600, BY_FILING);

        _assertPaid(500, 200, 300);
    }

    function test_ByNotice_TheFirstNotifiedIsPaidFirst() public {
        _pledgeTwo(BY_NOTICE);
        _notify(otherFinancier, 2);
        vm.warp(block.timestamp + 1);
        _notify(financier, 1);

        _assertPaid(700, 100, 600);
    }

    function test_ByNotice_WithoutNotice_TheFirstAcceptedIsPaidFirstButAfterNotified() public {
        _pledgeTwo(BY_NOTICE);
        _assertRank(1, 2);
        _assertPaid(300, 300, 0);

        // The pledgor may notify too.
        _notify(supplier, 2);
        _assertRank(2, 1);
        _payAgain(650);
        assertEq(_lien(2).securedMinor, 0, "notified lien");
        assertEq(_lien(1).securedMinor, 50, "other lien");
    }

    function test_ByArticle768_TheRegisteredComesBeforeTheNotifiedBeforeTheRest() public {
        _pledged(lotId, financier, 400, BY_ARTICLE_768);
        _pledged(lotId, otherFinancier, 600, BY_ARTICLE_768);
        _pledged(lotId, financier, 100, BY_ARTICLE_768);
        _notify(otherFinancier, 2);
        vm.warp(START + 5);
        _register(financier, 3);

        (uint32[] memory numbers, IPledges.Lien[] memory liens) = pledges.liensOfLot(lotId);
        assertEq(numbers[0], 3, "registered");
        assertEq(numbers[1], 2, "notified");
        assertEq(numbers[2], 1, "neither");
        assertEq(liens[0].securedMinor, 100, "secured by the registered");
        _payAgain(650);
        assertEq(_lien(3).securedMinor, 0, "registered");
        assertEq(_lien(2).securedMinor, 50, "notified");
        assertEq(_lien(1).securedMinor, 400, "neither");
    }

    function test_ByArticle768_OfTwoRegistered_TheEarlierIsPaidFirst() public {
        _pledgeTwo(BY_ARTICLE_768);
        _register(otherFinancier, 2);
        vm.warp(block.timestamp + 1);
        _register(financier, 1);

        _assertPaid(700, 100, 600);
    }

    function test_ByArticle768_WithoutMilestones_AllShareProRataToTheUnit() public {
        _pledgeTwo(BY_ARTICLE_768);

        // 400 x 333 / 1 000 = 133.2, 600 x 333 / 1 000 = 199.8.
        _assertPaid(333, 133, 200);
    }

    function test_Registration_ChangesTheRankAndIsRecordedOnce() public {
        _pledgeTwo(BY_ARTICLE_768);
        vm.warp(START + 9);
        vm.expectEmit(address(pledges));
        emit IPledges.LienRegistered(2, "registration", uint48(START + 9));
        _register(otherFinancier, 2);

        _assertRank(2, 1);
        assertEq(_lien(2).registeredAt, START + 9, "registered at");
        assertEq(_lien(2).registrationHash, bytes32("registration"), "registration");
        bytes memory call = abi.encodeCall(IPledges.recordRegistration, (2, "again"));
        bytes4 selector = IPledges.MilestoneAlreadyRecorded.selector;
        bytes memory reason = abi.encodeWithSelector(selector, 2);
        _actRefused(otherFinancier, address(pledges), call, reason);
    }

    function test_Notice_ChangesTheRankAndIsRecordedOnce() public {
        _pledgeTwo(BY_NOTICE);
        vm.expectEmit(address(pledges));
        emit IPledges.LienNoticed(2, "evidence", uint48(block.timestamp));
        _notify(otherFinancier, 2);

        _assertRank(2, 1);
        bytes memory call = abi.encodeCall(IPledges.giveNotice, (2, "evidence"));
        bytes4 selector = IPledges.MilestoneAlreadyRecorded.selector;
        bytes memory reason = abi.encodeWithSelector(selector, 2);
        _actRefused(otherFinancier, address(pledges), call, reason);
    }

    function test_Milestones_AreForThePartiesOfAnActiveLien() public {
        _pledgeTwo(BY_NOTICE);
        bytes memory notice = abi.encodeCall(IPledges.giveNotice, (2, "evidence"));
        bytes memory reason = _entitledReason(financier, otherFinancier);
        _actRefused(financier, address(pledges), notice, reason);
        bytes memory registration = abi.encodeCall(IPledges.recordRegistration, (2, "r"));
        _actRefused(financier, address(pledges), registration, reason);

        _release(otherFinancier, 2, 600);
        reason = abi.encodeWithSelector(
            IPledges.LienWrongStatus.selector,
            2,
            IPledges.LienStatus.RELEASED,
            IPledges.LienStatus.ACTIVE
        );
        _actRefused(otherFinancier, address(pledges), notice, reason);
        _actRefused(otherFinancier, address(pledges), registration, reason);
    }

    function test_TopUp_RanksByItsOwnMilestones() public {
        _pledgeTwo(BY_FILING);
        vm.warp(block.timestamp + 1);
        IPledges.Offer memory item = _offer(lotId, financier, 500, BY_FILING);
        item.toppedUpLien = 1;
        _lienAccepted(financier, _offered(supplier, item));

        _payAgain(1_100);
        assertEq(_lien(1).securedMinor, 0, "topped up");
        assertEq(_lien(2).securedMinor, 0, "registered in between");
        assertEq(_lien(3).securedMinor, 400, "top-up");
    }

    function test_TopUp_OfAnotherLien_RefusesWithTopUpMismatch() public {
        _pledgeTwo(BY_FILING);
        IPledges.Offer memory item = _offer(lotId, financier, 500, BY_FILING);
        item.toppedUpLien = 2;
        _refusedTopUp(supplier, item);
        item.toppedUpLien = 9;
        _refusedTopUp(supplier, item);

        item = _offer(_at(_confirmed("b", 1_000), 1), financier, 500, BY_FILING);
        item.toppedUpLien = 1;
        _refusedTopUp(supplier, item);

        _moveByCourt(supplier.party, otherSupplier.party, lotId);
        item.lotId = lotId;
        _refusedTopUp(otherSupplier, item);

        _release(financier, 1, 400);
        item.lotId = lotId;
        _refusedTopUp(otherSupplier, item);
    }

    function test_ListRankPolicy_IsForOperatorsUpToTheBound() public {
        FirstToFilePolicy policy = new FirstToFilePolicy();
        Actor memory newOperator = _actor("new operator");
        _admit(newOperator, Roles.OPERATOR);
        bytes memory call = abi.encodeCall(IPledges.listRankPolicy, (address(policy)));
        bytes4 selector = IAccessManaged.AccessManagedUnauthorized.selector;
        bytes memory reason = abi.encodeWithSelector(selector, newOperator.signer);
        _actRefused(newOperator, address(pledges), call, reason);
        reason = _roleReason(supplier, Roles.SUPPLIER, Roles.OPERATOR);
        _actRefused(supplier, address(pledges), call, reason);

        vm.expectEmit(address(pledges));
        emit IPledges.RankPolicyListed(4, address(policy), "First to file");
        for (uint256 i = 3; i < 32; ++i) {
            vm.prank(secondOperator.signer);
            pledges.listRankPolicy(address(policy));
        }
        assertEq(pledges.rankPolicies().length, 32, "rules");
        selector = IPledges.RankPolicyCountAboveMax.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, 32));
        vm.prank(secondOperator.signer);
        pledges.listRankPolicy(address(policy));
        // And the last one ranks.
        _pledged(lotId, financier, 400, 32);
        assertEq(_lien(1).orderKey, block.timestamp, "rank");
    }

    function test_Rules_TellTheirTitles() public view {
        address[] memory policies = pledges.rankPolicies();
        string[3] memory titles = [
            "Civil Code of the PRC, Article 768",
            "First to file",
            "First to notify"
        ];
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 title = keccak256(bytes(IRankPolicy(policies[i]).title()));
            assertEq(title, keccak256(bytes(titles[i])), "title");
        }
    }

    function _pledgeTwo(uint8 policyNumber) private {
        _pledged(lotId, financier, 400, policyNumber);
        vm.warp(START + 1);
        _pledged(lotId, otherFinancier, 600, policyNumber);
        vm.warp(START + 2);
    }

    function _register(Actor memory pledgee, uint32 lienNumber) private {
        bytes memory call = abi.encodeCall(
            IPledges.recordRegistration,
            (lienNumber, "registration")
        );
        _act(pledgee, address(pledges), call);
    }

    function _notify(Actor memory party, uint32 lienNumber) private {
        bytes memory call = abi.encodeCall(IPledges.giveNotice, (lienNumber, "evidence"));
        _act(party, address(pledges), call);
    }

    function _payAgain(uint64 amountMinor) private {
        _pay("again", receivableId, amountMinor);
    }

    /// @dev What of a payment each of the two liens gets.
    function _assertPaid(uint64 amountMinor, uint64 firstMinor, uint64 secondMinor) private {
        _pay("entry", receivableId, amountMinor);
        assertEq(400 - _lien(1).securedMinor, firstMinor, "first lien");
        assertEq(600 - _lien(2).securedMinor, secondMinor, "second lien");
        assertEq(_exposureMinor(financier.party), 400 - firstMinor, "first exposure");
        assertEq(_exposureMinor(otherFinancier.party), 600 - secondMinor, "second exposure");
    }

    function _assertRank(uint32 first, uint32 second) private view {
        (uint32[] memory numbers, ) = pledges.liensOfLot(lotId);
        assertEq(numbers[0], first, "first");
        assertEq(numbers[1], second, "second");
    }

    function _refusedTopUp(Actor memory owner, IPledges.Offer memory item) private {
        bytes4 selector = IPledges.TopUpMismatch.selector;
        bytes memory reason = abi.encodeWithSelector(selector, item.toppedUpLien);
        _actRefused(owner, address(pledges), _offerCall(item), reason);
    }
}
