// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {GasTest} from "./support/GasTest.sol";
import {Actor} from "./support/Requests.sol";

contract ReceivableLots_WithLiens_GasTest is GasTest {
    function setUp() public override {
        super.setUp();
        _withMostLots();
        for (uint256 i = 1; i <= 24; ++i) {
            _pledgedToMany(supplier, _at(i), 10);
        }
        for (uint256 i = 25; i <= 32; ++i) {
            _pledgedToMany(_actor(string(abi.encode("enforcer", i - 25))), _at(i), 10);
        }
    }

    function test_Payment() public {
        ISettlement.Remittance memory remittance = _remittance("e", receivableId, FACE);
        remittance.receivedBy = buyer.party;
        uint256 g = _assertGas(operator, address(settlement), _remitCall(remittance));
        assertEq(g, 0, "g");
    }

    function test_Credit() public {
        uint256 g = _assertGas(supplier, address(receivables), _creditCall("cn", FACE));
        assertEq(g, 0, "g");
    }
}
