import { writeFile } from 'node:fs/promises';
import type { ModelFigures } from '../../../backend/src/credit-models/index.js';
import { type ChartOption, chartSvg } from '../../../backend/src/papers/chart.js';

/** A model's name beside its figures. */
export type PicturedModel = ModelFigures & { readonly name: string };

const PANEL_WIDTH = 420;
const PANEL_HEIGHT = 420;
const PANELS = 3;
const HEADER_HEIGHT = 90;

type Point = readonly [number, number];

/** One of the charts side by side: its lines by model, and the line that says nothing. */
interface Panel {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  readonly linesOf: (model: PicturedModel) => readonly Point[];
  readonly reference: readonly Point[];
}

const DIAGONAL: readonly Point[] = [
  [0, 0],
  [1, 1],
];

const PANEL_LIST: readonly Panel[] = [
  {
    title: 'Calibration',
    across: 'forecast probability',
    up: 'observed share',
    linesOf: (model) => model.calibration.map((row) => [row.meanProbability, row.observedShare]),
    reference: DIAGONAL,
  },
  {
    title: 'Gains',
    across: 'share of all rows, riskiest first',
    up: 'share of the bad ones among them',
    linesOf: (model) => [[0, 0], ...model.gains.map((row): Point => [row.share, row.captured])],
    reference: DIAGONAL,
  },
  {
    title: 'ROC',
    across: 'share of the good ones',
    up: 'share of the bad ones',
    linesOf: (model) => model.roc.map((point) => [point.falsePositiveRate, point.truePositiveRate]),
    reference: DIAGONAL,
  },
];

/** Writes calibration, gains and ROC of all models side by side as SVG. */
export async function writePicture(
  file: string,
  title: string,
  models: readonly PicturedModel[],
): Promise<void> {
  await writeFile(file, await pictureOf(title, models));
}

/** The SVG text. */
export async function pictureOf(title: string, models: readonly PicturedModel[]): Promise<string> {
  const size = { width: PANEL_WIDTH * PANELS, height: PANEL_HEIGHT + HEADER_HEIGHT };
  return chartSvg(optionOf(title, models), size);
}

function optionOf(title: string, models: readonly PicturedModel[]): ChartOption {
  const names = models.map((model) => `${model.name} ${model.auc.toFixed(3)}`);
  return {
    backgroundColor: '#ffffff',
    title: [
      { text: title, left: 16, top: 10 },
      ...PANEL_LIST.map((panel, at) => ({
        text: panel.title,
        left: at * PANEL_WIDTH + PANEL_WIDTH / 2,
        textAlign: 'center',
        top: HEADER_HEIGHT - 24,
        textStyle: { fontSize: 14 },
      })),
    ],
    legend: { data: names, left: 16, top: 38, itemGap: 28 },
    grid: PANEL_LIST.map((_panel, at) => ({
      left: at * PANEL_WIDTH + 60,
      top: HEADER_HEIGHT + 6,
      width: PANEL_WIDTH - 90,
      height: PANEL_HEIGHT - 70,
    })),
    xAxis: PANEL_LIST.map((panel, at) => axis(panel.across, at, 28)),
    yAxis: PANEL_LIST.map((panel, at) => axis(panel.up, at, 38)),
    series: PANEL_LIST.flatMap((panel, at) => [
      ...models.map((model, index) => ({
        ...{ type: 'line', name: names[index], data: panel.linesOf(model) },
        ...{ xAxisIndex: at, yAxisIndex: at, symbol: at === 2 ? 'none' : 'circle' },
      })),
      {
        ...{ type: 'line', data: panel.reference, xAxisIndex: at, yAxisIndex: at },
        ...{ symbol: 'none', silent: true, lineStyle: { type: 'dashed', color: '#999999' } },
      },
    ]),
  };
}

function axis(name: string, gridIndex: number, nameGap: number): Record<string, unknown> {
  return { type: 'value', name, nameLocation: 'middle', nameGap, gridIndex, min: 0, max: 1 };
}
