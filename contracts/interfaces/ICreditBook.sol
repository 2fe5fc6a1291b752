// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What assessors say a buyer may owe, and what each financier has at stake with it.
interface ICreditBook {
    /// @notice What an assessor says of one party in one currency.
    /// @param grade 1 is best; the scale is the model's.
    /// @param limitMinor Largest exposure of a financier that follows this assessor.
    /// @param expiresAt Unix seconds from which the assessment no longer allows funding.
    /// @param modelVersion Number of the assessor's model.
    /// @param inputCommitment Salted hash of what the model was fed with.
    struct Assessment {
        uint64 limitMinor;
        uint8 grade;
        uint40 expiresAt;
        uint32 modelVersion;
        bytes32 inputCommitment;
    }

    /// @notice One assessment to publish.
    struct Publication {
        address party;
        bytes3 currency;
        Assessment assessment;
    }

    /// @notice Names one exposure.
    struct ExposureKey {
        address financier;
        address buyer;
        bytes3 currency;
    }

    /// @param assessor Whom the financier follows.
    /// @param headroomMinor What may still be funded now: 0 once the assessment expired.
    struct Exposure {
        uint64 exposureMinor;
        uint64 headroomMinor;
        address assessor;
    }

    /// @notice An assessor published a grade and a limit; the one before no longer holds.
    event AssessmentPublished(
        address indexed assessor,
        address indexed party,
        bytes3 currency,
        uint64 limitMinor,
        uint8 grade,
        uint40 expiresAt,
        uint32 modelVersion,
        bytes32 inputCommitment
    );
    /// @notice A financier follows the assessments of another party from now on.
    event AssessorFollowed(address indexed financier, address indexed assessor);
    /// @notice What the financier has at stake with the buyer is `exposureMinor` now.
    event ExposureChanged(
        address indexed financier,
        address indexed buyer,
        bytes3 currency,
        uint64 exposureMinor
    );

    /// @notice The assessor has not assessed the buyer in this currency.
    error AssessmentMissing(address assessor, address buyer, bytes3 currency);
    /// @notice The assessment no longer allows funding.
    error AssessmentExpired(address assessor, address buyer, bytes3 currency, uint40 expiresAt);
    /// @notice An assessment must end in the future.
    error AssessmentExpiryInPast(address party, uint40 expiresAt);
    /// @notice What is restored would pass the platform's largest amount.
    error ExposureAboveMax(ExposureKey key, uint256 exposureMinor);
    /// @notice The exposure would grow past the limit.
    error ExposureAboveLimit(ExposureKey key, uint256 exposureMinor, uint64 limitMinor);
    /// @notice A grade counts from 1.
    error GradeInvalid(address party, uint8 grade);

    /// @notice Publishes grades and limits in the name of the caller's party.
    ///
    /// Emits {AssessmentPublished} for each.
    ///
    /// Requirements:
    /// - caller acts for an active assessor, else {IPartyRegistry} errors;
    /// - 1 to `BATCH_MAX` items, else {ILedgerErrors.BatchSizeOutOfBounds};
    /// - the party is an admitted buyer, else {IPartyRegistry} errors;
    /// - the limit is within bounds, else {ILedgerErrors.AmountOutOfBounds}; 0 stops new funding;
    /// - the currency is well-formed, else {IReceivableRegistry.CurrencyInvalid};
    /// - grade and expiry are valid, else {GradeInvalid}, {AssessmentExpiryInPast}.
    function publish(Publication[] calldata publications) external;

    /// @notice Financier chooses whose assessments its funding is checked against; without a choice, its own.
    ///
    /// Emits {AssessorFollowed}. Refuses with {IPartyRegistry} errors for a caller that is no financier or for a party
    /// that is no assessor.
    function follow(address assessor) external;

    /// @notice Raises an exposure when lots or liens are acquired. Factoring, assignments and pledges only.
    ///
    /// An assessment holds until it expires or is replaced, whatever becomes of its assessor; a lowered limit refuses
    /// growth and leaves what exists.
    ///
    /// Emits {ExposureChanged}. Refuses with {ILedgerErrors.CallerNotModule}, {AssessmentMissing},
    /// {AssessmentExpired}, {ExposureAboveLimit}.
    function increase(ExposureKey calldata key, uint64 amountMinor) external;

    /// @notice Raises an exposure without asking for the limit: what a reversal restores or a court moves. Lots and
    /// pledges only.
    ///
    /// Emits {ExposureChanged}. Refuses with {ILedgerErrors.CallerNotModule}, {ExposureAboveMax}.
    function restore(ExposureKey calldata key, uint64 amountMinor) external;

    /// @notice Lowers an exposure by what was paid, credited, written off, released or passed on. Lots, factoring,
    /// assignments and pledges only.
    ///
    /// Emits {ExposureChanged}. Refuses with {ILedgerErrors.CallerNotModule}.
    function decrease(ExposureKey calldata key, uint64 amountMinor) external;

    /// @notice Newest assessment of each party by `assessor`; grade 0 where unknown.
    function assessmentsOf(
        address assessor,
        address[] calldata parties,
        bytes3 currency
    ) external view returns (Assessment[] memory);

    /// @notice State of each exposure.
    function exposuresOf(ExposureKey[] calldata keys) external view returns (Exposure[] memory);
}
