// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";

/// @notice Of the lots of 2,500 each the supplier has all, then sells, pledges or reserves some.
abstract contract CreditTest is ReceivableTest {
    function setUp() public override {
        super.setUp();
        _split(supplier, lotId, 2_500, 3);
    }

    function _assertLots(uint64[4] memory expected) internal view {
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(_lot(_at(i + 1)).outstandingMinor, expected[i], "lot");
        }
        _assertWhole();
    }
}

contract ReceivableLots_Credit_Test is CreditTest {
    function test_TakesFromTheSuppliersFreeLotsInOrder() public {
        _sold(_at(2));
        _credited("cn", 3_000);
        _assertLots([uint64(0), 2_500, 2_000, 2_500]);
        assertEq(_owedMinor(supplier, financier), 0, "owed");
    }

    function test_ThenFromItsPledgedAndReservedOnes() public {
        _pledged(supplier, _at(1), financier, 2_000);
        _accepted(_only(_at(2)));
        _credited("cn", 8_000);

        _assertLots([uint64(0), 2_000, 0, 0]);
        assertEq(_owedMinor(supplier, financier), 2_000, "owed for the lost security");
        assertTrue(_lot(_at(2)).reserved, "reserved");
    }

    function test_WhatThePledgeDoesNotNeed_CostsNoIndemnity() public {
        _pledged(supplier, _at(1), financier, 2_000);
        _credited("cn", 8_000);
        _assertLots([uint64(2_000), 0, 0, 0]);
        assertEq(_owedMinor(supplier, financier), 0, "owed");

        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier.party,
            financier.party,
            EUR,
            500,
            500,
            IDuties.DutyReason.INDEMNITY,
            "document"
        );
        _credited("cn 2", 500);
        _assertLots([uint64(1_500), 0, 0, 0]);
    }

    function test_ThenFromTheLotsOfOthersProRata_WithIndemnity() public {
        _sold(_at(2));
        _sold(_at(3));
        _forced(_at(3), otherFinancier);
        _credited("cn", 6_001);

        _assertLots([uint64(0), 1_999, 2_000, 0]);
        assertEq(_owedMinor(supplier, financier), 501, "owed to the first");
        assertEq(_owedMinor(supplier, otherFinancier), 500, "owed to the second");
    }

    function test_TheOwnerOfASoldLot_OwesItsLienholders() public {
        _sold(_at(1));
        uint32 lienNumber = _pledged(financier, _at(1), otherFinancier, 2_000);
        _credited("cn", 8_500);

        _assertLots([uint64(1_500), 0, 0, 0]);
        assertEq(_owedMinor(supplier, financier), 1_000, "owed to the owner");
        assertEq(_owedMinor(financier, otherFinancier), 500, "owed to the lienholder");
        assertEq(pledges.securedMinor(_at(1)), 1_500, "secured");
        assertEq(lienNumber, 1, "lien");
    }

    function test_TheLastRankLosesFirst_EqualRanksProRata() public {
        _pledged(supplier, _at(1), financier, 1_000);
        vm.warp(START + 1);
        _pledged(supplier, _at(1), otherFinancier, 700);
        _pledged(supplier, _at(1), financier, 300);
        _credited("cn", 9_000);

        _assertLots([uint64(1_000), 0, 0, 0]);
        assertEq(_owedMinor(supplier, otherFinancier), 700, "owed to the last rank");
        assertEq(_owedMinor(supplier, financier), 300, "owed to the first for its second lien");
        _credited("cn 2", 400);
        assertEq(_owedMinor(supplier, financier), 700, "owed to the first");
        _assertWhole();
    }

    function test_OfAll_LeavesNothing() public {
        _sold(_at(2));
        _pledged(supplier, _at(3), otherFinancier, 2_500);
        _credited("cn", FACE);
        _assertLots([uint64(0), 0, 0, 0]);
        assertEq(_exposureMinor(financier), 0, "exposure");
        assertEq(_owedMinor(supplier, financier), 2_500, "owed to the owner");
        assertEq(_owedMinor(supplier, otherFinancier), 2_500, "owed to the lienholder");
    }

    function test_OfAMergedLot_PassesOverIt() public {
        _merge(supplier, _at(4), _at(1));
        _sold(_at(4));
        _credited("cn", 7_000);
        _assertLots([uint64(0), 0, 0, 3_000]);
        assertEq(_owedMinor(supplier, financier), 2_000, "owed");
    }

    function test_AnAcceptedDispute_IsTakenFromTheLotsOnWhichItRests() public {
        _sold(_at(1));
        _disputed(8_000);
        assertEq(_lot(_at(1)).disputedMinor, 500, "resting on the sold lot");
        bytes memory call = abi.encodeWithSignature(
            "acceptDispute(bytes32,uint64,bytes32)",
            receivableId,
            uint64(8_000),
            bytes32("why")
        );
        _act(supplier, address(receivables), call);

        _assertLots([uint64(2_000), 0, 0, 0]);
        assertEq(_owedMinor(supplier, financier), 500, "owed");
    }

    function test_AfterACredit_APaymentIsReversedInFull() public {
        _sold(_at(2));
        IReceivableLots.Share[] memory shares = _paid("entry", 4_000);
        _credited("cn", 6_000);
        _assertLots([uint64(0), 0, 0, 0]);
        _reversed("entry", shares);
        _assertLots([uint64(1_000), 1_000, 1_000, 1_000]);
    }

    function testFuzz_CreditsAndPayments_KeepLotsLiensAndExposuresAlike(
        uint64 firstSeed,
        uint64 creditSeed,
        uint64 securedSeed
    ) public {
        _sold(_at(2));
        _sold(_at(4));
        _pledged(financier, _at(4), otherFinancier, bound64(securedSeed, 1, 2_500));
        _pledged(supplier, _at(1), otherFinancier, bound64(securedSeed >> 8, 1, 2_500));
        uint64 first = bound64(firstSeed, 1, FACE - 1);
        uint64 credit = bound64(creditSeed, 1, FACE - first);

        IReceivableLots.Share[] memory shares = _paid("first", first);
        _credited("cn", credit);
        _assertWhole();
        _reversed("first", shares);
        _assertWhole();
        _pay("rest", receivableId, FACE - credit);
        _assertWhole();
        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }
}
