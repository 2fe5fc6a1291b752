import { MatchRule } from './matching.model.js';

/** Changes with every change of a rule or of a weight: a decision can be replayed under its version. */
export const RULE_VERSION = '2026-11.3';

/**
 * Weights of the evidence in centibans: hundredths of a decimal logarithm of odds. 100 makes an explanation ten times
 * as likely. They are estimates of how payers and banks behave, written down in docs/matching.md; none was fitted to
 * generated data.
 */
export const WEIGHT = {
  /** A book is never taken for smaller than this: what is not in it may have been paid, too. */
  bookItemsMin: 5_000,
  buyerItemsMin: 10,
  buyersMin: 100,
  /** An entry that pays nothing of the book at all. */
  nothing: -130,
  /** A known payer pays something of its own that no rule finds. */
  payerUnexplained: -130,
  /** A receivable is named, a little more or less is paid than is open of it, and yet something else is meant. */
  namedNear: -320,
  /** Receivables are named, and what was paid with them, or instead of one of them, is not found. */
  namedOtherwise: -60,

  referenceMax: 650,
  numberMax: 600,
  numberLetters: 100,
  numberBare: -30,
  digitsMax: 500,
  digits: -50,
  tailMax: 450,
  tail: -70,
  keyword: 80,
  edgeGlued: -40,
  edgeInner: -200,
  otherLetters: -150,
  misread: -120,
  sibling: 250,
  range: 350,
  slipReplaced: 130,
  slipSwapped: 220,
  slipLength: 280,
  truncatedMax: 300,
  ownField: 50,

  /** One of several receivables is not named although others are. */
  unnamedAmongNamed: -150,
  unnamedWhereCut: -70,
  /** Share of buyers that name what they pay, before anything is learned of one. */
  namingShare: 0.8,
  namingShareMin: 0.02,

  accountMax: 400,
  nameMax: 300,
  otherAccount: -40,
  otherName: -130,
  nameOfAnother: -200,
  accountOfAnother: -180,
  secondFact: 0.5,
  payerMax: 450,

  amountMin: 150,
  amountMax: 600,
  severalItems: -40,
} as const;

/** How often entries are of each kind. */
export const RULE_WEIGHT: Readonly<Partial<Record<MatchRule, number>>> = {
  [MatchRule.EXACT]: -15,
  [MatchRule.BUNDLE]: -20,
  [MatchRule.DISCOUNT]: -50,
  [MatchRule.NETTED]: -150,
  [MatchRule.CHARGE]: -170,
  [MatchRule.DEDUCTION]: -180,
  [MatchRule.PARTIAL]: -160,
  [MatchRule.OVERPAYMENT]: -220,
  [MatchRule.BUNDLE_PARTIAL]: -220,
  [MatchRule.DUPLICATE]: -150,
  [MatchRule.NOT_PAYABLE]: -150,
  [MatchRule.CURRENCY]: -200,
};

/** Decimal logarithm in centibans, a whole number, so that every machine adds up the same. */
export function centibans(ratio: number): number {
  return Math.round(Math.log10(ratio) * 100);
}

export function clamp(value: number, [min, max]: readonly [number, number]): number {
  return Math.min(max, Math.max(min, value));
}
