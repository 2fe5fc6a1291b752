// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IERC7943NonFungible} from "../../contracts/interfaces/IERC7943NonFungible.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {LotId, READ_MAX, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";

contract ReceivableLots_Token_Test is ReceivableTest {
    function test_SupportsErc165Erc721AndErc7943() public view {
        assertTrue(lots.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        assertTrue(lots.supportsInterface(type(IERC721).interfaceId), "ERC-721");
        assertTrue(lots.supportsInterface(type(IERC7943NonFungible).interfaceId), "ERC-7943");
        assertTrue(lots.supportsInterface(0x01ffc9a7), "id of ERC-165");
        assertTrue(lots.supportsInterface(0x80ac58cd), "id of ERC-721");
        assertTrue(lots.supportsInterface(0xbf1ef5fe), "id of ERC-7943");
        assertTrue(!lots.supportsInterface(0xffffffff), "no such interface");
    }

    function test_Confirmation_MintsTheFirstLot() public {
        ReceivableId next = _registered("b", 500);
        uint256 token = uint256(ReceivableId.unwrap(next)) | 1;

        vm.expectEmit(address(lots));
        emit IERC721.Transfer(address(0), supplier.party, token);
        _act(buyer, address(receivables), _confirmCall(next, 500, 63));

        assertEq(lots.ownerOf(token), supplier.party, "owner");
        assertEq(lots.balanceOf(supplier.party), 2, "balance");
    }

    function test_OwnerAndBalanceAreReadable() public view {
        uint256 token = LotId.unwrap(lotId);
        assertEq(lots.ownerOf(token), supplier.party, "owner");
        assertEq(lots.balanceOf(supplier.party), 1, "balance");
        assertEq(lots.balanceOf(buyer.party), 0, "balance of another");
        assertEq(lots.getApproved(token), address(0), "approved");
        assertTrue(!lots.isApprovedForAll(supplier.party, buyer.party), "approved for all");
        assertEq(keccak256(bytes(lots.name())), keccak256("Duebill receivable lots"), "name");
        assertEq(keccak256(bytes(lots.symbol())), keccak256("DUEBILL"), "symbol");
    }

    function test_NoOpenTransferAndNoApproval() public {
        uint256 token = LotId.unwrap(lotId);
        bytes memory forbidden = _lotError(IReceivableLots.OpenTransferForbidden.selector, lotId);
        address from = supplier.party;
        address to = financier.party;

        vm.expectRevert(forbidden);
        lots.transferFrom(from, to, token);
        vm.expectRevert(forbidden);
        lots.safeTransferFrom(from, to, token);
        vm.expectRevert(forbidden);
        lots.safeTransferFrom(from, to, token, "");
        vm.expectRevert(forbidden);
        lots.approve(to, token);
        vm.expectRevert(_lotError(IReceivableLots.OpenTransferForbidden.selector, LotId.wrap(0)));
        lots.setApprovalForAll(to, true);
    }

    function test_GivenAnUnknownLot_ReadsRevertLotUnknown() public {
        bytes memory reason = _lotError(IReceivableLots.LotUnknown.selector, _at(2));
        uint256 token = LotId.unwrap(_at(2));

        vm.expectRevert(reason);
        lots.ownerOf(token);
        vm.expectRevert(reason);
        lots.getApproved(token);
        vm.expectRevert(reason);
        lots.availableMinor(_at(2));
        assertEq(_lot(_at(2)).owner, address(0), "owner");
        assertEq(_lot(_at(2)).availableMinor, 0, "available");
    }

    function test_BalanceOfZero_RevertsErc721InvalidOwner() public {
        bytes4 selector = IERC721Errors.ERC721InvalidOwner.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(0)));
        lots.balanceOf(address(0));
    }

    function test_LotsOf_ListsTheLotsInOrder() public {
        _split(supplier, lotId, 3_000, 2);
        IReceivableLots.Lot[] memory all = lots.lotsOf(receivableId);
        assertEq(all.length, 3, "number of lots");
        assertEq(all[0].outstandingMinor, 4_000, "first");
        assertEq(all[2].outstandingMinor, 3_000, "last");
        assertEq(lots.lotsOf(ReceivableId.wrap("unknown")).length, 0, "lots of an unknown one");
    }

    function test_GivenTooMany_ReadsRevertBatchSizeOutOfBounds() public {
        bytes4 selector = ILedgerErrors.BatchSizeOutOfBounds.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, READ_MAX + 1, READ_MAX));
        lots.lotsById(new LotId[](READ_MAX + 1));
    }
}

