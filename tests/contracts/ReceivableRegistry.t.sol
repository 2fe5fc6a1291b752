// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "../../contracts/interfaces/IReconciliation.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ConfirmationScope,
    ReceivableId,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";

contract ReceivableRegistry_Register_Test is LedgerTest {
    function test_GivenANewFingerprint_RegistersIt() public {
        ReceivableId receivableId = receivables.receivableIdOf(supplier.party, "a");

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableRegistered(
            receivableId,
            supplier.party,
            buyer.party,
            EUR,
            500,
            TODAY,
            TODAY + 60,
            "document"
        );
        _registered("a", 500);

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertTrue(
            state.status == IReceivableRegistry.ReceivableStatus.REGISTERED,
            "status is not REGISTERED"
        );
        assertEq(state.faceMinor, 500, "face");
        assertEq(state.outstandingMinor, 0, "outstanding before confirmation");
        assertEq(state.paidMinor, 0, "paid before confirmation");
        assertEq(state.dueDay, TODAY + 60, "due day");
        assertEq(bytes32(state.currency), bytes32(EUR), "currency");
        assertEq(uint16(uint256(ReceivableId.unwrap(receivableId))), 0, "low bits of the id");
    }

    function test_GivenAFullBatchForTwoBuyers_RegistersAll() public {
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](BATCH_MAX);
        for (uint256 i = 0; i < BATCH_MAX; ++i) {
            registrations[i] = _registration(bytes32(i), uint64(i + 1));
            if (i % 2 == 1) registrations[i].buyer = otherBuyer.party;
        }

        bytes memory call = abi.encodeCall(IReceivableRegistry.register, (registrations));
        _act(supplier, address(receivables), call);

        ReceivableId lastId = receivables.receivableIdOf(supplier.party, bytes32(BATCH_MAX - 1));
        assertEq(_receivable(lastId).faceMinor, BATCH_MAX, "face of the last");
        assertEq(_receivable(lastId).buyer, otherBuyer.party, "buyer of the last");
    }

    function test_GivenAUsedFingerprint_RefusesWithReceivableAlreadyRegistered() public {
        ReceivableId receivableId = _registered("a", 500);
        _act(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdraw, (receivableId))
        );

        _refused(
            _registration("a", 700),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableAlreadyRegistered.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.WITHDRAWN
            )
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            _actRefused(
                supplier,
                address(receivables),
                abi.encodeCall(
                    IReceivableRegistry.register,
                    (new IReceivableRegistry.Registration[](size))
                ),
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX)
            );
        }
    }

    function test_GivenAnAmountOutOfBounds_RefusesWithAmountOutOfBounds() public {
        bytes4 selector = ILedgerErrors.AmountOutOfBounds.selector;
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;

        _refused(_registration("a", 0), abi.encodeWithSelector(selector, 0, AMOUNT_MINOR_MAX));
        _refused(
            _registration("a", tooMuch),
            abi.encodeWithSelector(selector, tooMuch, AMOUNT_MINOR_MAX)
        );
        _registered("a", AMOUNT_MINOR_MAX);
    }

    function test_GivenAnUnknownBuyer_RefusesWithPartyUnknown() public {
        IReceivableRegistry.Registration memory registration = _registration("a", 500);
        registration.buyer = address(1);

        _refused(
            registration,
            abi.encodeWithSelector(IPartyRegistry.PartyUnknown.selector, address(1))
        );
    }

    function test_GivenTheSupplierAsBuyer_RefusesWithBuyerIsSupplier() public {
        vm.prank(operator.signer);
        parties.renewAdmission(supplier.party, Roles.SUPPLIER | Roles.BUYER, ADMITTED_UNTIL);
        IReceivableRegistry.Registration memory registration = _registration("a", 500);
        registration.buyer = supplier.party;

        _refused(
            registration,
            abi.encodeWithSelector(IReceivableRegistry.BuyerIsSupplier.selector, supplier.party)
        );
    }

    function test_GivenADueDateBeforeIssue_RefusesWithDueDateBeforeIssueDate() public {
        IReceivableRegistry.Registration memory registration = _registration("a", 500);
        registration.dueDay = registration.issueDay - 1;

        _refused(
            registration,
            abi.encodeWithSelector(
                IReceivableRegistry.DueDateBeforeIssueDate.selector,
                bytes32("a"),
                TODAY,
                TODAY - 1
            )
        );
    }

    function test_GivenADueDateAbove24Bits_RefusesWithDueDateAboveMax() public {
        IReceivableRegistry.Registration memory registration = _registration("a", 500);
        registration.dueDay = 2 ** 24;

        _refused(
            registration,
            abi.encodeWithSelector(
                IReceivableRegistry.DueDateAboveMax.selector,
                bytes32("a"),
                2 ** 24,
                2 ** 24 - 1
            )
        );
    }

    function test_GivenAMalformedCurrency_RefusesWithCurrencyInvalid() public {
        bytes3[3] memory malformed = [bytes3("eUR"), bytes3("EU"), bytes3("EU[")];
        for (uint256 i = 0; i < malformed.length; ++i) {
            IReceivableRegistry.Registration memory registration = _registration("a", 500);
            registration.currency = malformed[i];

            _refused(
                registration,
                abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, malformed[i])
            );
        }
    }

    function _refused(
        IReceivableRegistry.Registration memory registration,
        bytes memory reason
    ) private {
        _actRefused(supplier, address(receivables), _registerCall(registration), reason);
    }
}

