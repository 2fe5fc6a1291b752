// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {CashDesk} from "../../contracts/CashDesk.sol";
import {ICashDesk} from "../../contracts/interfaces/ICashDesk.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {Acts} from "../../contracts/types/LedgerTypes.sol";
import {
    FalseToken,
    FeeToken,
    IdleToken,
    PlainToken,
    RebateToken,
    ReenteringToken
} from "./support/CashTokens.sol";
import {ModuleTest} from "./support/ModuleTest.sol";

abstract contract CashDeskTest is ModuleTest {
    CashDesk internal desk;
    PlainToken internal token = new PlainToken();
    address internal factoring = _address("factoring");
    address internal settlement = _address("settlement");

    function setUp() public override {
        super.setUp();
        desk = CashDesk(_created("CashDesk", abi.encode(_modules())));
    }

    function _useCall() internal view returns (bytes memory) {
        return abi.encodeCall(ICashDesk.useAsCashAccount, (address(token), EUR));
    }

    function _moveCall(uint64 amountMinor) internal view returns (bytes memory) {
        return
            abi.encodeCall(
                ICashDesk.move,
                (address(token), EUR, financier, supplier, amountMinor, "deal")
            );
    }

    /// @dev Both parties take `used`; the financier holds 1,000 and approved the desk.
    function _ready(PlainToken used) internal {
        token = used;
        _act(financier, address(desk), _useCall());
        _act(supplier, address(desk), _useCall());
        token.mint(_signerOf(financier), 1_000);
        vm.prank(_signerOf(financier));
        token.approve(address(desk), 900);
    }

    function _moveRefused(uint64 amountMinor, bytes memory reason) internal {
        _callRefused(factoring, address(desk), _moveCall(amountMinor), reason);
    }
}

contract CashDesk_UseAsCashAccount_Test is CashDeskTest {
    function test_GivenAToken_TheCallingKeyIsTheAccountForItsCurrency() public {
        vm.expectEmit(address(desk));
        emit ICashDesk.CashAccountSet(supplier, address(token), EUR, _signerOf(supplier));
        _act(supplier, address(desk), _useCall());

        assertEq(_account(EUR), _signerOf(supplier), "account");
        assertEq(_account(CNY), address(0), "account for another currency");
    }

    function test_WhenTheKeyIsRevoked_ThereIsNoAccount() public {
        _act(supplier, address(desk), _useCall());

        parties.revoke(_signerOf(supplier));

        assertEq(_account(EUR), address(0), "account");
    }

    function test_WhenAnotherKeyOfThePartyCalls_ItIsTheAccount() public {
        _act(supplier, address(desk), _useCall());
        address other = _address("other key");
        parties.admit(supplier, other, 0);

        vm.prank(other);
        desk.useAsCashAccount(address(token), EUR);

        assertEq(_account(EUR), other, "account");
    }

    function test_GivenAMalformedCurrency_RefusesWithCurrencyInvalid() public {
        bytes memory call = abi.encodeCall(ICashDesk.useAsCashAccount, (address(token), "eur"));
        _actRefused(
            supplier,
            address(desk),
            call,
            abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, bytes3("eur"))
        );
    }

    function test_GivenAnAddressWithoutContract_RefusesWithCashTokenMissing() public {
        bytes memory call = abi.encodeCall(ICashDesk.useAsCashAccount, (supplier, EUR));
        bytes memory reason = abi.encodeWithSelector(ICashDesk.CashTokenMissing.selector, supplier);
        _actRefused(supplier, address(desk), call, reason);
    }

    function test_NeedsTheRightForAdministration() public {
        _needsRight(supplier, Acts.ADMINISTRATION, address(desk), _useCall());
    }

    function _account(bytes3 currency) private view returns (address) {
        return desk.cashAccountOf(supplier, address(token), currency);
    }
}

contract CashDesk_Move_Test is CashDeskTest {
    function test_GivenAPlainToken_MovesExactlyTheAmount() public {
        _ready(token);

        vm.expectEmit(address(desk));
        emit ICashDesk.CashMoved(financier, supplier, address(token), 600, "deal");
        vm.prank(factoring);
        desk.move(address(token), EUR, financier, supplier, 600, "deal");
        vm.prank(settlement);
        desk.move(address(token), EUR, financier, supplier, 300, "entry");

        assertEq(token.balanceOf(_signerOf(financier)), 100, "payer");
        assertEq(token.balanceOf(_signerOf(supplier)), 900, "receiver");
        assertEq(token.balanceOf(address(desk)), 0, "desk");
    }

    function testFuzz_GivenAPlainToken_WhatIsTakenIsGiven(uint64 amountMinor) public {
        _ready(token);
        token.mint(_signerOf(financier), type(uint64).max);
        vm.prank(_signerOf(financier));
        token.approve(address(desk), type(uint256).max);

        vm.prank(factoring);
        desk.move(address(token), EUR, financier, supplier, amountMinor, "deal");

        assertEq(token.balanceOf(_signerOf(supplier)), amountMinor, "receiver");
        assertEq(
            token.balanceOf(_signerOf(financier)),
            1_000 + uint256(type(uint64).max) - amountMinor,
            "payer"
        );
    }

    function test_GivenATokenThatTakesAFee_RefusesWithCashNotExact() public {
        _ready(new FeeToken(false));
        _moveRefused(600, _notExact(600, 599));

        _ready(new FeeToken(true));
        _moveRefused(600, _notExact(600, 601));
    }

    function test_GivenATokenThatGivesBackMore_RefusesWithCashNotExact() public {
        _ready(new RebateToken());
        _moveRefused(600, _notExact(600, 0));
    }

    function test_GivenATokenThatMovesNothing_RefusesWithCashNotExact() public {
        _ready(new IdleToken());
        _moveRefused(600, _notExact(600, 0));
    }

    function test_GivenATokenThatReturnsFalse_RefusesWithSafeErc20FailedOperation() public {
        _ready(new FalseToken());
        _moveRefused(
            600,
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
    }

    function test_GivenATokenThatCallsBack_RefusesWithReentrancyGuardReentrantCall() public {
        _ready(new ReenteringToken());
        _moveRefused(
            600,
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function test_GivenMoreThanWasApproved_RefusesWithTheTokensError() public {
        _ready(token);
        _moveRefused(
            901,
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector,
                address(desk),
                900,
                901
            )
        );
    }

    function test_WhenOneSideHasNoAccount_RefusesWithCashAccountMissing() public {
        _moveRefused(1, _accountMissing(financier));
        _act(financier, address(desk), _useCall());
        _moveRefused(1, _accountMissing(supplier));
    }

    function test_WhenTheReceiversKeyIsRevoked_RefusesWithCashAccountMissing() public {
        _ready(token);
        parties.revoke(_signerOf(supplier));
        _moveRefused(1, _accountMissing(supplier));
    }

    function test_WhenCallerIsNoModule_RefusesWithCallerNotModule() public {
        _ready(token);
        _callRefused(
            address(lots),
            address(desk),
            _moveCall(1),
            _notModule(address(lots), settlement)
        );
    }

    function _notExact(
        uint256 expectedMinor,
        uint256 actualMinor
    ) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ICashDesk.CashNotExact.selector,
                address(token),
                expectedMinor,
                actualMinor
            );
    }

    function _accountMissing(address party) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ICashDesk.CashAccountMissing.selector,
                party,
                address(token),
                EUR
            );
    }
}
