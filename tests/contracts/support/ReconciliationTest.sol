// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "../../../contracts/interfaces/IReconciliation.sol";
import {Reconciliation} from "../../../contracts/Reconciliation.sol";
import {ReceivableId, StatementId} from "../../../contracts/types/LedgerTypes.sol";
import {ItemsTree} from "./ItemsTree.sol";
import {ModuleTest} from "./ModuleTest.sol";

/// @notice Supplier and buyer with a balance of 1,000 and their lists of what is open of it.
abstract contract ReconciliationTest is ModuleTest {
    uint64 internal constant NO_PROPOSAL = type(uint64).max;

    Reconciliation internal reconciliation;
    StatementId internal statementId;

    ReceivableId[] internal supplierIds;
    uint64[] internal supplierAmounts;
    ReceivableId[] internal buyerIds;
    uint64[] internal buyerAmounts;

    function setUp() public virtual override {
        super.setUp();
        bytes memory arguments = abi.encode(_modules(), agent);
        reconciliation = Reconciliation(_created("Reconciliation", arguments));
        statementId = reconciliation.statementIdOf(_pair(), TODAY);
        vm.prank(address(receivables));
        reconciliation.increase(_pair(), 1_000);
    }

    function _pair() internal view returns (IReconciliation.Pair memory) {
        return IReconciliation.Pair(supplier, buyer, EUR);
    }

    function _pairs() internal view returns (IReconciliation.Pair[] memory pairs) {
        pairs = new IReconciliation.Pair[](1);
        pairs[0] = _pair();
    }

    function _statement() internal view returns (IReconciliation.Statement memory) {
        StatementId[] memory statementIds = new StatementId[](1);
        statementIds[0] = statementId;
        return reconciliation.statementsOf(statementIds)[0];
    }

    function _assertStatus(IReconciliation.StatementStatus expected) internal view {
        assertEq(uint256(_statement().status), uint256(expected), "status");
    }

    function _draft(
        uint64 balanceMinor,
        bytes32 root
    ) internal view returns (IReconciliation.Draft memory) {
        return IReconciliation.Draft(buyer, EUR, TODAY, balanceMinor, root);
    }

    function _issueCall(IReconciliation.Draft memory draft) internal pure returns (bytes memory) {
        IReconciliation.Draft[] memory drafts = new IReconciliation.Draft[](1);
        drafts[0] = draft;
        return abi.encodeCall(IReconciliation.issueStatements, (drafts));
    }

    function _answerCall(uint64 balanceMinor, bytes32 root) internal view returns (bytes memory) {
        IReconciliation.Acknowledgement[] memory answers = new IReconciliation.Acknowledgement[](1);
        answers[0] = IReconciliation.Acknowledgement(statementId, balanceMinor, root);
        return abi.encodeCall(IReconciliation.acknowledgeStatements, (answers));
    }

    function _issued(uint64 balanceMinor, bytes32 root) internal {
        _act(supplier, address(reconciliation), _issueCall(_draft(balanceMinor, root)));
    }

    function _answered(uint64 balanceMinor, bytes32 root) internal {
        _act(buyer, address(reconciliation), _answerCall(balanceMinor, root));
    }

    // Lists of open items.

    function _inSupplierList(ReceivableId receivableId, uint64 openMinor) internal {
        supplierIds.push(receivableId);
        supplierAmounts.push(openMinor);
    }

    function _inBuyerList(ReceivableId receivableId, uint64 openMinor) internal {
        buyerIds.push(receivableId);
        buyerAmounts.push(openMinor);
    }

    function _supplierRoot() internal view returns (bytes32) {
        return ItemsTree.rootOf(_leaves(supplierIds, supplierAmounts));
    }

    function _buyerRoot() internal view returns (bytes32) {
        return ItemsTree.rootOf(_leaves(buyerIds, buyerAmounts));
    }

    function _supplierProof(ReceivableId receivableId) internal view returns (bytes32[] memory) {
        return _proof(supplierIds, supplierAmounts, receivableId);
    }

    function _buyerProof(ReceivableId receivableId) internal view returns (bytes32[] memory) {
        return _proof(buyerIds, buyerAmounts, receivableId);
    }

    /// @dev With the proof of each amount but 0 that its side's list has.
    function _line(
        ReceivableId receivableId,
        uint64 supplierMinor,
        uint64 buyerMinor
    ) internal view returns (IReconciliation.Line memory line) {
        line.receivableId = receivableId;
        line.supplierMinor = supplierMinor;
        line.buyerMinor = buyerMinor;
        if (supplierMinor != 0) line.supplierProof = _supplierProof(receivableId);
        if (buyerMinor != 0) line.buyerProof = _buyerProof(receivableId);
    }

    function _raiseCall(IReconciliation.Line memory line) internal view returns (bytes memory) {
        IReconciliation.Line[] memory lines = new IReconciliation.Line[](1);
        lines[0] = line;
        return abi.encodeCall(IReconciliation.raiseLines, (statementId, lines));
    }

    function _agreeCall(
        ReceivableId receivableId,
        uint64 agreedMinor
    ) internal view returns (bytes memory) {
        IReconciliation.Resolution[] memory resolutions = new IReconciliation.Resolution[](1);
        resolutions[0] = IReconciliation.Resolution(receivableId, agreedMinor, "evidence");
        return abi.encodeCall(IReconciliation.agreeLines, (statementId, resolutions));
    }

    function _proveCall(
        ReceivableId receivableId,
        uint64 openMinor,
        bytes32[] memory proof
    ) internal view returns (bytes memory) {
        IReconciliation.Item[] memory items = new IReconciliation.Item[](1);
        items[0] = IReconciliation.Item(receivableId, openMinor, proof);
        return abi.encodeCall(IReconciliation.proveItems, (statementId, items));
    }

    function _lineState(
        ReceivableId receivableId
    ) internal view returns (IReconciliation.LineState memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](1);
        receivableIds[0] = receivableId;
        return reconciliation.linesOf(statementId, receivableIds)[0];
    }

    function _proof(
        ReceivableId[] memory receivableIds,
        uint64[] memory amounts,
        ReceivableId receivableId
    ) private pure returns (bytes32[] memory) {
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            if (ReceivableId.unwrap(receivableIds[i]) == ReceivableId.unwrap(receivableId)) {
                return ItemsTree.proofOf(_leaves(receivableIds, amounts), i);
            }
        }
        return new bytes32[](0);
    }

    function _leaves(
        ReceivableId[] memory receivableIds,
        uint64[] memory amounts
    ) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](receivableIds.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = ItemsTree.leafOf(receivableIds[i], amounts[i]);
        }
    }
}
