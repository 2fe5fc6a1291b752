// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditBook} from "../../contracts/CreditBook.sol";
import {ICreditBook} from "../../contracts/interfaces/ICreditBook.sol";
import {IReceivableRegistry} from "../../contracts/interfaces/IReceivableRegistry.sol";
import {
    Acts,
    AMOUNT_MINOR_MAX,
    BATCH_MAX,
    READ_MAX,
    Roles
} from "../../contracts/types/LedgerTypes.sol";
import {ModuleTest} from "./support/ModuleTest.sol";

abstract contract CreditBookTest is ModuleTest {
    uint40 internal constant EXPIRES_AT = uint40(START + 30 days);

    CreditBook internal book;
    address internal factoring = _address("factoring");
    address internal assignments = _address("assignments");
    address internal pledges = _address("pledges");

    function setUp() public virtual override {
        super.setUp();
        book = CreditBook(_created("CreditBook", abi.encode(_modules())));
    }

    function _publication(
        uint64 limitMinor
    ) internal view returns (ICreditBook.Publication memory publication) {
        publication.party = buyer;
        publication.currency = EUR;
        publication.assessment = ICreditBook.Assessment(limitMinor, 3, EXPIRES_AT, 7, "commitment");
    }

    function _publishCall(
        ICreditBook.Publication memory publication
    ) internal pure returns (bytes memory) {
        ICreditBook.Publication[] memory publications = new ICreditBook.Publication[](1);
        publications[0] = publication;
        return abi.encodeCall(ICreditBook.publish, (publications));
    }

    function _published(uint64 limitMinor) internal {
        _act(assessor, address(book), _publishCall(_publication(limitMinor)));
    }

    function _followed() internal {
        _act(financier, address(book), abi.encodeCall(ICreditBook.follow, (assessor)));
    }

    function _key() internal view returns (ICreditBook.ExposureKey memory) {
        return ICreditBook.ExposureKey(financier, buyer, EUR);
    }

    function _exposure() internal view returns (ICreditBook.Exposure memory) {
        ICreditBook.ExposureKey[] memory keys = new ICreditBook.ExposureKey[](1);
        keys[0] = _key();
        return book.exposuresOf(keys)[0];
    }

    function _assessment() internal view returns (ICreditBook.Assessment memory) {
        address[] memory assessed = new address[](1);
        assessed[0] = buyer;
        return book.assessmentsOf(assessor, assessed, EUR)[0];
    }

    function _increase(address module, uint64 amountMinor) internal {
        vm.prank(module);
        book.increase(_key(), amountMinor);
    }

    function _increaseRefused(uint64 amountMinor, bytes memory reason) internal {
        bytes memory call = abi.encodeCall(ICreditBook.increase, (_key(), amountMinor));
        _callRefused(factoring, address(book), call, reason);
    }
}

contract CreditBook_Publish_Test is CreditBookTest {
    function test_GivenAnAssessor_KeepsAndTellsTheAssessment() public {
        vm.expectEmit(address(book));
        emit ICreditBook.AssessmentPublished(
            assessor,
            buyer,
            EUR,
            1_000,
            3,
            EXPIRES_AT,
            7,
            "commitment"
        );
        _published(1_000);

        ICreditBook.Assessment memory kept = _assessment();
        assertEq(kept.limitMinor, 1_000, "limit");
        assertEq(kept.grade, 3, "grade");
        assertEq(kept.expiresAt, EXPIRES_AT, "expiry");
        assertEq(kept.modelVersion, 7, "model");
        assertEq(kept.inputCommitment, "commitment", "inputs");
    }

    function test_GivenAnotherOne_ReplacesIt() public {
        _published(1_000);
        _published(0);

        assertEq(_assessment().limitMinor, 0, "limit");
    }

    function test_NeedsTheRightForCredit() public {
        _needsRight(assessor, Acts.CREDIT, address(book), _publishCall(_publication(1)));
    }

    function test_WhenCallerIsNoAssessor_RefusesWithPartyLacksRole() public {
        _actRefused(
            financier,
            address(book),
            _publishCall(_publication(1)),
            _lacksRole(financier, Roles.FINANCIER, Roles.ASSESSOR)
        );
    }

    function test_GivenAPartyThatIsNoBuyer_RefusesWithPartyLacksRole() public {
        ICreditBook.Publication memory publication = _publication(1);
        publication.party = supplier;
        _refused(publication, _lacksRole(supplier, Roles.SUPPLIER, Roles.BUYER));
    }

    function test_GivenALimitOutOfBounds_RefusesWithAmountOutOfBounds() public {
        _refused(_publication(AMOUNT_MINOR_MAX + 1), _badAmount(uint256(AMOUNT_MINOR_MAX) + 1));
        _published(AMOUNT_MINOR_MAX);
    }

    function test_GivenAMalformedCurrency_RefusesWithCurrencyInvalid() public {
        ICreditBook.Publication memory publication = _publication(1);
        publication.currency = "eur";
        _refused(
            publication,
            abi.encodeWithSelector(IReceivableRegistry.CurrencyInvalid.selector, bytes3("eur"))
        );
    }

    function test_GivenGradeZero_RefusesWithGradeInvalid() public {
        ICreditBook.Publication memory publication = _publication(1);
        publication.assessment.grade = 0;
        _refused(publication, abi.encodeWithSelector(ICreditBook.GradeInvalid.selector, buyer, 0));
    }

    function test_GivenAnExpiryThatIsNow_RefusesWithAssessmentExpiryInPast() public {
        ICreditBook.Publication memory publication = _publication(1);
        publication.assessment.expiresAt = uint40(START);
        _refused(
            publication,
            abi.encodeWithSelector(ICreditBook.AssessmentExpiryInPast.selector, buyer, START)
        );
    }

    function test_GivenNoneOrTooMany_RefusesWithBatchSizeOutOfBounds() public {
        for (uint256 size = 0; size <= BATCH_MAX + 1; size += BATCH_MAX + 1) {
            ICreditBook.Publication[] memory publications = new ICreditBook.Publication[](size);
            bytes memory call = abi.encodeCall(ICreditBook.publish, (publications));
            _actRefused(assessor, address(book), call, _badBatch(size));
        }
    }

    function _refused(ICreditBook.Publication memory publication, bytes memory reason) private {
        _actRefused(assessor, address(book), _publishCall(publication), reason);
    }
}

