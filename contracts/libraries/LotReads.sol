// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../interfaces/IFactoring.sol";
import {IReceivableLots} from "../interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../interfaces/IReceivableRegistry.sol";
import {LotId, ReceivableId} from "../types/LedgerTypes.sol";
import {LotIds} from "./LotIds.sol";

/// @notice What modules around the lots ask of lots and receivables, beyond the batches of their interfaces.
library LotReads {
    using LotIds for LotId;

    /// @dev Owner zero where the lot is unknown.
    function lotOf(
        IReceivableLots lots,
        LotId lotId
    ) internal view returns (IReceivableLots.Lot memory) {
        return lots.lotsById(single(lotId))[0];
    }

    function receivableOf(
        IReceivableRegistry receivables,
        ReceivableId receivableId
    ) internal view returns (IReceivableRegistry.Receivable memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](1);
        receivableIds[0] = receivableId;
        return receivables.receivablesOf(receivableIds)[0];
    }

    /// @dev The receivable of each lot.
    function receivablesOfLots(
        IReceivableRegistry receivables,
        LotId[] calldata lotIds
    ) internal view returns (IReceivableRegistry.Receivable[] memory) {
        ReceivableId[] memory receivableIds = new ReceivableId[](lotIds.length);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            receivableIds[i] = lotIds[i].receivableOf();
        }
        return receivables.receivablesOf(receivableIds);
    }

    function requireOwner(LotId lotId, address owner, address party) internal pure {
        if (owner != party) revert IReceivableLots.LotNotOwned(lotId, owner, party);
    }

    /// @dev The caller names again the lots of which only the hash was stored.
    function requireLots(LotId[] calldata lotIds, bytes32 expected) internal pure {
        bytes32 actual = hashOf(lotIds);
        if (actual != expected) revert IFactoring.LotsMismatch(expected, actual);
    }

    /// @dev As keccak256(abi.encodePacked(lotIds)), which would copy one lot after the other.
    function hashOf(LotId[] calldata lotIds) internal pure returns (bytes32 hash) {
        // The ids lie in the call data word by word. Beyond the free memory pointer nothing is in use.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let start := mload(0x40)
            let size := mul(lotIds.length, 0x20)
            calldatacopy(start, lotIds.offset, size)
            hash := keccak256(start, size)
        }
    }

    function single(LotId lotId) internal pure returns (LotId[] memory lotIds) {
        lotIds = new LotId[](1);
        lotIds[0] = lotId;
    }
}
