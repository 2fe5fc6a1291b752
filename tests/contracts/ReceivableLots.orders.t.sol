// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {ICreditBook} from "../../contracts/interfaces/ICreditBook.sol";
import {IERC7943NonFungible} from "../../contracts/interfaces/IERC7943NonFungible.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {IPowers, OperatorRoles} from "../../contracts/interfaces/IPowers.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {AMOUNT_MINOR_MAX, LotId, Roles} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";
import {Actor} from "./support/Requests.sol";

contract ReceivableLots_Freeze_Test is ReceivableTest {
    function test_TwoOperators_FreezeALotAndFreeIt() public {
        bytes memory call = _freezeCall(supplier.party, lotId, true);
        _approved(call);

        vm.expectEmit(address(lots));
        emit IReceivableLots.LotFreezeOrdered(lotId, true, "order");
        vm.expectEmit(address(lots));
        emit IERC7943NonFungible.Frozen(supplier.party, LotId.unwrap(lotId), true);
        _act(secondOperator, address(lots), call);

        assertTrue(_isFrozen(supplier.party), "not frozen");
        assertTrue(!_isFrozen(buyer.party), "frozen for another");
        _setFrozen(lotId, false);
        assertTrue(!_isFrozen(supplier.party), "still frozen");
        assertEq(lots.availableMinor(lotId), FACE, "available");
        assertTrue(!_lot(lotId).held, "held");
    }

    function test_CalledByTheKeyItself_AnswersTrue() public {
        _approved(_freezeCall(supplier.party, lotId, true));
        vm.prank(secondOperator.signer);
        bool done = lots.setFrozenTokens(supplier.party, LotId.unwrap(lotId), true);
        assertTrue(done, "answer");
    }

    function test_AFrozenLot_StillEarnsWhatIsPaid() public {
        _setFrozen(lotId, true);
        IReceivableLots.Share[] memory shares = _paid("entry", FACE);
        assertEq(shares[0].beneficiary, supplier.party, "beneficiary");
        _assertWhole();
    }

    function test_AFrozenLot_StaysFrozenAfterADispute() public {
        _setFrozen(lotId, true);
        _disputed(1_000);
        _endedDispute();
        assertEq(lots.availableMinor(lotId), 0, "available");
        assertTrue(_lot(lotId).frozen, "not frozen");
    }

    function test_FreedInADispute_TheDisputedPartIsHeldStill() public {
        _disputed(1_000);
        _setFrozen(lotId, true);
        _setFrozen(lotId, false);
        assertEq(lots.availableMinor(lotId), 9_000, "available");
    }

    function test_AFrozenLot_IsNotEnforcedUpon() public {
        uint32 lienNumber = _pledged(supplier, lotId, financier, 100);
        bytes memory call = abi.encodeCall(IPledges.announceEnforcement, (lienNumber, "evidence"));
        _act(financier, address(pledges), call);
        vm.warp(START + 10 days);
        _setFrozen(lotId, true);
        _actRefused(
            financier,
            address(pledges),
            abi.encodeCall(IPledges.enforce, (lienNumber, "evidence")),
            abi.encodeWithSelector(IReceivableLots.LotHeld.selector, lotId, 0)
        );
    }

    function test_WithoutApproval_RefusesWithApprovalMissing() public {
        bytes memory call = _freezeCall(supplier.party, lotId, true);
        bytes32 actHash = powers.actHashOf(address(lots), call);
        bytes memory reason = abi.encodeWithSelector(IPowers.ApprovalMissing.selector, actHash);

        _lotsRefused(secondOperator, call, reason);
        _ordered(call);
        _lotsRefused(secondOperator, call, reason);
    }

    function test_ByTheOperatorThatApproved_RefusesWithSameOperatorTwice() public {
        bytes memory call = _freezeCall(supplier.party, lotId, true);
        _approved(call);
        bytes4 selector = IPowers.SameOperatorTwice.selector;
        _lotsRefused(operator, call, abi.encodeWithSelector(selector, operator.signer));
    }

    function test_ByAPartyThatIsNoOperator_RefusesWithPartyLacksRole() public {
        _lotsRefused(
            supplier,
            _freezeCall(supplier.party, lotId, false),
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.OPERATOR
            )
        );
    }

    function test_ByAnOperatorWithoutTheRole_RefusesWithAccessManagedUnauthorized() public {
        vm.prank(operator.signer);
        powers.revokeRole(OperatorRoles.ORDERS, secondOperator.signer);
        bytes4 selector = IAccessManaged.AccessManagedUnauthorized.selector;
        _lotsRefused(
            secondOperator,
            _freezeCall(supplier.party, lotId, true),
            abi.encodeWithSelector(selector, secondOperator.signer)
        );
    }

    function test_GivenAnUnknownLotOrAnotherOwner_RefusesIt() public {
        bytes memory call = _freezeCall(supplier.party, _at(2), true);
        _approved(call);
        bytes4 unknown = IReceivableLots.LotUnknown.selector;
        _lotsRefused(secondOperator, call, _lotError(unknown, _at(2)));

        call = _freezeCall(buyer.party, lotId, true);
        _approved(call);
        _lotsRefused(
            secondOperator,
            call,
            abi.encodeWithSelector(
                IReceivableLots.LotNotOwned.selector,
                lotId,
                supplier.party,
                buyer.party
            )
        );
    }

    function test_TheAuthority_CanNotBeReplaced() public {
        assertEq(lots.authority(), address(powers), "authority");
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.AuthorityImmutable.selector));
        lots.setAuthority(address(this));
    }

    function _isFrozen(address owner) private view returns (bool) {
        return lots.getFrozenTokens(owner, LotId.unwrap(lotId));
    }
}

