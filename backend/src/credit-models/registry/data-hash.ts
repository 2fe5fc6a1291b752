import { createHash } from 'node:crypto';
import { type LabelledTable } from '../feature-table.js';

/** Whoever has the same rows, in any order of columns, comes to the same hash. */
export function trainingDataHash({ table, labels }: LabelledTable): string {
  const hash = createHash('sha256');
  const order = table.names
    .map((name, position) => ({ name, position }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  hash.update(JSON.stringify([order.map(({ name }) => name), table.rowCount]));
  for (const { position } of order) {
    const view = new DataView(new ArrayBuffer(8 * table.rowCount));
    // Little-endian IEEE 754; every NaN is written the same way.
    table.columns[position]!.forEach((value, row) => {
      view.setFloat64(8 * row, Number.isNaN(value) ? NaN : value, true);
    });
    hash.update(view);
  }
  hash.update(labels);
  return `0x${hash.digest('hex')}`;
}
