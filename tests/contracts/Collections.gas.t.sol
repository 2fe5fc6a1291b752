// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICollections} from "../../contracts/interfaces/ICollections.sol";
import {LotIds} from "../../contracts/libraries/LotIds.sol";
import {LotId} from "../../contracts/types/LedgerTypes.sol";
import {GasTest} from "./support/GasTest.sol";

/// @notice The most overdue receivables of one write-off, each with a running plan of the most instalments.
contract Collections_WriteOff_GasTest is GasTest {
    uint256 private constant WRITE_OFFS_MAX = 50;
    uint256 private constant INSTALMENTS_MAX = 36;

    function setUp() public override {
        super.setUp();
        _confirmedMany(FACE);
        vm.warp(START + 61 days);
        ICollections.Instalment[] memory instalments = new ICollections.Instalment[](
            INSTALMENTS_MAX
        );
        for (uint256 i = 0; i < INSTALMENTS_MAX; ++i) {
            instalments[i] = ICollections.Instalment(TODAY + 62 + uint32(i), 1);
        }
        for (uint256 i = 0; i < WRITE_OFFS_MAX; ++i) {
            vm.prank(supplier.signer);
            collections.recordPlan(_first(i), instalments, "evidence");
        }
    }

    function test_OfTheMostLots_FitsATransaction() public {
        ICollections.WriteOff[] memory items = new ICollections.WriteOff[](WRITE_OFFS_MAX);
        for (uint256 i = 0; i < WRITE_OFFS_MAX; ++i) {
            items[i] = ICollections.WriteOff(_first(i), FACE, "evidence");
        }
        bytes memory call = abi.encodeCall(ICollections.writeOff, (items));
        _assertGas(supplier, address(collections), call);
        assertEq(_receivable(receivableIds[0]).writtenOffMinor, FACE, "written off");
    }

    function _first(uint256 index) private view returns (LotId) {
        return LotIds.lotIdOf(receivableIds[index], 1);
    }
}
