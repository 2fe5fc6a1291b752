// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {AMOUNT_MINOR_MAX, BATCH_MAX, ReceivableId} from "../../contracts/types/LedgerTypes.sol";
import {LinesTest} from "./support/LinesTest.sol";
import {ReconciliationTest} from "./support/ReconciliationTest.sol";

interface VmStore {
    function load(address target, bytes32 slot) external view returns (bytes32);
    function store(address target, bytes32 slot, bytes32 word) external;
}

contract Reconciliation_AgreeLines_Test is LinesTest {
    function test_WhenTheOtherSideConcedes_TheLineIsResolved() public {
        _raised(supplier, B, 200, 150);

        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineProposed(statementId, B, buyer, 200, "evidence");
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineResolved(statementId, B, 200);
        _agreed(buyer, B, 200);

        assertEq(_statement().openLineCount, 0, "open lines");
        vm.assertTrue(_statement().concededMinor == 50, "conceded");
        // The other lines are not raised yet.
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);
    }

    function test_WhenTheRaiserConcedesAProvenFigure_TheLineIsResolved() public {
        _raised(supplier, D, 0, 40);

        _agreed(supplier, D, 40);

        _assertLine(D, [uint64(0), 40], [uint64(40), 40]);
        assertEq(_statement().openLineCount, 0, "open lines");
    }

    function test_GivenAnAbsenceOfTheOtherSide_OnlyThatSideMakesItCount() public {
        _raised(supplier, C, 300, 0);
        _agreed(supplier, C, 0);
        assertEq(_statement().openLineCount, 1, "open lines before");

        _agreed(buyer, C, 0);

        assertEq(_statement().openLineCount, 0, "open lines");
    }

    function test_WhenBothNameAThirdFigure_TheLineIsResolved() public {
        _raised(buyer, B, 200, 150);

        _agreed(supplier, B, 180);
        _agreed(buyer, B, 175);
        assertEq(_statement().openLineCount, 1, "open lines before");
        _agreed(supplier, B, 175);

        assertEq(_statement().openLineCount, 0, "open lines");
        vm.assertTrue(_statement().concededMinor == 25, "conceded");
    }

    function test_WhenAllLinesAreResolved_TheStatementIsResolvedForGood() public {
        _raised(supplier, B, 200, 150);
        _raised(buyer, C, 300, 0);
        _raised(supplier, D, 0, 40);
        _agreed(buyer, B, 200);
        _agreed(supplier, D, 40);

        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineProposed(statementId, C, buyer, 300, "evidence");
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.LineResolved(statementId, C, 300);
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.StatementResolved(statementId, 640);
        _agreed(buyer, C, 300);

        _assertStatus(IReconciliation.StatementStatus.RESOLVED);
        IReconciliation.Statement memory state = _statement();
        vm.assertTrue(
            int256(uint256(state.acknowledgedMinor)) + state.concededMinor == 640,
            "agreed balance"
        );
        bytes memory reason = _wrongStatus(IReconciliation.StatementStatus.RESOLVED);
        _refused(buyer, _answerCall(600, _supplierRoot()), reason);
        _refused(buyer, _agreeCall(C, 0), reason);
    }

    function test_GivenLinesThatDoNotExplainTheDifference_WaitsForMore() public {
        _raised(supplier, C, 300, 0);
        _agreed(buyer, C, 300);
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);

        _raised(supplier, B, 200, 150);
        _raised(supplier, D, 0, 40);
        _agreed(buyer, B, 200);
        _agreed(supplier, D, 0);
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);
        _agreed(buyer, D, 0);
        _assertStatus(IReconciliation.StatementStatus.RESOLVED);
    }

    function test_GivenAnAgreedBalanceBelowZero_RefusesWithAgreedBalanceOutOfBounds() public {
        _differingYesterday(50, 0);
        _raised(supplier, B, 200, 150);
        _agreed(supplier, B, 0);

        _refused(buyer, _agreeCall(B, 0), _balanceOutOfBounds(-150));
        _agreed(supplier, B, 150);
        _assertStatus(IReconciliation.StatementStatus.RESOLVED);
    }

    function test_GivenAnAgreedBalanceAboveMax_RefusesWithAgreedBalanceOutOfBounds() public {
        _differingYesterday(AMOUNT_MINOR_MAX - 50, AMOUNT_MINOR_MAX - 100);
        _raised(supplier, B, 200, 150);
        _agreed(supplier, B, 251);

        int256 agreedMinor = int256(uint256(AMOUNT_MINOR_MAX)) + 1;
        _refused(buyer, _agreeCall(B, 251), _balanceOutOfBounds(agreedMinor));
        _agreed(supplier, B, 250);
        _agreed(buyer, B, 250);
        _assertStatus(IReconciliation.StatementStatus.RESOLVED);
    }

    function test_GivenALineThatIsUnknownOrResolved_RefusesIt() public {
        bytes memory reason = _aboutLine(IReconciliation.LineNotRaised.selector, B);
        _refused(buyer, _agreeCall(B, 200), reason);
        _raised(supplier, B, 200, 150);
        _agreed(buyer, B, 200);
        _refused(
            supplier,
            _agreeCall(B, 150),
            abi.encodeWithSelector(
                IReconciliation.LineAlreadyResolved.selector,
                statementId,
                B,
                200
            )
        );
    }

    function test_GivenAFigureOutOfBounds_RefusesWithAmountOutOfBounds() public {
        _raised(supplier, B, 200, 150);
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;
        _refused(buyer, _agreeCall(B, tooMuch), _badAmount(tooMuch));
    }

    function test_GivenNoSideOrNoRightOrNoResolutions_Refuses() public {
        _raised(supplier, B, 200, 150);
        _assertCommonRefusals(
            _agreeCall(B, 200),
            abi.encodeCall(
                IReconciliation.agreeLines,
                (statementId, new IReconciliation.Resolution[](0))
            ),
            abi.encodeCall(
                IReconciliation.agreeLines,
                (statementId, new IReconciliation.Resolution[](BATCH_MAX + 1))
            )
        );
    }

    function test_GivenTenThousandLines_RefusesTheNextWithLineCountAboveMax() public {
        bytes32 slot = bytes32(uint256(_statementSlot()) + 4);
        bytes32 word = VmStore(address(vm)).load(address(reconciliation), slot);
        VmStore(address(vm)).store(address(reconciliation), slot, word | bytes32(uint256(9_999)));
        assertEq(_statement().lineCount, 9_999, "lines");

        _raised(supplier, B, 200, 150);
        _refused(
            supplier,
            _raiseCall(_line(D, 0, 40)),
            abi.encodeWithSelector(
                IReconciliation.LineCountAboveMax.selector,
                statementId,
                10_001,
                10_000
            )
        );
    }

    /// @dev A statement of the same lists whose balances are not their sums.
    function _differingYesterday(uint64 balanceMinor, uint64 acknowledgedMinor) private {
        IReconciliation.Draft memory draft = _draft(balanceMinor, _supplierRoot());
        draft.asOfDay = TODAY - 1;
        statementId = reconciliation.statementIdOf(_pair(), TODAY - 1);
        _act(supplier, address(reconciliation), _issueCall(draft));
        _answered(acknowledgedMinor, _buyerRoot());
    }

    /// @dev The statements are the third mapping of the contract.
    function _statementSlot() private view returns (bytes32) {
        return keccak256(abi.encode(statementId, uint256(2)));
    }

    function _balanceOutOfBounds(int256 agreedMinor) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IReconciliation.AgreedBalanceOutOfBounds.selector,
                statementId,
                agreedMinor
            );
    }
}

