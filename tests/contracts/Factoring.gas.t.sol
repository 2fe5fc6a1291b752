// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {BATCH_MAX, LotId} from "../../contracts/types/LedgerTypes.sol";
import {GasTest} from "./support/GasTest.sol";

/// @notice A deal with the most lots, each of another receivable, with a notice that the buyer acknowledged.
abstract contract FullDealTest is GasTest {
    LotId[] internal lotIds;

    function setUp() public virtual override {
        super.setUp();
        _confirmedMany(FACE);
        lotIds = _lotIdsOfMany(1);
        _accepted(lotIds);
        _funded(1, lotIds);
        bytes memory call = abi.encodeCall(IAssignments.giveNotice, (lotIds, "evidence"));
        _act(financier, address(assignments), call);
        call = abi.encodeCall(IAssignments.acknowledgeNotice, (lotIds));
        _act(buyer, address(assignments), call);
    }
}

contract Factoring_Repurchase_GasTest is FullDealTest {
    function setUp() public override {
        super.setUp();
        bytes memory call = abi.encodeCall(IFactoring.offerRepurchase, (1, lotIds));
        _act(supplier, address(factoring), call);
    }

    function test_OfTheMostLots_FitsATransaction() public {
        bytes memory call = abi.encodeCall(IFactoring.repurchase, (1, lotIds, "evidence"));
        _assertGas(financier, address(factoring), call);
        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
    }
}

contract Factoring_Close_GasTest is FullDealTest {
    /// @dev The supplier collected all and passed nothing on, so that each reserve is netted off.
    function setUp() public override {
        super.setUp();
        ISettlement.Remittance[] memory remittances = new ISettlement.Remittance[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            bytes32 entryHash = keccak256(abi.encode("entry", i));
            remittances[i] = _remittance(entryHash, receivableIds[i], FACE);
        }
        vm.prank(operator.signer);
        settlement.applyRemittances(remittances);
    }

    function test_OfTheMostLots_FitsATransaction() public {
        bytes memory call = abi.encodeCall(IFactoring.close, (1, lotIds, "evidence"));
        _assertGas(financier, address(factoring), call);
        assertTrue(_deal(1).status == IFactoring.DealStatus.CLOSED, "status is not CLOSED");
    }
}
