// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Assignments} from "../../../contracts/Assignments.sol";
import {CashDesk} from "../../../contracts/CashDesk.sol";
import {Collections} from "../../../contracts/Collections.sol";
import {CreditBook} from "../../../contracts/CreditBook.sol";
import {Duties} from "../../../contracts/Duties.sol";
import {EarlyPayments} from "../../../contracts/EarlyPayments.sol";
import {Factoring} from "../../../contracts/Factoring.sol";
import {ICreditBook} from "../../../contracts/interfaces/ICreditBook.sol";
import {Pledges} from "../../../contracts/Pledges.sol";
import {ReceivableLots} from "../../../contracts/ReceivableLots.sol";
import {ReceivableRegistry} from "../../../contracts/ReceivableRegistry.sol";
import {Reconciliation} from "../../../contracts/Reconciliation.sol";
import {Settlement} from "../../../contracts/Settlement.sol";
import {AMOUNT_MINOR_MAX, Modules, Roles} from "../../../contracts/types/LedgerTypes.sol";
import {AdmissionWorld} from "./AdmissionWorld.sol";
import {Actor} from "./Requests.sol";

/// @notice A whole ledger with one or two parties of each role. Financiers assess buyers themselves, without a limit
/// that matters unless a test lowers it.
abstract contract LedgerWorld is AdmissionWorld {
    uint32 internal constant TODAY = uint32(START / 1 days);
    bytes3 internal constant EUR = "EUR";
    bytes3 internal constant CNY = "CNY";

    /// @dev Numbers of the rules of rank that the ledger begins with.
    uint8 internal constant BY_ARTICLE_768 = 1;
    uint8 internal constant BY_FILING = 2;
    uint8 internal constant BY_NOTICE = 3;

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

    Actor internal otherBuyer = _actor("other buyer");
    Actor internal financier = _actor("financier");
    Actor internal otherFinancier = _actor("other financier");
    Actor internal collector = _actor("collector");

    function setUp() public virtual override {
        super.setUp();
        _admit(otherBuyer, Roles.BUYER);
        _admit(financier, Roles.FINANCIER | Roles.ASSESSOR);
        _admit(otherFinancier, Roles.FINANCIER | Roles.ASSESSOR);
        _admit(collector, Roles.COLLECTOR);
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

    function _deploy() internal override {
        address[] memory policies = new address[](3);
        policies[0] = _createdPolicy("CivilCode768Policy");
        policies[1] = _createdPolicy("FirstToFilePolicy");
        policies[2] = _createdPolicy("FirstToNotifyPolicy");
        Modules memory modules = _predictModules();
        _deployAdmission(modules);
        bytes memory arguments = abi.encode(modules);
        receivables = ReceivableRegistry(_created("ReceivableRegistry", arguments));
        lots = ReceivableLots(_created("ReceivableLots", arguments));
        factoring = Factoring(_created("Factoring", arguments));
        assignments = Assignments(_created("Assignments", arguments));
        earlyPayments = EarlyPayments(_created("EarlyPayments", arguments));
        pledges = Pledges(_created("Pledges", abi.encode(modules, policies)));
        settlement = Settlement(_created("Settlement", arguments));
        duties = Duties(_created("Duties", arguments));
        cashDesk = CashDesk(_created("CashDesk", arguments));
        bytes memory withAgent = abi.encode(modules, operator.party);
        reconciliation = Reconciliation(_created("Reconciliation", withAgent));
        collections = Collections(_created("Collections", arguments));
        creditBook = CreditBook(_created("CreditBook", arguments));
        assertEq(address(creditBook), modules.creditBook, "addresses were not predicted");
    }

    function _predictModules() private view returns (Modules memory) {
        address[15] memory addresses;
        uint256 nonce = vm.getNonce(address(this));
        for (uint256 i = 0; i < addresses.length; ++i) {
            addresses[i] = vm.computeCreateAddress(address(this), nonce + i);
        }
        // A struct of addresses is encoded as they are one after the other.
        return abi.decode(abi.encode(addresses), (Modules));
    }
}
