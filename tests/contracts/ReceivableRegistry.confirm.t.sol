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
    ReceivableId
} from "../../contracts/types/LedgerTypes.sol";
import {LedgerTest} from "./support/LedgerTest.sol";
import {Actor} from "./support/Requests.sol";

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
        assertTrue(!state.isDeemed, "deemed");
        assertEq(state.registeredAt, 0, "registered at");
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

    function test_GivenTwoSuppliersAndCurrencies_EachPairHasItsBalance() public {
        IReceivableRegistry.Registration memory inYuan = _registration("b", 300);
        inYuan.currency = CNY;
        _act(supplier, address(receivables), _registerCall(inYuan));
        _act(otherSupplier, address(receivables), _registerCall(_registration("c", 40)));
        _registered("d", 2);
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](4);
        confirmations[0] = _confirmation(receivableId, 500);
        confirmations[1] = _confirmation(receivables.receivableIdOf(supplier.party, "b"), 300);
        confirmations[2] = _confirmation(receivables.receivableIdOf(otherSupplier.party, "c"), 40);
        confirmations[3] = _confirmation(receivables.receivableIdOf(supplier.party, "d"), 2);

        bytes memory call = abi.encodeCall(IReceivableRegistry.confirm, (confirmations));
        _act(buyer, address(receivables), call);

        assertEq(_balanceOf(supplier, EUR), 502, "balance in euro");
        assertEq(_balanceOf(supplier, CNY), 300, "balance in yuan");
        assertEq(_balanceOf(otherSupplier, EUR), 40, "balance of the other supplier");
        assertEq(lots.balanceOf(supplier.party), 3, "lots of the supplier");
        assertEq(lots.balanceOf(otherSupplier.party), 1, "lots of the other supplier");
    }

    function test_GivenOneTwice_RefusesTheBatch() public {
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](2);
        confirmations[0] = _confirmation(receivableId, 500);
        confirmations[1] = _confirmation(receivableId, 500);

        _actRefused(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.confirm, (confirmations)),
            abi.encodeWithSelector(
                IReceivableRegistry.ReceivableWrongStatus.selector,
                receivableId,
                IReceivableRegistry.ReceivableStatus.CONFIRMED,
                IReceivableRegistry.ReceivableStatus.REGISTERED
            )
        );
    }

    function test_WhenTheSumPasses64Bits_RefusesWithBalanceAboveMax() public {
        _registered("b", AMOUNT_MINOR_MAX);
        _registered("c", AMOUNT_MINOR_MAX);
        _registered("d", AMOUNT_MINOR_MAX);
        bytes32[3] memory fingerprints = [bytes32("b"), "c", "d"];
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](3);
        for (uint256 i = 0; i < 3; ++i) {
            confirmations[i] = _confirmation(
                receivables.receivableIdOf(supplier.party, fingerprints[i]),
                AMOUNT_MINOR_MAX
            );
        }

        _actRefused(
            buyer,
            address(receivables),
            abi.encodeCall(IReceivableRegistry.confirm, (confirmations)),
            abi.encodeWithSelector(
                IReconciliation.BalanceAboveMax.selector,
                supplier.party,
                buyer.party,
                EUR,
                2 * uint256(AMOUNT_MINOR_MAX)
            )
        );
    }

    function test_WhenTheLargestItemIsAboveTheKeysLimit_RefusesWithSignerAmountAboveMax() public {
        address clerk = _actor("clerk").signer;
        vm.prank(buyer.signer);
        parties.addSigner(clerk, Acts.CONFIRMATION, 499);
        IReceivableRegistry.Confirmation[]
            memory confirmations = new IReceivableRegistry.Confirmation[](1);
        confirmations[0] = _confirmation(receivableId, 500);

        vm.prank(clerk);
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerAmountAboveMax.selector, clerk, 500, 499)
        );
        receivables.confirm(confirmations);
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            _actRefused(
                buyer,
                address(receivables),
                abi.encodeCall(
                    IReceivableRegistry.confirm,
                    (new IReceivableRegistry.Confirmation[](size))
                ),
                abi.encodeWithSelector(ILedgerErrors.BatchSizeOutOfBounds.selector, size, BATCH_MAX)
            );
        }
    }

    function _confirmation(
        ReceivableId which,
        uint64 confirmedMinor
    ) private pure returns (IReceivableRegistry.Confirmation memory) {
        return IReceivableRegistry.Confirmation(which, confirmedMinor, ConfirmationScope.ALL);
    }

    function _balanceOf(Actor memory creditor, bytes3 currency) private view returns (uint64) {
        IReconciliation.Pair[] memory pairs = new IReconciliation.Pair[](1);
        pairs[0] = IReconciliation.Pair(creditor.party, buyer.party, currency);
        return reconciliation.balancesOf(pairs)[0];
    }

    function _refused(uint64 confirmedMinor, uint8 scope, bytes memory reason) private {
        bytes memory call = _confirmCall(receivableId, confirmedMinor, scope);
        _actRefused(buyer, address(receivables), call, reason);
    }
}