contract CreditBook_Follow_Test is CreditBookTest {
    function test_GivenAnAssessor_ItsAssessmentsCountFromNowOn() public {
        assertEq(_exposure().assessor, financier, "assessor without a choice");
        _published(1_000);
        assertEq(_exposure().headroomMinor, 0, "headroom without a choice");

        vm.expectEmit(address(book));
        emit ICreditBook.AssessorFollowed(financier, assessor);
        _followed();

        assertEq(_exposure().assessor, assessor, "assessor");
        assertEq(_exposure().headroomMinor, 1_000, "headroom");
    }

    function test_NeedsTheRightForAdministration() public {
        bytes memory call = abi.encodeCall(ICreditBook.follow, (assessor));
        _needsRight(financier, Acts.ADMINISTRATION, address(book), call);
    }

    function test_WhenCallerIsNoFinancier_RefusesWithPartyLacksRole() public {
        bytes memory call = abi.encodeCall(ICreditBook.follow, (assessor));
        bytes memory reason = _lacksRole(buyer, Roles.BUYER, Roles.FINANCIER);
        _actRefused(buyer, address(book), call, reason);
    }

    function test_GivenAPartyThatIsNoAssessor_RefusesWithPartyLacksRole() public {
        bytes memory call = abi.encodeCall(ICreditBook.follow, (buyer));
        bytes memory reason = _lacksRole(buyer, Roles.BUYER, Roles.ASSESSOR);
        _actRefused(financier, address(book), call, reason);
    }
}

contract CreditBook_Increase_Test is CreditBookTest {
    function setUp() public override {
        super.setUp();
        _followed();
    }

    function test_GivenHeadroom_RaisesUpToTheLimitAndNoFurther() public {
        _published(1_000);

        vm.expectEmit(address(book));
        emit ICreditBook.ExposureChanged(financier, buyer, EUR, 400);
        _increase(factoring, 400);
        _increase(pledges, 500);
        _increase(assignments, 100);

        assertEq(_exposure().exposureMinor, 1_000, "exposure");
        assertEq(_exposure().headroomMinor, 0, "headroom");
        _increaseRefused(1, _aboveLimit(1_001, 1_000));
    }

    function test_GivenAnAmountThatPasses64Bits_RefusesWithExposureAboveLimit() public {
        _published(AMOUNT_MINOR_MAX);
        _increase(factoring, 1);
        _increaseRefused(type(uint64).max, _aboveLimit(2 ** 64, AMOUNT_MINOR_MAX));
    }

    function test_GivenALoweredLimit_LeavesWhatExistsAndRefusesGrowth() public {
        _published(1_000);
        _increase(factoring, 800);
        _published(500);

        assertEq(_exposure().exposureMinor, 800, "exposure");
        assertEq(_exposure().headroomMinor, 0, "headroom");
        _increaseRefused(1, _aboveLimit(801, 500));
    }

    function test_GivenNoAssessment_RefusesWithAssessmentMissing() public {
        _increaseRefused(
            1,
            abi.encodeWithSelector(ICreditBook.AssessmentMissing.selector, assessor, buyer, EUR)
        );
    }

    function test_GivenTheSecondOfExpiry_RefusesWithAssessmentExpired() public {
        _published(1_000);
        vm.warp(EXPIRES_AT - 1);
        _increase(factoring, 1);
        assertEq(_exposure().headroomMinor, 999, "headroom before");

        vm.warp(EXPIRES_AT);
        assertEq(_exposure().headroomMinor, 0, "headroom after");
        _increaseRefused(
            1,
            abi.encodeWithSelector(
                ICreditBook.AssessmentExpired.selector,
                assessor,
                buyer,
                EUR,
                EXPIRES_AT
            )
        );
    }

    function test_GivenItsOwnAssessment_AFinancierNeedsNoOther() public {
        address bank = _party("bank", Roles.FINANCIER | Roles.ASSESSOR);
        _act(bank, address(book), _publishCall(_publication(10)));

        vm.prank(factoring);
        book.increase(ICreditBook.ExposureKey(bank, buyer, EUR), 10);
    }

    function _aboveLimit(
        uint256 exposureMinor,
        uint64 limitMinor
    ) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ICreditBook.ExposureAboveLimit.selector,
                _key(),
                exposureMinor,
                limitMinor
            );
    }
}

