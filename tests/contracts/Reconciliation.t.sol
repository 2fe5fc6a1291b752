// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    Roles,
    StatementId
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";

abstract contract StatementTest is LedgerTest {
    bytes32 internal constant ROOT = "root";

    StatementId internal statementId;

    function setUp() public virtual override {
        super.setUp();
        _confirmed("a", 1_000);
        statementId = reconciliation.statementIdOf(
            IReconciliation.Pair(supplier.party, buyer.party, EUR),
            TODAY
        );
    }

    function _draft(uint64 balanceMinor) internal view returns (IReconciliation.Draft memory) {
        return IReconciliation.Draft(buyer.party, EUR, TODAY, balanceMinor, ROOT);
    }

    function _issueCall(IReconciliation.Draft memory draft) internal pure returns (bytes memory) {
        IReconciliation.Draft[] memory drafts = new IReconciliation.Draft[](1);
        drafts[0] = draft;
        return abi.encodeCall(IReconciliation.issueStatements, (drafts));
    }

    function _answerCall(
        uint64 balanceMinor,
        bytes32 itemsRoot
    ) internal view returns (bytes memory) {
        IReconciliation.Acknowledgement[] memory answers = new IReconciliation.Acknowledgement[](1);
        answers[0] = IReconciliation.Acknowledgement(statementId, balanceMinor, itemsRoot);
        return abi.encodeCall(IReconciliation.acknowledgeStatements, (answers));
    }

    function _statement() internal view returns (IReconciliation.Statement memory) {
        StatementId[] memory statementIds = new StatementId[](1);
        statementIds[0] = statementId;
        return reconciliation.statementsOf(statementIds)[0];
    }
}

contract Reconciliation_IssueStatements_Test is StatementTest {
    function test_GivenABalance_IssuesItBesideTheLedgers() public {
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.StatementIssued(
            statementId,
            supplier.party,
            buyer.party,
            EUR,
            TODAY,
            900,
            1_000,
            ROOT
        );
        _act(supplier, address(reconciliation), _issueCall(_draft(900)));

        IReconciliation.Statement memory state = _statement();
        assertTrue(state.status == IReconciliation.StatementStatus.ISSUED, "status is not ISSUED");
        assertEq(state.balanceMinor, 900, "balance");
        assertEq(state.buyer, buyer.party, "buyer");
        assertEq(state.asOfDay, TODAY, "day");
    }

    function test_GivenTheSameDayAgain_RefusesWithStatementAlreadyIssued() public {
        _act(supplier, address(reconciliation), _issueCall(_draft(900)));

        _refused(
            _draft(1_000),
            abi.encodeWithSelector(IReconciliation.StatementAlreadyIssued.selector, statementId)
        );
    }

    function test_GivenADayToCome_RefusesWithStatementDayInFuture() public {
        IReconciliation.Draft memory draft = _draft(900);
        draft.asOfDay = TODAY + 1;

        _refused(
            draft,
            abi.encodeWithSelector(IReconciliation.StatementDayInFuture.selector, TODAY + 1, TODAY)
        );
    }

    function test_GivenAFigureOutOfBounds_RefusesIt() public {
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;
        _refused(
            _draft(tooMuch),
            abi.encodeWithSelector(
                ILedgerErrors.AmountOutOfBounds.selector,
                tooMuch,
                AMOUNT_MINOR_MAX
            )
        );

        IReconciliation.Draft memory draft = _draft(900);
        draft.currency = "eur";
        _refused(
            draft,
            abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, bytes3("eur"))
        );
    }

    function test_GivenAPartyThatIsNoBuyer_RefusesWithPartyLacksRole() public {
        IReconciliation.Draft memory draft = _draft(900);
        draft.buyer = financier.party;

        _refused(
            draft,
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                financier.party,
                Roles.FINANCIER,
                Roles.BUYER
            )
        );
    }

    function test_GivenNone_RefusesWithBatchSizeOutOfBounds() public {
        _actRefused(
            supplier,
            address(reconciliation),
            abi.encodeCall(IReconciliation.issueStatements, (new IReconciliation.Draft[](0))),
            abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, 0, BATCH_MAX)
        );
    }

    function _refused(IReconciliation.Draft memory draft, bytes memory reason) private {
        _actRefused(supplier, address(reconciliation), _issueCall(draft), reason);
    }
}

contract Reconciliation_AcknowledgeStatements_Test is StatementTest {
    function setUp() public override {
        super.setUp();
        _act(supplier, address(reconciliation), _issueCall(_draft(1_000)));
    }

    function test_GivenTheSameFigures_Agrees() public {
        vm.expectEmit(address(reconciliation));
        emit IReconciliation.StatementAcknowledged(
            statementId,
            IReconciliation.StatementStatus.AGREED,
            1_000,
            ROOT
        );
        _act(buyer, address(reconciliation), _answerCall(1_000, ROOT));

        _refused(
            _answerCall(1_000, ROOT),
            abi.encodeWithSelector(
                IReconciliation.StatementWrongStatus.selector,
                statementId,
                IReconciliation.StatementStatus.AGREED
            )
        );
    }

    function test_GivenAnotherBalanceOrRoot_DiffersUntilTheFiguresAgree() public {
        _act(buyer, address(reconciliation), _answerCall(999, ROOT));
        assertTrue(
            _statement().status == IReconciliation.StatementStatus.DIFFERING,
            "status with another balance is not DIFFERING"
        );
        assertEq(_statement().acknowledgedMinor, 999, "acknowledged");

        _act(buyer, address(reconciliation), _answerCall(1_000, "other root"));
        assertTrue(
            _statement().status == IReconciliation.StatementStatus.DIFFERING,
            "status with another root is not DIFFERING"
        );

        _act(buyer, address(reconciliation), _answerCall(1_000, ROOT));
        assertTrue(
            _statement().status == IReconciliation.StatementStatus.AGREED,
            "status is not AGREED"
        );
    }

    function test_WhenAnotherBuyerAnswers_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherBuyer,
            address(reconciliation),
            _answerCall(1_000, ROOT),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherBuyer.party,
                buyer.party
            )
        );
    }

    function test_GivenAnUnknownStatement_RefusesWithStatementWrongStatus() public {
        statementId = StatementId.wrap("unknown");

        _refused(
            _answerCall(1_000, ROOT),
            abi.encodeWithSelector(
                IReconciliation.StatementWrongStatus.selector,
                statementId,
                IReconciliation.StatementStatus.NONE
            )
        );
    }

    function test_GivenAFigureOutOfBounds_RefusesWithAmountOutOfBounds() public {
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;

        _refused(
            _answerCall(tooMuch, ROOT),
            abi.encodeWithSelector(
                ILedgerErrors.AmountOutOfBounds.selector,
                tooMuch,
                AMOUNT_MINOR_MAX
            )
        );
    }

    function _refused(bytes memory call, bytes memory reason) private {
        _actRefused(buyer, address(reconciliation), call, reason);
    }
}

contract Reconciliation_Modules_Test is StatementTest {
    function test_WhenCallerIsNotTheRegistry_RevertsCallerNotModule() public {
        IReconciliation.Pair memory pair = IReconciliation.Pair(supplier.party, buyer.party, EUR);
        bytes memory reason = abi.encodeWithSelector(
            ILedgerErrors.CallerNotModule.selector,
            address(this),
            address(receivables)
        );

        vm.expectRevert(reason);
        reconciliation.increase(pair, 1);
        vm.expectRevert(reason);
        reconciliation.decrease(pair, 1);
    }
}