contract Reconciliation_Lines_FuzzTest is ReconciliationTest {
    uint256 private constant ITEMS = 7;

    /// @dev Whatever two lists differ in, raised by either side and agreed at any figures, the agreed balance is the sum
    /// of the agreed list.
    function testFuzz_TheAgreedBalanceIsTheSumOfTheAgreedItems(uint256 seed) public {
        (uint64 balanceMinor, uint64 acknowledgedMinor) = _makeLists(seed);
        _issued(balanceMinor, _supplierRoot());
        _answered(acknowledgedMinor, _buyerRoot());
        if (_statement().status == IReconciliation.StatementStatus.AGREED) return;

        for (uint256 i = 0; i < ITEMS; ++i) {
            (uint64 supplierMinor, uint64 buyerMinor) = _figures(seed, i);
            if (supplierMinor == buyerMinor) continue;
            bytes memory call = _raiseCall(_line(_id(i), supplierMinor, buyerMinor));
            _act(
                _random(seed, i, "raiser") % 2 == 0 ? supplier : buyer,
                address(reconciliation),
                call
            );
        }

        uint256 expectedMinor = 0;
        for (uint256 i = 0; i < ITEMS; ++i) {
            (uint64 supplierMinor, uint64 buyerMinor) = _figures(seed, i);
            uint64 agreedMinor = supplierMinor;
            if (supplierMinor != buyerMinor) {
                _assertOpen();
                agreedMinor = _agreedFigure(seed, i);
                _agree(supplier, i, agreedMinor);
                _agree(buyer, i, agreedMinor);
            }
            expectedMinor += agreedMinor;
        }

        IReconciliation.Statement memory state = _statement();
        _assertStatus(IReconciliation.StatementStatus.RESOLVED);
        vm.assertTrue(
            int256(uint256(state.acknowledgedMinor)) + state.concededMinor == int256(expectedMinor),
            "agreed balance"
        );
        vm.assertTrue(
            state.raisedMinor == int256(uint256(balanceMinor)) - int256(uint256(acknowledgedMinor)),
            "raised"
        );
    }

    function _makeLists(
        uint256 seed
    ) private returns (uint64 balanceMinor, uint64 acknowledgedMinor) {
        for (uint256 i = 0; i < ITEMS; ++i) {
            (uint64 supplierMinor, uint64 buyerMinor) = _figures(seed, i);
            if (supplierMinor != 0) _inSupplierList(_id(i), supplierMinor);
            if (buyerMinor != 0) _inBuyerList(_id(i), buyerMinor);
            balanceMinor += supplierMinor;
            acknowledgedMinor += buyerMinor;
        }
    }

    /// @dev The first proposal may be the other side's figure already, and the line resolved with it.
    function _agree(address side, uint256 index, uint64 agreedMinor) private {
        IReconciliation.LineState memory line = _lineState(_id(index));
        if (line.supplierProposalMinor == line.buyerProposalMinor) return;
        _act(side, address(reconciliation), _agreeCall(_id(index), agreedMinor));
    }

    function _assertOpen() private view {
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);
        assertTrue(_statement().openLineCount > 0, "no open lines");
    }

    function _figures(uint256 seed, uint256 index) private pure returns (uint64, uint64) {
        uint256 kind = _random(seed, index, "kind") % 4;
        uint64 supplierMinor = uint64(_random(seed, index, "supplier") % 2 ** 60) + 1;
        uint64 buyerMinor = uint64(_random(seed, index, "buyer") % 2 ** 60) + 1;
        if (kind == 0) return (supplierMinor, supplierMinor);
        if (kind == 1) return (supplierMinor, 0);
        if (kind == 2) return (0, buyerMinor);
        return (supplierMinor, buyerMinor);
    }

    function _agreedFigure(uint256 seed, uint256 index) private pure returns (uint64) {
        (uint64 supplierMinor, uint64 buyerMinor) = _figures(seed, index);
        uint256 kind = _random(seed, index, "agreed") % 3;
        if (kind == 0) return supplierMinor;
        if (kind == 1) return buyerMinor;
        return uint64(_random(seed, index, "figure") % 2 ** 60);
    }

    function _random(uint256 seed, uint256 index, bytes32 topic) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index, topic)));
    }

    function _id(uint256 index) private pure returns (ReceivableId) {
        return ReceivableId.wrap(bytes32((index + 1) << 16));
    }
}
