import { type RatioName, findAltmanVersion } from '../credit-models/index.js';
import { type Column, type Sheet, printAmount, printCount } from '../papers/index.js';
import { PeerFigure, PeerGroup } from '../peers/index.js';
import {
  CHART_HEIGHT,
  amountsChart,
  peersChart,
  peersHeight,
  timesChart,
  trendChart,
} from './credit-report.charts.js';
import type { KeptReport } from './credit-report.model.js';
import type { ReportTexts } from './credit-report.texts.js';

type Behaviour = NonNullable<KeptReport['behaviour']>;
type Standing = KeptReport['peers']['standings'][number];

const NONE = '–';
const SIGNS = { Z: 'Z', Z_PRIME: 'Z′', Z_DOUBLE_PRIME: 'Z″' } as const;
/** Figures that are shares of something, and are printed in percent. */
const SHARES: ReadonlySet<string> = new Set([
  ...['debtToAssets', 'grossMargin', 'operatingMargin', 'netMargin', 'lateShare'],
  ...['disputeShare', 'dilution'],
]);
const IN_DAYS: ReadonlySet<string> = new Set([
  ...['daysSalesOutstanding', 'daysInventory', 'daysPayableOutstanding', 'cashConversionDays'],
  ...['daysBeyondTerms', 'confirmationHours'],
]);

/** Figures of behaviour and how they are spread. */
export async function writeBehaviour(
  sheet: Sheet,
  report: KeptReport,
  texts: ReportTexts,
): Promise<void> {
  const { behaviour, isBehaviourShown } = report;
  sheet.heading(texts.behaviour);
  if (behaviour === null) {
    sheet.paragraph(isBehaviourShown ? texts.noBehaviour : texts.behaviourHidden);
    return;
  }
  sheet.facts([...amountFacts(behaviour, texts), ...habitFacts(behaviour, texts)], 2);
  const half = sheet.width / 2;
  const spread = await Promise.all([
    timesChart(report, texts, half),
    amountsChart(report, texts, half),
  ]);
  sheet.charts(spread, CHART_HEIGHT);
  sheet.charts([await trendChart(report, texts, sheet.width)], CHART_HEIGHT);
}

function amountFacts(behaviour: Behaviour, texts: ReportTexts): Array<[string, string]> {
  const amount = (amountMinor: string): string =>
    `${printAmount(BigInt(amountMinor), behaviour.currency)} ${behaviour.currency}`;
  return [
    [texts.outstanding, amount(behaviour.outstandingMinor)],
    [texts.overdue, amount(behaviour.overdueMinor)],
    [texts.confirmed, `${amount(behaviour.confirmedMinor)} (${behaviour.confirmedCount})`],
    [texts.paid, amount(behaviour.paidMinor)],
    [texts.credited, amount(behaviour.creditedMinor)],
    [texts.writtenOff, amount(behaviour.writtenOffMinor)],
  ];
}

function habitFacts(behaviour: Behaviour, texts: ReportTexts): Array<[string, string]> {
  const count = (value: number | null): string => (value === null ? NONE : printCount(value));
  const days = (milli: number | null): string =>
    milli === null ? NONE : texts.days((milli / 1_000).toFixed(1));
  const share = (bps: number | null): string => (bps === null ? NONE : percent(bps / 10_000));
  const { lateCount, dueCount, statementInTimeCount, statementCount } = behaviour;
  return [
    [texts.beyondTerms, days(behaviour.daysBeyondTermsMilli)],
    [texts.trend, days(behaviour.trendMilli)],
    [texts.median, count(behaviour.lateDaysP50)],
    [texts.p90, count(behaviour.lateDaysP90)],
    [texts.lateShare, share(behaviour.lateShareBps)],
    [texts.lateCount, texts.ofCount(printCount(lateCount), printCount(dueCount))],
    [texts.oldest, texts.days(printCount(behaviour.oldestDaysPastDue))],
    [texts.confirming, count(behaviour.confirmationHoursMean)],
    [texts.disputed, share(behaviour.disputeShareBps)],
    [texts.dilution, share(behaviour.dilutionBps)],
    [texts.promises, `${behaviour.promisesKept} / ${behaviour.promisesBroken}`],
    [texts.statements, texts.ofCount(count(statementInTimeCount), count(statementCount))],
    [texts.concentration, share(behaviour.concentrationBps)],
    [texts.largest, share(behaviour.largestShareBps)],
  ];
}

