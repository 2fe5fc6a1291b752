// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    ConfirmationScope,
    ReceivableId
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";

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

    function test_Reject_OfAWithdrawnOne_RefusesWithReceivableWrongStatus() public {
        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableWithdrawn(receivableId);
        _act(
            supplier,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.withdraw, (receivableId))
        );

        assertEq(_receivable(receivableId).registeredAt, START, "registered at");
        _actRefused(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.reject, (receivableId, 7, "evidence")),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.WITHDRAWN,
                IReceivableRegistry.ReceivableStatus.REGISTERED
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

contract ReceivableRegistry_Amend_Test is LedgerTest {
    ReceivableId private receivableId;

    function setUp() public override {
        super.setUp();
        receivableId = _registered("a", 500);
    }

    function test_ChangesFaceAndDueDay_AndTheTimeToAnswerBeginsAnew() public {
        vm.warp(START + 3 days);

        vm.expectEmit(address(receivables));
        emit IReceivableRegistry.ReceivableAmended(receivableId, 700, TODAY + 90, "corrected");
        _act(supplier, address(receivables), _amendCall(700, TODAY + 90));

        IReceivableRegistry.Receivable memory state = _receivable(receivableId);
        assertEq(state.faceMinor, 700, "face");
        assertEq(state.dueDay, TODAY + 90, "due day");
        assertEq(state.registeredAt, START + 3 days, "registered at");
        bytes memory call = _confirmCall(receivableId, 700, ConfirmationScope.ALL);
        _act(buyer, address(receivables), call);
        assertEq(_receivable(receivableId).outstandingMinor, 700, "outstanding");
    }

    function test_WhenAnotherSupplierDoes_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherSupplier,
            address(receivables),
            _amendCall(700, TODAY),
            abi.encodeWithSelector(
                ILedgerErrors.PartyNotEntitled.selector,
                otherSupplier.party,
                supplier.party
            )
        );
    }

    function test_OfAConfirmedReceivable_RefusesWithReceivableWrongStatus() public {
        bytes memory call = _confirmCall(receivableId, 500, ConfirmationScope.ALL);
        _act(buyer, address(receivables), call);

        _refused(
            _amendCall(700, TODAY),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.CONFIRMED,
                IReceivableRegistry.ReceivableStatus.REGISTERED
            )
        );
    }

    function test_GivenAnAmountOrDayOutOfBounds_RefusesIt() public {
        bytes4 selector = ILedgerErrors.AmountOutOfBounds.selector;
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;
        _refused(_amendCall(0, TODAY), abi.encodeWithSelector(selector, 0, AMOUNT_MINOR_MAX));
        _refused(
            _amendCall(tooMuch, TODAY),
            abi.encodeWithSelector(selector, tooMuch, AMOUNT_MINOR_MAX)
        );
        _refused(
            _amendCall(1, 2 ** 24),
            abi.encodeWithSelector(
                IReceivableRegistry.DueDateAboveMax.selector,
                receivableId,
                2 ** 24,
                2 ** 24 - 1
            )
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            _refused(
                abi.encodeCall(
                    IReceivableRegistry.amend,
                    (new IReceivableRegistry.Amendment[](size))
                ),
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX)
            );
        }
    }

    function _amendCall(uint64 faceMinor, uint32 dueDay) private view returns (bytes memory) {
        IReceivableRegistry.Amendment[] memory amendments = new IReceivableRegistry.Amendment[](1);
        amendments[0] = IReceivableRegistry.Amendment(receivableId, faceMinor, dueDay, "corrected");
        return abi.encodeCall(IReceivableRegistry.amend, (amendments));
    }

    function _refused(bytes memory call, bytes memory reason) private {
        _actRefused(supplier, address(receivables), call, reason);
    }
}
