// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IAssignments} from "../../contracts/interfaces/IAssignments.sol";
import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {LotId} from "../../contracts/types/LedgerTypes.sol";
import {ReceivableTest} from "./support/ReceivableTest.sol";

contract Findings_Test is ReceivableTest {
    function test_F1_EarlyReversalAfterMergeAndSale() public {
        _split(supplier, lotId, 5_000, 1);
        _agreedEarly(_at(1), 100);
        ISettlement.Remittance memory r = _remittance("e", receivableId, 4_900);
        r.applications = new ISettlement.Application[](0);
        _act(operator, address(settlement), _remitCall(r));
        _act(operator, address(settlement), abi.encodeCall(ISettlement.allocateEarlyPayment, ("e", 1)));
        _assertWhole();
        _merge(supplier, _at(2), _at(1));
        _sold(_at(2));
        _act(operator, address(settlement), abi.encodeCall(ISettlement.reverseEarlyPayment, ("e", 0, 1, "x")));
        _assertWhole();
    }

    function test_F1b_ForcedWhileReservedEarly() public {
        _agreedEarly(_at(1), 100);
        _forced(lotId, financier);
        ISettlement.Remittance memory r = _remittance("e", receivableId, 9_900);
        r.applications = new ISettlement.Application[](0);
        _act(operator, address(settlement), _remitCall(r));
        _act(operator, address(settlement), abi.encodeCall(ISettlement.allocateEarlyPayment, ("e", 1)));
        _assertWhole();
    }

    function test_F2_FrozenZero() public {
        _sold(lotId);
        IReceivableLots.Share[] memory s = _paid("e", FACE);
        _setFrozen(lotId, true);
        assertTrue(!lots.canTransfer(financier.party, otherFinancier.party, LotId.unwrap(lotId)), "may transfer");
        s;
    }

    function test_F3_RecoverTwice() public {
        _split(supplier, lotId, 5_000, 1);
        _overdue();
        _writtenOff(supplier, _at(2), 5_000);
        ISettlement.Remittance[] memory rs = new ISettlement.Remittance[](2);
        rs[0] = _remittance("e", receivableId, 1);
        rs[1] = _remittance("f", receivableId, 1);
        _act(operator, address(settlement), abi.encodeCall(ISettlement.applyRemittances, (rs)));
        _assertWhole();
    }

    function test_F4_UnfreezeWhilePaid() public {
        _disputed(4_000);
        IReceivableLots.Share[] memory s = _paid("e", FACE);
        _setFrozen(lotId, true);
        _setFrozen(lotId, false);
        _reversed("e", s);
        _assertWhole();
        assertEq(lots.availableMinor(lotId), 6_000, "available");
    }
}
