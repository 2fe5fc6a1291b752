// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Duties} from "../../contracts/Duties.sol";
import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {Acts, AMOUNT_MINOR_MAX, READ_MAX} from "../../contracts/types/LedgerTypes.sol";
import {ModuleTest} from "./support/ModuleTest.sol";

abstract contract DutiesTest is ModuleTest {
    Duties internal duties;
    address internal factoring = _address("factoring");
    address internal settlement = _address("settlement");

    function setUp() public virtual override {
        super.setUp();
        duties = Duties(_created("Duties", abi.encode(_modules())));
    }

    /// @dev The supplier got money that belongs to the financier.
    function _duty() internal view returns (IDuties.Duty memory) {
        return IDuties.Duty(supplier, financier, EUR);
    }

    function _back() internal view returns (IDuties.Duty memory) {
        return IDuties.Duty(financier, supplier, EUR);
    }

    function _owed(IDuties.Duty memory duty) internal view returns (uint64) {
        IDuties.Duty[] memory asked = new IDuties.Duty[](1);
        asked[0] = duty;
        return duties.owedOf(asked)[0];
    }

    function _incurred(uint64 amountMinor) internal {
        vm.prank(settlement);
        duties.incur(_duty(), amountMinor, IDuties.DutyReason.COLLECTED, "source");
    }

    function _reversed(uint64 amountMinor) internal {
        vm.prank(settlement);
        duties.reverse(_duty(), amountMinor, "reversal");
    }

    function _netted(uint64 maxMinor) internal returns (uint64) {
        vm.prank(factoring);
        return duties.netOff(_duty(), maxMinor, "net off");
    }

    function _dischargeCall(uint64 amountMinor) internal view returns (bytes memory) {
        return abi.encodeCall(IDuties.discharge, (supplier, EUR, amountMinor, "receipt"));
    }

    function _expectReduced(uint64 amountMinor, uint64 owedMinor, bytes32 evidence) internal {
        vm.expectEmit(address(duties));
        emit IDuties.DutyReduced(supplier, financier, EUR, amountMinor, owedMinor, evidence);
    }
}

contract Duties_Incur_Test is DutiesTest {
    function test_WhenSettlementOrLotsRecordDuties_TheyAddUp() public {
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier,
            financier,
            EUR,
            300,
            300,
            IDuties.DutyReason.COLLECTED,
            "source"
        );
        _incurred(300);
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            supplier,
            financier,
            EUR,
            50,
            350,
            IDuties.DutyReason.INDEMNITY,
            "note"
        );
        vm.prank(address(lots));
        duties.incur(_duty(), 50, IDuties.DutyReason.INDEMNITY, "note");

        assertEq(_owed(_duty()), 350, "owed");
        assertEq(_owed(_back()), 0, "owed the other way");
        assertEq(_owed(IDuties.Duty(supplier, financier, CNY)), 0, "owed in another currency");
    }

    function test_GivenMoreThanTheLargestAmount_RefusesWithDutyAboveMax() public {
        _incurred(AMOUNT_MINOR_MAX);

        _callRefused(
            settlement,
            address(duties),
            abi.encodeCall(
                IDuties.incur,
                (_duty(), type(uint64).max, IDuties.DutyReason.OVERPAID, "source")
            ),
            abi.encodeWithSelector(
                IDuties.DutyAboveMax.selector,
                _duty(),
                uint256(AMOUNT_MINOR_MAX) + type(uint64).max
            )
        );
    }
}

contract Duties_Discharge_Test is DutiesTest {
    function test_WhenTheCreditorReceivedAPart_OwesTheRest() public {
        _incurred(300);

        _expectReduced(120, 180, "receipt");
        _act(financier, address(duties), _dischargeCall(120));

        assertEq(_owed(_duty()), 180, "owed");
    }

    function test_GivenMoreThanIsOwed_RefusesWithDischargeAboveOwed() public {
        _incurred(300);

        _actRefused(
            financier,
            address(duties),
            _dischargeCall(301),
            abi.encodeWithSelector(IDuties.DischargeAboveOwed.selector, _duty(), 301, 300)
        );
        _act(financier, address(duties), _dischargeCall(300));
    }

    function test_WhenTheDebtorSaysSo_NothingIsOwedToIt() public {
        _incurred(300);
        IDuties.Duty memory own = IDuties.Duty(supplier, supplier, EUR);

        _actRefused(
            supplier,
            address(duties),
            _dischargeCall(1),
            abi.encodeWithSelector(IDuties.DischargeAboveOwed.selector, own, 1, 0)
        );
    }

    function test_GivenNothing_RefusesWithAmountOutOfBounds() public {
        _actRefused(financier, address(duties), _dischargeCall(0), _badAmount(0));
    }

    function test_NeedsTheRightForSettlement() public {
        _incurred(300);
        _needsRight(financier, Acts.SETTLEMENT, address(duties), _dischargeCall(1));
    }

    function test_WhenTheSignerIsUnknown_RefusesWithSignerUnknown() public {
        _callRefused(
            financier,
            address(duties),
            _dischargeCall(1),
            abi.encodeWithSelector(IPartyRegistry.SignerUnknown.selector, financier)
        );
    }
}

