// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IEarlyPayments} from "../../contracts/interfaces/IEarlyPayments.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {LotId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";
import {Actor} from "./support/Requests.sol";

contract ReceivableLots_Availability_Test is ReceivableTest {
    uint64 private constant SECURED = 3_000;
    uint64 private constant DISPUTED = 2_000;

    function test_PledgeDisputeAndFreeze_InEveryCombination() public {
        for (uint256 mask = 0; mask < 8; ++mask) {
            _prepared(mask);
            uint64 expected = FACE;
            if (mask & 1 != 0) expected -= SECURED;
            if (mask & 2 != 0) expected -= DISPUTED;
            if (mask & 4 != 0) expected = 0;

            assertEq(lots.availableMinor(_at(1)), expected, "available");
            IReceivableLots.Lot memory lot = _lot(_at(1));
            assertEq(lot.availableMinor, expected, "available of the state");
            assertTrue(lot.encumbered == (mask & 1 != 0), "encumbered");
            assertEq(lot.disputedMinor, mask & 2 != 0 ? DISPUTED : 0, "disputed");
            assertTrue(lot.frozen == (mask & 4 != 0), "frozen");
            assertTrue(lot.held == (mask & 6 != 0), "held");
            _assertUses(expected);
        }
    }

    function test_Reserved_NothingIsAvailableWhateverElse() public {
        for (uint256 mask = 0; mask < 4; ++mask) {
            receivableId = _confirmed(bytes32(mask), FACE);
            _accepted(_only(_at(1)));
            if (mask & 1 != 0) _disputed(DISPUTED);
            if (mask & 2 != 0) _setFrozen(_at(1), true);
            assertEq(lots.availableMinor(_at(1)), 0, "available");
            _refusedPledge(1, 0);
        }
    }

    function test_PledgeAndDisputeBeyondTheLot_NothingIsAvailable() public {
        _pledged(supplier, lotId, financier, 8_000);
        _disputed(5_000);
        assertEq(lots.availableMinor(lotId), 0, "available");
        _assertWhole();
    }

    function test_EachPledge_TakesFromTheSameNumber() public {
        _pledged(supplier, lotId, financier, 6_000);
        _refusedPledge(4_001, 4_000);
        _pledged(supplier, lotId, otherFinancier, 4_000);
        assertEq(lots.availableMinor(lotId), 0, "available");
        _assertWhole();
    }

    function test_OfALotOfWhichAllWasPaid_AFreezeStillHoldsIt() public {
        _sold(lotId);
        _pay("entry", receivableId, FACE);
        assertTrue(_mayMove(), "not transferable");
        _setFrozen(lotId, true);

        assertTrue(!_mayMove(), "transferable");
        _refusedOnward(0, 0);
        _setFrozen(lotId, false);
        assertTrue(_mayMove(), "not transferable again");
    }

    /// @dev With bit 1 it is pledged, with bit 2 disputed, with bit 4 frozen.
    function _prepared(uint256 mask) private {
        receivableId = _confirmed(bytes32(mask), FACE);
        if (mask & 1 != 0) _pledged(supplier, _at(1), financier, SECURED);
        if (mask & 2 != 0) _disputed(DISPUTED);
        if (mask & 4 != 0) _setFrozen(_at(1), true);
    }

    function _assertUses(uint64 expected) private {
        bool isWhole = expected == FACE;
        address to = financier.party;
        uint256 token = LotId.unwrap(_at(1));
        assertTrue(lots.canTransfer(supplier.party, to, token) == isWhole, "transferable");
        _refusedPledge(expected + 1, expected);
        if (isWhole) return;

        bytes memory reason = _notAvailable(expected, FACE);
        LotId[] memory lotIds = _only(_at(1));
        IFactoring.Quote memory quote = _quote(lotIds);
        bytes memory call = _acceptCall(quote, lotIds, financier.key);
        _actRefused(supplier, address(factoring), call, reason);

        uint40 payBy = uint40(START + 1 days);
        call = abi.encodeCall(IEarlyPayments.offer, (_at(1), 1, payBy));
        _act(buyer, address(earlyPayments), call);
        call = abi.encodeCall(IEarlyPayments.accept, (++dealCount));
        _actRefused(supplier, address(earlyPayments), call, reason);
    }

    function _refusedPledge(uint64 securedMinor, uint64 availableMinor) private {
        IPledges.Offer[] memory offers = new IPledges.Offer[](1);
        uint40 acceptBy = uint40(START + 1 days);
        address pledgee = otherFinancier.party;
        offers[0] = IPledges.Offer(_at(1), pledgee, securedMinor, BY_FILING, 0, 0, acceptBy);
        _act(supplier, address(pledges), abi.encodeCall(IPledges.offer, (offers)));
        uint32[] memory lienNumbers = new uint32[](1);
        lienNumbers[0] = ++lienCount;
        _actRefused(
            otherFinancier,
            address(pledges),
            abi.encodeCall(IPledges.accept, (lienNumbers)),
            abi.encodeWithSelector(
                IPledges.LienAboveAvailable.selector,
                _at(1),
                securedMinor,
                availableMinor
            )
        );
    }

    function _refusedOnward(uint64 availableMinor, uint64 neededMinor) private {
        uint40 acceptBy = uint40(START + 1 days);
        LotId[] memory lotIds = _only(_at(1));
        bytes memory call = abi.encodeCall(
            IAssignments.offerOnward,
            (lotIds, otherFinancier.party, acceptBy)
        );
        _act(financier, address(assignments), call);
        _actRefused(
            otherFinancier,
            address(assignments),
            abi.encodeCall(IAssignments.acceptOnward, (1, lotIds, "evidence")),
            _notAvailable(availableMinor, neededMinor)
        );
    }

    function _mayMove() private view returns (bool) {
        uint256 token = LotId.unwrap(lotId);
        return lots.canTransfer(financier.party, otherFinancier.party, token);
    }

    function _notAvailable(
        uint64 availableMinor,
        uint64 neededMinor
    ) private view returns (bytes memory) {
        bytes4 selector = IReceivableLots.LotNotAvailable.selector;
        return abi.encodeWithSelector(selector, _at(1), availableMinor, neededMinor);
    }
}

