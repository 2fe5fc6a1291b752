// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What one party owes another outside the receivables: money that it received for the other, and dilution of
/// lots that it sold.
interface IDuties {
    /// @dev COLLECTED: received as the payee for the owner or lienholder of a lot. MISDIRECTED: received although the
    /// buyer had been told to pay somebody else. OVERPAID: more than was owed. INDEMNITY: a credit reduced a lot after
    /// it was sold or pledged. REVERSED: passed on before the payment itself was reversed.
    enum DutyReason {
        COLLECTED,
        MISDIRECTED,
        OVERPAID,
        INDEMNITY,
        REVERSED
    }

    struct Duty {
        address debtor;
        address creditor;
        bytes3 currency;
    }

    /// @notice `debtor` owes `amountMinor` more; `owedMinor` in all.
    /// @param sourceHash Hash of the bank entry or credit note that caused it.
    event DutyIncurred(
        address indexed debtor,
        address indexed creditor,
        bytes3 currency,
        uint64 amountMinor,
        uint64 owedMinor,
        DutyReason reason,
        bytes32 sourceHash
    );
    /// @notice `debtor` owes `amountMinor` less: the creditor received it, netted it off, or its cause was reversed.
    event DutyReduced(
        address indexed debtor,
        address indexed creditor,
        bytes3 currency,
        uint64 amountMinor,
        uint64 owedMinor,
        bytes32 evidenceHash
    );

    /// @notice The creditor says that it received more than it is owed.
    error DischargeAboveOwed(Duty duty, uint64 amountMinor, uint64 owedMinor);
    /// @notice What is owed would pass the platform's largest amount.
    error DutyAboveMax(Duty duty, uint256 owedMinor);

    /// @notice Creditor states that `debtor` passed on what it owed, or a part.
    ///
    /// Emits {DutyReduced}. Refuses with {IPartyRegistry} errors, {ILedgerErrors.AmountOutOfBounds},
    /// {DischargeAboveOwed}. Never paused.
    function discharge(
        address debtor,
        bytes3 currency,
        uint64 amountMinor,
        bytes32 evidenceHash
    ) external;

    /// @notice Records a duty. Settlement and lots only.
    ///
    /// Emits {DutyIncurred}. Refuses with {ILedgerErrors.CallerNotModule}, {DutyAboveMax}.
    function incur(
        Duty calldata duty,
        uint64 amountMinor,
        DutyReason reason,
        bytes32 sourceHash
    ) external;

    /// @notice Undoes a duty whose cause was reversed; what the debtor passed on already, the creditor owes back.
    /// Settlement only.
    ///
    /// Emits {DutyReduced} and, for what was passed on, {DutyIncurred}. Refuses with
    /// {ILedgerErrors.CallerNotModule}, {DutyAboveMax}.
    function reverse(Duty calldata duty, uint64 amountMinor, bytes32 evidenceHash) external;

    /// @notice Takes what is owed, at most `maxMinor`, off what the creditor would pay the debtor. Factoring only.
    ///
    /// Emits {DutyReduced} unless nothing is owed. Refuses with {ILedgerErrors.CallerNotModule}.
    /// @return nettedMinor What was taken off.
    function netOff(
        Duty calldata duty,
        uint64 maxMinor,
        bytes32 evidenceHash
    ) external returns (uint64 nettedMinor);

    /// @notice What is owed under each duty, in minor units.
    function owedOf(Duty[] calldata duties) external view returns (uint64[] memory);
}
