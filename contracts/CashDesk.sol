// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICashDesk} from "./interfaces/ICashDesk.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Acts, Modules} from "./types/LedgerTypes.sol";

/// @title Cash desk
/// @notice Moves deposit tokens between the cash accounts of parties; never holds any itself.
contract CashDesk is LedgerModule, ReentrancyGuardTransient, ICashDesk {
    using SafeERC20 for IERC20;

    mapping(address party => mapping(address token => mapping(bytes3 currency => address)))
        private _accounts;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc ICashDesk
    function useAsCashAccount(address token, bytes3 currency) external {
        // Checks.
        address party = _actingParty(0, Acts.ADMINISTRATION);
        Bounds.requireCurrency(currency);
        if (token.code.length == 0) revert CashTokenMissing(token);

        // Effects.
        address account = _msgSender();
        _accounts[party][token][currency] = account;
        emit CashAccountSet(party, token, currency, account);
    }

    /// @inheritdoc ICashDesk
    function move(
        address token,
        bytes3 currency,
        address from,
        address to,
        uint64 amountMinor,
        bytes32 sourceHash
    ) external nonReentrant {
        // Checks.
        _requireOneOf(address(FACTORING), SETTLEMENT, SETTLEMENT);
        address fromAccount = _requireAccount(from, token, currency);
        address toAccount = _requireAccount(to, token, currency);

        // Effects.
        emit CashMoved(from, to, token, amountMinor, sourceHash);
        _transferExactly(IERC20(token), fromAccount, toAccount, amountMinor);
    }

    /// @inheritdoc ICashDesk
    function cashAccountOf(
        address party,
        address token,
        bytes3 currency
    ) public view returns (address account) {
        account = _accounts[party][token][currency];
        if (PARTIES.partyOfSigner(account) != party) account = address(0);
    }

    /// @dev A token that takes a fee, or moves nothing and says otherwise, would settle less than the ledger books.
    function _transferExactly(
        IERC20 token,
        address fromAccount,
        address toAccount,
        uint256 amountMinor
    ) private {
        uint256 fromBeforeMinor = token.balanceOf(fromAccount);
        uint256 toBeforeMinor = token.balanceOf(toAccount);

        token.safeTransferFrom(fromAccount, toAccount, amountMinor);

        uint256 takenMinor = Math.saturatingSub(fromBeforeMinor, token.balanceOf(fromAccount));
        if (takenMinor != amountMinor) revert CashNotExact(address(token), amountMinor, takenMinor);
        uint256 givenMinor = Math.saturatingSub(token.balanceOf(toAccount), toBeforeMinor);
        if (givenMinor != amountMinor) revert CashNotExact(address(token), amountMinor, givenMinor);
    }

    function _requireAccount(
        address party,
        address token,
        bytes3 currency
    ) private view returns (address account) {
        account = cashAccountOf(party, token, currency);
        if (account == address(0)) revert CashAccountMissing(party, token, currency);
    }
}