contract ReceivableLots_HeldAfterAcceptance_Test is ReceivableTest {
    function setUp() public override {
        super.setUp();
        _split(supplier, lotId, 4_000, 1);
        _accepted(_only(_at(2)));
    }

    function test_ADisputeThatRestsOnIt_KeepsItFromFunding() public {
        _disputed(7_000);
        _refusedFunding(abi.encodeWithSelector(IReceivableLots.LotHeld.selector, _at(2), 3_000));
        _endedDispute();
        _funded(1, _only(_at(2)));
        _assertWhole();
    }

    function test_ADisputeThatRestsOnAnother_DoesNot() public {
        _disputed(6_000);
        _funded(1, _only(_at(2)));
        assertEq(_lot(_at(2)).owner, financier.party, "owner");
        _assertWhole();
    }

    function test_AFreeze_KeepsItFromFunding() public {
        _setFrozen(_at(2), true);
        _refusedFunding(abi.encodeWithSelector(IReceivableLots.LotHeld.selector, _at(2), 0));
    }

    function test_ATransferByOrder_KeepsItFromFunding() public {
        _forced(_at(2), otherFinancier);
        _refusedFunding(
            abi.encodeWithSelector(
                IReceivableLots.LotNotOwned.selector,
                _at(2),
                otherFinancier.party,
                supplier.party
            )
        );
        vm.warp(START + 3 days);
        bytes memory call = abi.encodeCall(IFactoring.lapse, (1, _only(_at(2))));
        _act(collector, address(factoring), call);
        assertTrue(!_lot(_at(2)).reserved, "reserved");
        _assertWhole();
    }

    function _refusedFunding(bytes memory reason) private {
        bytes memory call = abi.encodeCall(IFactoring.fund, (1, _only(_at(2)), "proof"));
        _actRefused(financier, address(factoring), call, reason);
    }
}

contract ReceivableLots_GiveBack_Test is ReceivableTest {
    function setUp() public override {
        super.setUp();
        _sold(lotId);
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, _only(lotId)));
        _act(supplier, address(factoring), call);
    }

    function test_TheSupplierHasItAgain_OutOfTheDeal() public {
        _act(financier, address(factoring), _repurchaseCall());

        assertEq(_lot(lotId).owner, supplier.party, "owner");
        assertEq(_lot(lotId).dealNumber, 0, "deal");
        assertEq(lots.balanceOf(financier.party), 0, "lots of the financier");
        assertEq(lots.availableMinor(lotId), FACE, "available");
        _assertWhole();
    }

    function test_GivenAPledgedLot_RefusesWithLotEncumbered() public {
        _pledged(financier, lotId, otherFinancier, 1);
        _refusedAs(_lotError(IReceivableLots.LotEncumbered.selector, lotId));
    }

    function test_GivenAFrozenLot_RefusesWithLotHeld() public {
        _setFrozen(lotId, true);
        _refusedAs(abi.encodeWithSelector(IReceivableLots.LotHeld.selector, lotId, 0));
    }

    function _repurchaseCall() private view returns (bytes memory) {
        return abi.encodeCall(IFactoring.repurchase, (1, _only(lotId), "evidence"));
    }

    function _refusedAs(bytes memory reason) private {
        _actRefused(financier, address(factoring), _repurchaseCall(), reason);
    }
}
