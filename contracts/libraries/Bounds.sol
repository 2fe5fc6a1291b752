// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {AMOUNT_MINOR_MAX, BATCH_MAX, READ_MAX} from "../types/LedgerTypes.sol";

/// @notice Bounds that every contract of the ledger keeps.
library Bounds {
    /// @notice Refuses with {ILedgerErrors.BatchSizeOutOfBounds} unless 1 <= size <= `BATCH_MAX`.
    function requireBatch(uint256 size) internal pure {
        if (size == 0 || size > BATCH_MAX) {
            revert ILedgerErrors.BatchSizeOutOfBounds(size, BATCH_MAX);
        }
    }

    /// @notice Refuses with {ILedgerErrors.BatchSizeOutOfBounds} unless size <= `READ_MAX`; asking for nothing is
    /// fine.
    function requireRead(uint256 size) internal pure {
        if (size > READ_MAX) revert ILedgerErrors.BatchSizeOutOfBounds(size, READ_MAX);
    }

    /// @notice Refuses with {ILedgerErrors.AmountOutOfBounds} unless 0 < amount <= `AMOUNT_MINOR_MAX`.
    function requireAmount(uint256 amountMinor) internal pure {
        if (amountMinor == 0) revert ILedgerErrors.AmountOutOfBounds(amountMinor, AMOUNT_MINOR_MAX);
        requireAmountOrZero(amountMinor);
    }

    /// @notice Refuses with {ILedgerErrors.AmountOutOfBounds} unless amount <= `AMOUNT_MINOR_MAX`.
    function requireAmountOrZero(uint256 amountMinor) internal pure {
        if (amountMinor > AMOUNT_MINOR_MAX) {
            revert ILedgerErrors.AmountOutOfBounds(amountMinor, AMOUNT_MINOR_MAX);
        }
    }

    /// @notice Refuses with {IReceivableRegistry.CurrencyInvalid} unless the currency is three capital letters.
    function requireCurrency(bytes3 currency) internal pure {
        for (uint256 i = 0; i < 3; ++i) {
            if (currency[i] < "A" || currency[i] > "Z") {
                revert IReceivableRegistry.CurrencyInvalid(currency);
            }
        }
    }
}
