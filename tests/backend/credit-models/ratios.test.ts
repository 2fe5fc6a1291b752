import {
  ALTMAN_VERSIONS,
  altmanScore,
  altmanTermsOf,
  findAltmanVersion,
  isAltmanGap,
  peerStanding,
  ratiosOf,
  type AltmanScore,
  type FinancialStatement,
  type Peer,
  type StatementFigure,
} from '../../../backend/src/credit-models/index.js';

const STATEMENT: FinancialStatement = {
  periodDays: 365,
  figures: {
    currentAssetsMinor: 500_00n,
    inventoryMinor: 120_00n,
    cashMinor: 80_00n,
    receivablesMinor: 200_00n,
    totalAssetsMinor: 1_000_00n,
    currentLiabilitiesMinor: 250_00n,
    payablesMinor: 100_00n,
    totalLiabilitiesMinor: 600_00n,
    retainedEarningsMinor: 150_00n,
    bookEquityMinor: 400_00n,
    marketEquityMinor: 900_00n,
    revenueMinor: 1_460_00n,
    costOfSalesMinor: 730_00n,
    grossProfitMinor: 730_00n,
    ebitMinor: 100_00n,
    interestExpenseMinor: 25_00n,
    netIncomeMinor: 73_00n,
  },
};

function without(figure: StatementFigure): FinancialStatement['figures'] {
  const entries = Object.entries(STATEMENT.figures).filter(([name]) => name !== figure);
  return Object.fromEntries(entries);
}

function scored(version: string): AltmanScore {
  const answer = altmanScore(findAltmanVersion(version)!, altmanTermsOf(STATEMENT));
  if (isAltmanGap(answer)) throw new Error(`terms missing: ${answer.missing.join()}`);
  return answer;
}

describe('ratios of a statement', () => {
  it.each([
    ['currentRatio', 2],
    ['quickRatio', 1.52],
    ['cashRatio', 0.32],
    ['debtToAssets', 0.6],
    ['interestCover', 4],
    ['grossMargin', 0.5],
    ['operatingMargin', 100 / 1460],
    ['netMargin', 0.05],
    ['assetTurnover', 1.46],
    ['daysSalesOutstanding', 50],
    ['daysInventory', 60],
    ['daysPayableOutstanding', 50],
    ['cashConversionDays', 60],
  ] as const)('%s is %d', (name, expected) => {
    expect(ratiosOf(STATEMENT)[name].value).toBeCloseTo(expected, 12);
  });

  it('names the figures that are missing', () => {
    const figures = without('inventoryMinor');
    const ratios = ratiosOf({ periodDays: 365, figures });
    expect(ratios.quickRatio).toEqual({
      value: null,
      reason: 'FIGURE_MISSING',
      figures: ['inventoryMinor'],
    });
    expect(ratios.cashConversionDays.value).toBeNull();
    expect(ratios.currentRatio.value).toBe(2);
  });

  it('does not divide by what is not above zero', () => {
    const figures = { ...STATEMENT.figures, interestExpenseMinor: 0n };
    expect(ratiosOf({ periodDays: 365, figures }).interestCover).toEqual({
      value: null,
      reason: 'DENOMINATOR_NOT_POSITIVE',
      figures: ['interestExpenseMinor'],
    });
  });

  it('keeps ratios of amounts beyond 2^53', () => {
    const figures = {
      currentAssetsMinor: 9_000_000_000_000_000_001n * 3n,
      currentLiabilitiesMinor: 9_000_000_000_000_000_001n,
    };
    expect(ratiosOf({ periodDays: 365, figures }).currentRatio.value).toBe(3);
  });
});

describe("Altman's formulas", () => {
  it.each([
    ['z-1968', 1.2 * 0.25 + 1.4 * 0.15 + 3.3 * 0.1 + 0.6 * 1.5 + 0.999 * 1.46, 'SAFE'],
    ['z-prime-1983', 0.717 * 0.25 + 0.847 * 0.15 + 3.107 * 0.1 + 0.42 * (2 / 3) + 0.998 * 1.46],
    ['z-double-prime-1993', 6.56 * 0.25 + 3.26 * 0.15 + 6.72 * 0.1 + 1.05 * (2 / 3), 'SAFE'],
  ] as const)('%s', (version, expected, zone: string = 'GREY') => {
    const answer = scored(version);
    expect(answer.score).toBeCloseTo(expected, 10);
    expect(answer.zone).toBe(version === 'z-1968' ? 'SAFE' : zone);
  });

  it("the emerging markets' form of Z'' is 3.25 higher, and so are its cut-offs", () => {
    const plain = scored('z-double-prime-1993');
    const emerging = scored('z-double-prime-1995-em');
    expect(emerging.score - plain.score).toBeCloseTo(3.25, 10);
    expect(emerging.zone).toBe(plain.zone);
  });

  it('the parts add up to the score', () => {
    for (const { version } of ALTMAN_VERSIONS) {
      const { score, parts, constant } = scored(version);
      const sum = Object.values(parts).reduce((total, part) => total + part, constant);
      expect(sum).toBeCloseTo(score, 12);
    }
  });

  it('says which terms are missing', () => {
    const figures = without('marketEquityMinor');
    const terms = altmanTermsOf({ periodDays: 365, figures });
    expect(altmanScore(findAltmanVersion('z-1968')!, terms)).toEqual({
      version: 'z-1968',
      missing: ['marketEquityToLiabilities'],
    });
  });

  it('every version names its source and has its cut-offs in order', () => {
    for (const { source, distressBelow, safeAbove } of ALTMAN_VERSIONS) {
      expect(source).not.toBe('');
      expect(distressBelow).toBeLessThan(safeAbove);
    }
  });
});

describe('standing among peers', () => {
  const peer = (partyId: string, currentRatio: number, sizeBand = 'SMALL'): Peer => {
    return { partyId, industry: 'C28', sizeBand, ratios: { currentRatio } };
  };
  const party = peer('own', 2);

  it('compares with companies of the industry and size', () => {
    const others = Array.from({ length: 10 }, (_peer, at) => peer(`p${at}`, at < 7 ? 1 : 3));
    const giants = Array.from({ length: 10 }, (_peer, at) => peer(`g${at}`, 9, 'LARGE'));
    expect(peerStanding(party, [...others, ...giants, party], 'currentRatio')).toEqual({
      percentile: 0.7,
      median: 1,
      lowerQuartile: 1,
      upperQuartile: 2.5,
      peerCount: 10,
      group: 'INDUSTRY_AND_SIZE',
    });
  });

  it('takes the whole industry where too few are of the size, and says when those are too few', () => {
    const giants = Array.from({ length: 10 }, (_peer, at) => peer(`g${at}`, 9, 'LARGE'));
    expect(peerStanding(party, giants, 'currentRatio').group).toBe('INDUSTRY');
    expect(peerStanding(party, giants.slice(1), 'currentRatio')).toMatchObject({
      percentile: null,
      group: 'TOO_FEW',
    });
  });
});
