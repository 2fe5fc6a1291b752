// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Assignments} from "../../../contracts/Assignments.sol";
import {CashDesk} from "../../../contracts/CashDesk.sol";
import {Collections} from "../../../contracts/Collections.sol";
import {CreditBook} from "../../../contracts/CreditBook.sol";
import {DuebillForwarder} from "../../../contracts/DuebillForwarder.sol";
import {Duties} from "../../../contracts/Duties.sol";
import {EarlyPayments} from "../../../contracts/EarlyPayments.sol";
import {Factoring} from "../../../contracts/Factoring.sol";
import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {IPartyRegistry} from "../../../contracts/interfaces/IPartyRegistry.sol";
import {OperatorRoles} from "../../../contracts/interfaces/IPowers.sol";
import {PartyRegistry} from "../../../contracts/PartyRegistry.sol";
import {Pledges} from "../../../contracts/Pledges.sol";
import {
    CivilCode768Policy,
    FirstToFilePolicy,
    FirstToNotifyPolicy
} from "../../../contracts/pledges/RankPolicies.sol";
import {Powers} from "../../../contracts/Powers.sol";
import {ReceivableLots} from "../../../contracts/ReceivableLots.sol";
import {ReceivableRegistry} from "../../../contracts/ReceivableRegistry.sol";
import {Reconciliation} from "../../../contracts/Reconciliation.sol";
import {Settlement} from "../../../contracts/Settlement.sol";
import {AMOUNT_MINOR_MAX, Modules, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {Actor, Requests} from "./Requests.sol";

/// @notice A whole ledger with one or two parties of each role. Financiers assess buyers themselves, without a limit
/// that matters unless a test lowers it.
abstract contract LedgerWorld is Requests {
    uint256 internal constant START = 1_800_000_000;
    uint32 internal constant TODAY = uint32(START / 1 days);
    uint40 internal constant ADMITTED_UNTIL = 4_000_000_000;
    bytes3 internal constant EUR = "EUR";
    bytes3 internal constant CNY = "CNY";

    /// @dev Numbers of the rules of rank that the ledger begins with.
    uint8 internal constant BY_ARTICLE_768 = 1;
    uint8 internal constant BY_FILING = 2;
    uint8 internal constant BY_NOTICE = 3;

    Powers internal powers;
    PartyRegistry internal parties;
    ReceivableRegistry internal receivables;
    ReceivableLots internal lots;
    Factoring internal factoring;
    Assignments internal assignments;
    EarlyPayments internal earlyPayments;
    Pledges internal pledges;
    Settlement internal settlement;
    Duties internal duties;
    CashDesk internal cashDesk;
    Reconciliation internal reconciliation;
    Collections internal collections;
    CreditBook internal creditBook;

    /// @dev Operates the network and is its settlement agent.
    Actor internal operator = _actor("operator");
    Actor internal secondOperator = _actor("second operator");
    Actor internal supplier = _actor("supplier");
    Actor internal otherSupplier = _actor("other supplier");
    Actor internal buyer = _actor("buyer");
    Actor internal otherBuyer = _actor("other buyer");
    Actor internal financier = _actor("financier");
    Actor internal otherFinancier = _actor("other financier");
    Actor internal collector = _actor("collector");

    function setUp() public virtual {
        vm.warp(START);
        _deploy();
        _admit(secondOperator, Roles.OPERATOR);
        _admit(supplier, Roles.SUPPLIER);
        _admit(otherSupplier, Roles.SUPPLIER);
        _admit(buyer, Roles.BUYER);
        _admit(otherBuyer, Roles.BUYER);
        _admit(financier, Roles.FINANCIER | Roles.ASSESSOR);
        _admit(otherFinancier, Roles.FINANCIER | Roles.ASSESSOR);
        _admit(collector, Roles.COLLECTOR);
        vm.prank(operator.signer);
        powers.grantRole(OperatorRoles.ORDERS, secondOperator.signer, 0);
        _assess(financier, AMOUNT_MINOR_MAX);
        _assess(otherFinancier, AMOUNT_MINOR_MAX);
    }

    /// @dev The same limit for each buyer and currency.
    function _assess(Actor memory assessor, uint64 limitMinor) internal {
        ICreditBook.Publication[] memory publications = new ICreditBook.Publication[](4);
        for (uint256 i = 0; i < publications.length; ++i) {
            publications[i] = ICreditBook.Publication(
                i & 1 == 0 ? buyer.party : otherBuyer.party,
                i >> 1 == 0 ? EUR : CNY,
                ICreditBook.Assessment(limitMinor, 1, ADMITTED_UNTIL, 1, "input")
            );
        }
        vm.prank(assessor.signer);
        creditBook.publish(publications);
    }

    function _admit(Actor memory actor, uint16 roles) internal {
        vm.prank(operator.signer);
        parties.admitParties(_asArray(_admission(actor, roles)));
    }

    function _suspend(Actor memory actor) internal {
        vm.prank(operator.signer);
        parties.suspendParty(actor.party, "reason");
    }

    function _admission(
        Actor memory actor,
        uint16 roles
    ) internal pure returns (IPartyRegistry.Admission memory) {
        bytes32 legalIdHash = keccak256(abi.encode(actor.party));
        return
            IPartyRegistry.Admission(actor.party, legalIdHash, roles, ADMITTED_UNTIL, actor.signer);
    }

    function _asArray(
        IPartyRegistry.Admission memory admission
    ) internal pure returns (IPartyRegistry.Admission[] memory admissions) {
        admissions = new IPartyRegistry.Admission[](1);
        admissions[0] = admission;
    }

    function _deploy() private {
        address[] memory policies = new address[](3);
        policies[0] = address(new CivilCode768Policy());
        policies[1] = address(new FirstToFilePolicy());
        policies[2] = address(new FirstToNotifyPolicy());
        Modules memory modules = _predictModules();
        forwarder = new DuebillForwarder();
        powers = new Powers(modules, operator.signer);
        parties = new PartyRegistry(
            modules.forwarder,
            modules.powers,
            _admission(operator, Roles.OPERATOR | Roles.SETTLEMENT_AGENT)
        );
        receivables = new ReceivableRegistry(modules);
        lots = new ReceivableLots(modules);
        factoring = new Factoring(modules);
        assignments = new Assignments(modules);
        earlyPayments = new EarlyPayments(modules);
        pledges = new Pledges(modules, policies);
        settlement = new Settlement(modules);
        duties = new Duties(modules);
        cashDesk = new CashDesk(modules);
        reconciliation = new Reconciliation(modules, operator.party);
        collections = new Collections(modules);
        creditBook = new CreditBook(modules);
        assertEq(address(creditBook), modules.creditBook, "addresses were not predicted");
    }

    function _predictModules() private view returns (Modules memory) {
        address[15] memory at;
        uint256 nonce = vm.getNonce(address(this));
        for (uint256 i = 0; i < at.length; ++i) {
            at[i] = vm.computeCreateAddress(address(this), nonce + i);
        }
        // A struct of addresses is encoded as they are one after the other.
        return abi.decode(abi.encode(at), (Modules));
    }
}
