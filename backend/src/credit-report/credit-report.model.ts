import type {
  AmountBandType,
  BehaviourType,
  PaymentMonthType,
  PaymentTimeBandType,
} from '../behaviour/index.js';
import type { LimitScope, LimitState } from '../credit-limits/index.js';
import type { CreditRecordKind, FileGapProblem } from '../credit-file/index.js';
import type { RatioName } from '../credit-models/index.js';
import type {
  HandlingKind,
  WarningIndicator,
  WarningLevel,
  WarningOutcome,
} from '../early-warning/index.js';
import type { PeerComparisonType } from '../peers/index.js';
import type { RatingFeature } from '../ratings/index.js';

/** The same with amounts as decimal text of minor units, since reports are kept as JSON. */
export type Kept<Value> = Value extends bigint
  ? string
  : Value extends Date
    ? string
    : Value extends object
      ? { readonly [Key in keyof Value]: Kept<Value[Key]> }
      : Value;

export interface ReportedParty {
  readonly partyId: string;
  readonly name: string;
}

/** A grade that the viewer's party gave, or of which it sees how it came about. */
export interface ReportedRating {
  readonly assessor: ReportedParty;
  readonly asOfDate: string;
  readonly scaleVersion: number;
  readonly points: number;
  readonly basePoints: number;
  readonly grade: string;
  readonly rank: number;
  readonly gradeCount: number;
  readonly reasons: ReadonlyArray<{
    readonly feature: RatingFeature;
    readonly value: number | null;
    readonly points: number;
  }>;
  readonly policy: {
    readonly limitMinor: bigint | null;
    readonly longestTermsDays: number;
    readonly cashDiscountBps: number;
    readonly prepaymentBps: number;
    readonly needsGuarantee: boolean;
    readonly reviewDays: number;
  };
}

/** What an assessor that the party is or follows had put on the ledger. */
export interface ReportedAssessment {
  readonly assessor: ReportedParty;
  readonly rank: number;
  readonly limitMinor: bigint;
  readonly modelVersion: number;
  readonly publishedAt: Date;
  readonly expiresAt: Date;
}

export interface ReportedLimit {
  readonly scope: LimitScope;
  readonly limitMinor: bigint;
  readonly usedMinor: bigint;
  readonly state: LimitState;
}

export interface ReportedWarning {
  readonly indicator: WarningIndicator;
  /** Empty for what people reported. */
  readonly currency: string;
  readonly level: WarningLevel;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly raisedAt: Date;
  readonly deadline: string;
  readonly closedAt: Date | null;
  readonly outcome: WarningOutcome | null;
  readonly tasksDone: number;
  readonly taskCount: number;
  readonly handlings: ReadonlyArray<{
    readonly kind: HandlingKind;
    readonly note: string;
    readonly handledAt: Date;
  }>;
}

export interface ReportedRecord {
  readonly kind: CreditRecordKind;
  readonly title: string;
  readonly source: string;
  readonly recordDate: string;
  readonly expiresDate: string | null;
  readonly documentHash: string | null;
}

export interface ReportedAltman {
  readonly version: string;
  readonly score: number | null;
  readonly zone: 'DISTRESS' | 'GREY' | 'SAFE' | null;
}

export interface ReportedYear {
  readonly fiscalYear: number;
  readonly currency: string;
  readonly ratios: Readonly<Record<RatioName, number | null>>;
  readonly altman: readonly ReportedAltman[];
}

/** Everything that a credit report says, in both languages alike. */
export interface CreditReport {
  readonly reportId: string;
  /** For whom it was made; nobody else sees it. */
  readonly owner: ReportedParty;
  readonly party: ReportedParty;
  readonly country: string | null;
  readonly currency: string;
  /** Nothing is in it that was not known at the end of this day, but limits and their use. */
  readonly asOfDate: string;
  readonly issuedAt: Date;
  readonly companyGroup: string;
  readonly rating: ReportedRating | null;
  readonly assessment: ReportedAssessment | null;
  readonly limits: readonly ReportedLimit[];
  /** False where behaviour is not shown to the owner. */
  readonly isBehaviourShown: boolean;
  readonly behaviour: Omit<BehaviourType, 'buyer' | 'supplier'> | null;
  readonly times: readonly PaymentTimeBandType[];
  readonly amounts: readonly AmountBandType[];
  readonly months: readonly PaymentMonthType[];
  readonly peers: PeerComparisonType;
  /** The newest first. */
  readonly years: readonly ReportedYear[];
  readonly warnings: readonly ReportedWarning[];
  readonly records: readonly ReportedRecord[];
  readonly gaps: ReadonlyArray<{
    readonly kind: CreditRecordKind;
    readonly problem: FileGapProblem;
    readonly lastDate: string | null;
  }>;
}

/** A report as it was kept when it was made. */
export type KeptReport = Kept<CreditReport>;
