// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Actor} from "./support/LedgerWorld.sol";

contract Factoring_Life_Test is LedgerTest {
    ReceivableId private receivableId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_000);
        lotIds = _lotIds(receivableId, 1);
        _accepted(lotIds);
    }

    function test_Fund_MovesTheLotsToTheFinancier() public {
        vm.expectEmit(address(factoring));
        emit IFactoring.DealFunded(1, "proof");
        vm.expectEmit(address(lots));
        emit IERC721.Transfer(supplier.party, financier.party, LotId.unwrap(lotIds[0]));
        _funded(1, lotIds);

        assertEq(_lot(lotIds[0]).owner, financier.party, "owner");
        assertEq(lots.balanceOf(supplier.party), 0, "lots of the supplier");
        assertEq(lots.balanceOf(financier.party), 1, "lots of the financier");
        assertTrue(_deal(1).status == IFactoring.DealStatus.FUNDED, "status is not FUNDED");
    }

    function test_Fund_WhenAnotherFinancierDoes_RefusesWithPartyNotEntitled() public {
        _refused(
            otherFinancier,
            abi.encodeCall(IFactoring.fund, (1, lotIds, "proof")),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherFinancier.party,
                financier.party
            )
        );
    }

    function test_Fund_AtTheDeadline_WorksAndThenRefusesWithFundingOverdue() public {
        uint32 fundBy = _deal(1).fundBy;
        vm.warp(fundBy + 1);
        _refused(
            financier,
            abi.encodeCall(IFactoring.fund, (1, lotIds, "proof")),
            abi.encodeWithSelector(IFactoring.FundingOverdue.selector, 1, fundBy)
        );

        vm.warp(fundBy);
        _funded(1, lotIds);
    }

    function test_GivenOtherLots_RefusesWithLotsMismatch() public {
        LotId[] memory none = new LotId[](0);
        bytes memory reason = abi.encodeWithSelector(
            IFactoring.LotsMismatch.selector,
            keccak256(abi.encodePacked(lotIds)),
            keccak256("")
        );

        _refused(financier, abi.encodeCall(IFactoring.fund, (1, none, "proof")), reason);
        vm.warp(_deal(1).fundBy + 1);
        _refused(buyer, abi.encodeCall(IFactoring.lapse, (1, none)), reason);
    }

    function test_GivenAnUnknownDeal_RefusesWithDealWrongStatus() public {
        _refused(
            financier,
            abi.encodeCall(IFactoring.fund, (2, lotIds, "proof")),
            _wrongStatus(2, IFactoring.DealStatus.NONE, IFactoring.DealStatus.ACCEPTED)
        );
    }

    function test_Lapse_FreesTheLotsForAnotherDeal() public {
        vm.warp(_deal(1).fundBy + 1);

        vm.expectEmit(address(factoring));
        emit IFactoring.DealLapsed(1);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReleased(lotIds[0], 1);
        _act(buyer, address(factoring), abi.encodeCall(IFactoring.lapse, (1, lotIds)));

        assertEq(lots.availableMinor(lotIds[0]), 100_000, "available");
        _refused(
            financier,
            abi.encodeCall(IFactoring.fund, (1, lotIds, "proof")),
            _wrongStatus(1, IFactoring.DealStatus.LAPSED, IFactoring.DealStatus.ACCEPTED)
        );
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.salt = "another";
        quote.validUntil = ADMITTED_UNTIL;
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        assertEq(_lot(lotIds[0]).dealNumber, 2, "deal of the lot");
    }

    function test_Lapse_BeforeTheDeadlineIsOver_RefusesWithFundingNotOverdue() public {
        uint32 fundBy = _deal(1).fundBy;
        vm.warp(fundBy);

        _refused(
            buyer,
            abi.encodeCall(IFactoring.lapse, (1, lotIds)),
            abi.encodeWithSelector(IFactoring.FundingNotOverdue.selector, 1, fundBy)
        );
    }

    function test_Close_WhenAllIsCollected_ReleasesTheReserve() public {
        _funded(1, lotIds);
        _pay("entry", receivableId, 100_000);

        vm.expectEmit(address(factoring));
        emit IFactoring.DealClosed(1, 20_000, "released");
        _closed();

        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
    }

    function test_Close_WhenSomethingIsOutstanding_RefusesWithLotNotCollected() public {
        _funded(1, lotIds);
        _pay("entry", receivableId, 99_999);

        _refused(
            financier,
            abi.encodeCall(IFactoring.close, (1, lotIds, "released")),
            abi.encodeWithSelector(IFactoring.LotNotCollected.selector, lotIds[0], 1)
        );
    }

    function test_Close_WhenNotFunded_RefusesWithDealWrongStatus() public {
        _refused(
            financier,
            abi.encodeCall(IFactoring.close, (1, lotIds, "released")),
            _wrongStatus(1, IFactoring.DealStatus.ACCEPTED, IFactoring.DealStatus.FUNDED)
        );
    }

    function test_Close_WhenAnotherFinancierDoes_RefusesWithPartyNotEntitled() public {
        _funded(1, lotIds);

        _refused(
            otherFinancier,
            abi.encodeCall(IFactoring.close, (1, lotIds, "released")),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherFinancier.party,
                financier.party
            )
        );
    }

    function _closed() private {
        bytes memory call = abi.encodeCall(IFactoring.close, (1, lotIds, "released"));
        _act(financier, address(factoring), call);
    }

    function _wrongStatus(
        uint32 dealNumber,
        IFactoring.DealStatus actual,
        IFactoring.DealStatus required
    ) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IFactoring.DealWrongStatus.selector,
                dealNumber,
                actual,
                required
            );
    }

    function _refused(Actor memory actor, bytes memory call, bytes memory reason) private {
        _actRefused(actor, address(factoring), call, reason);
    }
}
