// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {AMOUNT_MINOR_MAX, BATCH_MAX, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {ItemsTree} from "./support/ItemsTree.sol";
import {LinesTest} from "./support/LinesTest.sol";

contract Reconciliation_RaiseLines_Test is LinesTest {
    function test_GivenBothFigures_EachIsItsSidesProposal() public {
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineRaised(statementId, B, supplier, 200, 150);
        _raised(supplier, B, 200, 150);

        _assertLine(B, [uint64(200), 150], [uint64(200), 150]);
        IReconciliation.Statement memory state = _statement();
        assertEq(state.lineCount, 1, "lines");
        assertEq(state.openLineCount, 1, "open lines");
        vm.assertTrue(state.raisedMinor == 50, "raised");
    }

    function test_GivenAnAbsence_OnlyTheRaiserVouchesForItsOwn() public {
        _raised(supplier, C, 300, 0);
        _raised(supplier, D, 0, 40);

        _assertLine(C, [uint64(300), 0], [uint64(300), NO_PROPOSAL]);
        _assertLine(D, [uint64(0), 40], [uint64(0), 40]);
        vm.assertTrue(_statement().raisedMinor == 260, "raised");
    }

    function test_WhenTheBuyerRaises_ItVouchesForItsOwnAbsence() public {
        _raised(buyer, C, 300, 0);
        _raised(buyer, D, 0, 40);

        _assertLine(C, [uint64(300), 0], [uint64(300), 0]);
        _assertLine(D, [uint64(0), 40], [NO_PROPOSAL, 40]);
    }

    function test_GivenTheTreeOfTheBackend_ItsProofsHold() public {
        // By @openzeppelin/merkle-tree for the items 0xa1… 100, 0xb2… 200, 0xc3… 300.
        bytes32 root = 0x2467e1b2d0910479cf4a4abe93fc2a6998d63487e3a59875491b985308be1d74;
        ReceivableId item = ReceivableId.wrap(
            0xc3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c30000
        );
        IReconciliation.Line memory line = _line(item, 0, 300);
        line.buyerProof = new bytes32[](2);
        line.buyerProof[0] = 0x86d736b08bddf583340657fcabf820587a5d3e0f575194048deeb77544c1eb70;
        line.buyerProof[1] = 0xf2c171e0f0c4d2184b543084a7134dea3a586c4e750e3c80362623ab2c799c49;
        _answered(600, root);

        _act(buyer, address(reconciliation), _raiseCall(line));

        _assertLine(item, [uint64(0), 300], [NO_PROPOSAL, 300]);
    }

    function test_GivenTheReceivableAgain_RefusesWithLineAlreadyRaised() public {
        _raised(supplier, D, 0, 40);
        bytes memory reason = _aboutLine(IReconciliation.LineAlreadyRaised.selector, D);
        _refused(buyer, _raiseCall(_line(D, 0, 40)), reason);
        _agreed(supplier, D, 40);
        _refused(buyer, _raiseCall(_line(D, 0, 40)), reason);
    }

    function test_GivenTheSameFigures_RefusesWithLineWithoutDifference() public {
        bytes4 selector = IReconciliation.LineWithoutDifference.selector;
        bytes memory reason = abi.encodeWithSelector(selector, statementId, A, 100);
        _refused(buyer, _raiseCall(_line(A, 100, 100)), reason);
        reason = abi.encodeWithSelector(selector, statementId, D, 0);
        _refused(buyer, _raiseCall(_line(D, 0, 0)), reason);
    }

    function test_GivenFiguresThatTheListsDoNotHave_RefusesWithLineProofInvalid() public {
        IReconciliation.Line memory line = _line(B, 200, 150);
        line.supplierMinor = 201;
        _refused(supplier, _raiseCall(line), _notProven(B, 201, _supplierRoot()));
        line = _line(B, 200, 150);
        line.buyerMinor = 149;
        _refused(supplier, _raiseCall(line), _notProven(B, 149, _buyerRoot()));
        // A proof against the other side's list.
        line = _line(C, 0, 300);
        line.buyerProof = _supplierProof(C);
        _refused(buyer, _raiseCall(line), _notProven(C, 300, _buyerRoot()));
    }

    function test_GivenAnEmptyList_NothingIsProven() public {
        _answered(0, 0);
        _refused(supplier, _raiseCall(_line(D, 0, 40)), _notProven(D, 40, 0));
    }

    function test_GivenAProofThatIsTooLong_RefusesWithLineProofInvalid() public {
        bytes32 root = ItemsTree.leafOf(D, 40);
        IReconciliation.Line memory line = _line(D, 0, 40);
        line.buyerProof = new bytes32[](33);
        for (uint256 i = 0; i < 33; ++i) {
            bytes32[] memory pair = new bytes32[](2);
            (pair[0], pair[1]) = (root, line.buyerProof[i]);
            root = ItemsTree.rootOf(pair);
        }
        _answered(290, root);

        _refused(buyer, _raiseCall(line), _notProven(D, 40, root));
    }

    function test_GivenAProvenFigureOutOfBounds_RefusesWithAmountOutOfBounds() public {
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;
        _answered(290, ItemsTree.leafOf(D, tooMuch));
        IReconciliation.Line memory line = _line(D, 0, tooMuch);
        line.buyerProof = new bytes32[](0);

        _refused(buyer, _raiseCall(line), _badAmount(tooMuch));
    }

    function test_GivenAStatementThatDoesNotDiffer_RefusesWithStatementWrongStatus() public {
        _answered(600, _supplierRoot());
        bytes memory reason = _wrongStatus(IReconciliation.StatementStatus.AGREED);
        _refused(buyer, _raiseCall(_line(D, 0, 40)), reason);
        _refused(buyer, _agreeCall(D, 40), reason);
        _refused(buyer, _proveCall(D, 40, _buyerProof(D)), reason);
    }

    function test_GivenNoSideOrNoRightOrNoLines_Refuses() public {
        _assertCommonRefusals(
            _raiseCall(_line(D, 0, 40)),
            abi.encodeCall(
                IReconciliation.raiseLines,
                (statementId, new IReconciliation.Line[](0))
            ),
            abi.encodeCall(
                IReconciliation.raiseLines,
                (statementId, new IReconciliation.Line[](BATCH_MAX + 1))
            )
        );
    }
}

