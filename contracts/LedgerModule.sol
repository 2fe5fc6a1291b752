// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

import {ILedgerErrors} from "./interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
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
    IReconciliation internal immutable RECONCILIATION;
    address internal immutable FACTORING;
    address internal immutable SETTLEMENT;

    /// @dev The caller is the contract itself and never a relayed signer: a request that comes through the forwarder
    /// has the forwarder as its caller and is refused.
    modifier onlyModule(address expected) {
        if (msg.sender != expected) revert CallerNotModule(msg.sender, expected);
        _;
    }

    constructor(Modules memory modules) ERC2771Context(modules.forwarder) {
        PARTIES = IPartyRegistry(modules.parties);
        RECEIVABLES = IReceivableRegistry(modules.receivables);
        LOTS = IReceivableLots(modules.lots);
        RECONCILIATION = IReconciliation(modules.reconciliation);
        FACTORING = modules.factoring;
        SETTLEMENT = modules.settlement;
    }

    /// @dev Party for which the signer of the request may act in `role`.
    function _actingParty(uint16 role) internal view returns (address) {
        return PARTIES.actingParty(_msgSender(), role);
    }

    /// @dev Days since 1970-01-01, UTC.
    function _today() internal view returns (uint32) {
        // Safe cast: 2^32 days are eleven million years.
        return uint32(block.timestamp / 1 days);
    }

    function _requireEntitled(address party, address expected) internal pure {
        if (party != expected) revert PartyNotEntitled(party, expected);
    }
}
