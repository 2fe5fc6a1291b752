// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICreditBook} from "./interfaces/ICreditBook.sol";
import {LedgerModule} from "./LedgerModule.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Acts, AMOUNT_MINOR_MAX, Modules, Roles} from "./types/LedgerTypes.sol";

/// @title Credit book
/// @notice Grades and limits of assessors, and what each financier has at stake with each buyer.
contract CreditBook is LedgerModule, ICreditBook {
    mapping(address assessor => mapping(address party => mapping(bytes3 currency => Assessment)))
        private _assessments;
    mapping(address financier => address assessor) private _followed;
    mapping(bytes32 keyHash => uint64 exposureMinor) private _exposures;

    constructor(Modules memory modules) LedgerModule(modules) {}

    /// @inheritdoc ICreditBook
    function publish(Publication[] calldata publications) external {
        address assessor = _actingParty(Roles.ASSESSOR, Acts.CREDIT);
        Bounds.requireBatch(publications.length);

        for (uint256 i = 0; i < publications.length; ++i) {
            _publish(assessor, publications[i]);
        }
    }

    /// @inheritdoc ICreditBook
    function follow(address assessor) external {
        // Checks.
        address financier = _actingParty(Roles.FINANCIER, Acts.ADMINISTRATION);
        PARTIES.requireParty(assessor, Roles.ASSESSOR);

        // Effects.
        _followed[financier] = assessor;
        emit AssessorFollowed(financier, assessor);
    }

    /// @inheritdoc ICreditBook
    function increase(ExposureKey calldata key, uint64 amountMinor) external {
        // Checks.
        _requireOneOf(address(FACTORING), address(ASSIGNMENTS), address(PLEDGES));
        address assessor = _assessorOf(key.financier);
        Assessment storage assessment = _assessments[assessor][key.buyer][key.currency];
        if (assessment.grade == 0) revert AssessmentMissing(assessor, key.buyer, key.currency);
        uint40 expiresAt = assessment.expiresAt;
        if (block.timestamp >= expiresAt) {
            revert AssessmentExpired(assessor, key.buyer, key.currency, expiresAt);
        }
        bytes32 keyHash = _keyHash(key);
        uint256 exposureMinor = uint256(_exposures[keyHash]) + amountMinor;
        uint64 limitMinor = assessment.limitMinor;
        if (exposureMinor > limitMinor) revert ExposureAboveLimit(key, exposureMinor, limitMinor);

        // Effects.
        // Safe cast: at most the limit.
        _setExposure(key, keyHash, uint64(exposureMinor));
    }

    /// @inheritdoc ICreditBook
    function restore(ExposureKey calldata key, uint64 amountMinor) external {
        // Checks.
        _requireOneOf(address(LOTS), address(PLEDGES), address(PLEDGES));
        bytes32 keyHash = _keyHash(key);
        uint256 exposureMinor = uint256(_exposures[keyHash]) + amountMinor;
        if (exposureMinor > AMOUNT_MINOR_MAX) revert ExposureAboveMax(key, exposureMinor);

        // Effects.
        _setExposure(key, keyHash, uint64(exposureMinor));
    }

    /// @inheritdoc ICreditBook
    function decrease(ExposureKey calldata key, uint64 amountMinor) external {
        // Checks.
        if (msg.sender != address(LOTS)) {
            _requireOneOf(address(FACTORING), address(ASSIGNMENTS), address(PLEDGES));
        }

        // Effects.
        bytes32 keyHash = _keyHash(key);
        // Never below zero: the exposure is the sum of what is at stake.
        _setExposure(key, keyHash, _exposures[keyHash] - amountMinor);
    }

    /// @inheritdoc ICreditBook
    function assessmentsOf(
        address assessor,
        address[] calldata parties,
        bytes3 currency
    ) external view returns (Assessment[] memory found) {
        Bounds.requireRead(parties.length);
        found = new Assessment[](parties.length);
        for (uint256 i = 0; i < parties.length; ++i) {
            found[i] = _assessments[assessor][parties[i]][currency];
        }
    }

    /// @inheritdoc ICreditBook
    function exposuresOf(
        ExposureKey[] calldata keys
    ) external view returns (Exposure[] memory found) {
        Bounds.requireRead(keys.length);
        found = new Exposure[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            ExposureKey calldata key = keys[i];
            uint64 exposureMinor = _exposures[_keyHash(key)];
            address assessor = _assessorOf(key.financier);
            Assessment storage assessment = _assessments[assessor][key.buyer][key.currency];
            uint64 headroomMinor = 0;
            if (block.timestamp < assessment.expiresAt) {
                // Safe cast: at most the limit.
                headroomMinor = uint64(Math.saturatingSub(assessment.limitMinor, exposureMinor));
            }
            found[i] = Exposure(exposureMinor, headroomMinor, assessor);
        }
    }

    function _publish(address assessor, Publication calldata publication) private {
        address party = publication.party;
        Assessment calldata assessment = publication.assessment;

        // Checks.
        PARTIES.requireParty(party, Roles.BUYER);
        Bounds.requireAmountOrZero(assessment.limitMinor);
        Bounds.requireCurrency(publication.currency);
        if (assessment.grade == 0) revert GradeInvalid(party, assessment.grade);
        if (assessment.expiresAt <= block.timestamp) {
            revert AssessmentExpiryInPast(party, assessment.expiresAt);
        }

        // Effects.
        _assessments[assessor][party][publication.currency] = assessment;
        emit AssessmentPublished(
            assessor,
            party,
            publication.currency,
            assessment.limitMinor,
            assessment.grade,
            assessment.expiresAt,
            assessment.modelVersion,
            assessment.inputCommitment
        );
    }

    function _setExposure(ExposureKey calldata key, bytes32 keyHash, uint64 exposureMinor) private {
        _exposures[keyHash] = exposureMinor;
        emit ExposureChanged(key.financier, key.buyer, key.currency, exposureMinor);
    }

    function _assessorOf(address financier) private view returns (address assessor) {
        assessor = _followed[financier];
        if (assessor == address(0)) assessor = financier;
    }

    function _keyHash(ExposureKey calldata key) private pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }
}