contract ReceivableLots_Modules_Test is ReceivableTest {
    IReceivableLots.Terms private terms;
    IReceivableLots.Share private share;
    IReceivableLots.Distribution private distribution;

    function test_OnlyTheRegistry_MintsPaysCreditsAndHolds() public {
        address registry = address(receivables);
        _expectNotModule(registry);
        lots.mint(new IReceivableLots.Mint[](1));
        _expectNotModule(registry);
        lots.distribute(new IReceivableLots.Distribution[](1), 0);
        _expectNotModule(registry);
        lots.distributeAtOnce(distribution);
        _expectNotModule(registry);
        lots.payEarly(lotId, 1, 0, "entry");
        _expectNotModule(registry);
        lots.restoreEarly(lotId, 1, terms, "entry");
        _expectNotModule(registry);
        lots.credit(receivableId, 1, terms, "source");
        _expectNotModule(registry);
        lots.writeOff(lotId, 1, terms);
        _expectNotModule(registry);
        lots.hold(receivableId);
        _expectNotModule(registry);
        lots.unhold(receivableId, 1);
    }

    function test_OnlySettlement_RestoresShares() public {
        _expectNotModule(address(settlement));
        lots.restore(share, terms, "entry");
    }

    function test_OnlyFactoringOrEarlyPayments_ReserveAndRelease() public {
        _expectNotModule(address(factoring));
        lots.reserve(_only(lotId), supplier.party, 1);
        _expectNotModule(address(factoring));
        lots.release(_only(lotId), 1);
    }

    function test_OnlyFactoring_AssignsAndGivesBack() public {
        _expectNotModule(address(factoring));
        lots.assign(_only(lotId), supplier.party, financier.party, 1);
        _expectNotModule(address(factoring));
        lots.giveBack(lotId, financier.party, supplier.party);
    }

    function test_OnlyAssignments_PassOn() public {
        _expectNotModule(address(assignments));
        lots.passOn(_only(lotId), supplier.party, financier.party);
    }

    function test_OnlyPledges_EncumberAndAppropriate() public {
        _expectNotModule(address(pledges));
        lots.setEncumbered(lotId, true);
        _expectNotModule(address(pledges));
        lots.appropriate(lotId, financier.party, 1);
    }

    function test_SentByTheForwarder_IsRefusedToo() public {
        _lotsRefused(
            operator,
            abi.encodeCall(IReceivableLots.setEncumbered, (lotId, true)),
            abi.encodeWithSelector(
                ILedgerErrors.CallerNotModule.selector,
                address(forwarder),
                address(pledges)
            )
        );
    }

    function test_ALotThatIsNotReserved_RevertsLotNotReserved() public {
        bytes memory reason = abi.encodeWithSelector(
            IReceivableLots.LotNotReserved.selector,
            lotId,
            9
        );
        vm.prank(address(factoring));
        vm.expectRevert(reason);
        lots.release(_only(lotId), 9);

        _accepted(_only(lotId));
        vm.prank(address(factoring));
        vm.expectRevert(reason);
        lots.assign(_only(lotId), supplier.party, financier.party, 9);
    }

    function test_ADealNumberAbove24Bits_IsRefused() public {
        vm.prank(address(factoring));
        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 24, 2 ** 24)
        );
        lots.reserve(_only(lotId), supplier.party, 2 ** 24);
    }

    function _expectNotModule(address expected) private {
        bytes4 selector = ILedgerErrors.CallerNotModule.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(this), expected));
    }
}
