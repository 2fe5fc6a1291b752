// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId} from "../../../contracts/types/LedgerTypes.sol";
import {StatementHandler} from "./handlers/StatementHandler.sol";

/// @notice Every act on a ledger that has a book already, so that short runs find something to act on.
contract LedgerHandler is StatementHandler {
    struct Ledger {
        address parties;
        address receivables;
        address lots;
        address factoring;
        address pledges;
        address settlement;
        address reconciliation;
        address creditBook;
        address token;
        address cashDesk;
    }

    /// @dev Not in the constructor, where nobody can call the acts yet.
    function openBook() external {
        for (uint256 i = 0; i < 7; ++i) {
            this.register(i);
        }
        for (uint256 i = 0; i < 5; ++i) {
            this.confirm(100 + i);
        }
        for (uint256 i = 0; i < 3; ++i) {
            this.split(200 + i);
            this.acceptQuote(300 + i);
            this.fund(400 + i);
        }
        for (uint256 i = 0; i < 4; ++i) {
            this.offerLien(500 + i);
            this.acceptLien(600 + i);
        }
    }

    function ledger() external view returns (Ledger memory) {
        return
            Ledger(
                address(parties),
                address(receivables),
                address(lots),
                address(factoring),
                address(pledges),
                address(settlement),
                address(reconciliation),
                address(creditBook),
                address(token),
                address(cashDesk)
            );
    }

    /// @notice Suppliers, buyers and financiers, two of each.
    function partiesOfRoles()
        external
        view
        returns (address[2] memory, address[2] memory, address[2] memory)
    {
        return (
            [supplier.party, otherSupplier.party],
            [buyer.party, otherBuyer.party],
            [financier.party, otherFinancier.party]
        );
    }

    /// @notice The key by which a lien must rank, from the rule itself.
    function rankOf(uint32 lienNumber) external view returns (uint256) {
        return _rankOf(_lien(lienNumber));
    }

    /// @notice What must be available of a lot, and what of a dispute must rest on it.
    function expectedOf(
        uint256 lotId
    ) external view returns (uint256 availableMinor, uint64 restingMinor) {
        Found memory found = _foundOf(LotId.wrap(lotId));
        return (_freeMinor(found), _restingMinor(found));
    }
}