contract Reconciliation_ProveItems_Test is LinesTest {
    function test_GivenAnAbsenceThatIsFalse_TheFigureTakesItsPlace() public {
        _raised(supplier, B, 200, 0);

        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineCorrected(statementId, B, 200, 150);
        _proven(buyer, B, 150, _buyerProof(B));

        _assertLine(B, [uint64(200), 150], [uint64(200), 150]);
        vm.assertTrue(_statement().raisedMinor == 50, "raised");
        assertEq(_statement().openLineCount, 1, "open lines");
    }

    function test_GivenTheSameFigureThen_TheLineIsResolved() public {
        _raised(supplier, A, 100, 0);

        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineCorrected(statementId, A, 100, 100);
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineResolved(statementId, A, 100);
        _proven(buyer, A, 100, _buyerProof(A));

        assertEq(_statement().openLineCount, 0, "open lines");
        vm.assertTrue(_statement().raisedMinor == 0, "raised");
        vm.assertTrue(_statement().concededMinor == 0, "conceded");
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);
    }

    function test_WhenTheRaiserWasWrongAboutItself_ItCorrectsItself() public {
        _raised(supplier, B, 0, 150);
        vm.assertTrue(_statement().raisedMinor == -150, "raised before");

        _proven(supplier, B, 200, _supplierProof(B));

        _assertLine(B, [uint64(200), 150], [uint64(200), 150]);
        vm.assertTrue(_statement().raisedMinor == 50, "raised");
    }

    function test_GivenThatNothingElseIsOpen_TheStatementIsResolved() public {
        _raised(supplier, A, 100, 0);
        _raised(supplier, B, 200, 150);
        _raised(supplier, C, 300, 0);
        _raised(supplier, D, 0, 40);
        _agreed(buyer, B, 200);
        _agreed(buyer, C, 0);
        _agreed(supplier, C, 0);
        _agreed(supplier, D, 40);

        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineCorrected(statementId, A, 100, 100);
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineResolved(statementId, A, 100);
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.StatementResolved(statementId, 340);
        _proven(buyer, A, 100, _buyerProof(A));
    }

    function test_GivenAFigureThatTheLineHas_RefusesWithLineFigureAlreadyProven() public {
        _raised(supplier, B, 200, 150);
        _refused(
            buyer,
            _proveCall(B, 150, _buyerProof(B)),
            abi.encodeWithSelector(
                IReconciliation.LineFigureAlreadyProven.selector,
                statementId,
                B,
                150
            )
        );
    }

    function test_GivenAFalseFigure_RefusesIt() public {
        _raised(supplier, B, 200, 0);
        bytes memory call = _proveCall(B, 151, _buyerProof(B));
        _refused(buyer, call, _notProven(B, 151, _buyerRoot()));
        _refused(buyer, _proveCall(B, 0, _buyerProof(B)), _badAmount(0));
    }

    function test_GivenALineThatIsUnknownOrResolved_RefusesIt() public {
        bytes memory call = _proveCall(B, 150, _buyerProof(B));
        _refused(buyer, call, _aboutLine(IReconciliation.LineNotRaised.selector, B));
        _raised(supplier, B, 200, 0);
        _agreed(buyer, B, 200);
        _refused(
            buyer,
            call,
            abi.encodeWithSelector(
                IReconciliation.LineAlreadyResolved.selector,
                statementId,
                B,
                200
            )
        );
    }

    function test_GivenNoSideOrNoRightOrNoItems_Refuses() public {
        _raised(supplier, B, 200, 0);
        IReconciliation.Item[] memory tooMany = new IReconciliation.Item[](BATCH_MAX + 1);
        _assertCommonRefusals(
            _proveCall(B, 150, _buyerProof(B)),
            abi.encodeCall(
                IReconciliation.proveItems,
                (statementId, new IReconciliation.Item[](0))
            ),
            abi.encodeCall(IReconciliation.proveItems, (statementId, tooMany))
        );
    }

    function _proven(
        address side,
        ReceivableId receivableId,
        uint64 openMinor,
        bytes32[] memory proof
    ) private {
        _act(side, address(reconciliation), _proveCall(receivableId, openMinor, proof));
    }
}
