import { createHash } from 'node:crypto';

import { InputInvalidError } from '../api/index.js';
import { AMOUNT_MINOR_MAX } from '../common/index.js';
import type { OpenDuty } from './open-duty.reader.js';
import { isSepa, type PainInstruction, type PainPayment } from './pain001.writer.js';
import { toSepaText } from './sepa-text.js';

/** Payments of one instruction: bounds its file and the work for it. */
export const PAYMENTS_MAX = 1_000;
/** Of the 35 that a message id may have. */
const ID_HEX_CHARS = 28;

/** A payment with the duties that it passes on. */
export interface DraftedPayment extends PainPayment {
  readonly creditor: string;
  readonly duties: readonly OpenDuty[];
}

/** Names a message by party and idempotency key: the same request always gives the same name. */
export function messageIdOf(party: string, idempotencyKey: string): string {
  const hash = createHash('sha256').update(`${party}\n${idempotencyKey}`).digest('hex');
  return `DB${hash.slice(0, ID_HEX_CHARS)}`.toUpperCase();
}

/** One payment for each creditor; refuses a creditor without an account. */
export function draftPayments(
  messageId: string,
  duties: readonly OpenDuty[],
  accountOf: ReadonlyMap<string, string>,
): readonly DraftedPayment[] | InputInvalidError {
  const byCreditor = Map.groupBy(duties, ({ creditor }) => creditor);
  if (byCreditor.size > PAYMENTS_MAX) {
    const message = `More than ${PAYMENTS_MAX} creditors: name those to be paid first.`;
    return new InputInvalidError('creditorIds', message);
  }
  const payments: DraftedPayment[] = [];
  for (const [creditor, own] of byCreditor) {
    const creditorAccount = accountOf.get(creditor);
    const creditorName = own[0]?.creditorName ?? creditor;
    if (creditorAccount === undefined) {
      const message = `${creditorName} has no bank account to be paid to; name the other creditors.`;
      return new InputInvalidError('creditorIds', message);
    }
    payments.push({
      ...{ creditor, creditorName, creditorAccount, duties: own },
      endToEndId: `${messageId}-${payments.length + 1}`,
      amountMinor: own.reduce((sum, { openMinor }) => sum + openMinor, 0n),
      remittance: `Duebill ${messageId}: money received for you`,
    });
  }
  return payments;
}

/** What no bank would take: an empty name, or more money than an amount can say. */
export function checkInstruction(instruction: PainInstruction): InputInvalidError | null {
  const { payments, debtorName } = instruction;
  const sumMinor = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (sumMinor > AMOUNT_MINOR_MAX) {
    return new InputInvalidError('creditorIds', 'The payments together pass the largest amount.');
  }
  if (!isSepa(instruction)) return null;
  const names = [debtorName, ...payments.map(({ creditorName }) => creditorName)];
  const unwritable = names.find((name) => toSepaText(name, 1) === '');
  return unwritable === undefined
    ? null
    : new InputInvalidError(
        'creditorIds',
        `"${unwritable}" cannot be written in the characters of SEPA.`,
      );
}
