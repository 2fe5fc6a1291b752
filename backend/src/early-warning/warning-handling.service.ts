import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import { isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import type { HandleWarningInput } from './warning.input.js';
import { HandlingKind } from './warning.type.js';

const NOTE_MAX = 2_000;

/** Parties deal with their warnings; what was done is only ever added to. */
@Injectable()
export class WarningHandlingService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** Id of the warning. */
  async handle(viewer: Viewer, input: HandleWarningInput): Promise<string | DomainError> {
    const { idempotencyKey: key, ...body } = input;
    const { warningId, note } = body;
    if (!isUuid(warningId)) return new NotFoundError(warningId);
    if (note.trim() === '' || note.length > NOTE_MAX) {
      return new InputInvalidError('note', `A note has 1 to ${NOTE_MAX} characters.`);
    }
    const act = { key, operation: 'handleWarning', body };
    return this.acts.once<DomainError>(viewer, act, async (db) => {
      const rows: unknown[] = await db.query(
        `SELECT 1 FROM early_warning WHERE warning_id = $1 AND owner = $2 AND closed_at IS NULL
         FOR UPDATE`,
        [warningId, viewer.party],
      );
      if (rows.length === 0) return new NotFoundError(warningId);
      const refusal = await change(db, viewer, body);
      if (refusal !== null) return refusal;
      await db.query(
        `INSERT INTO warning_handling (warning_id, number, kind, note, handled_by)
         SELECT $1, 1 + coalesce(max(number), 0), $2, $3, $4 FROM warning_handling
         WHERE warning_id = $1`,
        [warningId, body.kind, note, viewer.userId],
      );
      return warningId;
    });
  }
}

type Change = Omit<HandleWarningInput, 'idempotencyKey'>;

function change(db: EntityManager, viewer: Viewer, body: Change): Promise<DomainError | null> {
  switch (body.kind) {
    case HandlingKind.NOTE:
      return Promise.resolve(null);
    case HandlingKind.ASSIGN:
      return assign(db, viewer, body);
    case HandlingKind.TASK_DONE:
      return finishTask(db, viewer, body);
    case HandlingKind.CLOSE:
      return close(db, body);
    case HandlingKind.RAISED:
    case HandlingKind.ESCALATED:
      return Promise.resolve(new InputInvalidError('kind', 'The platform records this itself.'));
  }
}

async function assign(
  db: EntityManager,
  viewer: Viewer,
  body: Change,
): Promise<DomainError | null> {
  const responsible = body.responsibleId ?? viewer.userId;
  if (!isUuid(responsible)) return new InputInvalidError('responsibleId', 'No such user.');
  const users: unknown[] = await db.query(
    'SELECT 1 FROM app_user WHERE user_id = $1 AND party = $2',
    [responsible, viewer.party],
  );
  if (users.length === 0) return new InputInvalidError('responsibleId', 'No user of your party.');
  await db.query(
    `UPDATE early_warning SET responsible = $2, deadline = coalesce($3::date, deadline)
     WHERE warning_id = $1`,
    [body.warningId, responsible, body.deadline ?? null],
  );
  return null;
}

async function finishTask(
  db: EntityManager,
  viewer: Viewer,
  { warningId, taskNumber }: Change,
): Promise<DomainError | null> {
  const [rows]: [unknown[], number] = await db.query(
    `UPDATE warning_task SET done_by = $3, done_at = now()
     WHERE warning_id = $1 AND number = $2 AND done_at IS NULL RETURNING number`,
    [warningId, taskNumber ?? 0, viewer.userId],
  );
  return rows.length === 0 ? new InputInvalidError('taskNumber', 'No such open task.') : null;
}

async function close(
  db: EntityManager,
  { warningId, outcome }: Change,
): Promise<DomainError | null> {
  if (outcome === undefined || outcome === null) {
    return new InputInvalidError('outcome', 'A warning is closed with an outcome.');
  }
  const open: unknown[] = await db.query(
    'SELECT 1 FROM warning_task WHERE warning_id = $1 AND done_at IS NULL LIMIT 1',
    [warningId],
  );
  if (open.length > 0) return new InputInvalidError('kind', 'Tasks of the plan are still open.');
  await db.query('UPDATE early_warning SET closed_at = now(), outcome = $2 WHERE warning_id = $1', [
    warningId,
    outcome,
  ]);
  return null;
}
