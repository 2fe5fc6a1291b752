// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotMoves} from "./lots/LotMoves.sol";
import {LotOrders} from "./lots/LotOrders.sol";
import {LotPayments} from "./lots/LotPayments.sol";
import {LotStore} from "./lots/LotStore.sol";
import {Modules} from "./types/LedgerTypes.sol";

/// @title Receivable lots
/// @notice Portions of receivables as ERC-721 tokens without open transfer.
/// @dev Not OpenZeppelin's ERC721: with it each lot would take two slots, and approvals and receiver callbacks, which
/// a lot must not have, would come along.
contract ReceivableLots is LotPayments, LotMoves, LotOrders {
    constructor(Modules memory modules) LotStore(modules) {}
}
