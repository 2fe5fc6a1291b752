// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {IReceivableRegistry} from "../../../contracts/interfaces/IReceivableRegistry.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {LotIds} from "../../../contracts/libraries/LotIds.sol";
import {ConfirmationScope, LotId, ReceivableId} from "../../../contracts/types/LedgerTypes.sol";
import {Actor, LedgerWorld} from "./LedgerWorld.sol";

/// @notice What the handler knows about the ledger from its own acts, and how it picks what to act on.
abstract contract LedgerGhosts is LedgerWorld {
    struct GhostDeal {
        address financier;
        LotId[] lotIds;
    }

    ReceivableId[] public receivableIds;
    bytes32[] public entries;
    GhostDeal[] internal deals;
    mapping(ReceivableId receivableId => uint256) public paidMinor;
    mapping(ReceivableId receivableId => uint256) public creditedMinor;
    mapping(bytes32 entryHash => uint256) public applied;
    mapping(bytes32 act => uint256) public reached;
    uint256 public noteCount;
    uint256 public fingerprintsReused;
    uint256 public entriesReused;
    uint256 public acquiredWhileInactive;
    uint256 public paymentsRefused;

    function allReceivableIds() external view returns (ReceivableId[] memory) {
        return receivableIds;
    }

    function allEntries() external view returns (bytes32[] memory) {
        return entries;
    }

    function dealCount() external view returns (uint32) {
        return uint32(deals.length);
    }

    function lotsOfDeal(uint32 dealNumber) external view returns (LotId[] memory) {
        return deals[dealNumber - 1].lotIds;
    }

    function modules()
        external
        view
        returns (address, address, address, address, address, address)
    {
        return (
            address(parties),
            address(receivables),
            address(lots),
            address(factoring),
            address(settlement),
            address(reconciliation)
        );
    }

    function suppliersAndBuyers() external view returns (address[2] memory, address[2] memory) {
        return ([supplier.party, otherSupplier.party], [buyer.party, otherBuyer.party]);
    }

    function _reached(bytes32 act) internal {
        ++reached[act];
    }

    function _actorOf(address party) internal view returns (Actor memory) {
        Actor[6] memory actors = [
            supplier,
            otherSupplier,
            buyer,
            otherBuyer,
            financier,
            otherFinancier
        ];
        for (uint256 i = 0; i < actors.length; ++i) {
            if (actors[i].party == party) return actors[i];
        }
        return operator;
    }

    function _isActive(Actor memory actor) internal view returns (bool) {
        address[] memory addresses = new address[](1);
        addresses[0] = actor.party;
        return parties.partiesOf(addresses)[0].status == IPartyRegistry.PartyStatus.ACTIVE;
    }

    function _state(
        ReceivableId id
    ) internal view returns (IReceivableRegistry.Receivable memory state) {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = id;
        return receivables.receivablesOf(ids)[0];
    }

    /// @dev A receivable in `status`, the nearest from a random place on; an empty state if there is none.
    function _pick(
        uint256 seed,
        IReceivableRegistry.ReceivableStatus status
    ) internal view returns (ReceivableId id, IReceivableRegistry.Receivable memory state) {
        uint256 count = receivableIds.length;
        for (uint256 i = 0; i < count; ++i) {
            id = receivableIds[((seed % count) + i) % count];
            state = _state(id);
            if (state.status == status) return (id, state);
        }
        delete state;
    }

    function _pickOpen(
        uint256 seed
    ) internal view returns (ReceivableId, IReceivableRegistry.Receivable memory) {
        return _pick(seed, IReceivableRegistry.ReceivableStatus.CONFIRMED);
    }

    function _pickDisputed(
        uint256 seed
    ) internal view returns (ReceivableId id, IReceivableRegistry.Receivable memory state) {
        uint256 count = receivableIds.length;
        for (uint256 i = 0; i < count; ++i) {
            id = receivableIds[((seed % count) + i) % count];
            state = _state(id);
            if (state.disputedMinor > 0) return (id, state);
        }
        delete state;
    }

    function _pickDeal(
        uint256 seed,
        IFactoring.DealStatus status
    ) internal view returns (uint32 number, IFactoring.Deal memory deal) {
        uint256 count = deals.length;
        for (uint256 i = 0; i < count; ++i) {
            uint32[] memory numbers = new uint32[](1);
            numbers[0] = uint32(1 + (((seed % count) + i) % count));
            deal = factoring.dealsOf(numbers)[0];
            if (deal.status == status) return (numbers[0], deal);
        }
    }

    /// @dev One or two lots of a receivable, and whether they can be financed.
    function _pickLots(
        ReceivableId id,
        IReceivableRegistry.Receivable memory state,
        uint256 seed
    ) internal view returns (LotId[] memory lotIds, bool possible) {
        IReceivableLots.Lot[] memory all = lots.lotsOf(id);
        uint256 first = seed % all.length;
        lotIds = new LotId[](all.length > 1 && (seed >> 8) % 2 == 0 ? 2 : 1);
        possible =
            state.disputedMinor == 0 &&
            state.scope & ConfirmationScope.ASSIGNMENT_CONSENT != 0 &&
            state.dueDay >= block.timestamp / 1 days;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 index = (first + i) % all.length;
            lotIds[i] = _lotId(id, index);
            possible =
                possible &&
                all[index].owner == state.supplier &&
                all[index].dealNumber == 0 &&
                all[index].outstandingMinor > 0;
        }
    }

    function _lotId(ReceivableId id, uint256 index) internal pure returns (LotId) {
        return LotIds.lotIdOf(id, index + 1);
    }

    function _freeMinor(ReceivableId id, address owner) internal view returns (uint64 freeMinor) {
        IReceivableLots.Lot[] memory all = lots.lotsOf(id);
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].owner == owner && all[i].dealNumber == 0) {
                freeMinor += all[i].outstandingMinor;
            }
        }
    }

    function _outstandingOf(LotId[] memory lotIds) internal view returns (uint256 sumMinor) {
        IReceivableLots.Lot[] memory found = lots.lotsById(lotIds);
        for (uint256 i = 0; i < found.length; ++i) {
            sumMinor += found[i].outstandingMinor;
        }
    }

    function _remittances(
        ReceivableId id,
        uint64 amountMinor,
        bytes3 currency
    ) internal view returns (ISettlement.Remittance[] memory items) {
        items = new ISettlement.Remittance[](1);
        items[0].entryHash = keccak256(abi.encode(entries.length));
        items[0].currency = currency;
        items[0].amountMinor = amountMinor;
        items[0].bookingDay = uint32(block.timestamp / 1 days);
        items[0].applications = new ISettlement.Application[](1);
        items[0].applications[0] = ISettlement.Application(id, amountMinor);
    }

    function _quoteFor(
        Actor memory bank,
        IReceivableRegistry.Receivable memory state,
        LotId[] memory lotIds,
        uint256 salt
    ) internal view returns (IFactoring.Quote memory quote) {
        quote.financier = bank.party;
        quote.supplier = state.supplier;
        quote.currency = state.currency;
        quote.lotsHash = keccak256(abi.encodePacked(lotIds));
        quote.advanceRateBps = 8_000;
        quote.discountRateBps = 500;
        quote.serviceFeeBps = 50;
        quote.dayCountBasis = 365;
        quote.validUntil = uint40(block.timestamp + 1 days);
        quote.fundingSeconds = 3 days;
        quote.salt = bytes32(salt);
    }
}
