import { writeFile } from 'node:fs/promises';
import {
  featureWording,
  type ModelArtefact,
  type TrainedModel,
} from '../../../backend/src/credit-models/index.js';
import type { ShownModel } from './output.js';

/** What a model card tells of one trial. */
export interface ModelCard {
  readonly title: string;
  readonly purpose: string;
  /** Facts about the data and the trial, one per line. */
  readonly facts: readonly string[];
  readonly models: readonly ShownModel[];
  readonly trained: readonly TrainedModel[];
}

/** Writes the card as Markdown: what was tried, how well it forecast, and what it looks at. */
export async function writeCard(file: string, card: ModelCard): Promise<void> {
  await writeFile(file, cardOf(card));
}

function cardOf({ title, purpose, facts, models, trained }: ModelCard): string {
  const champion = models.find((model) => model.champion);
  const sections = [
    `# ${title}\n\n${purpose}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    `## Figures\n\n${figuresTable(models)}`,
    ...(champion === undefined ? [] : [calibrationSection(champion), gainsSection(champion)]),
    ...trained.flatMap(({ artefact }) => scorecardSection(artefact)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function figuresTable(models: readonly ShownModel[]): string {
  const rows = models.map((model) => [
    model.champion ? `**${model.name}** (champion)` : model.name,
    model.auc.toFixed(4),
    model.brier.toFixed(4),
    model.logLoss.toFixed(4),
    model.kolmogorovSmirnov.toFixed(3),
    String(model.rows),
  ]);
  return tableOf(['model', 'AUC', 'Brier', 'log loss', 'KS', 'rows'], rows);
}

function calibrationSection(model: ShownModel): string {
  const rows = model.calibration.map((row) => {
    return [String(row.rows), percent(row.meanProbability), percent(row.observedShare)];
  });
  const table = tableOf(['rows', 'forecast', 'observed'], rows);
  return `## Calibration of ${model.name}\n\n${table}`;
}

function gainsSection(model: ShownModel): string {
  const rows = model.gains.map((row) => {
    return [percent(row.share), percent(row.captured), row.lift.toFixed(2)];
  });
  return `## Gains of ${model.name}\n\n${tableOf(['riskiest', 'hold', 'lift'], rows)}`;
}

function scorecardSection(artefact: ModelArtefact): string[] {
  if (artefact.kind !== 'SCORECARD') return [];
  const { lines, neutralPoints, scale } = artefact.scorecard;
  const rows = lines.map((line) => {
    const { en, zh } = featureWording(line.name);
    const points = `${line.points.join(', ')}; missing ${line.missingPoints}`;
    const bounds = line.bounds.map((bound) => String(Number(bound.toPrecision(4)))).join(', ');
    return [line.name, `${en}; ${zh}`, line.informationValue.toFixed(3), bounds, points];
  });
  const intro = `${scale.basePoints} points are odds of ${scale.baseOdds} to 1, ${scale.pointsToDouble} more double them. A score is ${neutralPoints} plus the points of each line.`;
  const titles = ['feature', 'meaning', 'information value', 'bounds of the bins', 'points'];
  return [`## Scorecard\n\n${intro}\n\n${tableOf(titles, rows)}`];
}

function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
