// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "../../../contracts/interfaces/IReconciliation.sol";
import {Acts, BATCH_MAX, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {ReconciliationTest} from "./ReconciliationTest.sol";

/// @notice A statement on which two lists differ. Supplier: A 100, B 200, C 300, in all 600. Buyer: A 100, B 150, D 40, in all 290.
abstract contract LinesTest is ReconciliationTest {
    ReceivableId internal constant A = ReceivableId.wrap(bytes32("a"));
    ReceivableId internal constant B = ReceivableId.wrap(bytes32("b"));
    ReceivableId internal constant C = ReceivableId.wrap(bytes32("c"));
    ReceivableId internal constant D = ReceivableId.wrap(bytes32("d"));

    function setUp() public virtual override {
        super.setUp();
        _inSupplierList(A, 100);
        _inSupplierList(B, 200);
        _inSupplierList(C, 300);
        _inBuyerList(A, 100);
        _inBuyerList(B, 150);
        _inBuyerList(D, 40);
        _issued(600, _supplierRoot());
        _answered(290, _buyerRoot());
    }

    function _raised(
        address side,
        ReceivableId receivableId,
        uint64 supplierMinor,
        uint64 buyerMinor
    ) internal {
        bytes memory call = _raiseCall(_line(receivableId, supplierMinor, buyerMinor));
        _act(side, address(reconciliation), call);
    }

    function _agreed(address side, ReceivableId receivableId, uint64 agreedMinor) internal {
        _act(side, address(reconciliation), _agreeCall(receivableId, agreedMinor));
    }

    function _assertLine(
        ReceivableId receivableId,
        uint64[2] memory figures,
        uint64[2] memory proposals
    ) internal view {
        IReconciliation.LineState memory line = _lineState(receivableId);
        assertEq(line.supplierMinor, figures[0], "supplier's figure");
        assertEq(line.buyerMinor, figures[1], "buyer's figure");
        assertEq(line.supplierProposalMinor, proposals[0], "supplier's proposal");
        assertEq(line.buyerProposalMinor, proposals[1], "buyer's proposal");
    }

    function _refused(address side, bytes memory call, bytes memory reason) internal {
        _actRefused(side, address(reconciliation), call, reason);
    }

    function _aboutLine(
        bytes4 selector,
        ReceivableId receivableId
    ) internal view returns (bytes memory) {
        return abi.encodeWithSelector(selector, statementId, receivableId);
    }

    function _notProven(
        ReceivableId receivableId,
        uint64 openMinor,
        bytes32 root
    ) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IReconciliation.LineProofInvalid.selector,
                receivableId,
                openMinor,
                root
            );
    }

    /// @dev A statement that is agreed, an outsider and a batch without items are refused alike by each act on lines.
    function _assertCommonRefusals(
        bytes memory call,
        bytes memory emptyCall,
        bytes memory fullCall
    ) internal {
        _refused(otherBuyer, call, _notEntitled(otherBuyer, buyer));
        _refused(buyer, emptyCall, _badBatch(0));
        _refused(buyer, fullCall, _badBatch(BATCH_MAX + 1));
        _needsRight(buyer, Acts.RECONCILIATION, address(reconciliation), call);
    }

    function _wrongStatus(
        IReconciliation.StatementStatus actual
    ) internal view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IReconciliation.StatementWrongStatus.selector,
                statementId,
                actual
            );
    }
}
