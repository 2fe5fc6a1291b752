// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";
import {Actor} from "./support/Requests.sol";

contract ReceivableLots_Distribute_Test is ReceivableTest {
    function test_ProRata_UnitsThatAreLeftGoToTheLargestRemainders() public {
        _split(supplier, lotId, 3_333, 2);

        IReceivableLots.Share[] memory shares = _paid("entry", 100);
        assertEq(shares.length, 3, "shares");
        assertEq(shares[0].amountMinor, 34, "first");
        assertEq(shares[1].amountMinor, 33, "second");
        assertEq(shares[2].amountMinor, 33, "third");
        _assertWhole();
    }

    function test_AShareOfNothing_IsNotTold() public {
        _split(supplier, lotId, 100, 2);
        IReceivableLots.Share[] memory shares = _paid("entry", 1);
        assertEq(shares.length, 1, "shares");
        _assertWhole();
    }

    function test_LiensFirst_ThenTheOwner() public {
        uint32 first = _pledged(supplier, lotId, financier, 3_000);
        vm.warp(START + 1);
        uint32 second = _pledged(supplier, lotId, otherFinancier, 2_000);

        IReceivableLots.Share[] memory shares = _paid("entry", 4_000);
        assertEq(shares.length, 2, "shares");
        _assertShare(shares[0], first, financier, 3_000);
        _assertShare(shares[1], second, otherFinancier, 1_000);
        _assertWhole();

        shares = _paid("rest", 6_000);
        _assertShare(shares[0], second, otherFinancier, 1_000);
        _assertShare(shares[1], 0, supplier, 5_000);
        _assertWhole();
    }

    function test_Reversed_LiensAndExposuresAreAsBefore() public {
        _split(supplier, lotId, 3_000, 2);
        _sold(_at(2));
        uint32 lienNumber = _pledged(financier, _at(2), otherFinancier, 1_234);
        IReceivableLots.Share[] memory shares = _paid("entry", 7_777);
        _assertWhole();

        vm.expectEmit(address(lots));
        emit IReceivableLots.LotRestored(_at(2), "entry", shares[1].amountMinor, lienNumber, 0);
        _reversed("entry", shares);

        assertEq(pledges.securedMinor(_at(2)), 1_234, "secured");
        assertEq(_exposureMinor(financier), 3_000, "exposure of the owner");
        assertEq(_owedMinor(supplier, financier), 0, "duty to the owner");
        assertEq(_owedMinor(supplier, otherFinancier), 0, "duty to the lienholder");
        _assertWhole();
    }

    function test_WhoReceivedTheMoney_OwesItToTheBeneficiaries() public {
        _split(supplier, lotId, 4_000, 1);
        _sold(_at(2));

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
        _pay("entry", receivableId, 1_000);
        assertEq(_owedMinor(supplier, financier), 400, "owed");
    }

    function test_WhoWasNotThePayee_ReceivedItByMistake() public {
        _sold(lotId);
        _noticed();
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier.party,
            financier.party,
            EUR,
            1_000,
            1_000,
            IDuties.DutyReason.MISDIRECTED,
            "entry"
        );
        _pay("entry", receivableId, 1_000);

        ISettlement.Remittance memory remittance = _remittance("right", receivableId, 500);
        remittance.receivedBy = financier.party;
        _act(operator, address(settlement), _remitCall(remittance));
        assertEq(_owedMinor(supplier, financier), 1_000, "owed");
    }

    function test_AfterSplitAndSaleOfAPart_AReversalGoesToTheFirstLot() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 5_000);
        _split(supplier, lotId, 2_000, 1);
        _sold(_at(2));
        _reversed("entry", shares);

        assertEq(_lot(_at(1)).outstandingMinor, 8_000, "first lot");
        assertEq(_lot(_at(2)).outstandingMinor, 2_000, "part");
        _assertWhole();
    }

    function test_WhenTheLotIsSoldMeanwhile_AReversalRaisesTheNewOwnersExposure() public {
        IReceivableLots.Share[] memory shares = _paid("entry", 5_000);
        _sold(lotId);
        assertEq(_exposureMinor(financier), 5_000, "exposure");
        _reversed("entry", shares);
        assertEq(_exposureMinor(financier), FACE, "exposure after the reversal");
        _assertWhole();
        _pay("all", receivableId, FACE);
        _assertWhole();
    }

    function test_AReleasedLien_DoesNotComeBackWithTheMoney() public {
        uint32 lienNumber = _pledged(supplier, lotId, financier, 3_000);
        IReceivableLots.Share[] memory shares = _paid("entry", 3_000);
        _act(
            financier,
            address(pledges),
            abi.encodeWithSignature("release(uint32,uint64)", lienNumber, 0)
        );
        _reversed("entry", shares);
        assertEq(pledges.securedMinor(lotId), 0, "secured");
        assertEq(lots.availableMinor(lotId), FACE, "available");
        _assertWhole();
    }

    function test_WhenPaymentsTouchTooMuch_RefusesWithSharesAboveMax() public {
        ISettlement.Remittance memory remittance = _remittance("entry", receivableId, 900);
        remittance.applications = new ISettlement.Application[](9);
        for (uint256 i = 0; i < 9; ++i) {
            receivableId = _confirmed(bytes32(i), FACE);
            _split(supplier, _at(1), 100, 23);
            remittance.applications[i] = ISettlement.Application(receivableId, 100);
        }
        _remitRefused(
            remittance,
            abi.encodeWithSelector(IReceivableLots.SharesAboveMax.selector, 225, 200)
        );

        // Eight of them fit.
        ISettlement.Application[] memory fewer = new ISettlement.Application[](8);
        for (uint256 i = 0; i < 8; ++i) {
            fewer[i] = remittance.applications[i];
        }
        remittance.applications = fewer;
        _act(operator, address(settlement), _remitCall(remittance));
    }

    function testFuzz_PaymentsGoToTheUnitToLotsAndLiens(
        uint64 partSeed,
        uint8 countSeed,
        uint64 firstSeed,
        uint64 securedSeed
    ) public {
        uint256 count = bound(countSeed, 1, 23);
        uint64 part = bound64(partSeed, 100, 9_900 / count);
        _split(supplier, lotId, part, count);
        _sold(_at(2));
        _pledged(financier, _at(2), otherFinancier, bound64(securedSeed, 1, part));
        uint64 first = bound64(firstSeed, 1, 9_999);

        IReceivableLots.Share[] memory shares = _paid("first", first);
        _assertWhole();
        _pay("rest", receivableId, 10_000 - first);
        _assertWhole();
        _reversed("first", shares);
        assertEq(_receivable(receivableId).outstandingMinor, first, "outstanding");
        _assertWhole();
    }

    function _noticed() private {
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (_only(lotId), "evidence"));
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acknowledgeNotice, (_only(lotId)));
        _act(buyer, address(assignments), call);
    }

    function _assertShare(
        IReceivableLots.Share memory share,
        uint32 lienNumber,
        Actor memory beneficiary,
        uint64 amountMinor
    ) private pure {
        assertEq(share.lienNumber, lienNumber, "lien");
        assertEq(share.beneficiary, beneficiary.party, "beneficiary");
        assertEq(share.amountMinor, amountMinor, "amount");
    }
}

