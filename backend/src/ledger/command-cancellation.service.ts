import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { type DomainError, NotFoundError, NotPermittedError } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, changesNothing, seesEverything } from '../identity/index.js';
import { CommandNotQueuedError } from './command-not-queued.type.js';
import { CANCELLED } from './command.entity.js';
import { SIGNAL_CANCELLED, notify } from './ledger-signals.js';

/**
 * Takes commands back that were never sent.
 *
 * What a party's own key signed is not taken back: later signatures of that key count on its nonce.
 *
 * A cancelled command counts as one that was given up: whatever was written beside it makes way, as after a refusal.
 */
@Injectable()
export class CommandCancellation {
  constructor(private readonly dataSource: DataSource) {}

  /** Refuses what the viewer may not cancel, and what was sent; changes nothing if it is cancelled already. */
  async cancel(viewer: Viewer, commandId: string): Promise<DomainError | null> {
    if (changesNothing(viewer)) {
      return new NotPermittedError('An auditor reads everything and changes nothing.');
    }
    if (!isUuid(commandId)) {
      return new NotFoundError(commandId);
    }
    return this.dataSource.transaction(async (db) =>
      (await take(db, viewer, commandId)) ? null : refusalOf(db, viewer, commandId),
    );
  }
}

/** The row decides the race with the relay, which locks what it packs: only one of them finds the command queued. */
async function take(db: EntityManager, viewer: Viewer, commandId: string): Promise<boolean> {
  const [, count]: [unknown, number] = await db.query(
    `UPDATE command SET failure = $4, cancelled_at = now(), cancelled_by = $3
     WHERE command_id = $1 AND party = $2 AND relay_nonce IS NULL AND failure IS NULL
       AND (awaits_signature OR (attempts = 0 AND signature IS NULL))`,
    [commandId, viewer.party, viewer.userId, CANCELLED],
  );
  if (count === 1) {
    await notify(db, SIGNAL_CANCELLED);
  }
  return count === 1;
}

async function refusalOf(
  db: EntityManager,
  viewer: Viewer,
  commandId: string,
): Promise<DomainError | null> {
  const rows: Array<{ party: string; failure: string | null }> = await db.query(
    'SELECT party, failure FROM command WHERE command_id = $1',
    [commandId],
  );
  const [command] = rows;
  if (command?.party === viewer.party) {
    return command.failure === CANCELLED ? null : new CommandNotQueuedError(commandId);
  }
  return command !== undefined && seesEverything(viewer)
    ? new NotPermittedError('A command is cancelled by the party that gave it.')
    : new NotFoundError(commandId);
}
