import { registerEnumType } from '@nestjs/graphql';

/** How bad it is, from the lightest up; the names are in this order as text, too. */
export enum WarningLevel {
  /** Contact the buyer. */
  LIGHT = 'LIGHT',
  /** Shorter terms, prepayment. */
  MEDIUM = 'MEDIUM',
  /** New confirmations and financing are refused. */
  SEVERE = 'SEVERE',
}
registerEnumType(WarningLevel, { name: 'WarningLevel' });

/** What is looked at; the last ones are reported by people, the others worked out. */
export enum WarningIndicator {
  /** Past due of what is outstanding, in basis points. */
  OVERDUE_RATE = 'OVERDUE_RATE',
  OLDEST_DAYS_PAST_DUE = 'OLDEST_DAYS_PAST_DUE',
  /** Thousandths of a day. */
  DAYS_TREND = 'DAYS_TREND',
  LATE_SHARE = 'LATE_SHARE',
  CONCENTRATION = 'CONCENTRATION',
  DISPUTE_SHARE = 'DISPUTE_SHARE',
  /** By how many basis points the disputed share rose since at least 30 days before. */
  DISPUTE_GROWTH = 'DISPUTE_GROWTH',
  PROMISES_BROKEN = 'PROMISES_BROKEN',
  RATIO_DETERIORATION = 'RATIO_DETERIORATION',
  NEGATIVE_NEWS = 'NEGATIVE_NEWS',
  COVENANT = 'COVENANT',
  INSURER_NOTICE = 'INSURER_NOTICE',
}
registerEnumType(WarningIndicator, { name: 'WarningIndicator' });

/** Indicators that only a person can report. */
export const REPORTED: ReadonlySet<WarningIndicator> = new Set([
  WarningIndicator.RATIO_DETERIORATION,
  WarningIndicator.NEGATIVE_NEWS,
  WarningIndicator.COVENANT,
  WarningIndicator.INSURER_NOTICE,
]);

/** From which figure on an indicator warns; null: not at that level. */
export interface WarningRule {
  readonly indicator: WarningIndicator;
  readonly lightFrom: number | null;
  readonly mediumFrom: number | null;
  readonly severeFrom: number | null;
}

/** What is done at a level. */
export interface WarningReaction {
  readonly level: WarningLevel;
  /** Days until it must be dealt with. */
  readonly days: number;
  /** The emergency plan, step by step. */
  readonly tasks: readonly string[];
  /** Longest time to pay while it is open. */
  readonly longestTermsDays: number | null;
  readonly prepaymentBps: number | null;
  /** New credit needs a guarantee in the owner's credit file while it is open; held at MEDIUM. */
  readonly needsGuarantee?: boolean | null;
}

export interface WarningPolicy {
  readonly rules: readonly WarningRule[];
  readonly reactions: readonly WarningReaction[];
}
