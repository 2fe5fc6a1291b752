// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "../../../../contracts/interfaces/IReconciliation.sol";
import {Acts, ReceivableId, StatementId} from "../../../../contracts/types/LedgerTypes.sol";
import {ItemsTree} from "../../support/ItemsTree.sol";
import {Actor} from "../../support/Requests.sol";
import {CollectionHandler} from "./CollectionHandler.sol";

/// @notice Statements of three items: issued, answered, and settled line by line.
abstract contract StatementHandler is CollectionHandler {
    uint256 private constant ITEMS = 3;

    /// @param figures Of the supplier and of the buyer; 0 where the list does not have the item.
    struct Listed {
        StatementId id;
        IReconciliation.Pair pair;
        uint64[ITEMS][2] figures;
    }

    Listed[] private _listed;

    function issueStatement(uint256 seed) external rolls(seed) {
        Actor memory creditor = _pickActor(supplier, otherSupplier);
        Actor memory debtor = _pickActor(buyer, otherBuyer);
        IReconciliation.Pair memory pair = IReconciliation.Pair(creditor.party, debtor.party, EUR);
        uint64[ITEMS][2] memory figures;
        for (uint256 i = 0; i < ITEMS; ++i) {
            figures[0][i] = _oneIn(4) ? 0 : _rollMinor(1, 1_000);
            figures[1][i] = _oneIn(2) ? figures[0][i] : _rollMinor(0, 1_000);
        }
        IReconciliation.Draft[] memory drafts = new IReconciliation.Draft[](1);
        uint32 asOfDay = _today() - uint32(_roll(3));
        drafts[0] = IReconciliation.Draft(
            debtor.party,
            EUR,
            asOfDay,
            _sumOf(figures[0]),
            ItemsTree.rootOf(_leavesOf(figures[0]))
        );
        StatementId id = reconciliation.statementIdOf(pair, asOfDay);
        bool isNew = _statement(id).status == IReconciliation.StatementStatus.NONE;
        bool done = _sendExpecting(
            creditor,
            Need(Acts.RECONCILIATION, 0),
            address(reconciliation),
            abi.encodeCall(IReconciliation.issueStatements, (drafts)),
            isNew && _mayAct(debtor.party)
        );
        if (!done) return;
        _listed.push(Listed(id, pair, figures));
        _reached("statement NONE > ISSUED");
    }

    /// @dev The buyer answers from its own books, or takes over what the supplier says.
    function acknowledge(uint256 seed) external rolls(seed) {
        (Listed storage listed, IReconciliation.Statement memory statement) = _pickStatement(
            _oneIn(3)
                ? IReconciliation.StatementStatus.DIFFERING
                : IReconciliation.StatementStatus.ISSUED
        );
        bool isOpen =
            statement.status == IReconciliation.StatementStatus.ISSUED ||
                statement.status == IReconciliation.StatementStatus.DIFFERING;
        if (!isOpen) return;
        bool takesOver = _oneIn(4);
        uint64[ITEMS] memory figures = listed.figures[takesOver ? 0 : 1];
        IReconciliation.Acknowledgement[] memory answers = new IReconciliation.Acknowledgement[](1);
        answers[0] = IReconciliation.Acknowledgement(
            listed.id,
            _sumOf(figures),
            ItemsTree.rootOf(_leavesOf(figures))
        );
        bool done = _sendExpecting(
            _actorOf(listed.pair.buyer),
            Need(Acts.RECONCILIATION, 0),
            address(reconciliation),
            abi.encodeCall(IReconciliation.acknowledgeStatements, (answers)),
            statement.lineCount == 0
        );
        if (!done) {
            if (statement.lineCount > 0) _reached("answer after lines refused");
            return;
        }
        if (takesOver) listed.figures[1] = listed.figures[0];
        bool isSame = keccak256(abi.encode(listed.figures[0])) == keccak256(abi.encode(figures));
        bool isAgreed = _statement(listed.id).status == IReconciliation.StatementStatus.AGREED;
        _expect(isSame == isAgreed, 22, "22. a statement agrees without the same figures");
        bool wasIssued = statement.status == IReconciliation.StatementStatus.ISSUED;
        if (!isAgreed && wasIssued) _reached("statement ISSUED > DIFFERING");
        if (isAgreed && wasIssued) _reached("statement ISSUED > AGREED");
        if (isAgreed && !wasIssued) _reached("statement DIFFERING > AGREED");
        if (!isAgreed && !wasIssued) _reached("statement answered again");
    }

    /// @dev Now and then a side says that the other list lacks what it has.
    function raiseLine(uint256 seed) external rolls(seed) {
        (Listed storage listed, IReconciliation.Statement memory statement) = _pickStatement(
            IReconciliation.StatementStatus.DIFFERING
        );
        if (statement.status != IReconciliation.StatementStatus.DIFFERING) return;
        uint256 side = _roll(2);
        uint256 index = _roll(ITEMS);
        uint64[2] memory stated = [listed.figures[0][index], listed.figures[1][index]];
        if (_oneIn(3) && stated[side] > 0) stated[1 - side] = 0;
        IReconciliation.Line[] memory lines = new IReconciliation.Line[](1);
        lines[0] = IReconciliation.Line(
            _itemId(index),
            stated[0],
            _proofOf(listed.figures[0], index),
            stated[1],
            _proofOf(listed.figures[1], index)
        );
        bool isNew = !_isRaised(_lineOf(listed.id, index));
        bool done = _sendExpecting(
            _actorOf(side == 0 ? listed.pair.supplier : listed.pair.buyer),
            Need(Acts.RECONCILIATION, 0),
            address(reconciliation),
            abi.encodeCall(IReconciliation.raiseLines, (listed.id, lines)),
            isNew && stated[0] != stated[1]
        );
        if (done) _reached("line NONE > RAISED");
        else if (!isNew) _reached("second line refused");
    }

    function agreeLine(uint256 seed) external rolls(seed) {
        (Listed storage listed, IReconciliation.Statement memory statement) = _pickStatement(
            IReconciliation.StatementStatus.DIFFERING
        );
        if (statement.status != IReconciliation.StatementStatus.DIFFERING) return;
        uint256 side = _roll(2);
        uint256 index = _openLine(listed.id);
        IReconciliation.LineState memory line = _lineOf(listed.id, index);
        IReconciliation.Resolution[] memory said = new IReconciliation.Resolution[](1);
        uint64 theirsMinor = side == 0 ? line.buyerProposalMinor : line.supplierProposalMinor;
        bool follows = theirsMinor != type(uint64).max && _oneIn(2);
        uint64 agreedMinor = follows ? theirsMinor : listed.figures[side][index];
        said[0] = IReconciliation.Resolution(_itemId(index), agreedMinor, "evidence");
        bool isOpen = _isRaised(line) && line.supplierProposalMinor != line.buyerProposalMinor;
        bool done = _sendExpecting(
            _actorOf(side == 0 ? listed.pair.supplier : listed.pair.buyer),
            Need(Acts.RECONCILIATION, 0),
            address(reconciliation),
            abi.encodeCall(IReconciliation.agreeLines, (listed.id, said)),
            isOpen
        );
        if (done) _settledLine(listed.id, index);
        else if (!isOpen) _reached("needless resolution refused");
    }

    /// @dev A side proves what a line says that it lacks.
    function proveItem(uint256 seed) external rolls(seed) {
        (Listed storage listed, IReconciliation.Statement memory statement) = _pickStatement(
            IReconciliation.StatementStatus.DIFFERING
        );
        if (statement.status != IReconciliation.StatementStatus.DIFFERING) return;
        uint256 index = _openLine(listed.id);
        IReconciliation.LineState memory line = _lineOf(listed.id, index);
        uint256 side = line.supplierMinor == 0 ? 0 : 1;
        uint64 figureMinor = side == 0 ? line.supplierMinor : line.buyerMinor;
        IReconciliation.Item[] memory items = new IReconciliation.Item[](1);
        items[0] = IReconciliation.Item(
            _itemId(index),
            listed.figures[side][index],
            _proofOf(listed.figures[side], index)
        );
        bool isOpen = _isRaised(line) && line.supplierProposalMinor != line.buyerProposalMinor;
        bool done = _sendExpecting(
            _actorOf(side == 0 ? listed.pair.supplier : listed.pair.buyer),
            Need(Acts.RECONCILIATION, 0),
            address(reconciliation),
            abi.encodeCall(IReconciliation.proveItems, (listed.id, items)),
            isOpen && figureMinor == 0 && items[0].openMinor > 0
        );
        if (!done) return;
        _reached("line corrected");
        _settledLine(listed.id, index);
    }

    /// @notice Statements whose counts and sums are not those of their lines.
    function statementsOff() external view returns (uint256 off) {
        for (uint256 i = 0; i < _listed.length; ++i) {
            Listed storage listed = _listed[i];
            IReconciliation.Statement memory found = _statement(listed.id);
            uint256 raised = 0;
            uint256 open = 0;
            int256 agreedMinor = 0;
            for (uint256 j = 0; j < ITEMS; ++j) {
                IReconciliation.LineState memory line = _lineOf(listed.id, j);
                uint64 figureMinor = listed.figures[1][j];
                if (_isRaised(line)) {
                    ++raised;
                    bool isOpen = line.supplierProposalMinor != line.buyerProposalMinor;
                    if (isOpen) ++open;
                    else figureMinor = line.supplierProposalMinor;
                }
                agreedMinor += int256(uint256(figureMinor));
            }
            bool isResolved = found.status == IReconciliation.StatementStatus.RESOLVED;
            int256 statedMinor = int256(uint256(found.acknowledgedMinor)) + found.concededMinor;
            bool isSame = found.lineCount == raised && found.openLineCount == open;
            if (!isSame || (isResolved && (open > 0 || statedMinor != agreedMinor))) ++off;
        }
    }

    function _settledLine(StatementId id, uint256 index) private {
        IReconciliation.LineState memory line = _lineOf(id, index);
        if (line.supplierProposalMinor == line.buyerProposalMinor) {
            _reached("line RAISED > RESOLVED");
        }
        if (_statement(id).status == IReconciliation.StatementStatus.RESOLVED) {
            _reached("statement DIFFERING > RESOLVED");
        }
    }

    /// @dev A statement in the status, the nearest from a random place on; else any.
    function _pickStatement(
        IReconciliation.StatementStatus status
    ) private returns (Listed storage listed, IReconciliation.Statement memory statement) {
        if (_listed.length == 0) _listed.push();
        uint256 start = _roll(_listed.length);
        uint256 index = start;
        for (uint256 i = 0; i < _listed.length; ++i) {
            index = (start + i) % _listed.length;
            if (_statement(_listed[index].id).status == status) break;
        }
        listed = _listed[index];
        statement = _statement(listed.id);
    }

    /// @dev A line that is raised and not resolved if there is one; else a random item.
    function _openLine(StatementId id) private returns (uint256 index) {
        uint256 start = _roll(ITEMS);
        for (uint256 i = 0; i < ITEMS; ++i) {
            index = (start + i) % ITEMS;
            IReconciliation.LineState memory line = _lineOf(id, index);
            if (_isRaised(line) && line.supplierProposalMinor != line.buyerProposalMinor) break;
        }
    }

    function _statement(StatementId id) private view returns (IReconciliation.Statement memory) {
        StatementId[] memory ids = new StatementId[](1);
        ids[0] = id;
        return reconciliation.statementsOf(ids)[0];
    }

    function _lineOf(
        StatementId id,
        uint256 index
    ) private view returns (IReconciliation.LineState memory) {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = _itemId(index);
        return reconciliation.linesOf(id, ids)[0];
    }

    function _isRaised(IReconciliation.LineState memory line) private pure returns (bool) {
        return line.supplierMinor != 0 || line.buyerMinor != 0;
    }

    function _itemId(uint256 index) private pure returns (ReceivableId) {
        return ReceivableId.wrap(bytes32((index + 1) << 16));
    }

    function _sumOf(uint64[ITEMS] memory figures) private pure returns (uint64) {
        return figures[0] + figures[1] + figures[2];
    }

    function _leavesOf(uint64[ITEMS] memory figures) private pure returns (bytes32[] memory) {
        (bytes32[] memory leaves, ) = _listOf(figures, ITEMS);
        return leaves;
    }

    function _proofOf(
        uint64[ITEMS] memory figures,
        uint256 index
    ) private pure returns (bytes32[] memory) {
        if (figures[index] == 0) return new bytes32[](0);
        (bytes32[] memory leaves, uint256 position) = _listOf(figures, index);
        return ItemsTree.proofOf(leaves, position);
    }

    /// @dev Leaves of the items that the list has, and where the item `index` stands among them.
    function _listOf(
        uint64[ITEMS] memory figures,
        uint256 index
    ) private pure returns (bytes32[] memory leaves, uint256 position) {
        bytes32[] memory all = new bytes32[](ITEMS);
        uint256 count = 0;
        for (uint256 i = 0; i < ITEMS; ++i) {
            if (figures[i] == 0) continue;
            if (i == index) position = count;
            all[count++] = ItemsTree.leafOf(_itemId(i), figures[i]);
        }
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = all[i];
        }
    }
}
