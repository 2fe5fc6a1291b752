// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {BATCH_MAX, LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Actor} from "./support/LedgerWorld.sol";

abstract contract LotsTest is LedgerTest {
    ReceivableId internal receivableId;
    LotId internal lotId;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 10_000);
        lotId = _lotIds(receivableId, 1)[0];
    }

    function _splitCall(
        LotId which,
        uint64 partMinor,
        uint256 count
    ) internal pure returns (bytes memory) {
        uint64[] memory partsMinor = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            partsMinor[i] = partMinor;
        }
        return abi.encodeCall(IReceivableLots.split, (which, partsMinor));
    }

    function _refusedSplit(Actor memory actor, bytes memory call, bytes memory reason) internal {
        _actRefused(actor, address(lots), call, reason);
    }
}

contract ReceivableLots_Split_Test is LotsTest {
    function test_GivenParts_MakesALotOfEach() public {
        LotId[] memory lotIds = _lotIds(receivableId, 3);

        vm.expectEmit(address(lots));
        emit IReceivableLots.LotSplit(lotId, lotIds[1], 3_000);
        vm.expectEmit(address(lots));
        emit IERC721.Transfer(address(0), supplier.party, LotId.unwrap(lotIds[1]));
        _act(supplier, address(lots), _splitCall(lotId, 3_000, 2));

        IReceivableLots.Lot[] memory all = lots.lotsOf(receivableId);
        assertEq(all.length, 3, "number of lots");
        assertEq(all[0].outstandingMinor, 4_000, "rest");
        assertEq(all[2].outstandingMinor, 3_000, "second part");
        assertEq(all[2].owner, supplier.party, "owner of a part");
        assertEq(lots.balanceOf(supplier.party), 3, "number of the supplier's lots");
    }

    function test_GivenAPartOfAPart_CountsOnFromTheLastIndex() public {
        _act(supplier, address(lots), _splitCall(lotId, 3_000, 1));
        LotId[] memory lotIds = _lotIds(receivableId, 3);

        _act(supplier, address(lots), _splitCall(lotIds[1], 1_000, 1));

        assertEq(_lot(lotIds[1]).outstandingMinor, 2_000, "rest of the part");
        assertEq(_lot(lotIds[2]).outstandingMinor, 1_000, "part of the part");
    }

    function test_GivenTheMostLots_WorksAndThenRefusesWithLotCountAboveMax() public {
        uint256 max = lots.LOTS_PER_RECEIVABLE_MAX();
        _act(supplier, address(lots), _splitCall(lotId, 100, max - 1));

        assertEq(lots.lotsOf(receivableId).length, max, "number of lots");
        _refusedSplit(
            supplier,
            _splitCall(lotId, 100, 1),
            abi.encodeWithSelector(
                IReceivableLots.LotCountAboveMax.selector,
                receivableId,
                max + 1,
                max
            )
        );
    }

    function test_GivenNoPart_RefusesWithBatchSizeOutOfBounds() public {
        _refusedSplit(
            supplier,
            _splitCall(lotId, 100, 0),
            abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, 0, BATCH_MAX)
        );
    }

    function test_GivenAllOfTheLot_RefusesWithSplitAboveOutstanding() public {
        _refusedSplit(
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
        bytes4 selector = IReceivableLots.LotBelowMin.selector;
        _refusedSplit(
            supplier,
            _splitCall(lotId, 99, 1),
            abi.encodeWithSelector(selector, lotId, 99, 100)
        );
        _refusedSplit(
            supplier,
            _splitCall(lotId, 9_901, 1),
            abi.encodeWithSelector(selector, lotId, 99, 100)
        );
        _act(supplier, address(lots), _splitCall(lotId, 9_900, 1));
    }

    function test_WhenAnotherPartyDoes_RefusesWithLotNotOwned() public {
        _refusedSplit(
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

    function test_GivenAReservedLot_RefusesWithLotNotFree() public {
        _accepted(_lotIds(receivableId, 1));

        _refusedSplit(
            supplier,
            _splitCall(lotId, 100, 1),
            abi.encodeWithSelector(IReceivableLots.LotNotFree.selector, lotId, 1)
        );
    }

    function test_GivenAnUnknownLot_RefusesWithLotUnknown() public {
        LotId unknown = _lotIds(receivableId, 2)[1];

        _refusedSplit(
            supplier,
            _splitCall(unknown, 100, 1),
            abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, unknown)
        );
    }
}

contract ReceivableLots_Token_Test is LotsTest {
    function test_SupportsErc721AndErc165() public view {
        assertTrue(lots.supportsInterface(type(IERC721).interfaceId), "ERC-721");
        assertTrue(lots.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        assertTrue(!lots.supportsInterface(0xffffffff), "no such interface");
    }

    function test_OwnerAndBalanceAreReadable() public view {
        assertEq(lots.ownerOf(LotId.unwrap(lotId)), supplier.party, "owner");
        assertEq(lots.balanceOf(supplier.party), 1, "balance");
        assertEq(lots.getApproved(LotId.unwrap(lotId)), address(0), "approved");
        assertTrue(!lots.isApprovedForAll(supplier.party, buyer.party), "approved for all");
    }

    function test_NoOpenTransferAndNoApproval() public {
        uint256 token = LotId.unwrap(lotId);
        bytes memory forbidden = abi.encodeWithSelector(
            IReceivableLots.OpenTransferForbidden.selector,
            token
        );

        vm.expectRevert(forbidden);
        lots.transferFrom(supplier.party, buyer.party, token);
        vm.expectRevert(forbidden);
        lots.safeTransferFrom(supplier.party, buyer.party, token);
        vm.expectRevert(forbidden);
        lots.safeTransferFrom(supplier.party, buyer.party, token, "");
        vm.expectRevert(forbidden);
        lots.approve(buyer.party, token);
        vm.expectRevert(abi.encodeWithSelector(IReceivableLots.OpenTransferForbidden.selector, 0));
        lots.setApprovalForAll(buyer.party, true);
    }

    function test_GivenAnUnknownLot_ReadsRevertLotUnknown() public {
        LotId unknown = _lotIds(receivableId, 2)[1];
        bytes memory reason = abi.encodeWithSelector(IReceivableLots.LotUnknown.selector, unknown);

        vm.expectRevert(reason);
        lots.ownerOf(LotId.unwrap(unknown));
        vm.expectRevert(reason);
        lots.availableMinor(unknown);
        assertEq(_lot(unknown).owner, address(0), "owner");
    }

    function test_BalanceOfZero_RevertsErc721InvalidOwner() public {
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0))
        );
        lots.balanceOf(address(0));
    }

    function test_AvailableMinor_IsZeroWhileADealHoldsTheLot() public {
        assertEq(lots.availableMinor(lotId), 10_000, "available of a free lot");
        _accepted(_lotIds(receivableId, 1));
        assertEq(lots.availableMinor(lotId), 0, "available of a reserved lot");
    }

    function test_GivenTooMany_ReadsRevertBatchSizeOutOfBounds() public {
        vm.expectRevert(
            abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, 1_001, 1_000)
        );
        lots.lotsById(new LotId[](1_001));
    }
}