/** Ratios and behaviour against those of the industry and size. */
export async function writePeers(
  sheet: Sheet,
  { peers }: KeptReport,
  texts: ReportTexts,
): Promise<void> {
  sheet.heading(texts.peers);
  const known = peers.standings.filter(({ group }) => group !== PeerGroup.TOO_FEW);
  if (known.length === 0) {
    sheet.paragraph(texts.noPeers);
    return;
  }
  sheet.paragraph(texts.peerGroup(peers.industry, peers.sizeBand));
  const bars = known.flatMap(({ figure, percentile }) =>
    percentile === null
      ? []
      : [{ name: texts.figures[figure], percentile: Math.round(percentile * 100) }],
  );
  if (bars.length > 0) {
    sheet.charts([await peersChart(bars, texts, sheet.width)], peersHeight(bars));
  }
  await sheet.table(
    peerColumns(texts),
    known.map((standing) => peerRow(standing, texts)),
    null,
  );
}

function peerColumns(texts: ReportTexts): Column[] {
  const headings = [texts.value, texts.lowerQuartile, texts.middle, texts.upperQuartile];
  return [
    { heading: texts.figure, share: 0.26, align: 'left' },
    ...headings.map((heading): Column => ({ heading, share: 0.12, align: 'right' })),
    { heading: texts.percentile, share: 0.11, align: 'right' },
    { heading: texts.peerCount, share: 0.15, align: 'right' },
  ];
}

function peerRow(standing: Standing, texts: ReportTexts): string[] {
  const { figure, value, lowerQuartile, median, upperQuartile, percentile, peerCount } = standing;
  const isOfSize = standing.group === PeerGroup.INDUSTRY_AND_SIZE;
  return [
    texts.figures[figure],
    ...[value, lowerQuartile, median, upperQuartile].map((one) => printFigure(figure, one)),
    percentile === null ? NONE : String(Math.round(percentile * 100)),
    `${peerCount} (${isOfSize ? texts.INDUSTRY_AND_SIZE : texts.INDUSTRY_ALONE})`,
  ];
}

/** Ratios of the years beside each other, and what Altman's formulas make of them. */
export async function writeRatios(
  sheet: Sheet,
  { years }: KeptReport,
  texts: ReportTexts,
): Promise<void> {
  sheet.heading(texts.ratios);
  const newest = years[0];
  if (newest === undefined) {
    sheet.paragraph(texts.noStatements);
    return;
  }
  const names = Object.values(PeerFigure).filter((name) => name in newest.ratios) as RatioName[];
  const share = 0.7 / Math.max(years.length, 3);
  const columns = (first: string): Column[] => [
    { heading: first, share: 1 - share * years.length, align: 'left' },
    ...years.map(({ fiscalYear, currency }): Column => {
      return { heading: `${fiscalYear} ${currency}`, share, align: 'right' };
    }),
  ];
  await sheet.table(
    columns(''),
    names.map((name) => [
      texts.figures[name],
      ...years.map(({ ratios }) => printFigure(name, ratios[name])),
    ]),
    null,
  );
  sheet.paragraph(texts.ratiosNote);
  sheet.heading(texts.altman);
  await sheet.table(
    columns(''),
    newest.altman.map(({ version }, index) => [
      altmanName(version),
      ...years.map(({ altman }) => printAltman(altman[index], texts)),
    ]),
    null,
  );
  sheet.paragraph(texts.altmanNote);
}

/** The formula's sign, and which publication of it. */
function altmanName(version: string): string {
  const formula = findAltmanVersion(version)?.formula;
  return formula === undefined ? version : `${SIGNS[formula]}  ${version}`;
}

function printAltman(
  answer: KeptReport['years'][number]['altman'][number] | undefined,
  texts: ReportTexts,
): string {
  if (answer?.score === undefined || answer.score === null || answer.zone === null) return NONE;
  return `${answer.score.toFixed(2)} ${texts[answer.zone]}`;
}

function printFigure(name: string, value: number | null): string {
  if (value === null) return NONE;
  if (SHARES.has(name)) return percent(value);
  return IN_DAYS.has(name) ? value.toFixed(0) : value.toFixed(2);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
