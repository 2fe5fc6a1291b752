// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFactoring} from "../../contracts/interfaces/IFactoring.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {IPartyRegistry} from "../../contracts/interfaces/IPartyRegistry.sol";
import {IReceivableLots} from "../../contracts/interfaces/IReceivableLots.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    LotId,
    ReceivableId,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {FinanceTest} from "./support/FinanceTest.sol";
import {Actor} from "./support/Requests.sol";

contract Factoring_Quotes_Test is FinanceTest {
    ReceivableId private receivableId;
    LotId[] private lotIds;

    function setUp() public override {
        super.setUp();
        receivableId = _confirmed("a", 100_001);
        lotIds = _one(_at(receivableId, 1));
    }

    function test_GivenASignedQuote_ReservesTheLotsAtItsPrice() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        // Advance 80 000.8 down; 80 000 x 6 % x 60 / 360 exact; 100 001 x 0.5 % = 500.005 up.
        IFactoring.Price memory price = IFactoring.Price(100_001, 80_000, 20_001, 800, 501);

        vm.expectEmit(address(lots));
        emit IReceivableLots.LotReserved(lotIds[0], 1);
        vm.expectEmit(address(factoring));
        emit IFactoring.QuoteAccepted(
            1,
            factoring.quoteDigest(quote),
            supplier.party,
            quote,
            price,
            uint32(START + 2 days)
        );
        _accepted(lotIds);

        IFactoring.Deal memory deal = _deal(1);
        assertTrue(deal.status == IFactoring.DealStatus.ACCEPTED, "status is not ACCEPTED");
        assertEq(deal.financier, financier.party, "financier");
        assertEq(deal.supplier, supplier.party, "supplier");
        assertEq(deal.buyer, buyer.party, "buyer");
        assertEq(deal.advanceMinor, 80_000, "advance");
        assertEq(deal.reserveMinor, 20_001, "reserve");
        assertEq(deal.openLots, 1, "open lots");
        assertEq(deal.lotsHash, quote.lotsHash, "lots");
        assertEq(deal.payoutMinor, 0, "payout outside the ledger");
        assertEq(_position(lotIds[0]).advanceMinor, 80_000, "advance of the lot");
        assertEq(_position(lotIds[0]).reserveMinor, 20_001, "reserve of the lot");
        assertEq(_lot(lotIds[0]).dealNumber, 1, "deal of the lot");
        assertEq(_lot(lotIds[0]).availableMinor, 0, "available");
        assertEq(_lot(lotIds[0]).owner, supplier.party, "owner before funding");
    }

    function test_GivenAnOpenQuote_IsAcceptedUntilItIsUsedUp() public {
        LotId[] memory others = _one(_at(_confirmed("b", 100), 1));
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.lotsHash = 0;
        quote.eligibleMinorMax = 100_050;
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
        assertEq(_deal(1).lotsHash, keccak256(abi.encodePacked(lotIds)), "lots of the deal");

        bytes memory reason = abi.encodeWithSelector(
            IFactoring.QuoteAboveMax.selector,
            factoring.quoteDigest(quote),
            100_101,
            100_050
        );
        _refused(quote, others, reason);

        _credit(receivables.receivableIdOf(supplier.party, "b"), "cn", 51);
        _act(supplier, address(factoring), _acceptCall(quote, others, financier.key));
        assertEq(_deal(2).advanceMinor, 39, "advance of the second deal");
    }

    function test_GivenMoreThanTheQuoteAllows_RefusesWithQuoteAboveMax() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.eligibleMinorMax = 100_000;

        bytes4 selector = IFactoring.QuoteAboveMax.selector;
        bytes32 digest = factoring.quoteDigest(quote);
        _refused(quote, lotIds, abi.encodeWithSelector(selector, digest, 100_001, 100_000));
    }

    function test_GivenOtherLots_RefusesWithLotsMismatch() public {
        LotId[] memory two = _lotIds(receivableId, 2);
        bytes32 expected = keccak256(abi.encodePacked(lotIds));
        bytes32 actual = keccak256(abi.encodePacked(two));

        bytes4 selector = IFactoring.LotsMismatch.selector;
        _refused(_quote(lotIds), two, abi.encodeWithSelector(selector, expected, actual));
    }

    function test_WhenItWasAcceptedBefore_RefusesWithQuoteAlreadyAccepted() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        _accepted(lotIds);

        bytes4 selector = IFactoring.QuoteAlreadyAccepted.selector;
        bytes32 digest = factoring.quoteDigest(quote);
        _refused(quote, lotIds, abi.encodeWithSelector(selector, digest, 1));
    }

    function test_WhenItsDigestIsCancelled_RefusesWithQuoteIsCancelled() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        bytes32[] memory digests = new bytes32[](1);
        digests[0] = factoring.quoteDigest(quote);
        // What somebody else cancels is none of the financier's.
        _cancel(otherFinancier, digests, 7);

        vm.expectEmit(address(factoring));
        emit IFactoring.QuotesCancelled(financier.party, digests, 0);
        _cancel(financier, digests, 0);

        bytes4 selector = IFactoring.QuoteIsCancelled.selector;
        _refused(quote, lotIds, abi.encodeWithSelector(selector, digests[0]));
        quote.nonce = 2;
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
    }

    function test_WhenNoncesAreCancelled_RefusesThoseBelowAndNeverFalls() public {
        bytes32[] memory none = new bytes32[](0);
        _cancel(financier, none, 2);
        vm.expectEmit(address(factoring));
        emit IFactoring.QuotesCancelled(financier.party, none, 2);
        _cancel(financier, none, 1);
        assertEq(factoring.quoteNonceMinOf(financier.party), 2, "lowest nonce");

        IFactoring.Quote memory quote = _quote(lotIds);
        bytes4 selector = IFactoring.QuoteIsCancelled.selector;
        _refused(quote, lotIds, abi.encodeWithSelector(selector, factoring.quoteDigest(quote)));
        quote.nonce = 2;
        _act(supplier, address(factoring), _acceptCall(quote, lotIds, financier.key));
    }

    function test_Cancel_WithTooManyDigests_RefusesWithBatchSizeOutOfBounds() public {
        bytes32[] memory digests = new bytes32[](BATCH_MAX + 1);

        bytes memory call = abi.encodeCall(IFactoring.cancelQuotes, (digests, 0));
        _actRefused(financier, address(factoring), call, _batchReason(BATCH_MAX + 1));
    }

    function test_Cancel_ByASupplier_RefusesWithPartyLacksRole() public {
        bytes memory call = abi.encodeCall(IFactoring.cancelQuotes, (new bytes32[](0), 1));
        bytes memory reason = _roleReason(supplier, Roles.SUPPLIER, Roles.FINANCIER);
        _actRefused(supplier, address(factoring), call, reason);
    }

    function test_AtTheEndOfValidity_IsAcceptedAndThenRefusedWithQuoteExpired() public {
        IFactoring.Quote memory quote = _quote(lotIds);
        vm.warp(quote.validUntil + 1);
        bytes4 selector = IFactoring.QuoteExpired.selector;
        bytes32 digest = factoring.quoteDigest(quote);
        _refused(quote, lotIds, abi.encodeWithSelector(selector, digest, quote.validUntil));

        vm.warp(quote.validUntil);
        _accepted(lotIds);
    }

    function test_WhenAnotherSupplierAccepts_RefusesWithPartyNotEntitled() public {
        _actRefused(
            otherSupplier,
            address(factoring),
            _acceptCall(_quote(lotIds), lotIds, financier.key),
            _entitledReason(otherSupplier, supplier)
        );
    }

    function test_WhenAnotherKeySigned_RefusesWithQuoteSignerInvalid() public {
        bytes4 selector = IFactoring.QuoteSignerInvalid.selector;
        _actRefused(
            supplier,
            address(factoring),
            _acceptCall(_quote(lotIds), lotIds, otherFinancier.key),
            abi.encodeWithSelector(selector, financier.party, otherFinancier.signer)
        );
        _actRefused(
            supplier,
            address(factoring),
            abi.encodeCall(IFactoring.accept, (_quote(lotIds), lotIds, hex"1234")),
            abi.encodeWithSelector(selector, financier.party, address(0))
        );
    }

    function test_WhenTheSigningKeyMayNotFinance_RefusesWithSignerLacksRight() public {
        Actor memory clerk = _clerk(financier, "clerk", Acts.PLEDGING, AMOUNT_MINOR_MAX);

        _actRefused(
            supplier,
            address(factoring),
            _acceptCall(_quote(lotIds), lotIds, clerk.key),
            abi.encodeWithSelector(
                IPartyRegistry.SignerLacksRight.selector,
                clerk.signer,
                Acts.PLEDGING,
                Acts.FINANCING
            )
        );
    }

    function test_WhenTheQuoteIsAboveALimitOfItsSigners_RefusesWithSignerAmountAboveMax() public {
        Actor memory seller = _clerk(supplier, "seller", Acts.FINANCING, 99);
        Actor memory clerk = _clerk(financier, "clerk", Acts.FINANCING, 99);
        IFactoring.Quote memory quote = _quote(lotIds);
        quote.eligibleMinorMax = 100;
        bytes4 selector = IPartyRegistry.SignerAmountAboveMax.selector;

        _actRefused(
            supplier,
            address(factoring),
            _acceptCall(quote, lotIds, clerk.key),
            abi.encodeWithSelector(selector, clerk.signer, 100, 99)
        );
        _actRefused(
            seller,
            address(factoring),
            _acceptCall(quote, lotIds, financier.key),
            abi.encodeWithSelector(selector, seller.signer, 100, 99)
        );
    }

    function test_WhenTheFinancierLostItsStanding_Refuses() public {
        vm.prank(operator.signer);
        parties.renewAdmission(financier.party, Roles.AUDITOR, ADMITTED_UNTIL);
        _refused(_quote(lotIds), lotIds, _roleReason(financier, Roles.AUDITOR, Roles.FINANCIER));

        _suspend(financier);
        _refused(
            _quote(lotIds),
            lotIds,
            abi.encodeWithSelector(
                IPartyRegistry.PartyNotActive.selector,
                financier.party,
                IPartyRegistry.PartyStatus.SUSPENDED
            )
        );
    }

    function test_WhenFinancingIsPaused_RefusesWithActsPaused() public {
        vm.prank(operator.signer);
        parties.pause(Acts.FINANCING, "reason");

        bytes4 selector = IPartyRegistry.ActsPaused.selector;
        _refused(_quote(lotIds), lotIds, abi.encodeWithSelector(selector, Acts.FINANCING));
    }

    function test_WhenTheNumbersAreUsedUp_RefusesWithDealNumberAboveMax() public {
        vm.store(address(factoring), 0, bytes32(uint256(type(uint24).max)));

        bytes4 selector = IFactoring.DealNumberAboveMax.selector;
        _refused(_quote(lotIds), lotIds, abi.encodeWithSelector(selector, type(uint24).max));
    }

    function test_QuoteDigest_IsTheOneOfTypedData() public view {
        IFactoring.Quote memory quote = _quote(lotIds);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,"
                    "address verifyingContract)"
                ),
                keccak256("Duebill Factoring"),
                keccak256("1"),
                block.chainid,
                address(factoring)
            )
        );
        bytes32 typeHash = keccak256(
            "Quote(address financier,address supplier,address buyer,bytes3 currency,"
            "bytes32 lotsHash,uint64 eligibleMinorMax,uint8 scopeMin,uint16 tenorDaysMax,"
            "uint16 advanceRateBps,uint16 discountRateBps,uint16 serviceFeeBps,"
            "uint16 dayCountBasis,uint16 recourseDays,bool disclosed,address cashToken,"
            "uint40 validUntil,uint32 fundingSeconds,uint64 nonce)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, quote));

        assertEq(
            factoring.quoteDigest(quote),
            keccak256(abi.encodePacked(hex"1901", domain, structHash)),
            "digest"
        );
    }

    function test_PositionsAreKeptByTheLotsOnly() public {
        bytes4 selector = ILedgerErrors.CallerNotModule.selector;
        bytes memory reason = abi.encodeWithSelector(selector, address(this), address(lots));
        vm.expectRevert(reason);
        factoring.splitPosition(lotIds[0], lotIds[0], 1, 1, 2);
        vm.expectRevert(reason);
        factoring.mergePositions(lotIds[0], lotIds[0], 1);
    }

    function _cancel(Actor memory actor, bytes32[] memory digests, uint64 nonceMin) private {
        bytes memory call = abi.encodeCall(IFactoring.cancelQuotes, (digests, nonceMin));
        _act(actor, address(factoring), call);
    }

    function _refused(
        IFactoring.Quote memory quote,
        LotId[] memory which,
        bytes memory reason
    ) private {
        bytes memory call = _acceptCall(quote, which, financier.key);
        _actRefused(supplier, address(factoring), call, reason);
    }
}