contract ReceivableLots_Appropriate_Test is ReceivableTest {
    function test_APart_BecomesANewLotOfTheLienholder() public {
        uint32 lienNumber = _pledged(supplier, lotId, financier, 3_000);
        _enforced(financier, lienNumber);

        assertEq(_lot(_at(2)).owner, financier.party, "owner");
        assertEq(_lot(_at(2)).outstandingMinor, 3_000, "taken");
        assertTrue(!_lot(_at(1)).encumbered, "encumbered");
        assertEq(lots.balanceOf(financier.party), 1, "lots of the lienholder");
        _assertWhole();
        _pay("entry", receivableId, FACE);
        _assertWhole();
    }

    function test_AllOfIt_MovesTheLot() public {
        _sold(lotId);
        uint32 lienNumber = _pledged(financier, lotId, otherFinancier, FACE);
        _enforced(otherFinancier, lienNumber);

        assertEq(_lot(lotId).owner, otherFinancier.party, "owner");
        assertEq(lots.lotsOf(receivableId).length, 1, "lots");
        _assertWhole();
    }

    function test_BeyondTheLotsThatSplittingMakes_ThereIsRoomForEnforcement() public {
        _split(supplier, lotId, 100, 23);
        for (uint256 i = 0; i < 8; ++i) {
            _enforced(financier, _pledged(supplier, lotId, financier, 100));
        }
        assertEq(lots.lotsOf(receivableId).length, 32, "lots");

        uint32 lienNumber = _pledged(supplier, lotId, financier, 100);
        bytes memory call = abi.encodeWithSignature(
            "announceEnforcement(uint32,bytes32)",
            lienNumber,
            bytes32("evidence")
        );
        _act(financier, address(pledges), call);
        vm.warp(block.timestamp + 10 days);
        _actRefused(
            financier,
            address(pledges),
            abi.encodeWithSignature("enforce(uint32,bytes32)", lienNumber, bytes32("evidence")),
            abi.encodeWithSelector(IReceivableLots.LotCountAboveMax.selector, receivableId, 33, 32)
        );
        _assertWhole();
    }

    function test_WhileReserved_RefusesWithLotEncumbered() public {
        uint32 lienNumber = _pledged(supplier, lotId, financier, 1_000);
        IReceivableLots.Share[] memory shares = _paid("entry", 1_000);
        _accepted(_only(lotId));
        _reversed("entry", shares);
        bytes memory call = abi.encodeWithSignature(
            "announceEnforcement(uint32,bytes32)",
            lienNumber,
            bytes32("evidence")
        );
        _act(financier, address(pledges), call);
        vm.warp(block.timestamp + 10 days);
        _actRefused(
            financier,
            address(pledges),
            abi.encodeWithSignature("enforce(uint32,bytes32)", lienNumber, bytes32("evidence")),
            _lotError(IReceivableLots.LotEncumbered.selector, lotId)
        );
    }
}
