// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ConfirmationScope,
    ReceivableId,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Actor} from "./support/Requests.sol";

abstract contract SilenceTest is LedgerTest {
    uint8 internal constant SCOPE = ConfirmationScope.EXISTENCE | ConfirmationScope.AMOUNT;

    function _agreeCall(
        Actor memory other,
        uint16 silenceDays,
        uint8 scope
    ) internal pure returns (bytes memory) {
        return abi.encodeCall(IReceivableRegistry.agreeSilence, (other.party, silenceDays, scope));
    }

    function _agreed(uint16 silenceDays) internal {
        _act(buyer, address(receivables), _agreeCall(supplier, silenceDays, SCOPE));
    }

    function _silenceCall(ReceivableId receivableId) internal pure returns (bytes memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](1);
        receivableIds[0] = receivableId;
        return abi.encodeCall(IReceivableRegistry.confirmBySilence, (receivableIds));
    }

    function _refused(Actor memory actor, bytes memory call, bytes memory reason) internal {
        _actRefused(actor, address(receivables), call, reason);
    }
}

contract ReceivableRegistry_AgreeSilence_Test is SilenceTest {
    function test_RecordsWhatTheBuyerAgreedTo() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.SilenceAgreed(buyer.party, supplier.party, 365, SCOPE);
        _agreed(365);

        IReceivableRegistry.SilenceAgreement memory agreement = receivables.silenceAgreementOf(
            buyer.party,
            supplier.party
        );
        assertEq(agreement.silenceDays, 365, "days");
        assertEq(agreement.scope, SCOPE, "scope");
        assertEq(agreement.agreedAt, START, "agreed at");
    }

    function test_WithZeroDays_EndsTheAgreementWhateverTheScope() public {
        _agreed(10);
        _act(buyer, address(receivables), _agreeCall(supplier, 0, 0));

        assertEq(
            receivables.silenceAgreementOf(buyer.party, supplier.party).silenceDays,
            0,
            "days"
        );
    }

    function test_GivenMoreThanAYear_RefusesWithSilenceDaysAboveMax() public {
        _refused(
            buyer,
            _agreeCall(supplier, 366, SCOPE),
            abi.encodeWithSelector(IReceivableRegistry.SilenceDaysAboveMax.selector, 366, 365)
        );
    }

    function test_GivenABadScope_RefusesWithConfirmationScopeInvalid() public {
        uint8[2] memory invalid = [ConfirmationScope.AMOUNT, 64 | SCOPE];
        for (uint256 i = 0; i < invalid.length; ++i) {
            _refused(
                buyer,
                _agreeCall(supplier, 10, invalid[i]),
                abi.encodeWithSelector(
                    IReceivableRegistry.ConfirmationScopeInvalid.selector,
                    bytes32(0),
                    invalid[i]
                )
            );
        }
    }

    function test_ForAPartyThatIsNoSupplier_RefusesWithPartyLacksRole() public {
        _refused(
            buyer,
            _agreeCall(financier, 10, SCOPE),
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                financier.party,
                Roles.FINANCIER | Roles.ASSESSOR,
                Roles.SUPPLIER
            )
        );
    }

    function test_WhenASupplierAgrees_RefusesWithPartyLacksRole() public {
        _refused(
            supplier,
            _agreeCall(otherSupplier, 10, SCOPE),
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                supplier.party,
                Roles.SUPPLIER,
                Roles.BUYER
            )
        );
    }
}

