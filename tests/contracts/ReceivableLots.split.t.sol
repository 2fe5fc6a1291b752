// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {LotId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";
import {Actor} from "./support/Requests.sol";

contract ReceivableLots_Split_Test is ReceivableTest {
    function test_GivenParts_MakesALotOfEach() public {
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotSplit(lotId, _at(2), 3_000);
        vm.expectEmit(address(lots));
        emit IERC721.Transfer(address(0), supplier.party, LotId.unwrap(_at(2)));
        _split(supplier, lotId, 3_000, 2);

        assertEq(_lot(_at(1)).outstandingMinor, 4_000, "rest");
        assertEq(_lot(_at(3)).outstandingMinor, 3_000, "second part");
        assertEq(_lot(_at(3)).owner, supplier.party, "owner of a part");
        assertEq(lots.balanceOf(supplier.party), 3, "number of the supplier's lots");
        _assertWhole();
    }

    function test_GivenAPartOfAPart_CountsOnFromTheLastIndex() public {
        _split(supplier, lotId, 3_000, 1);
        _split(supplier, _at(2), 1_000, 1);

        assertEq(_lot(_at(2)).outstandingMinor, 2_000, "rest of the part");
        assertEq(_lot(_at(3)).outstandingMinor, 1_000, "part of the part");
    }

    function test_OfASoldLot_TheTermsOfTheDealGoWithEachPart() public {
        _sold(lotId);
        _split(financier, lotId, 3_333, 2);

        IFactoring.Position[] memory positions = factoring.positionsOf(_lotIds(receivableId, 3));
        assertEq(positions[1].advanceMinor, 2_666, "advance of a part");
        assertEq(positions[1].reserveMinor, 666, "reserve of a part");
        uint256 advanceMinor = 0;
        uint256 reserveMinor = 0;
        for (uint256 i = 0; i < 3; ++i) {
            advanceMinor += positions[i].advanceMinor;
            reserveMinor += positions[i].reserveMinor;
            assertEq(_lot(_at(i + 1)).dealNumber, 1, "deal");
        }
        assertEq(advanceMinor, 8_000, "advance of all");
        assertEq(reserveMinor, 2_000, "reserve of all");
        assertEq(_deal(1).openLots, 3, "open lots");
        _assertWhole();
    }

    function test_OfALotWithANotice_TheNoticeGoesWithEachPart() public {
        _sold(lotId);
        _noticed(lotId);
        _split(financier, lotId, 3_000, 1);

        IAssignments.Notice[] memory notices = assignments.noticesOf(_lotIds(receivableId, 2));
        assertEq(notices[1].payee, financier.party, "payee");
        assertEq(notices[1].noticedAt, START, "noticed at");
        assertEq(assignments.payeeOf(_at(2), supplier.party), financier.party, "payee of the part");
    }

    function test_InADispute_ThePartsAreHeldToo() public {
        _disputed(9_000);
        _split(supplier, lotId, 3_000, 1);

        assertEq(lots.availableMinor(_at(1)), 0, "available of the rest");
        assertEq(lots.availableMinor(_at(2)), 1_000, "available of the part");
        vm.warp(START + 67 days);
        _endedDispute();
        _split(supplier, _at(2), 1_000, 1);
        assertEq(_lot(_at(3)).clockStoppedDays, 7, "stopped days of a part");
        _assertWhole();
    }

    function test_GivenTheMostParts_WorksAndThenRefusesWithLotCountAboveMax() public {
        _split(supplier, lotId, 100, 23);
        assertEq(lots.lotsOf(receivableId).length, 24, "number of lots");

        _lotsRefused(supplier, _splitCall(lotId, 100, 1), _tooMany(25, 24));
    }

    function test_MergingFreesNoIndex() public {
        _split(supplier, lotId, 100, 23);
        _merge(supplier, lotId, _at(24));
        _lotsRefused(supplier, _splitCall(lotId, 100, 1), _tooMany(25, 24));
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        _lotsRefused(supplier, _splitCall(lotId, 100, 0), _badBatch(0));
        _lotsRefused(supplier, _splitCall(lotId, 1, 101), _badBatch(101));
    }

    function test_GivenAllOfTheLot_RefusesWithSplitAboveOutstanding() public {
        _lotsRefused(
            supplier,
            _splitCall(lotId, 5_000, 2),
            abi.encodeWithSelector(
                IReceivableLots.SplitAboveOutstanding.selector,
                lotId,
                10_000,
                10_000
            )
        );
    }

    function test_GivenATooSmallPartOrRest_RefusesWithLotBelowMin() public {
        bytes memory reason = abi.encodeWithSelector(
            IReceivableLots.LotBelowMin.selector,
            lotId,
            99,
            100
        );
        _lotsRefused(supplier, _splitCall(lotId, 99, 1), reason);
        _lotsRefused(supplier, _splitCall(lotId, 9_901, 1), reason);
        _split(supplier, lotId, 9_900, 1);
    }

    function test_WhenAnotherPartyDoes_RefusesWithLotNotOwned() public {
        _lotsRefused(
            buyer,
            _splitCall(lotId, 100, 1),
            abi.encodeWithSelector(
                IReceivableLots.LotNotOwned.selector,
                lotId,
                supplier.party,
                buyer.party
            )
        );
    }

    function test_GivenAReservedPledgedFrozenOrUnknownLot_RefusesIt() public {
        _split(supplier, lotId, 1_000, 2);
        _accepted(_only(_at(1)));
        _pledged(supplier, _at(2), financier, 1);
        _setFrozen(_at(3), true);
        bytes4 encumbered = IReceivableLots.LotEncumbered.selector;

        _lotsRefused(supplier, _splitCall(_at(1), 100, 1), _lotError(encumbered, _at(1)));
        _lotsRefused(supplier, _splitCall(_at(2), 100, 1), _lotError(encumbered, _at(2)));
        _lotsRefused(
            supplier,
            _splitCall(_at(3), 100, 1),
            abi.encodeWithSelector(IReceivableLots.LotHeld.selector, _at(3), 0)
        );
        bytes memory unknown = _lotError(IReceivableLots.LotUnknown.selector, _at(4));
        _lotsRefused(supplier, _splitCall(_at(4), 100, 1), unknown);
    }

    function _noticed(LotId which) private {
        _act(
            financier,
            address(assignments),
            abi.encodeCall(IAssignments.giveNotice, (_only(which), "evidence"))
        );
        bytes memory call = abi.encodeCall(IAssignments.acknowledgeNotice, (_only(which)));
        _act(buyer, address(assignments), call);
    }

    function _tooMany(uint256 count, uint256 max) private view returns (bytes memory) {
        bytes4 selector = IReceivableLots.LotCountAboveMax.selector;
        return abi.encodeWithSelector(selector, receivableId, count, max);
    }
}