contract ReceivableLots_Modules_Test is LotsTest {
    function test_WhenCallerIsNotTheModule_RevertsCallerNotModule() public {
        LotId[] memory lotIds = _lotIds(receivableId, 1);

        _expectNotModule(address(receivables));
        lots.mint(receivableId, supplier.party, 1);
        _expectNotModule(address(receivables));
        lots.distribute(receivableId, 1, "entry");
        _expectNotModule(address(receivables));
        lots.credit(receivableId, 1, supplier.party);
        _expectNotModule(address(factoring));
        lots.reserve(lotIds, supplier.party, 1);
        _expectNotModule(address(factoring));
        lots.release(lotIds, 1);
        _expectNotModule(address(factoring));
        lots.assign(lotIds, buyer.party, 1);
    }

    function test_GivenALotOfAnotherDeal_RevertsLotNotInDeal() public {
        LotId[] memory lotIds = _lotIds(receivableId, 1);

        vm.prank(address(factoring));
        vm.expectRevert(abi.encodeWithSelector(IReceivableLots.LotNotInDeal.selector, lotId, 0, 9));
        lots.assign(lotIds, financier.party, 9);
    }

    function _expectNotModule(address expected) private {
        vm.expectRevert(
            abi.encodeWithSelector(ILedgerErrors.CallerNotModule.selector, address(this), expected)
        );
    }
}

contract ReceivableLots_Credit_Test is LotsTest {
    function test_TakesFromFreeLotsInOrderAndLeavesTheFinanced() public {
        _act(supplier, address(lots), _splitCall(lotId, 2_000, 2));
        LotId[] memory lotIds = _lotIds(receivableId, 3);
        LotId[] memory sold = new LotId[](1);
        sold[0] = lotIds[1];
        _accepted(sold);

        IReceivableRegistry.CreditNote[] memory notes = new IReceivableRegistry.CreditNote[](1);
        notes[0] = IReceivableRegistry.CreditNote(receivableId, "cn", 7_000, "document");
        bytes memory call = abi.encodeCall(IReceivableRegistry.applyCreditNotes, (notes));
        _act(supplier, address(receivables), call);

        assertEq(_lot(lotIds[0]).outstandingMinor, 0, "first free lot");
        assertEq(_lot(lotIds[1]).outstandingMinor, 2_000, "financed lot");
        assertEq(_lot(lotIds[2]).outstandingMinor, 1_000, "second free lot");
    }
}

contract ReceivableLots_Distribute_FuzzTest is LotsTest {
    function testFuzz_PaymentsGoToTheUnitToTheLots(
        uint64 partSeed,
        uint8 countSeed,
        uint64 firstSeed
    ) public {
        uint256 count = bound(countSeed, 1, 31);
        uint64 part = bound64(partSeed, 100, 9_900 / count);
        _act(supplier, address(lots), _splitCall(lotId, part, count));
        uint64 first = bound64(firstSeed, 1, 9_999);

        _pay("first", receivableId, first);
        assertEq(_sumOfLots(), 10_000 - first, "sum of lots after a part");
        assertEq(_receivable(receivableId).outstandingMinor, 10_000 - first, "outstanding");

        _pay("rest", receivableId, 10_000 - first);
        assertEq(_sumOfLots(), 0, "sum of lots after all");
    }

    function _sumOfLots() private view returns (uint256 sum) {
        IReceivableLots.Lot[] memory all = lots.lotsOf(receivableId);
        for (uint256 i = 0; i < all.length; ++i) {
            sum += all[i].outstandingMinor;
        }
    }
}