contract ReceivableRegistry_ConfirmBySilence_Test is SilenceTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        _agreed(10);
        receivableId = _registered("a", 500);
    }

    function test_AfterTheAgreedDays_ConfirmsInFullAndIsLabelled() public {
        vm.warp(START + 10 days);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableDeemedConfirmed(receivableId, 500, SCOPE);
        _act(supplier, address(receivables), _silenceCall(receivableId));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertTrue(state.isDeemed, "not labelled");
        assertEq(state.scope, SCOPE, "scope");
        assertEq(state.outstandingMinor, 500, "outstanding");
        assertEq(state.faceMinor, 500, "face");
        assertEq(_balanceMinor(), 500, "balance of the pair");
        assertEq(lots.lotsOf(receivableId)[0].owner, supplier.party, "owner of the lot");
    }

    function test_OneSecondEarly_RefusesWithSilenceTooShort() public {
        vm.warp(START + 10 days - 1);
        _refusedAs(
            abi.encodeWithSelector(
                IReceivableRegistry.SilenceTooShort.selector,
                receivableId,
                START + 10 days
            )
        );
    }

    function test_AfterAnAmendment_TheTimeBeginsAnew() public {
        vm.warp(START + 5 days);
        IReceivableRegistry.Amendment[] memory amendments = new IReceivableRegistry.Amendment[](1);
        amendments[0] = IReceivableRegistry.Amendment(receivableId, 700, TODAY + 60, "corrected");
        _act(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.amend, (amendments))
        );

        vm.warp(START + 10 days);
        _refusedAs(
            abi.encodeWithSelector(
                IReceivableRegistry.SilenceTooShort.selector,
                receivableId,
                START + 15 days
            )
        );
    }

    function test_WhenTheBuyerAgreedOnlyAfterwards_RefusesWithSilenceNotAgreed() public {
        vm.warp(START + 1);
        _agreed(1);
        vm.warp(START + 10 days);
        _refusedAs(_notAgreed(uint40(START + 1)));
    }

    function test_WhenTheBuyerNoLongerAgrees_RefusesWithSilenceNotAgreed() public {
        _agreed(0);
        vm.warp(START + 10 days);
        _refusedAs(_notAgreed(uint40(START)));
    }

    function test_WhenTheBuyerHasAnswered_RefusesWithReceivableWrongStatus() public {
        _act(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.reject, (receivableId, 1, "evidence"))
        );
        vm.warp(START + 10 days);
        _refusedAs(
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.REJECTED,
                IReceivableRegistry.ReceivableStatus.REGISTERED
            )
        );
    }

    function test_WhileTheBuyerIsSuspended_RefusesWithPartyNotActive() public {
        vm.warp(START + 10 days);
        _suspend(buyer);
        _refusedAs(
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                buyer.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
    }

    function test_WhileConfirmationIsPaused_RefusesWithActsPaused() public {
        vm.warp(START + 10 days);
        vm.prank(operator.signer);
        parties.pause(Acts.CONFIRMATION, "reason");
        bytes4 selector = IPartyRegistry.ActsPaused.selector;
        _refusedAs(abi.encodeWithSelector(selector, Acts.CONFIRMATION));
    }

    function test_WhenAnotherSupplierDoes_RefusesWithPartyNotEntitled() public {
        vm.warp(START + 10 days);
        _refused(
            otherSupplier,
            _silenceCall(receivableId),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherSupplier.party,
                supplier.party
            )
        );
    }

    function test_WhenThePairsBalanceWouldPassTheMax_RefusesWithBalanceAboveMax() public {
        _confirmed("b", AMOUNT_MINOR_MAX);
        vm.warp(START + 10 days);
        _refusedAs(
            abi.encodeWithSelector(
                IReconciliation.BalanceAboveMax.selector,
                supplier.party,
                buyer.party,
                EUR,
                uint256(AMOUNT_MINOR_MAX) + 500
            )
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            _refused(
                supplier,
                abi.encodeCall(IReceivableRegistry.confirmBySilence, (new ReceivableId[](size))),
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX)
            );
        }
    }

    function _notAgreed(uint40 agreedAt) private view returns (bytes memory) {
        bytes4 selector = IReceivableRegistry.SilenceNotAgreed.selector;
        return abi.encodeWithSelector(selector, receivableId, agreedAt, START);
    }

    function _refusedAs(bytes memory reason) private {
        _refused(supplier, _silenceCall(receivableId), reason);
    }
}