contract ReceivableLots_Merge_Test is ReceivableTest {
    function setUp() public override {
        super.setUp();
        _split(supplier, lotId, 3_000, 2);
    }

    function test_TheLotIsAPartOfTheOther() public {
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotMerged(_at(3), _at(1), 3_000);
        vm.expectEmit(address(lots));
        emit IERC721.Transfer(supplier.party, address(0), LotId.unwrap(_at(3)));
        _merge(supplier, _at(1), _at(3));

        assertEq(_lot(_at(1)).outstandingMinor, 7_000, "outstanding");
        assertEq(_lot(_at(3)).owner, address(0), "owner of what was merged");
        assertEq(lots.balanceOf(supplier.party), 2, "number of the supplier's lots");
        _assertWhole();
    }

    function test_OfTheFirstLot_TheOthersAreStillCounted() public {
        _merge(supplier, _at(2), _at(1));

        assertEq(lots.lotsOf(receivableId).length, 3, "indexes in use");
        _split(supplier, _at(3), 1_000, 1);
        assertEq(_lot(_at(4)).outstandingMinor, 1_000, "next part");
        _disputed(8_500);
        assertEq(_lot(_at(2)).disputedMinor, 7_000, "resting on the survivor");
        assertEq(_lot(_at(3)).disputedMinor, 1_500, "resting on the next");
        vm.warp(START + 1 days);
        _endedDispute();
        _pay("entry", receivableId, 9_999);
        _assertWhole();
        _credited("cn", 1);
        _assertWhole();
    }

    function test_Chained_AReversedPaymentFindsTheSurvivor() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 5_000);
        _merge(supplier, _at(2), _at(1));
        _merge(supplier, _at(3), _at(2));

        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit(address(lots));
            emit IReceivableLots.LotRestored(_at(3), "entry", shares[i].amountMinor, 0, 0);
        }
        _reversed("entry", shares);

        assertEq(_lot(_at(3)).outstandingMinor, FACE, "survivor");
        _assertWhole();
    }

    function test_OfSoldLots_TheTermsAddUp() public {
        _sold(_at(2));
        _split(financier, _at(2), 1_111, 1);
        _merge(financier, _at(2), _at(4));

        IFactoring.Position[] memory positions = factoring.positionsOf(_lotIds(receivableId, 4));
        assertEq(positions[1].advanceMinor, 2_400, "advance");
        assertEq(positions[1].reserveMinor, 600, "reserve");
        assertEq(positions[3].advanceMinor, 0, "advance of what was merged");
        assertEq(_deal(1).openLots, 1, "open lots");
        _assertWhole();
    }

    function test_GivenNotThemselves_RefusesWithLotsNotMergeable() public {
        _refusedInto(_at(1), _at(1));
        receivableId = _confirmed("b", FACE);
        _refusedInto(lotId, _at(1));
    }

    function test_GivenAnotherDeal_RefusesWithLotsNotMergeable() public {
        _sold(_at(1));
        _sold(_at(2));
        _refusedAs(financier, _at(1), _at(2));
    }

    function test_GivenAnotherClock_RefusesWithLotsNotMergeable() public {
        _disputed(1_000);
        vm.warp(START + 61 days);
        _endedDispute();
        _refusedInto(_at(1), _at(2));
        _merge(supplier, _at(2), _at(3));
    }

    function test_GivenANoticeOfOneOnly_RefusesWithLotsNotMergeable() public {
        _sold(_at(1));
        _split(financier, _at(1), 1_000, 1);
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (_only(_at(4)), "evidence"));
        _act(financier, address(assignments), call);
        _refusedAs(financier, _at(1), _at(4));
    }

    function test_GivenARepurchaseOfferedForOneOnly_RefusesWithLotsNotMergeable() public {
        _sold(_at(1));
        _split(financier, _at(1), 1_000, 1);
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, _only(_at(4))));
        _act(supplier, address(factoring), call);
        _refusedAs(financier, _at(1), _at(4));
    }

    function test_GivenTheLotOfAnother_RefusesWithLotNotOwned() public {
        _sold(_at(2));
        bytes4 selector = IReceivableLots.LotNotOwned.selector;
        bytes memory reason = abi.encodeWithSelector(
            selector,
            _at(2),
            financier.party,
            supplier.party
        );
        _lotsRefused(supplier, _mergeCall(_at(1), _at(2)), reason);
        _lotsRefused(supplier, _mergeCall(_at(2), _at(1)), reason);
    }

    function test_GivenAReservedPledgedOrFrozenLot_RefusesIt() public {
        _accepted(_only(_at(2)));
        _pledged(supplier, _at(3), financier, 1);
        bytes4 encumbered = IReceivableLots.LotEncumbered.selector;
        bytes4 held = IReceivableLots.LotHeld.selector;

        _lotsRefused(supplier, _mergeCall(_at(1), _at(2)), _lotError(encumbered, _at(2)));
        _lotsRefused(supplier, _mergeCall(_at(3), _at(1)), _lotError(encumbered, _at(3)));
        _setFrozen(_at(1), true);
        _lotsRefused(supplier, _mergeCall(_at(1), _at(3)), abi.encodeWithSelector(held, _at(1), 0));
    }

    function test_GivenOneTwice_RefusesWithLotUnknown() public {
        LotId[] memory twice = new LotId[](2);
        twice[0] = _at(2);
        twice[1] = _at(2);
        _lotsRefused(
            supplier,
            abi.encodeCall(IReceivableLots.merge, (_at(1), twice)),
            _lotError(IReceivableLots.LotUnknown.selector, _at(2))
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= 101; size += 101) {
            bytes memory call = abi.encodeCall(IReceivableLots.merge, (_at(1), new LotId[](size)));
            _lotsRefused(supplier, call, _badBatch(size));
        }
    }

    function _refusedInto(LotId into, LotId which) private {
        _refusedAs(supplier, into, which);
    }

    function _refusedAs(Actor memory owner, LotId into, LotId which) private {
        bytes4 selector = IReceivableLots.LotsNotMergeable.selector;
        bytes memory reason = abi.encodeWithSelector(selector, which, into);
        _lotsRefused(owner, _mergeCall(into, which), reason);
    }
}
