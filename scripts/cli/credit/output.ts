import type { ModelFigures } from '../../../backend/src/credit-models/index.js';
import type { RefusalDetail } from '../../../backend/src/common/refusal.js';

/** What every table of models shows. */
export type ShownModel = ModelFigures & { readonly name: string; readonly champion: boolean };

/** Tables for people: the models beside each other, then calibration and gains of each. */
export function modelsText(models: readonly ShownModel[]): string {
  const width = Math.max(...models.map((model) => model.name.length));
  const lines = models.map((model) => {
    const champion = model.champion ? '  champion' : '';
    return `${model.name.padEnd(width)}  AUC ${model.auc.toFixed(4)}  Brier ${model.brier.toFixed(4)}  KS ${model.kolmogorovSmirnov.toFixed(3)}  rows ${model.rows}${champion}`;
  });
  return [...lines, ...models.map(modelText)].join('\n');
}

function modelText(model: ShownModel): string {
  const calibration = model.calibration.map((row) =>
    [cell(row.rows, 8), share(row.meanProbability), share(row.observedShare)].join(' '),
  );
  const gains = model.gains.map((row) =>
    [share(row.share), share(row.captured), cell(row.lift.toFixed(2), 8)].join(' '),
  );
  const rows = Array.from({ length: Math.max(calibration.length, gains.length) }, (_row, at) => {
    return `  ${(calibration[at] ?? '').padEnd(28)}   ${gains[at] ?? ''}`.trimEnd();
  });
  const titles = [cell('rows', 8), cell('forecast', 9), cell('observed', 9)].join(' ');
  const gainTitles = [cell('riskiest', 9), cell('hold', 9), cell('lift', 8)].join(' ');
  return [``, model.name, `  ${titles}   ${gainTitles}`, ...rows].join('\n');
}

/** One line of JSON on standard output, and nothing else. */
export function jsonText(answer: unknown): string {
  return JSON.stringify(answer);
}

/** A refusal with the place where it was met. */
export function refusalText(file: string, refusal: RefusalDetail): string {
  const place = refusal.line === undefined ? '' : `:${refusal.line}`;
  const column = refusal.column === undefined ? '' : `:${refusal.column}`;
  const path = refusal.path === '' ? '' : ` (${refusal.path})`;
  return withoutControls(`${file}${place}${column} ${refusal.code}: ${refusal.message}${path}`);
}

function share(value: number): string {
  return cell(`${(100 * value).toFixed(1)} %`, 9);
}

function cell(value: string | number, width: number): string {
  return String(value).padStart(width);
}

/** A file's own words must not steer the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
