// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {Acts, LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";

/// @notice Stands in for the registry of parties where a test is about another contract.
contract PartiesMock {
    mapping(address signer => address party) public partyOfSigner;
    mapping(address signer => uint16 rights) private _rights;
    mapping(address party => uint16 roles) private _roles;

    error RightMissing(address signer, uint16 act);

    function admit(address party, address signer, uint16 roles) external {
        partyOfSigner[signer] = party;
        _rights[signer] = Acts.ALL;
        _roles[party] = roles;
    }

    function setRoles(address party, uint16 roles) external {
        _roles[party] = roles;
    }

    function setRights(address signer, uint16 rights) external {
        _rights[signer] = rights;
    }

    function revoke(address signer) external {
        partyOfSigner[signer] = address(0);
    }

    function actingParty(
        address signer,
        uint16 role,
        uint16 act
    ) external view returns (address party) {
        party = partyOfSigner[signer];
        if (party == address(0)) revert IPartyRegistry.SignerUnknown(signer);
        if (_rights[signer] & act != act) revert RightMissing(signer, act);
        requireParty(party, role);
    }

    function requireParty(address party, uint16 role) public view {
        uint16 roles = _roles[party];
        if (roles & role != role) revert IPartyRegistry.PartyLacksRole(party, roles, role);
    }
}

/// @notice Stands in for the lots.
contract LotsMock {
    mapping(LotId lotId => IReceivableLots.Lot) private _lots;

    function set(LotId lotId, address owner, uint64 outstandingMinor) external {
        _lots[lotId].owner = owner;
        _lots[lotId].outstandingMinor = outstandingMinor;
    }

    function reduce(LotId lotId, uint64 amountMinor) external {
        uint64 outstandingMinor = _lots[lotId].outstandingMinor;
        if (amountMinor > outstandingMinor) {
            revert IReceivableLots.WriteOffAboveOutstanding(lotId, amountMinor, outstandingMinor);
        }
        _lots[lotId].outstandingMinor = outstandingMinor - amountMinor;
    }

    function lotsById(
        LotId[] calldata lotIds
    ) external view returns (IReceivableLots.Lot[] memory found) {
        found = new IReceivableLots.Lot[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            found[i] = _lots[lotIds[i]];
        }
    }
}

/// @notice Stands in for the receivables; a write-off does to them and to their lots what the real one does.
contract ReceivablesMock {
    using LotIds for LotId;

    LotsMock private immutable _LOTS;
    mapping(ReceivableId receivableId => IReceivableRegistry.Receivable) private _receivables;

    event WriteOffAsked(address by, LotId lotId, uint64 amountMinor, bytes32 evidenceHash);

    constructor(LotsMock lots) {
        _LOTS = lots;
    }

    function set(
        ReceivableId receivableId,
        IReceivableRegistry.Receivable calldata receivable
    ) external {
        _receivables[receivableId] = receivable;
    }

    function writeOff(LotId lotId, uint64 amountMinor, bytes32 evidenceHash) external {
        IReceivableRegistry.Receivable storage receivable = _receivables[lotId.receivableOf()];
        receivable.outstandingMinor -= amountMinor;
        receivable.writtenOffMinor += amountMinor;
        if (receivable.outstandingMinor == 0) {
            receivable.status = IReceivableRegistry.ReceivableStatus.WRITTEN_OFF;
        }
        _LOTS.reduce(lotId, amountMinor);
        emit WriteOffAsked(msg.sender, lotId, amountMinor, evidenceHash);
    }

    function receivablesOf(
        ReceivableId[] calldata receivableIds
    ) external view returns (IReceivableRegistry.Receivable[] memory found) {
        found = new IReceivableRegistry.Receivable[](receivableIds.length);
        for (uint256 i = 0; i < receivableIds.length; ++i) {
            found[i] = _receivables[receivableIds[i]];
        }
    }
}