contract CreditBook_Modules_Test is CreditBookTest {
    function test_WhenAModuleRestoresAndDecreases_AsksForNoLimit() public {
        address[4] memory modules = [address(lots), pledges, factoring, assignments];
        for (uint256 i = 0; i < modules.length; ++i) {
            vm.expectEmit(address(book));
            emit ICreditBook.ExposureChanged(financier, buyer, EUR, 70);
            vm.prank(modules[i % 2]);
            book.restore(_key(), 70);
            vm.expectEmit(address(book));
            emit ICreditBook.ExposureChanged(financier, buyer, EUR, 0);
            vm.prank(modules[i]);
            book.decrease(_key(), 70);
        }
        assertEq(_exposure().exposureMinor, 0, "exposure");
    }

    function test_GivenMoreThanTheLargestAmount_RefusesToRestoreWithExposureAboveMax() public {
        vm.prank(address(lots));
        book.restore(_key(), AMOUNT_MINOR_MAX);

        bytes memory reason = abi.encodeWithSelector(
            ICreditBook.ExposureAboveMax.selector,
            _key(),
            uint256(AMOUNT_MINOR_MAX) + 1
        );
        bytes memory call = abi.encodeCall(ICreditBook.restore, (_key(), 1));
        _callRefused(pledges, address(book), call, reason);
    }

    function test_WhenCallerIsNoModule_RefusesWithCallerNotModule() public {
        bytes memory call = abi.encodeCall(ICreditBook.increase, (_key(), 1));
        _callRefused(address(lots), address(book), call, _notModule(address(lots), pledges));
        call = abi.encodeCall(ICreditBook.restore, (_key(), 1));
        _callRefused(factoring, address(book), call, _notModule(factoring, pledges));
        call = abi.encodeCall(ICreditBook.decrease, (_key(), 1));
        _callRefused(address(this), address(book), call, _notModule(address(this), pledges));
    }

    function test_WhenMoreIsAskedForThanOneReadGives_RefusesWithBatchSizeOutOfBounds() public {
        bytes memory call = abi.encodeCall(
            ICreditBook.assessmentsOf,
            (assessor, new address[](READ_MAX + 1), EUR)
        );
        _callRefused(address(this), address(book), call, _badRead());
        ICreditBook.ExposureKey[] memory keys = new ICreditBook.ExposureKey[](READ_MAX + 1);
        call = abi.encodeCall(ICreditBook.exposuresOf, (keys));
        _callRefused(address(this), address(book), call, _badRead());
    }

    function testFuzz_TheExposureIsWhatWasAddedLessWhatWasTaken(uint64[12] memory seeds) public {
        _followed();
        _published(AMOUNT_MINOR_MAX / 2);
        uint256 expectedMinor = 0;
        for (uint256 i = 0; i < seeds.length; ++i) {
            bool up = expectedMinor == 0 || seeds[i] % 3 != 0;
            if (!up) {
                uint64 downMinor = bound64(seeds[i], 0, expectedMinor);
                vm.prank(pledges);
                book.decrease(_key(), downMinor);
                expectedMinor -= downMinor;
            } else {
                uint64 upMinor = bound64(seeds[i], 0, _exposure().headroomMinor);
                _increase(factoring, upMinor);
                expectedMinor += upMinor;
            }
            assertEq(_exposure().exposureMinor, expectedMinor, "exposure");
            assertEq(_exposure().headroomMinor, AMOUNT_MINOR_MAX / 2 - expectedMinor, "headroom");
        }
    }
}