contract ReceivableRegistry_Confirm_Test is LedgerTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _registered("a", 500);
    }

    function test_GivenLessThanClaimed_TheConfirmedIsTheFace() public {
        uint8 scope = ConfirmationScope.EXISTENCE | ConfirmationScope.AMOUNT;

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableConfirmed(receivableId, 400, scope);
        _act(buyer, address(receivables), _confirmCall(receivableId, 400, scope));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertTrue(
            state.status == IReceivableRegistry.ReceivableStatus.CONFIRMED,
            "status is not CONFIRMED"
        );
        assertEq(state.faceMinor, 400, "face");
        assertEq(state.outstandingMinor, 400, "outstanding");
        assertEq(state.scope, scope, "scope");
        assertEq(state.dueDay, TODAY + 60, "due day");
        assertEq(_balanceMinor(), 400, "balance of the pair");
        assertEq(_lot(_lotIds(receivableId, 1)[0]).owner, supplier.party, "owner of the lot");
        assertEq(_lot(_lotIds(receivableId, 1)[0]).outstandingMinor, 400, "lot");
    }

    function test_WhenAnotherBuyerConfirms_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherBuyer,
            address(receivables),
            _confirmCall(receivableId, 500, ConfirmationScope.ALL),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherBuyer.party,
                buyer.party
            )
        );
    }

    function test_WhenTheSupplierIsSuspended_RefusesWithPartyNotActive() public {
        _suspend(supplier);

        _refused(
            500,
            ConfirmationScope.ALL,
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                supplier.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
    }

    function test_WhenItIsConfirmedAgain_RefusesWithReceivableWrongStatus() public {
        bytes memory call = _confirmCall(receivableId, 500, ConfirmationScope.ALL);
        _act(buyer, address(receivables), call);

        _refused(
            500,
            ConfirmationScope.ALL,
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.CONFIRMED,
                IReceivableRegistry.ReceivableStatus.REGISTERED
            )
        );
    }

    function test_GivenZeroOrAboveTheClaim_Refuses() public {
        _refused(
            0,
            ConfirmationScope.ALL,
            abi.encodeWithSelector(ILedgerErrors.AmountOutOfBounds.selector, 0, AMOUNT_MINOR_MAX)
        );
        _refused(
            501,
            ConfirmationScope.ALL,
            abi.encodeWithSelector(
                IReceivableRegistry.ConfirmationAboveFace.selector,
                receivableId,
                501,
                500
            )
        );
    }

    function test_GivenAScopeWithoutAmountOrWithAnUnknownBit_RefusesIt() public {
        uint8[3] memory invalid = [ConfirmationScope.EXISTENCE, 64 | 3, 128 | 3];
        for (uint256 i = 0; i < invalid.length; ++i) {
            _refused(
                500,
                invalid[i],
                abi.encodeWithSelector(
                    IReceivableRegistry.ConfirmationScopeInvalid.selector,
                    receivableId,
                    invalid[i]
                )
            );
        }
    }

    function test_WhenThePairsBalanceWouldPassTheMax_RefusesWithBalanceAboveMax() public {
        _confirmed("b", AMOUNT_MINOR_MAX);

        _refused(
            500,
            ConfirmationScope.ALL,
            abi.encodeWithSelector(
                IReconciliation.BalanceAboveMax.selector,
                supplier.party,
                buyer.party,
                EUR,
                uint256(AMOUNT_MINOR_MAX) + 500
            )
        );
    }

    function _refused(uint64 confirmedMinor, uint8 scope, bytes memory reason) private {
        bytes memory call = _confirmCall(receivableId, confirmedMinor, scope);
        _actRefused(buyer, address(receivables), call, reason);
    }
}

contract ReceivableRegistry_RejectWithdraw_Test is LedgerTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _registered("a", 500);
    }

    function test_Reject_EndsTheClaim() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableRejected(receivableId, 7, "evidence");
        _act(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.reject, (receivableId, 7, "evidence"))
        );

        _actRefused(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdraw, (receivableId)),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.REJECTED,
                IReceivableRegistry.ReceivableStatus.REGISTERED
            )
        );
    }

    function test_Reject_WhenAnotherBuyerDoes_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherBuyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.reject, (receivableId, 7, "evidence")),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherBuyer.party,
                buyer.party
            )
        );
    }

    function test_Withdraw_WhenAnotherSupplierDoes_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherSupplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdraw, (receivableId)),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherSupplier.party,
                supplier.party
            )
        );
    }

    function test_GivenAnUnknownReceivable_RefusesWithReceivableWrongStatus() public {
        ReceivableId unknown = receivables.receivableIdOf(supplier.party, "unknown");

        _actRefused(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdraw, (unknown)),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                unknown,
                IReceivableRegistry.ReceivableStatus.NONE,
                IReceivableRegistry.ReceivableStatus.REGISTERED
            )
        );
    }
}
