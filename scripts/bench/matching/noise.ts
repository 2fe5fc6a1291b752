/** How far entries are from what the payer should have written; every share is a probability. */
export interface NoiseModel {
  /** Entries that pay nothing of the book: rent, taxes, interest, refunds. */
  readonly strangeShare: number;
  /** Entries of money out. */
  readonly debitShare: number;
  /** Payments that are made a second time. */
  readonly duplicateShare: number;
  /** What is paid; the shares are weights against each other. */
  readonly kinds: {
    readonly exact: number;
    readonly discount: number;
    readonly several: number;
    readonly allDue: number;
    readonly partial: number;
    readonly overpaid: number;
    readonly charged: number;
    readonly deducted: number;
    readonly netted: number;
  };
  /** Buyers that name what they pay as a rule, and how often these and the others do. */
  readonly namingBuyers: number;
  readonly namedByNaming: number;
  readonly namedByOthers: number;
  /** Payments that quote the structured reference in its field, where the invoice has one. */
  readonly structuredShare: number;
  /** Of the numbers written: a character misread, missing, extra or transposed. */
  readonly damagedShare: number;
  /** Only the last digits. */
  readonly tailShare: number;
  /** Other separators, or none. */
  readonly separatorShare: number;
  /** Texts cut off at this length. */
  readonly cutShare: number;
  readonly cutChars: number;
  /** Further numbers in the text: dates, customers, orders. */
  readonly clutterShare: number;
  readonly accountMissing: number;
  /** Paid from an account that the book does not know. */
  readonly accountUnknown: number;
  readonly nameMissing: number;
  /** A slip, another spelling, another order, no legal form. */
  readonly nameAltered: number;
  /** A group company or a payment service pays in its own name. */
  readonly thirdParty: number;
  /** Buyers whose invoices often have the same amounts. */
  readonly repeatedAmounts: number;
}

export const NORMAL: NoiseModel = {
  strangeShare: 0.03,
  debitShare: 0.02,
  duplicateShare: 0.003,
  kinds: {
    exact: 66,
    discount: 9,
    several: 14,
    allDue: 2,
    partial: 3,
    overpaid: 1,
    charged: 2,
    deducted: 2,
    netted: 1,
  },
  namingBuyers: 0.85,
  namedByNaming: 0.97,
  namedByOthers: 0.25,
  structuredShare: 0.5,
  damagedShare: 0.04,
  tailShare: 0.05,
  separatorShare: 0.2,
  cutShare: 0.03,
  cutChars: 140,
  clutterShare: 0.25,
  accountMissing: 0.1,
  accountUnknown: 0.05,
  nameMissing: 0.03,
  nameAltered: 0.25,
  thirdParty: 0.02,
  repeatedAmounts: 0.04,
};

export const HARD: NoiseModel = {
  strangeShare: 0.06,
  debitShare: 0.03,
  duplicateShare: 0.01,
  kinds: {
    exact: 52,
    discount: 11,
    several: 18,
    allDue: 3,
    partial: 5,
    overpaid: 2,
    charged: 3,
    deducted: 4,
    netted: 2,
  },
  namingBuyers: 0.7,
  namedByNaming: 0.93,
  namedByOthers: 0.15,
  structuredShare: 0.35,
  damagedShare: 0.15,
  tailShare: 0.12,
  separatorShare: 0.4,
  cutShare: 0.1,
  cutChars: 70,
  clutterShare: 0.45,
  accountMissing: 0.25,
  accountUnknown: 0.15,
  nameMissing: 0.1,
  nameAltered: 0.5,
  thirdParty: 0.06,
  repeatedAmounts: 0.1,
};