contract ReceivableLots_ForcedTransfer_Test is ReceivableTest {
    function test_TwoOperators_MoveALot() public {
        bytes memory call = _forceCall(supplier.party, financier.party, lotId);
        _approved(call);
        uint256 token = LotId.unwrap(lotId);

        vm.expectEmit(address(lots));
        emit IERC721.Transfer(supplier.party, financier.party, token);
        vm.expectEmit(address(lots));
        emit IReceivableLots.LotTransferOrdered(lotId, supplier.party, financier.party, "order");
        vm.expectEmit(address(lots));
        emit IERC7943NonFungible.ForcedTransfer(supplier.party, financier.party, token);
        _act(secondOperator, address(lots), call);

        assertEq(lots.ownerOf(token), financier.party, "owner");
        assertEq(lots.balanceOf(supplier.party), 0, "lots of the supplier");
        _assertWhole();
    }

    function test_CalledByTheKeyItself_AnswersTrue() public {
        _approved(_forceCall(supplier.party, financier.party, lotId));
        vm.prank(secondOperator.signer);
        bool done = lots.forcedTransfer(supplier.party, financier.party, LotId.unwrap(lotId));
        assertTrue(done, "answer");
    }

    function test_BetweenFinanciersAndBack_ExposuresFollow() public {
        _forced(lotId, financier);
        assertEq(_exposureMinor(financier), FACE, "exposure");
        _forced(lotId, otherFinancier);
        assertEq(_exposureMinor(financier), 0, "exposure of the first");
        assertEq(_exposureMinor(otherFinancier), FACE, "exposure of the second");
        _pay("entry", receivableId, 1_000);
        _assertWhole();
        _forced(lotId, supplier);
        _assertWhole();
    }

    function test_ToAnotherSupplier_IsCountedToo() public {
        _forced(lotId, otherSupplier);
        assertEq(_exposureMinor(otherSupplier), FACE, "exposure");
        _split(otherSupplier, lotId, 1_000, 1);
        _pay("entry", receivableId, FACE);
        assertEq(_exposureMinor(otherSupplier), 0, "exposure after the payment");
        _assertWhole();
    }

    function test_ASoldLotThatGoesBackToItsSupplier_LeavesItsDeal() public {
        _sold(lotId);
        uint64 advanceMinor = factoring.positionsOf(_lotIds(receivableId, 1))[0].advanceMinor;
        bytes memory call = _forceCall(financier.party, supplier.party, lotId);
        _approved(call);
        vm.expectEmit(address(factoring));
        emit IFactoring.DealClosed(1);
        vm.expectEmit(address(factoring));
        emit IFactoring.LotLeftDeal(1, lotId, advanceMinor, FACE - advanceMinor);
        _act(secondOperator, address(lots), call);

        assertEq(_lot(lotId).dealNumber, 0, "deal");
        _assertWhole();
    }

    function test_LiensAndFreeze_StayWithTheLot() public {
        _sold(lotId);
        _pledged(financier, lotId, otherFinancier, 3_000);
        _setFrozen(lotId, true);
        _forced(lotId, supplier);

        IReceivableLots.Lot memory lot = _lot(lotId);
        assertTrue(lot.encumbered, "encumbered");
        assertTrue(lot.frozen, "frozen");
        _assertWhole();
        IReceivableLots.Share[] memory shares = _paid("entry", 4_000);
        assertEq(shares[0].beneficiary, otherFinancier.party, "first beneficiary");
        assertEq(shares[1].beneficiary, supplier.party, "second beneficiary");
        _assertWhole();
    }

    function test_APaymentBeforeIt_IsRestoredToTheNewOwner() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 4_000);
        _forced(lotId, financier);
        _reversed("entry", shares);
        assertEq(_exposureMinor(financier), FACE, "exposure");
        _assertWhole();
    }

    function test_ToAPartyThatMayNotOwnLots_RefusesWithErc7943CannotReceive() public {
        _suspend(otherFinancier);
        Actor[3] memory unfit = [buyer, otherFinancier, _actor("stranger")];
        for (uint256 i = 0; i < unfit.length; ++i) {
            bytes memory call = _forceCall(supplier.party, unfit[i].party, lotId);
            _approved(call);
            bytes4 selector = IERC7943NonFungible.ERC7943CannotReceive.selector;
            _lotsRefused(secondOperator, call, abi.encodeWithSelector(selector, unfit[i].party));
        }
    }

    function test_WhenTheNewOwnersExposureWouldPassTheMax_RefusesWithExposureAboveMax() public {
        _forced(lotId, financier);
        _act(
            otherSupplier,
            address(receivables),
            _registerCall(_registration("b", AMOUNT_MINOR_MAX))
        );
        receivableId = receivables.receivableIdOf(otherSupplier.party, "b");
        bytes memory call = _confirmCall(receivableId, AMOUNT_MINOR_MAX, 63);
        _act(buyer, address(receivables), call);

        call = _forceCall(otherSupplier.party, financier.party, _at(1));
        _approved(call);
        _lotsRefused(
            secondOperator,
            call,
            abi.encodeWithSelector(
                ICreditBook.ExposureAboveMax.selector,
                financier.party,
                buyer.party,
                EUR,
                uint256(AMOUNT_MINOR_MAX) + FACE
            )
        );
    }

    function test_GivenAnUnknownLotOrAnotherOwner_RefusesIt() public {
        bytes memory call = _forceCall(supplier.party, financier.party, _at(2));
        _approved(call);
        bytes4 unknown = IReceivableLots.LotUnknown.selector;
        _lotsRefused(secondOperator, call, _lotError(unknown, _at(2)));

        call = _forceCall(financier.party, supplier.party, lotId);
        _approved(call);
        _lotsRefused(
            secondOperator,
            call,
            abi.encodeWithSelector(
                IReceivableLots.LotNotOwned.selector,
                lotId,
                supplier.party,
                financier.party
            )
        );
    }
}

