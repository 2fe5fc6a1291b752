// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ReceivableId,
    READ_MAX,
    Roles,
    StatementId
} from "../../contracts/types/LedgerTypes.sol";
import {ReconciliationTest} from "./support/ReconciliationTest.sol";

abstract contract StatementTest is ReconciliationTest {
    bytes32 internal constant ROOT = "root";

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

contract Reconciliation_IssueStatements_Test is StatementTest {
    function test_GivenABalance_IssuesItBesideTheLedgers() public {
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.StatementIssued(
            statementId,
            supplier,
            buyer,
            EUR,
            TODAY,
            900,
            1_000,
            ROOT
        );
        _issued(900, ROOT);

        _assertStatus(IReconciliation.StatementStatus.ISSUED);
        IReconciliation.Statement memory state = _statement();
        assertEq(state.supplier, supplier, "supplier");
        assertEq(state.buyer, buyer, "buyer");
        assertEq(state.balanceMinor, 900, "balance");
        assertEq(state.asOfDay, TODAY, "day");
        assertEq(bytes32(state.currency), bytes32(EUR), "currency");
        assertEq(state.itemsRoot, ROOT, "root");
    }

    function test_GivenTheSameDayAgain_RefusesWithStatementAlreadyIssued() public {
        _issued(900, ROOT);

        _refused(
            _draft(1_000, ROOT),
            abi.encodeWithSelector(IReconciliation.StatementAlreadyIssued.selector, statementId)
        );
    }

    function test_GivenADayToCome_RefusesWithStatementDayInFuture() public {
        IReconciliation.Draft memory draft = _draft(900, ROOT);
        draft.asOfDay = TODAY + 1;

        _refused(
            draft,
            abi.encodeWithSelector(IReconciliation.StatementDayInFuture.selector, TODAY + 1, TODAY)
        );
    }

    function test_GivenAFigureOutOfBounds_RefusesIt() public {
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;
        _refused(_draft(tooMuch, ROOT), _badAmount(tooMuch));

        IReconciliation.Draft memory draft = _draft(900, ROOT);
        draft.currency = "eur";
        _refused(
            draft,
            abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, bytes3("eur"))
        );
    }

    function test_GivenPartiesWithoutTheRole_RefusesWithPartyLacksRole() public {
        IReconciliation.Draft memory draft = _draft(900, ROOT);
        draft.buyer = financier;
        _refused(draft, _lacksRole(financier, Roles.FINANCIER, Roles.BUYER));

        _actRefused(
            buyer,
            address(reconciliation),
            _issueCall(_draft(900, ROOT)),
            _lacksRole(buyer, Roles.BUYER, Roles.SUPPLIER)
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            bytes memory call = abi.encodeCall(
                IReconciliation.issueStatements,
                (new IReconciliation.Draft[](size))
            );
            _actRefused(supplier, address(reconciliation), call, _badBatch(size));
        }
    }

    function test_NeedsTheRightForReconciliation() public {
        bytes memory call = _issueCall(_draft(900, ROOT));
        _needsRight(supplier, Acts.RECONCILIATION, address(reconciliation), call);
    }

    function _refused(IReconciliation.Draft memory draft, bytes memory reason) private {
        _actRefused(supplier, address(reconciliation), _issueCall(draft), reason);
    }
}

contract Reconciliation_AcknowledgeStatements_Test is StatementTest {
    function setUp() public override {
        super.setUp();
        _issued(1_000, ROOT);
    }

    function test_GivenTheSameFigures_AgreesForGood() public {
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.StatementAcknowledged(
            statementId,
            IReconciliation.StatementStatus.AGREED,
            1_000,
            ROOT
        );
        _answered(1_000, ROOT);

        assertEq(_statement().acknowledgedMinor, 1_000, "acknowledged");
        _refused(_answerCall(1_000, ROOT), _wrongStatus(IReconciliation.StatementStatus.AGREED));
    }

    function test_GivenAnotherBalanceOrRoot_DiffersUntilTheFiguresAgree() public {
        _answered(999, ROOT);
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);
        assertEq(_statement().acknowledgedMinor, 999, "acknowledged");
        assertEq(_statement().buyerItemsRoot, ROOT, "buyer's root");

        _answered(1_000, "other root");
        _assertStatus(IReconciliation.StatementStatus.DIFFERING);
        assertEq(_statement().buyerItemsRoot, "other root", "buyer's other root");

        _answered(1_000, ROOT);
        _assertStatus(IReconciliation.StatementStatus.AGREED);
        assertEq(_statement().buyerItemsRoot, 0, "buyer's root without a difference");
    }

    function test_WhenALineWasRaised_RefusesWithStatementHasLines() public {
        ReceivableId receivableId = ReceivableId.wrap("a");
        _inBuyerList(receivableId, 900);
        _answered(900, _buyerRoot());
        bytes memory raise = _raiseCall(_line(receivableId, 0, 900));
        _act(buyer, address(reconciliation), raise);

        _refused(
            _answerCall(1_000, ROOT),
            abi.encodeWithSelector(IReconciliation.StatementHasLines.selector, statementId, 1)
        );
    }

    function test_WhenAnotherBuyerAnswers_RefusesWithPartyNotEntitled() public {
        bytes memory call = _answerCall(1_000, ROOT);
        bytes memory reason = _notEntitled(otherBuyer, buyer);
        _actRefused(otherBuyer, address(reconciliation), call, reason);
    }

    function test_WhenCallerIsNoBuyer_RefusesWithPartyLacksRole() public {
        bytes memory call = _answerCall(1_000, ROOT);
        bytes memory reason = _lacksRole(supplier, Roles.SUPPLIER, Roles.BUYER);
        _actRefused(supplier, address(reconciliation), call, reason);
    }

    function test_GivenAnUnknownStatement_RefusesWithStatementWrongStatus() public {
        statementId = StatementId.wrap("unknown");

        _refused(_answerCall(1_000, ROOT), _wrongStatus(IReconciliation.StatementStatus.NONE));
    }

    function test_GivenAFigureOutOfBounds_RefusesWithAmountOutOfBounds() public {
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;

        _refused(_answerCall(tooMuch, ROOT), _badAmount(tooMuch));
    }

    function test_GivenNone_RefusesWithBatchSizeOutOfBounds() public {
        bytes memory call = abi.encodeCall(
            IReconciliation.acknowledgeStatements,
            (new IReconciliation.Acknowledgement[](0))
        );
        _refused(call, _badBatch(0));
    }

    function test_NeedsTheRightForReconciliation() public {
        bytes memory call = _answerCall(999, ROOT);
        _needsRight(buyer, Acts.RECONCILIATION, address(reconciliation), call);
    }

    function _refused(bytes memory call, bytes memory reason) private {
        _actRefused(buyer, address(reconciliation), call, reason);
    }
}

contract Reconciliation_Reads_Test is StatementTest {
    function test_WhenMoreIsAskedForThanOneReadGives_RefusesWithBatchSizeOutOfBounds() public {
        uint256 size = READ_MAX + 1;
        IReconciliation.Pair[] memory pairs = new IReconciliation.Pair[](size);
        _refused(abi.encodeCall(IReconciliation.balancesOf, (pairs)));
        _refused(abi.encodeCall(IReconciliation.agentsOf, (pairs)));
        _refused(abi.encodeCall(IReconciliation.statementsOf, (new StatementId[](size))));
        _refused(abi.encodeCall(IReconciliation.linesOf, (statementId, new ReceivableId[](size))));
    }

    function _refused(bytes memory call) private {
        _callRefused(address(this), address(reconciliation), call, _badRead());
    }
}
