import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  DocumentRefusedError,
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { PartyRole, isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, hashBody } from '../ledger/index.js';
import {
  type OwedStatement,
  StatementStatus,
  acknowledgeAct,
  keepItems,
} from '../reconciliation/index.js';
import { PayablesComparison, type Compared } from './payables.comparison.js';
import { readPayablesCsv } from './payables.csv.js';
import { PayablesMappingService } from './payables.mapping.js';
import type { PayablesReading } from './payables.model.js';
import { PayablesReader } from './payables.reader.js';
import { CONTENT_PATH, type CheckedUpload, checkUpload } from './payables.rules.js';
import {
  type UploadIdentity,
  findEarlierUpload,
  keepPayables,
  lockUploads,
} from './payables.store.js';
import type {
  AcknowledgePayablesInput,
  UploadPayablesAnswer,
  UploadPayablesInput,
} from './payables.type.js';
import { readPayablesUbl } from './payables.ubl.js';

const UPLOAD = 'uploadPayables';

/** Buyers hand in their own lists; what agrees is acknowledged, and only what differs needs a person. */
@Injectable()
export class PayablesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: CommandOutbox,
    private readonly comparison: PayablesComparison,
    private readonly reader: PayablesReader,
    private readonly mappings: PayablesMappingService,
  ) {}

  /** Compares a list with a statement; the same key and file give the same answer. */
  async upload(viewer: Viewer, input: UploadPayablesInput): Promise<UploadPayablesAnswer> {
    if (!viewer.roles.includes(PartyRole.BUYER)) {
      return new NotPermittedError('Only a buyer says what it owes.');
    }
    const upload = checkUpload(input);
    if (upload instanceof DomainError) {
      return upload;
    }
    const sha256 = createHash('sha256').update(upload.content).digest('hex');
    const { statementId, fileName, mapping, acknowledgeIfEqual } = upload;
    const body = { statementId, fileName, mapping, acknowledgeIfEqual, sha256 };
    const identity = {
      ...{ party: viewer.party, idempotencyKey: upload.idempotencyKey },
      bodyHash: hashBody({ operation: UPLOAD, body }),
    };
    const payablesId =
      (await findEarlierUpload(this.dataSource.manager, identity)) ??
      (await this.take(viewer, { upload, identity, body, sha256 }));
    return payablesId instanceof DomainError ? payablesId : this.answer(viewer, payablesId);
  }

  /** Answers the statement of a list with the figures of the list, whether they differ or not. */
  async acknowledge(
    viewer: Viewer,
    { idempotencyKey: key, payablesId }: AcknowledgePayablesInput,
  ): Promise<CommandEntity | DomainError> {
    const idempotency = { key, operation: 'acknowledgePayables', body: { payablesId } };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      if (!isUuid(payablesId)) return new NotFoundError(payablesId);
      const [, count]: [unknown, number] = await db.query(
        'UPDATE payables SET command_id = $3 WHERE payables_id = $1 AND party = $2',
        [payablesId, viewer.party, commandId],
      );
      const payables = count === 1 ? await this.reader.find(viewer, payablesId) : null;
      return payables === null ? new NotFoundError(payablesId) : acknowledgeAct([payables]);
    });
  }

  private async take(viewer: Viewer, taken: Taken): Promise<string | DomainError> {
    const { upload, sha256 } = taken;
    const statement = await this.comparison.findStatement(viewer.party, upload.statementId);
    if (statement === null) {
      return new NotFoundError(upload.statementId);
    }
    const { currency } = statement;
    const reading = await this.read(viewer, upload, currency);
    if (reading instanceof DomainError) {
      return reading;
    }
    if (!reading.ok) {
      return new DocumentRefusedError(CONTENT_PATH, reading.errors);
    }
    const compared = await this.comparison.compare(viewer.party, statement, reading.rows);
    if (compared instanceof DomainError) {
      return compared;
    }
    const { fileName, statementId } = upload;
    const rowCount = reading.rows.length;
    const payables = { statementId, fileName, sha256, format: reading.format, rowCount };
    const kept = { ...payables, ...compared, itemCount: compared.items.length };
    return this.keep(viewer, taken, { statement, kept });
  }

  private async read(
    viewer: Viewer,
    { content, isCsv, mapping: given }: CheckedUpload,
    currency: string,
  ): Promise<PayablesReading | InputInvalidError> {
    if (!isCsv) return readPayablesUbl(content, currency);
    const mapping = given ?? (await this.mappings.find(viewer))?.mapping;
    return mapping === undefined
      ? new InputInvalidError(
          'mapping',
          'A CSV file needs a mapping of its columns; none is saved.',
        )
      : readPayablesCsv(content, { mapping, currency });
  }

  private async keep(
    viewer: Viewer,
    taken: Taken,
    list: ComparedList,
  ): Promise<string | DomainError> {
    const { upload, identity, body } = taken;
    const { statement, kept } = list;
    const store = async (db: EntityManager, commandId: string | null): Promise<string> => {
      const { statementId, blockNumber } = statement;
      const { items, itemsRoot } = kept;
      await keepItems(db, [{ statementId, itemsRoot, blockNumber, items }]);
      return keepPayables(db, identity, { ...kept, commandId });
    };
    if (!upload.acknowledgeIfEqual || !isToAcknowledge(statement, kept)) {
      return this.dataSource.transaction(async (db) => {
        await lockUploads(db, identity);
        return (await findEarlierUpload(db, identity)) ?? store(db, null);
      });
    }
    const idempotency = { key: identity.idempotencyKey, operation: UPLOAD, body };
    const command = await this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      await store(db, commandId);
      return acknowledgeAct([kept]);
    });
    if (command instanceof DomainError) {
      return command;
    }
    return (await findEarlierUpload(this.dataSource.manager, identity)) ?? new NotFoundError('');
  }

  private async answer(viewer: Viewer, payablesId: string): Promise<UploadPayablesAnswer> {
    return (await this.reader.find(viewer, payablesId)) ?? new NotFoundError(payablesId);
  }
}

/** A statement on which both sides agree already is not answered again. */
function isToAcknowledge({ status }: OwedStatement, { differences }: Compared): boolean {
  const isAnswerable = status === StatementStatus.ISSUED || status === StatementStatus.DIFFERING;
  return isAnswerable && differences.length === 0;
}

interface Taken {
  readonly upload: CheckedUpload;
  readonly identity: UploadIdentity;
  readonly body: unknown;
  readonly sha256: string;
}

interface ComparedList {
  readonly statement: OwedStatement;
  readonly kept: Compared & Omit<Parameters<typeof keepPayables>[2], 'commandId'>;
}
