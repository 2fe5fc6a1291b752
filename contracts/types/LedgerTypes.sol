// SPDX-License-Identifier: Apache-2.0
// solhint-disable one-contract-per-file
pragma solidity 0.8.37;

/// @notice Identifies one receivable: a hash of supplier and fingerprint whose low 16 bits are zero.
type ReceivableId is bytes32;

/// @notice Identifies one lot, and is its ERC-721 token id: receivable id with the lot's index, counted from 1, in the
/// low 16 bits.
type LotId is uint256;

/// @notice Hash of supplier, buyer, currency and day: one statement per pair, currency and day.
type StatementId is bytes32;

/// @dev Largest amount of the platform in minor units, so that it fits a signed 64-bit integer everywhere.
uint64 constant AMOUNT_MINOR_MAX = 2 ** 63 - 1;

/// @dev Largest number of items of one batch call: keeps every act far below the transaction gas limit of 2^24.
uint256 constant BATCH_MAX = 100;

/// @dev Largest number of items of one read: some ten million gas, below what nodes allow a call.
uint256 constant READ_MAX = 1_000;

/// @dev Largest number of payments or credit notes of one call with the lots and liens of their receivables, each
/// counted as one: a receivable with the most lots and liens fits, at some 75 thousand gas for each lien.
uint256 constant SHARES_MAX = 200;

/// @dev As {SHARES_MAX}, of a payment in tokens, which moves each share as well at some 95 thousand gas.
uint256 constant TOKEN_SHARES_MAX = 150;

/// @notice Roles of a party, as bits of one word.
library Roles {
    uint16 internal constant SUPPLIER = 1 << 0;
    uint16 internal constant BUYER = 1 << 1;
    uint16 internal constant FINANCIER = 1 << 2;
    uint16 internal constant SETTLEMENT_AGENT = 1 << 3;
    uint16 internal constant ASSESSOR = 1 << 4;
    uint16 internal constant COLLECTOR = 1 << 5;
    uint16 internal constant AUDITOR = 1 << 6;
    uint16 internal constant OPERATOR = 1 << 7;
    uint16 internal constant ALL = (1 << 8) - 1;
}

/// @notice What a buyer's confirmation covers; each bit is shown to whoever buys the receivable.
library ConfirmationScope {
    uint8 internal constant EXISTENCE = 1 << 0;
    uint8 internal constant AMOUNT = 1 << 1;
    uint8 internal constant DUE_DATE = 1 << 2;
    uint8 internal constant ASSIGNMENT_CONSENT = 1 << 3;
    uint8 internal constant SET_OFF_WAIVER = 1 << 4;
    uint8 internal constant PAYEE = 1 << 5;
    uint8 internal constant ALL = (1 << 6) - 1;
}

/// @notice Groups of acts, as bits of one word: what a signer may be entitled to, and what can be paused.
library Acts {
    /// @dev A party's own signers and standing arrangements: agreements of a pair, assessor, cash account.
    uint16 internal constant ADMINISTRATION = 1 << 0;
    /// @dev What a supplier states: receivables, credit notes, conceded disputes; splitting and merging of lots.
    uint16 internal constant REGISTRATION = 1 << 1;
    /// @dev What a buyer states: confirmation, rejection, disputes.
    uint16 internal constant CONFIRMATION = 1 << 2;
    /// @dev Quotes, acceptance, funding, notices, onward assignment, early payment.
    uint16 internal constant FINANCING = 1 << 3;
    uint16 internal constant PLEDGING = 1 << 4;
    /// @dev Paying and being paid, also by recourse; never paused.
    uint16 internal constant SETTLEMENT = 1 << 5;
    uint16 internal constant RECONCILIATION = 1 << 6;
    uint16 internal constant COLLECTION = 1 << 7;
    /// @dev Grades and limits.
    uint16 internal constant CREDIT = 1 << 8;
    /// @dev What operators do for the network; never paused, since a pause could not be ended otherwise.
    uint16 internal constant OPERATION = 1 << 9;
    uint16 internal constant ALL = (1 << 10) - 1;
    uint16 internal constant PAUSABLE = ALL & ~(SETTLEMENT | OPERATION);
}

/// @notice Addresses of the contracts of one deployment; each knows the others from its construction and for ever.
struct Modules {
    address forwarder;
    address powers;
    address parties;
    address receivables;
    address lots;
    address factoring;
    address assignments;
    address earlyPayments;
    address pledges;
    address settlement;
    address duties;
    address cashDesk;
    address reconciliation;
    address collections;
    address creditBook;
}