contract Duties_Reverse_Test is DutiesTest {
    function test_GivenThatNothingWasPassedOn_TheDutyIsGone() public {
        _incurred(300);

        _expectReduced(300, 0, "reversal");
        _reversed(300);

        assertEq(_owed(_duty()), 0, "owed");
        assertEq(_owed(_back()), 0, "owed back");
    }

    function test_GivenThatAPartWasPassedOn_TheCreditorOwesItBack() public {
        _incurred(300);
        _act(financier, address(duties), _dischargeCall(120));

        _expectReduced(180, 0, "reversal");
        vm.expectEmit(address(duties));
        emit IDuties.DutyIncurred(
            financier,
            supplier,
            EUR,
            120,
            120,
            IDuties.DutyReason.REVERSED,
            "reversal"
        );
        _reversed(300);

        assertEq(_owed(_duty()), 0, "owed");
        assertEq(_owed(_back()), 120, "owed back");
    }

    function test_GivenMoreOwedBackThanTheLargestAmount_RefusesWithDutyAboveMax() public {
        _reversed(AMOUNT_MINOR_MAX);

        _callRefused(
            settlement,
            address(duties),
            abi.encodeCall(IDuties.reverse, (_duty(), 1, "reversal")),
            abi.encodeWithSelector(
                IDuties.DutyAboveMax.selector,
                _back(),
                uint256(AMOUNT_MINOR_MAX) + 1
            )
        );
    }
}

contract Duties_NetOff_Test is DutiesTest {
    function test_GivenMoreToPayThanIsOwed_TakesWhatIsOwed() public {
        _incurred(300);

        _expectReduced(300, 0, "net off");
        assertEq(_netted(1_000), 300, "netted");

        assertEq(_owed(_duty()), 0, "owed");
    }

    function test_GivenLessToPayThanIsOwed_TakesThat() public {
        _incurred(300);

        assertEq(_netted(100), 100, "netted");

        assertEq(_owed(_duty()), 200, "owed");
    }

    function test_GivenNothingOwed_TakesAndTellsNothing() public {
        vm.recordLogs();

        assertEq(_netted(100), 0, "netted");

        assertEq(vm.getRecordedLogs().length, 0, "events");
    }
}

contract Duties_Modules_Test is DutiesTest {
    function test_WhenCallerIsNotTheModule_RefusesWithCallerNotModule() public {
        bytes memory call = abi.encodeCall(
            IDuties.incur,
            (_duty(), 1, IDuties.DutyReason.COLLECTED, "source")
        );
        _callRefused(factoring, address(duties), call, _notModule(factoring, settlement));
        call = abi.encodeCall(IDuties.reverse, (_duty(), 1, "reversal"));
        bytes memory reason = _notModule(address(lots), settlement);
        _callRefused(address(lots), address(duties), call, reason);
        call = abi.encodeCall(IDuties.netOff, (_duty(), 1, "net off"));
        _callRefused(settlement, address(duties), call, _notModule(settlement, factoring));
    }

    function test_WhenMoreIsAskedForThanOneReadGives_RefusesWithBatchSizeOutOfBounds() public {
        bytes memory call = abi.encodeCall(IDuties.owedOf, (new IDuties.Duty[](READ_MAX + 1)));
        _callRefused(address(this), address(duties), call, _badRead());
    }
}

contract Duties_Sums_FuzzTest is DutiesTest {
    /// @dev What is owed less what is owed back is what came in less what was taken off, whatever the order.
    function testFuzz_WhatIsOwedIsWhatCameInLessWhatWasTakenOff(uint256[20] memory seeds) public {
        int256 netMinor = 0;
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint64 amountMinor = uint64((seeds[i] >> 8) % 1_000) + 1;
            uint64 owedMinor = _owed(_duty());
            uint64 backMinor = _owed(_back());
            uint256 act = seeds[i] % 4;
            if (act == 0) {
                _incurred(amountMinor);
                netMinor += int256(uint256(amountMinor));
                assertEq(_owed(_duty()), owedMinor + amountMinor, "owed after a duty");
            } else if (act == 1) {
                _reversed(amountMinor);
                netMinor -= int256(uint256(amountMinor));
                uint64 takenMinor = amountMinor < owedMinor ? amountMinor : owedMinor;
                assertEq(_owed(_duty()), owedMinor - takenMinor, "owed after a reversal");
                assertEq(_owed(_back()), backMinor + amountMinor - takenMinor, "owed back");
            } else if (act == 2) {
                uint64 nettedMinor = _netted(amountMinor);
                netMinor -= int256(uint256(nettedMinor));
                assertLe(nettedMinor, amountMinor, "netted");
                assertEq(_owed(_duty()), owedMinor - nettedMinor, "owed after netting");
            } else if (owedMinor > 0) {
                uint64 passedOnMinor = bound64(amountMinor, 1, owedMinor);
                _act(financier, address(duties), _dischargeCall(passedOnMinor));
                netMinor -= int256(uint256(passedOnMinor));
                assertEq(_owed(_duty()), owedMinor - passedOnMinor, "owed after discharge");
            }
        }
        int256 actualMinor = int256(uint256(_owed(_duty()))) - int256(uint256(_owed(_back())));
        vm.assertTrue(actualMinor == netMinor, "owed less owed back");
    }
}
