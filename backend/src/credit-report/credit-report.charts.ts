import { type ChartOption, chartSvg, printAmount } from '../papers/index.js';
import { type KeptReport } from './credit-report.model.js';
import type { ReportTexts } from './credit-report.texts.js';

const TEXT = '#333333';
const SETTLED = '#3b6ea5';
const OPEN = '#d98032';
const AXIS = '#999999';
const SPLIT = '#e4e4e4';
const SIZE = 7;

/** Height of a row of charts, in points. */
export const CHART_HEIGHT = 156;
const TITLE_TOP = 8;
const PLAIN_TOP = 26;
const LEGEND_TOP = 40;
const PEER_ROW_HEIGHT = 15;
const PEER_MARGIN = 46;

type Bands = readonly KeptReport['times'][number][];

/** Days late of what fell due, and what is open of it. */
export function timesChart(
  { times }: KeptReport,
  texts: ReportTexts,
  width: number,
): Promise<string> {
  const series = [
    [texts.settled, SETTLED, times.map(({ count, openCount }) => count - openCount)],
    [texts.open, OPEN, times.map(({ openCount }) => openCount)],
  ] as const;
  return draw(width, {
    ...frame(texts.chartTimes),
    legend: { ...legend(), data: series.map(([name]) => name) },
    xAxis: categories(daysLabels(times)),
    yAxis: counts(),
    series: series.map(([name, color, data]) => bars(name, color, data)),
  });
}

/** How many receivables were confirmed by what face. */
export function amountsChart(
  { amounts, currency }: KeptReport,
  texts: ReportTexts,
  width: number,
): Promise<string> {
  const labels = amounts.map(({ fromMinor }) => shortAmount(BigInt(fromMinor), currency));
  return draw(width, {
    ...frame(texts.chartAmounts(currency), PLAIN_TOP),
    xAxis: categories(labels.map((label) => `≥ ${label}`)),
    yAxis: counts(),
    series: [
      bars(
        '',
        SETTLED,
        amounts.map(({ count }) => count),
      ),
    ],
  });
}

/** Days beyond terms by month; a month in which nothing was paid leaves a gap. */
export function trendChart(
  { months }: KeptReport,
  texts: ReportTexts,
  width: number,
): Promise<string> {
  const days = months.map(({ daysBeyondTermsMilli: milli }) =>
    milli === null ? null : Math.round(milli / 100) / 10,
  );
  return draw(width, {
    ...frame(texts.chartTrend, PLAIN_TOP),
    xAxis: {
      ...categories(months.map(({ month }) => month.slice(2, 7))),
      axisLine: { onZero: false },
    },
    yAxis: { ...counts(), minInterval: 0 },
    series: [
      {
        ...{ type: 'line', data: days, symbol: 'circle', symbolSize: 5, color: SETTLED },
        lineStyle: { width: 1.5 },
        label: { show: true, fontSize: SIZE, color: TEXT, formatter: '{c}' },
        markLine: {
          ...{ symbol: 'none', silent: true, label: { show: false } },
          ...{ lineStyle: { color: AXIS, type: 'dashed' }, data: [{ yAxis: 0 }] },
        },
      },
    ],
  });
}

export interface PercentileBar {
  readonly name: string;
  /** 0 to 100. */
  readonly percentile: number;
}

export function peersHeight(bars: readonly PercentileBar[]): number {
  return PEER_MARGIN + bars.length * PEER_ROW_HEIGHT;
}

/** Where the party stands, one row for each figure. */
export function peersChart(
  rows: readonly PercentileBar[],
  texts: ReportTexts,
  width: number,
): Promise<string> {
  const axis = { axisLabel: label(), axisLine: { lineStyle: { color: AXIS } } };
  const option = {
    ...frame(texts.chartPeers),
    grid: { left: 130, right: 40, top: PLAIN_TOP, bottom: 20 },
    xAxis: { ...axis, type: 'value', min: 0, max: 100, interval: 25, splitLine: split() },
    yAxis: {
      ...axis,
      ...{ type: 'category', inverse: true, data: rows.map(({ name }) => name) },
      axisTick: { show: false },
    },
    series: [
      {
        ...{ type: 'scatter', symbolSize: 7, color: SETTLED },
        data: rows.map(({ percentile }) => Math.round(percentile)),
        label: { show: true, position: 'right', fontSize: SIZE, color: TEXT },
        markArea: {
          ...{ silent: true, itemStyle: { color: '#eeeeee' } },
          data: [[{ xAxis: 25 }, { xAxis: 75 }]],
        },
      },
    ],
  };
  return chartSvg(
    { ...option, textStyle: { fontSize: SIZE } },
    { width, height: peersHeight(rows) },
  );
}

function draw(width: number, option: ChartOption): Promise<string> {
  return chartSvg(option, { width, height: CHART_HEIGHT });
}

function frame(title: string, top = LEGEND_TOP): ChartOption {
  return {
    title: {
      ...{ text: title, left: 0, top: TITLE_TOP, padding: 0 },
      textStyle: { fontSize: 8, fontWeight: 'bold', color: TEXT },
    },
    grid: { left: 30, right: 12, top, bottom: 30 },
  };
}

function legend(): ChartOption {
  const textStyle = { fontSize: SIZE, color: TEXT };
  return {
    left: 0,
    top: TITLE_TOP + 13,
    padding: 0,
    itemWidth: 8,
    itemHeight: 7,
    itemGap: 12,
    textStyle,
  };
}

function label(): ChartOption {
  return { fontSize: SIZE, color: TEXT };
}

function split(): ChartOption {
  return { lineStyle: { color: SPLIT } };
}

function categories(data: readonly string[]): ChartOption {
  const axisLabel = { ...label(), interval: 0, rotate: data.length > 7 ? 40 : 0 };
  return {
    ...{ type: 'category', data, axisLabel, axisTick: { show: false } },
    axisLine: { lineStyle: { color: AXIS } },
  };
}

function counts(): ChartOption {
  return { type: 'value', minInterval: 1, axisLabel: label(), splitLine: split(), splitNumber: 4 };
}

function bars(name: string, color: string, data: readonly number[]): ChartOption {
  return {
    ...{ type: 'bar', stack: 'all', name, color, data, barCategoryGap: '20%' },
  };
}

function daysLabels(times: Bands): string[] {
  return times.map(({ fromDays, toDays }) => {
    if (fromDays === null) return `≤ ${sign(toDays ?? 0)}`;
    if (toDays === null) return `≥ ${fromDays}`;
    return fromDays === toDays ? String(fromDays) : `${sign(fromDays)}…${sign(toDays)}`;
  });
}

function sign(days: number): string {
  return days < 0 ? `−${-days}` : String(days);
}

/** Bounds of bands are 1, 2 or 5 and zeros: the zeros before the decimals are told by a letter. */
function shortAmount(amountMinor: bigint, currency: string): string {
  const [whole = '', fraction] = printAmount(amountMinor, currency).replaceAll(',', '').split('.');
  if (whole.length > 9) return `${whole.slice(0, -9)}G`;
  if (whole.length > 6) return `${whole.slice(0, -6)}M`;
  if (whole.length > 3) return `${whole.slice(0, -3)}k`;
  return whole !== '0' || fraction === undefined ? whole : `${whole}.${fraction}`;
}
