/** Parts of total assets or of liabilities that the formulas weigh. */
export type AltmanTerm =
  | 'workingCapitalToAssets'
  | 'retainedEarningsToAssets'
  | 'ebitToAssets'
  | 'marketEquityToLiabilities'
  | 'bookEquityToLiabilities'
  | 'salesToAssets';

/** One published formula with its cut-offs. Publications differ: each variant is a version. */
export interface AltmanVersion {
  readonly version: string;
  readonly formula: 'Z' | 'Z_PRIME' | 'Z_DOUBLE_PRIME';
  /** What the formula was fitted to. */
  readonly meantFor: string;
  readonly constant: number;
  readonly coefficients: Readonly<Partial<Record<AltmanTerm, number>>>;
  /** Below it lies distress. */
  readonly distressBelow: number;
  /** Above it a party counts as safe; between the two lies the grey zone. */
  readonly safeAbove: number;
  readonly source: string;
}

const Z_DOUBLE_PRIME = {
  workingCapitalToAssets: 6.56,
  retainedEarningsToAssets: 3.26,
  ebitToAssets: 6.72,
  bookEquityToLiabilities: 1.05,
};

export const ALTMAN_VERSIONS: readonly AltmanVersion[] = [
  {
    version: 'z-1968',
    formula: 'Z',
    meantFor: 'listed manufacturers',
    constant: 0,
    coefficients: {
      workingCapitalToAssets: 1.2,
      retainedEarningsToAssets: 1.4,
      ebitToAssets: 3.3,
      marketEquityToLiabilities: 0.6,
      salesToAssets: 0.999,
    },
    distressBelow: 1.81,
    safeAbove: 2.99,
    source:
      'E. I. Altman, Financial Ratios, Discriminant Analysis and the Prediction of Corporate Bankruptcy, Journal of Finance 23(4), 1968 (ratios as shares, sales 0.999)',
  },
  {
    version: 'z-1968-rounded',
    formula: 'Z',
    meantFor: 'listed manufacturers',
    constant: 0,
    coefficients: {
      workingCapitalToAssets: 1.2,
      retainedEarningsToAssets: 1.4,
      ebitToAssets: 3.3,
      marketEquityToLiabilities: 0.6,
      salesToAssets: 1,
    },
    distressBelow: 1.8,
    safeAbove: 3,
    source: 'The rounded form of textbooks: sales 1.0, cut-offs 1.8 and 3.0',
  },
  {
    version: 'z-prime-1983',
    formula: 'Z_PRIME',
    meantFor: 'manufacturers that are not listed',
    constant: 0,
    coefficients: {
      workingCapitalToAssets: 0.717,
      retainedEarningsToAssets: 0.847,
      ebitToAssets: 3.107,
      bookEquityToLiabilities: 0.42,
      salesToAssets: 0.998,
    },
    distressBelow: 1.23,
    safeAbove: 2.9,
    source: 'E. I. Altman, Corporate Financial Distress, Wiley 1983',
  },
  {
    version: 'z-double-prime-1993',
    formula: 'Z_DOUBLE_PRIME',
    meantFor: 'companies that are not manufacturers, and those that are not listed',
    constant: 0,
    coefficients: Z_DOUBLE_PRIME,
    distressBelow: 1.1,
    safeAbove: 2.6,
    source: 'E. I. Altman, Corporate Financial Distress and Bankruptcy, 2nd edition, Wiley 1993',
  },
  {
    version: 'z-double-prime-1995-em',
    formula: 'Z_DOUBLE_PRIME',
    meantFor: 'companies of emerging markets',
    constant: 3.25,
    coefficients: Z_DOUBLE_PRIME,
    distressBelow: 4.35,
    safeAbove: 5.85,
    source:
      'E. I. Altman, J. Hartzell, M. Peck, Emerging Markets Corporate Bonds: A Scoring System, Salomon Brothers 1995 (constant 3.25, so that zero is a bond in default)',
  },
];
