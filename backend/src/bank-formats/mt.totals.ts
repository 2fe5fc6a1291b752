import { Refusal } from '../common/refusal.js';
import type { MtMessage } from './mt.messages.js';
import { parseMtAmount } from './mt.values.js';
import type { BankEntry } from './statement.model.js';
import type { Objections } from './text.objections.js';

const TOTAL = /^(\d{1,5})([A-Z]{3})(.+)$/;

/** Number and sum of debits and credits (fields 90D and 90C) against the entries: a warning. */
export function checkTotals(
  { fields }: MtMessage,
  entries: readonly BankEntry[],
  objections: Objections,
): void {
  for (const field of fields.filter(({ tag }) => tag === '90D' || tag === '90C')) {
    const [, count, currency, figure] = TOTAL.exec((field.lines[0] ?? '').trim()) ?? [];
    const sumMinor = parseMtAmount(figure ?? '', currency ?? '');
    if (sumMinor instanceof Refusal) {
      objections.refuse(field, { code: 'INVALID_AMOUNT', message: sumMinor.message });
      continue;
    }
    const side = field.tag === '90C' ? 'CRDT' : 'DBIT';
    const ofSide = entries.filter(({ creditDebit }) => creditDebit === side);
    const actualMinor = ofSide.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    if (ofSide.length === Number(count) && actualMinor === sumMinor) continue;
    const message = `${ofSide.length} entries of ${actualMinor} minor units, stated ${count} of ${sumMinor}`;
    objections.warn(field, { code: 'TOTAL_MISMATCH', message });
  }
}
