// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    READ_MAX,
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
        assertEq(state.registeredAt, START, "registered at");
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

    function test_GivenPairsInTurn_EachReceivableHasItsBuyerAndCurrency() public {
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](8);
        for (uint256 i = 0; i < 8; ++i) {
            registrations[i] = _registration(bytes32(i), uint64(i + 1));
            if (i % 2 == 1) registrations[i].buyer = otherBuyer.party;
            if (i % 4 > 1) registrations[i].currency = CNY;
        }
        bytes memory call = abi.encodeCall(IReceivableRegistry.register, (registrations));
        _act(supplier, address(receivables), call);

        for (uint256 i = 0; i < 8; ++i) {
            IReceivableRegistry.Receivable memory state = _receivable(
                receivables.receivableIdOf(supplier.party, bytes32(i))
            );
            assertEq(state.supplier, supplier.party, "supplier");
            assertEq(state.buyer, registrations[i].buyer, "buyer");
            assertEq(bytes32(state.currency), bytes32(registrations[i].currency), "currency");
        }
    }

    function test_GivenNoBuyerOrNoCurrency_Refuses() public {
        IReceivableRegistry.Registration memory registration = _registration("a", 500);
        registration.buyer = address(0);
        bytes4 selector = IPartyRegistry.PartyUnknown.selector;
        _refused(registration, abi.encodeWithSelector(selector, address(0)));

        registration = _registration("a", 500);
        registration.currency = 0;
        selector = IReceivableRegistry.CurrencyInvalid.selector;
        _refused(registration, abi.encodeWithSelector(selector, bytes3(0)));
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

    function test_GivenZero_RefusesWithAmountOutOfBounds() public {
        bytes4 selector = ILedgerErrors.AmountOutOfBounds.selector;
        _refused(_registration("a", 0), abi.encodeWithSelector(selector, 0, AMOUNT_MINOR_MAX));
    }

    function test_GivenMoreThanThePlatformHolds_TheKeyHasNoSuchLimit() public {
        _registered("a", AMOUNT_MINOR_MAX);
        uint64 tooMuch = AMOUNT_MINOR_MAX + 1;
        _refused(
            _registration("b", tooMuch),
            abi.encodeWithSelector(
                IPartyRegistry.SignerAmountAboveMax.selector,
                supplier.signer,
                tooMuch,
                AMOUNT_MINOR_MAX
            )
        );
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

    function test_GivenABuyerWithoutTheRole_RefusesWithPartyLacksRole() public {
        IReceivableRegistry.Registration memory registration = _registration("a", 500);
        registration.buyer = otherSupplier.party;

        _refused(
            registration,
            abi.encodeWithSelector(
                IPartyRegistry.PartyLacksRole.selector,
                otherSupplier.party,
                Roles.SUPPLIER,
                Roles.BUYER
            )
        );
    }

    function test_WhenABuyerRegisters_RefusesWithPartyLacksRole() public {
        bytes memory reason = abi.encodeWithSelector(
            IPartyRegistry.PartyLacksRole.selector,
            buyer.party,
            Roles.BUYER,
            Roles.SUPPLIER
        );
        _actRefused(buyer, address(receivables), _registerCall(_registration("a", 500)), reason);
    }

    function test_WhenTheLargestItemIsAboveTheKeysLimit_RefusesWithSignerAmountAboveMax() public {
        address clerk = _actor("clerk").signer;
        vm.prank(supplier.signer);
        parties.addSigner(clerk, Acts.REGISTRATION, 600);
        IReceivableRegistry.Registration[]
            memory registrations = new IReceivableRegistry.Registration[](3);
        registrations[0] = _registration("a", 500);
        registrations[1] = _registration("b", 601);
        registrations[2] = _registration("c", 100);

        vm.prank(clerk);
        vm.expectRevert(
            abi.encodeWithSelector(IPartyRegistry.SignerAmountAboveMax.selector, clerk, 601, 600)
        );
        receivables.register(registrations);
    }

    function _refused(
        IReceivableRegistry.Registration memory registration,
        bytes memory reason
    ) private {
        _actRefused(supplier, address(receivables), _registerCall(registration), reason);
    }
}

contract ReceivableRegistry_Reads_Test is LedgerTest {
    function test_GivenAnUnknownReceivable_EverythingIsZero() public view {
        ReceivableId unknown = receivables.receivableIdOf(supplier.party, "unknown");

        IReceivableRegistry.Receivable memory state = _receivable(unknown);
        assertEq(uint256(state.status), 0, "status");
        assertEq(state.supplier, address(0), "supplier");
        assertEq(state.registeredAt, 0, "registered at");
        assertEq(receivables.termsOf(unknown).buyer, address(0), "buyer");
        (address owner, uint64 disputedMinor) = receivables.disputeOf(unknown);
        assertEq(owner, address(0), "supplier of no dispute");
        assertEq(disputedMinor, 0, "disputed");
    }

    function test_TermsOf_NamesSupplierBuyerAndCurrency() public {
        ReceivableId receivableId = _registered("a", 500);

        IReceivableLots.Terms memory terms = receivables.termsOf(receivableId);
        assertEq(terms.supplier, supplier.party, "supplier");
        assertEq(terms.buyer, buyer.party, "buyer");
        assertEq(bytes32(terms.currency), bytes32(EUR), "currency");
    }

    function test_TheSameDocumentOfTwoSuppliers_HasTwoIds() public view {
        ReceivableId own = receivables.receivableIdOf(supplier.party, "a");
        ReceivableId other = receivables.receivableIdOf(otherSupplier.party, "a");
        assertTrue(ReceivableId.unwrap(own) != ReceivableId.unwrap(other), "one id for two");
    }

    function test_GivenTooMany_RefusesWithBatchSizeOutOfBounds() public {
        assertEq(receivables.receivablesOf(new ReceivableId[](0)).length, 0, "none");

        bytes memory reason = abi.encodeWithSelector(
            ILedgerErrors.BatchSizeOutOfBounds.selector,
            READ_MAX + 1,
            READ_MAX
        );
        vm.expectRevert(reason);
        receivables.receivablesOf(new ReceivableId[](READ_MAX + 1));
    }
}
