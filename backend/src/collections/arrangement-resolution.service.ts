import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { DomainError, NotFoundError } from '../api/index.js';
import { type CalendarDate, PartyRole } from '../common/index.js';
import { NO_USER, type Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  NetworkKey,
  contractInterfaces,
} from '../ledger/index.js';
import { ReceivableReader } from '../receivables/index.js';
import { ArrangementKind } from './arrangement.entity.js';
import type { ResolveArrangementInput } from './collections.input.js';

/** Reads and marks up to 36 instalments. */
const RESOLVE_GAS = 500_000;
/** Arrangements of one run. */
const RUN_SIZE = 100;

const { collections } = contractInterfaces;

interface OverdueRow {
  receivable_id: string;
  kind: ArrangementKind;
  key: string;
}

/** Asks the ledger whether promises were kept. Anybody may; the platform does once a day has passed. */
@Injectable()
export class ArrangementResolutionService {
  private readonly logger = new Logger(ArrangementResolutionService.name);
  /** The platform acting for itself. */
  private readonly platform: Viewer;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: CommandOutbox,
    private readonly receivables: ReceivableReader,
    networkKey: NetworkKey,
  ) {
    this.platform = {
      userId: NO_USER,
      userName: 'collections',
      party: networkKey.platformParty,
      roles: [PartyRole.OPERATOR],
    };
  }

  resolve(
    viewer: Viewer,
    kind: ArrangementKind,
    { idempotencyKey: key, ...input }: ResolveArrangementInput,
  ): Promise<CommandEntity | DomainError> {
    const receivableId = input.receivableId.toLowerCase();
    const idempotency = { key, operation: OPERATIONS[kind], body: { receivableId } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const [found] = await this.receivables.findVisible(viewer, [receivableId], db);
      return found === undefined ? new NotFoundError(receivableId) : resolveAct(kind, receivableId);
    });
  }

  /**
   * Submits a command for each running arrangement whose next instalment was due before `today`; once per instalment
   * and day, so that one that was refused or came to nothing is tried again.
   *
   * @returns whether there may be more
   */
  async resolveOverdue(today: CalendarDate): Promise<boolean> {
    const overdue = await this.findOverdue(today);
    for (const { receivable_id: receivableId, kind, key } of overdue) {
      const idempotency = { key, operation: OPERATIONS[kind], body: { receivableId } };
      const submitted = await this.outbox.submit(this.platform, idempotency, () =>
        Promise.resolve(resolveAct(kind, receivableId)),
      );
      if (submitted instanceof DomainError) {
        this.logger.warn(`arrangements are not resolved: ${submitted.message}`);
        return false;
      }
    }
    return overdue.length === RUN_SIZE;
  }

  private findOverdue(today: CalendarDate): Promise<OverdueRow[]> {
    return this.dataSource.query(
      `SELECT * FROM (
         SELECT a.receivable_id, a.kind, i.due_date, concat_ws(' ', 'resolve', a.receivable_id,
           a.recorded_block, a.recorded_log_index, i.number, $1::date) AS key
         FROM collection_arrangement a JOIN collection_instalment i
           ON i.recorded_block = a.recorded_block
           AND i.recorded_log_index = a.recorded_log_index AND i.number = a.met_count + 1
         WHERE a.status = 'RUNNING' AND i.due_date < $1
       ) o WHERE NOT EXISTS (
         SELECT FROM command c WHERE c.party = $2 AND c.idempotency_key = o.key)
       ORDER BY due_date, receivable_id LIMIT $3`,
      [today, this.platform.party, RUN_SIZE],
    );
  }
}

/** Names of the mutations. */
const OPERATIONS: Readonly<Record<ArrangementKind, string>> = {
  PROMISE: 'resolvePromise',
  INSTALMENT_PLAN: 'resolveInstalments',
};

function resolveAct(kind: ArrangementKind, receivableId: string): Act {
  const isPromise = kind === ArrangementKind.PROMISE;
  return {
    kind: isPromise ? 'RESOLVE_PROMISE' : 'RESOLVE_INSTALMENTS',
    contract: 'collections',
    callData: isPromise
      ? collections.encodeFunctionData('resolvePromise', [receivableId])
      : collections.encodeFunctionData('resolveInstalments', [receivableId]),
    gas: RESOLVE_GAS,
    subjects: [receivableId],
  };
}
