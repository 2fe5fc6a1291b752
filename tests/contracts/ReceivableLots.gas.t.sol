// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotId} from "../../contracts/types/LedgerTypes.sol";
import {GasTest} from "./support/GasTest.sol";
import {Actor} from "./support/Requests.sol";

/// @notice A receivable with the most lots, each of another financier with the most liens, partly written off.
abstract contract FullReceivableTest is GasTest {
    bytes internal shares;

    function setUp() public virtual override {
        super.setUp();
        uint256 splitMax = lots.SPLIT_LOTS_MAX();
        uint256 max = _lotsMax();
        _split(supplier, lotId, 300, splitMax - 1);
        for (uint256 i = splitMax; i < max; ++i) {
            _enforced(financier, _pledged(supplier, lotId, financier, 300));
        }
        _overdue();
        for (uint256 i = 1; i <= max; ++i) {
            Actor memory owner = _movedToNew(_at(i));
            ICollections.WriteOff[] memory items = new ICollections.WriteOff[](1);
            items[0] = ICollections.WriteOff(_at(i), 10, "evidence");
            vm.prank(owner.signer);
            collections.writeOff(items);
            _pledgedToMany(owner, _at(i), 20);
        }
    }

    function _lotsMax() internal view virtual returns (uint256) {
        return lots.LOTS_PER_RECEIVABLE_MAX();
    }

    function _all() internal view returns (ISettlement.Remittance memory remittance) {
        remittance = _remittance("entry", receivableId, FACE);
        remittance.receivedBy = buyer.party;
    }
}

contract ReceivableLots_FullReceivable_GasTest is FullReceivableTest {
    function test_Payment_FitsATransaction() public {
        _assertGas(operator, address(settlement), _remitCall(_all()));
        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }

    function test_Credit_FitsATransaction() public {
        uint64 leftMinor = _receivable(receivableId).outstandingMinor;
        _assertGas(supplier, address(receivables), _creditCall("cn", leftMinor));
        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }

    function test_Dispute_FitsATransaction() public {
        uint64 leftMinor = _receivable(receivableId).outstandingMinor;
        _assertGas(buyer, address(receivables), _disputeCall(leftMinor));
    }

    function test_Freeze_FitsATransaction() public {
        bytes memory call = _freezeCall(_lot(_at(32)).owner, _at(32), true);
        _approved(call);
        _assertGas(secondOperator, address(lots), call);
    }

    function test_TransferByOrder_FitsATransaction() public {
        bytes memory call = _forceCall(_lot(_at(32)).owner, financier.party, _at(32));
        _approved(call);
        _assertGas(secondOperator, address(lots), call);
    }
}

contract ReceivableLots_PaidReceivable_GasTest is FullReceivableTest {
    function setUp() public override {
        super.setUp();
        vm.recordLogs();
        vm.prank(operator.signer);
        (bool success, ) = address(settlement).call(_remitCall(_all()));
        assertTrue(success, "the payment was refused");
        shares = abi.encode(_sharesOf(vm.getRecordedLogs()));
    }

    function test_Reversal_FitsATransaction() public {
        IReceivableLots.Share[] memory paid = abi.decode(shares, (IReceivableLots.Share[]));
        assertEq(paid.length, 192, "shares");
        _assertGas(operator, address(settlement), _reverseCall("entry", paid));
        assertEq(_receivable(receivableId).writtenOffMinor, 320, "written off");
    }
}

contract ReceivableLots_DisputedReceivable_GasTest is FullReceivableTest {
    function setUp() public override {
        super.setUp();
        _disputed(_receivable(receivableId).outstandingMinor);
        vm.warp(block.timestamp + 1 days);
    }

    function test_EndOfTheDispute_FitsATransaction() public {
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.withdrawDispute,
            (receivableId, "why")
        );
        _assertGas(buyer, address(receivables), call);
    }

    function test_AcceptanceOfTheDispute_FitsATransaction() public {
        uint64 leftMinor = _receivable(receivableId).outstandingMinor;
        bytes memory call = abi.encodeCall(
            IReceivableRegistry.acceptDispute,
            (receivableId, leftMinor, "why")
        );
        _assertGas(supplier, address(receivables), call);
        assertEq(_receivable(receivableId).outstandingMinor, 0, "outstanding");
    }
}

/// @notice A sold lot with a notice and a stopped clock, in dispute again.
abstract contract SoldLotTest is GasTest {
    function setUp() public virtual override {
        super.setUp();
        _sold(lotId);
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (_only(lotId), "evidence"));
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acknowledgeNotice, (_only(lotId)));
        _act(buyer, address(assignments), call);
        _disputed(FACE);
        vm.warp(START + 1 days);
        _endedDispute();
        _disputed(FACE);
    }
}

contract ReceivableLots_Split_GasTest is SoldLotTest {
    function test_TheMostParts_FitATransaction() public {
        _assertGas(financier, address(lots), _splitCall(lotId, 100, 23));
    }
}

contract ReceivableLots_Merge_GasTest is SoldLotTest {
    function setUp() public override {
        super.setUp();
        _split(financier, lotId, 100, 23);
    }

    function test_TheMostLots_FitATransaction() public {
        LotId[] memory from = new LotId[](23);
        for (uint256 i = 0; i < 23; ++i) {
            from[i] = _at(i + 2);
        }
        _assertGas(financier, address(lots), abi.encodeCall(IReceivableLots.merge, (lotId, from)));
        assertEq(_lot(lotId).outstandingMinor, FACE, "merged");
    }
}

/// @notice The most lots of one deal, each of another receivable with many lots and a dispute.
abstract contract DisputedLotsTest is GasTest {
    function setUp() public virtual override {
        super.setUp();
        _confirmedMany(FACE);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            receivableId = receivableIds[i];
            uint64[] memory partsMinor = new uint64[](23);
            for (uint256 j = 0; j < 23; ++j) {
                partsMinor[j] = 100;
            }
            vm.prank(supplier.signer);
            lots.split(_at(1), partsMinor);
            vm.prank(buyer.signer);
            receivables.openDispute(receivableId, 100, 1, "evidence");
        }
    }
}

contract ReceivableLots_Reserve_GasTest is DisputedLotsTest {
    function test_Acceptance_FitsATransaction() public {
        LotId[] memory lotIds = _lotIdsOfMany(24);
        bytes memory call = _acceptCall(_quote(lotIds), lotIds, financier.key);
        _assertGas(supplier, address(factoring), call);
    }
}

contract ReceivableLots_Assign_GasTest is DisputedLotsTest {
    function setUp() public override {
        super.setUp();
        _accepted(_lotIdsOfMany(24));
    }

    function test_Funding_FitsATransaction() public {
        bytes memory call = abi.encodeCall(IFactoring.fund, (1, _lotIdsOfMany(24), "proof"));
        _assertGas(financier, address(factoring), call);
    }
}
