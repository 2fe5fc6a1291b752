// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

import {IAssignments} from "./interfaces/IAssignments.sol";
import {ICashDesk} from "./interfaces/ICashDesk.sol";
import {ICreditBook} from "./interfaces/ICreditBook.sol";
import {IDuties} from "./interfaces/IDuties.sol";
import {IEarlyPayments} from "./interfaces/IEarlyPayments.sol";
import {IFactoring} from "./interfaces/IFactoring.sol";
import {ILedgerErrors} from "./interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {IReceivableLots} from "./interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "./interfaces/IReceivableRegistry.sol";
import {IReconciliation} from "./interfaces/IReconciliation.sol";
import {Modules} from "./types/LedgerTypes.sol";

/// @title Base of the contracts of one deployment
/// @notice They know each other from construction and for ever: no owner, no setter, no proxy.
abstract contract LedgerModule is ERC2771Context, ILedgerErrors {
    IPartyRegistry internal immutable PARTIES;
    IReceivableRegistry internal immutable RECEIVABLES;
    IReceivableLots internal immutable LOTS;
    IFactoring internal immutable FACTORING;
    IAssignments internal immutable ASSIGNMENTS;
    IEarlyPayments internal immutable EARLY_PAYMENTS;
    IPledges internal immutable PLEDGES;
    address internal immutable SETTLEMENT;
    IDuties internal immutable DUTIES;
    ICashDesk internal immutable CASH_DESK;
    IReconciliation internal immutable RECONCILIATION;
    address internal immutable COLLECTIONS;
    ICreditBook internal immutable CREDIT_BOOK;

    /// @dev The caller is the contract itself and never a relayed signer: a request that comes through the forwarder
    /// has the forwarder as its caller and is refused.
    modifier onlyModule(address expected) {
        _requireModule(expected);
        _;
    }

    constructor(Modules memory modules) ERC2771Context(modules.forwarder) {
        PARTIES = IPartyRegistry(modules.parties);
        RECEIVABLES = IReceivableRegistry(modules.receivables);
        LOTS = IReceivableLots(modules.lots);
        FACTORING = IFactoring(modules.factoring);
        ASSIGNMENTS = IAssignments(modules.assignments);
        EARLY_PAYMENTS = IEarlyPayments(modules.earlyPayments);
        PLEDGES = IPledges(modules.pledges);
        SETTLEMENT = modules.settlement;
        DUTIES = IDuties(modules.duties);
        CASH_DESK = ICashDesk(modules.cashDesk);
        RECONCILIATION = IReconciliation(modules.reconciliation);
        COLLECTIONS = modules.collections;
        CREDIT_BOOK = ICreditBook(modules.creditBook);
    }

    /// @dev Party for which the signer of the request may do `act` (one bit of {Acts}) in `role` (one of {Roles}).
    function _actingParty(uint16 role, uint16 act) internal view returns (address) {
        return PARTIES.actingParty(_msgSender(), role, act);
    }

    /// @dev As {_actingParty}, for an act whose largest single amount is `amountMinor`.
    function _actingPartyUpTo(
        uint16 role,
        uint16 act,
        uint64 amountMinor
    ) internal view returns (address) {
        return PARTIES.actingPartyUpTo(_msgSender(), role, act, amountMinor);
    }

    /// @dev Days since 1970-01-01, UTC.
    function _today() internal view returns (uint32) {
        // Safe cast: 2^32 days are eleven million years.
        return uint32(block.timestamp / 1 days);
    }

    /// @dev Refuses a caller that is none of three contracts of this deployment; the error names the last.
    function _requireOneOf(address first, address second, address third) internal view {
        if (msg.sender != first && msg.sender != second) _requireModule(third);
    }

    function _requireEntitled(address party, address expected) internal pure {
        if (party != expected) revert PartyNotEntitled(party, expected);
    }

    function _requireModule(address expected) private view {
        if (msg.sender != expected) revert CallerNotModule(msg.sender, expected);
    }
}
