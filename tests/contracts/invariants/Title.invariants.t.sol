// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IFactoring} from "../../../contracts/interfaces/IFactoring.sol";
import {IPledges} from "../../../contracts/interfaces/IPledges.sol";
import {IReceivableLots} from "../../../contracts/interfaces/IReceivableLots.sol";
import {LotId, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {InvariantTest} from "./InvariantTest.sol";

/// @notice What must always hold of who owns, sold and pledged what.
contract Title_InvariantTest is InvariantTest {
    /// @notice 3. Σ active liens on a lot + what is reserved for a quote ≤ its outstanding: a lot is reserved by one
    /// deal or early payment at most, and what is reserved is sold, pledged and discounted no more.
    function invariant_3_NothingIsSoldOrPledgedTwice() external view {
        _assertHeld(3);
        LotId[] memory lotIds = _lotIds();
        IReceivableLots.Lot[] memory found = _lots().lotsById(lotIds);
        IFactoring.Deal[] memory deals = _deals();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 reservations =
                handler.reservationsOf(lotIds[i]) + _acceptedDealsOf(lotIds[i], deals);
            assertEq(reservations, found[i].reserved ? 1 : 0, "3. reservations of a lot");
            uint256 securedMinor = IPledges(ledger.pledges).securedMinor(lotIds[i]);
            assertLe(securedMinor, found[i].outstandingMinor, "3. liens above outstanding");
            if (found[i].reserved)
                assertEq(found[i].availableMinor, 0, "3. reserved and available");
        }
    }

    /// @notice 6. Lots go to active, admitted parties only, and only to roles that may own them.
    function invariant_6_OnlyEntitledPartiesOwnLots() external view {
        _assertHeld(6);
        IReceivableLots.Lot[] memory found = _lots().lotsById(_lotIds());
        for (uint256 i = 0; i < found.length; ++i) {
            uint16 roles = _rolesOf(found[i].owner);
            assertTrue(roles & (Roles.SUPPLIER | Roles.FINANCIER) != 0, "6. owner's roles");
        }
    }

    /// @notice 10. A lot is marked encumbered exactly while liens are listed on it; what they secure is within it, and
    /// they are listed by the rank that their rule gives them.
    function invariant_10_LiensAreListedByRankWithinTheirLot() external view {
        _assertHeld(10);
        LotId[] memory lotIds = _lotIds();
        IReceivableLots.Lot[] memory found = _lots().lotsById(lotIds);
        IPledges.Lien[] memory all = _liens();
        uint256 listed = 0;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            (uint32[] memory numbers, IPledges.Lien[] memory liens) = IPledges(ledger.pledges)
                .liensOfLot(lotIds[i]);
            listed += numbers.length;
            assertTrue(found[i].encumbered == (numbers.length > 0), "10. encumbered mark");
            uint256 securedMinor = 0;
            uint256 previousRank = 0;
            for (uint256 j = 0; j < numbers.length; ++j) {
                assertTrue(liens[j].status == IPledges.LienStatus.ACTIVE, "10. listed, not active");
                assertTrue(
                    LotId.unwrap(liens[j].lotId) == LotId.unwrap(lotIds[i]),
                    "10. lien of another lot"
                );
                uint256 rank = handler.rankOf(numbers[j]);
                assertLe(previousRank, rank, "10. liens out of rank");
                previousRank = rank;
                securedMinor += liens[j].securedMinor;
            }
            assertLe(securedMinor, found[i].outstandingMinor, "10. liens above outstanding");
        }
        uint256 active = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].status == IPledges.LienStatus.ACTIVE) ++active;
        }
        assertEq(active, listed, "10. active liens on no lot");
    }

    /// @notice 11. A funded deal has as many open lots as lots under it whose reserve is not released, is closed with
    /// the last, and its lots' advances and reserves stay within its own.
    function invariant_11_DealsAreTheSumOfTheirLots() external view {
        _assertHeld(11);
        LotId[] memory lotIds = _lotIds();
        IReceivableLots.Lot[] memory found = _lots().lotsById(lotIds);
        IFactoring.Position[] memory positions = IFactoring(ledger.factoring).positionsOf(lotIds);
        IFactoring.Deal[] memory deals = _deals();
        for (uint256 number = 1; number <= deals.length; ++number) {
            uint256 openLots = 0;
            uint256 advanceMinor = 0;
            uint256 reserveMinor = 0;
            for (uint256 i = 0; i < lotIds.length; ++i) {
                if (found[i].dealNumber != number) continue;
                if (!positions[i].isClosed) ++openLots;
                advanceMinor += positions[i].advanceMinor;
                reserveMinor += positions[i].reserveMinor;
            }
            IFactoring.Deal memory deal = deals[number - 1];
            assertEq(deal.openLots, openLots, "11. open lots of a deal");
            assertLe(advanceMinor, deal.advanceMinor, "11. advances of lots");
            assertLe(reserveMinor, deal.reserveMinor, "11. reserves of lots");
            bool isOver =
                deal.status == IFactoring.DealStatus.CLOSED ||
                    deal.status == IFactoring.DealStatus.LAPSED;
            assertTrue(isOver == (openLots == 0), "11. status of a deal");
        }
    }

    /// @notice 12. The token balance of each owner is the number of lots that it owns.
    function invariant_12_BalancesCountLots() external view {
        _assertHeld(12);
        LotId[] memory lotIds = _lotIds();
        (address[2] memory suppliers, , address[2] memory holders) = handler.partiesOfRoles();
        address[4] memory owners = [suppliers[0], suppliers[1], holders[0], holders[1]];
        uint256 total = 0;
        for (uint256 i = 0; i < owners.length; ++i) {
            uint256 owned = 0;
            for (uint256 j = 0; j < lotIds.length; ++j) {
                address owner = IERC721(ledger.lots).ownerOf(LotId.unwrap(lotIds[j]));
                if (owner == owners[i]) ++owned;
            }
            assertEq(IERC721(ledger.lots).balanceOf(owners[i]), owned, "12. balance");
            total += owned;
        }
        assertEq(total, lotIds.length, "12. lots of nobody known");
    }

    /// @notice 19. A key acts only within its rights and limit, for a party in good standing, and not in a pause.
    function invariant_19_KeysActWithinTheirRights() external view {
        _assertHeld(19);
    }

    /// @notice 20. What the rules allow is done, and what they forbid is refused.
    function invariant_20_WhatIsAllowedIsDoneAndNothingElse() external view {
        _assertHeld(20);
    }

    function _acceptedDealsOf(
        LotId lotId,
        IFactoring.Deal[] memory deals
    ) private view returns (uint256 count) {
        for (uint32 number = 1; number <= deals.length; ++number) {
            if (deals[number - 1].status != IFactoring.DealStatus.ACCEPTED) continue;
            LotId[] memory lotIds = handler.lotsOfDeal(number);
            for (uint256 i = 0; i < lotIds.length; ++i) {
                if (LotId.unwrap(lotIds[i]) == LotId.unwrap(lotId)) ++count;
            }
        }
    }
}
