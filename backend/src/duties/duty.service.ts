import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  PARTY_ID,
  checkCurrency,
} from '../api/index.js';
import { currencyBytes } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type CommandEntity,
  CommandOutbox,
  NO_EVIDENCE,
  contractInterfaces,
} from '../ledger/index.js';
import { sealDocument } from '../receivables/index.js';
import type { DischargeDutyInput } from './duty.input.js';

const DISCHARGE_GAS = 200_000;
const NOTE_CHARS_MAX = 2_000;

/** Creditors say what they received of what they are owed. */
@Injectable()
export class DutyService {
  constructor(private readonly outbox: CommandOutbox) {}

  async discharge(
    viewer: Viewer,
    { idempotencyKey: key, ...input }: DischargeDutyInput,
  ): Promise<CommandEntity | DomainError> {
    const { currency, amountMinor } = input;
    const note = input.note ?? '';
    const debtorId = input.debtorId.toLowerCase();
    const wrong = checkInput(debtorId, currency, note);
    if (wrong !== null) {
      return wrong;
    }
    const body = { debtorId, currency, amountMinor, note };
    const idempotency = { key, operation: 'dischargeDuty', body };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      if (!(await isKnown(db, viewer, debtorId, currency))) {
        return new NotFoundError(debtorId);
      }
      const kept = { party: viewer.party, commandId, debtorId, note };
      const evidenceHash = await keepNote(db, kept);
      return {
        kind: 'DISCHARGE_DUTY',
        contract: 'duties',
        callData: contractInterfaces.duties.encodeFunctionData('discharge', [
          ...([debtorId, currencyBytes(currency), amountMinor, evidenceHash] as const),
        ]),
        gas: DISCHARGE_GAS,
        subjects: [debtorId],
      };
    });
  }
}

function checkInput(debtorId: string, currency: string, note: string): InputInvalidError | null {
  if (!PARTY_ID.test(debtorId)) {
    return new InputInvalidError('debtorId', 'This is no id of a party.');
  }
  const wrong = checkCurrency('currency', currency);
  if (wrong !== null) {
    return wrong;
  }
  return note.length > NOTE_CHARS_MAX
    ? new InputInvalidError('note', `A note has at most ${NOTE_CHARS_MAX} characters.`)
    : null;
}

/** Whether the debtor ever owed the viewer's party anything; how much is left, the contract knows. */
async function isKnown(
  db: EntityManager,
  viewer: Viewer,
  debtorId: string,
  currency: string,
): Promise<boolean> {
  const rows: unknown[] = await db.query(
    'SELECT FROM duty WHERE debtor = $1 AND creditor = $2 AND currency = $3',
    [debtorId, viewer.party, currency],
  );
  return rows.length === 1;
}

/** Keeps a note with its salt, so that the hash on the ledger can be proved later. */
async function keepNote(
  db: EntityManager,
  kept: {
    readonly party: string;
    readonly commandId: string;
    readonly debtorId: string;
    readonly note: string;
  },
): Promise<string> {
  if (kept.note === '') {
    return NO_EVIDENCE;
  }
  const { commitment, salt } = sealDocument(Buffer.from(kept.note));
  await db.query(
    `INSERT INTO duty_evidence (evidence_hash, debtor, party, command_id, salt, content)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [commitment, kept.debtorId, kept.party, kept.commandId, salt, kept.note],
  );
  return commitment;
}