contract ReceivableLots_MayMove_Test is ReceivableTest {
    function test_SuppliersAndFinanciersInGoodStanding_MaySendAndReceive() public {
        assertTrue(lots.canSend(supplier.party) && lots.canReceive(supplier.party), "supplier");
        assertTrue(lots.canSend(financier.party) && lots.canReceive(financier.party), "financier");
        assertTrue(!lots.canSend(buyer.party) && !lots.canReceive(buyer.party), "buyer");
        assertTrue(!lots.canSend(address(1)) && !lots.canReceive(address(0)), "strangers");
        _suspend(financier);
        assertTrue(!lots.canReceive(financier.party), "suspended");
        vm.warp(ADMITTED_UNTIL);
        assertTrue(!lots.canSend(supplier.party), "expired");
    }

    function test_CanTransfer_AsksForOwnerStandingAndTheLot() public {
        uint256 token = LotId.unwrap(lotId);
        assertTrue(lots.canTransfer(supplier.party, financier.party, token), "free lot");
        assertTrue(!lots.canTransfer(financier.party, supplier.party, token), "of another");
        assertTrue(!lots.canTransfer(supplier.party, buyer.party, token), "to a buyer");
        uint256 unknown = LotId.unwrap(_at(2));
        assertTrue(!lots.canTransfer(address(0), supplier.party, unknown), "unknown lot");
        _accepted(_only(lotId));
        assertTrue(!lots.canTransfer(supplier.party, financier.party, token), "reserved");
        _suspend(supplier);
        assertTrue(!lots.canTransfer(supplier.party, financier.party, token), "suspended");
    }
}
