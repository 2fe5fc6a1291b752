// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Optional cash leg: moves ERC-20 deposit tokens between parties in the same transaction as the act that they
/// pay for.
interface ICashDesk {
    /// @notice A party pays and receives `token` at par for `currency` through `account`.
    event CashAccountSet(
        address indexed party,
        address indexed token,
        bytes3 currency,
        address account
    );
    /// @notice `amountMinor` moved between the cash accounts of two parties.
    event CashMoved(
        address indexed from,
        address indexed to,
        address indexed token,
        uint64 amountMinor,
        bytes32 sourceHash
    );

    /// @notice The party does not take this token for the currency, or the key that held its account no longer acts
    /// for it.
    error CashAccountMissing(address party, address token, bytes3 currency);
    /// @notice There is no contract at the token's address.
    error CashTokenMissing(address token);
    /// @notice The token took more or gave less than was asked for.
    error CashNotExact(address token, uint256 expectedMinor, uint256 actualMinor);

    /// @notice Makes the calling key the cash account of its party for `token`, which counts as money of `currency` in
    /// units of its smallest denomination. The account itself approves this contract at the token.
    ///
    /// A party cannot name somebody else's account: only the key that holds the token may call. A key that is revoked
    /// is a cash account no longer: nobody is paid into a key that was lost.
    ///
    /// Emits {CashAccountSet}. Refuses with {IPartyRegistry} errors, {IReceivableRegistry.CurrencyInvalid},
    /// {CashTokenMissing}.
    function useAsCashAccount(address token, bytes3 currency) external;

    /// @notice Moves money between the cash accounts of two parties. Factoring and settlement only.
    ///
    /// Emits {CashMoved}. Refuses with {ILedgerErrors.CallerNotModule}, {CashAccountMissing}, {CashNotExact}, with
    /// `SafeERC20FailedOperation` for a token that returns false, with `ReentrancyGuardReentrantCall` for one that
    /// calls back, and with the token's own errors.
    function move(
        address token,
        bytes3 currency,
        address from,
        address to,
        uint64 amountMinor,
        bytes32 sourceHash
    ) external;

    /// @notice Cash account of a party for a token and currency; zero if none, or if its key was revoked.
    function cashAccountOf(
        address party,
        address token,
        bytes3 currency
    ) external view returns (address);
}
