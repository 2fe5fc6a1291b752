// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDuties} from "../../contracts/interfaces/IDuties.sol";
import {IPledges} from "../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotId, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice Two receivables with lots of three owners, liens of equal and different rank and a silent debtor between.
contract Settlement_Snapshot_FuzzTest is FinanceTest {
    ReceivableId private firstId;
    ReceivableId private secondId;

    function setUp() public override {
        super.setUp();
        firstId = _confirmed("a", 10_007);
        secondId = _confirmed("b", 5_003);
        _split(supplier, _at(firstId, 1), 3_331);
        _split(supplier, _at(firstId, 1), 2_003);
        _sold(_one(_at(firstId, 2)));
        _pledged(_at(firstId, 1), financier, 1_001, BY_FILING);
        _pledged(_at(firstId, 1), otherFinancier, 503, BY_FILING);
        vm.warp(START + 1);
        _pledged(_at(firstId, 1), otherFinancier, 701, BY_FILING);
        IPledges.Offer memory item = _offer(_at(firstId, 2), otherFinancier, 1_500, BY_NOTICE);
        _lienAccepted(otherFinancier, _offered(financier, item));
        _pledged(_at(secondId, 1), financier, 4_000, BY_ARTICLE_768);
    }

    /// hardhat-config: fuzz.runs = 200
    function testFuzz_ReversingAllAllocations_RestoresEverything(
        uint64 firstSeed,
        uint64 secondSeed,
        uint64 thirdSeed,
        uint8 receiverSeed
    ) public {
        Actor memory receiver = [supplier, financier, otherFinancier, buyer][receiverSeed % 4];
        uint64 first = bound64(firstSeed, 1, 9_000);
        uint64 second = bound64(secondSeed, 1, 10_007 - first);
        uint64 third = bound64(thirdSeed, 1, 5_003);
        _received("entry", receiver, first + second + third + 50);
        bytes32 before = _snapshot();

        vm.recordLogs();
        _allocate(firstId, first);
        IReceivableLots.Share[] memory sharesOfFirst = _recordedShares();
        bytes32 afterFirst = _entry("entry").allocationsHash;
        bytes32 between = _snapshot();

        vm.recordLogs();
        _allocateBoth(second, third);
        IReceivableLots.Share[] memory sharesOfBoth = _recordedShares();
        assertEq(_sumOf(sharesOfBoth), uint256(second) + third, "shares");
        _assertConsistent();
        bytes32 afterBoth = _entry("entry").allocationsHash;
        _act(
            operator,
            address(settlement),
            abi.encodeCall(ISettlement.recordOverpayment, ("entry", otherSupplier.party, 50))
        );
        assertEq(_entry("entry").unappliedMinor, 0, "unapplied");

        _act(
            operator,
            address(settlement),
            abi.encodeCall(
                ISettlement.reverseOverpayment,
                ("entry", afterBoth, otherSupplier.party, 50, "evidence")
            )
        );
        _act(operator, address(settlement), _reverseCall("entry", afterFirst, sharesOfBoth));
        assertEq(_snapshot(), between, "state after the first allocation");
        _act(operator, address(settlement), _reverseCall("entry", 0, sharesOfFirst));
        assertEq(_snapshot(), before, "state before all allocations");
        _assertConsistent();
    }

    function _allocate(ReceivableId receivableId, uint64 amountMinor) private {
        ISettlement.Application[] memory applications = new ISettlement.Application[](1);
        applications[0] = ISettlement.Application(receivableId, amountMinor);
        bytes memory call = abi.encodeCall(ISettlement.allocate, ("entry", applications));
        _act(operator, address(settlement), call);
    }

    function _allocateBoth(uint64 firstMinor, uint64 secondMinor) private {
        ISettlement.Application[] memory applications = new ISettlement.Application[](2);
        applications[0] = ISettlement.Application(firstId, firstMinor);
        applications[1] = ISettlement.Application(secondId, secondMinor);
        bytes memory call = abi.encodeCall(ISettlement.allocate, ("entry", applications));
        _act(operator, address(settlement), call);
    }

    /// @dev All that a payment touches: entry, receivables, lots, liens, balance, exposures, duties of each to each.
    function _snapshot() private view returns (bytes32 hash) {
        hash = keccak256(
            abi.encode(
                _entry("entry"),
                _receivable(firstId),
                _receivable(secondId),
                lots.lotsOf(firstId),
                lots.lotsOf(secondId),
                _balanceMinor(),
                _exposureMinor(financier.party),
                _exposureMinor(otherFinancier.party),
                _exposureMinor(supplier.party)
            )
        );
        for (uint32 i = 1; i <= 5; ++i) {
            hash = keccak256(abi.encode(hash, _lien(i)));
        }
        Actor[5] memory actors = [supplier, financier, otherFinancier, buyer, otherSupplier];
        IDuties.Duty[] memory keys = new IDuties.Duty[](25);
        for (uint256 i = 0; i < 25; ++i) {
            keys[i] = IDuties.Duty(actors[i / 5].party, actors[i % 5].party, EUR);
        }
        hash = keccak256(abi.encode(hash, duties.owedOf(keys)));
    }

    /// @dev Lots add up to their receivables, liens stay within their lots, exposures are what is at stake.
    function _assertConsistent() private view {
        uint64 firstExposure = 0;
        uint64 otherExposure = 0;
        ReceivableId[2] memory ids = [firstId, secondId];
        for (uint256 k = 0; k < 2; ++k) {
            IReceivableLots.Lot[] memory found = lots.lotsOf(ids[k]);
            uint64 sumMinor = 0;
            for (uint256 i = 0; i < found.length; ++i) {
                LotId lotId = _at(ids[k], i + 1);
                sumMinor += found[i].outstandingMinor;
                assertLe(pledges.securedMinor(lotId), found[i].outstandingMinor, "liens");
                if (found[i].owner == financier.party) firstExposure += found[i].outstandingMinor;
            }
            assertEq(sumMinor, _receivable(ids[k]).outstandingMinor, "lots");
        }
        for (uint32 i = 1; i <= 5; ++i) {
            IPledges.Lien memory lien = _lien(i);
            if (lien.pledgee == financier.party) firstExposure += lien.securedMinor;
            else otherExposure += lien.securedMinor;
        }
        assertEq(_exposureMinor(financier.party), firstExposure, "exposure");
        assertEq(_exposureMinor(otherFinancier.party), otherExposure, "other exposure");
    }

    function _sumOf(IReceivableLots.Share[] memory shares) private pure returns (uint256 sumMinor) {
        for (uint256 i = 0; i < shares.length; ++i) {
            sumMinor += shares[i].amountMinor;
        }
    }
}
