import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { PartyRole, Refusal } from '../common/index.js';
import {
  LATE_PAYMENT_FEATURES,
  BUYER_DEFAULT_FEATURES,
  type ModelRecord,
  canonicalModel,
  modelHash,
  readForeignModel,
} from '../credit-models/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock, OffLedgerActs } from '../ledger/index.js';
import { ModelOrigin, ModelPurpose, ModelStatus } from './model-purpose.js';
import type { ImportModelInput } from './model-version.input.js';

/** Imported models of one party and purpose that are kept. */
const IMPORTS_MAX = 50;

const FEATURES: Readonly<Record<ModelPurpose, ReadonlySet<string>>> = {
  LATE_PAYMENT: LATE_PAYMENT_FEATURES,
  BUYER_DEFAULT: BUYER_DEFAULT_FEATURES,
};

/**
 * Takes models that were trained elsewhere as challengers.
 *
 * What such a model had seen is its owner's word: it is judged on rows that were forecast after it came here, by the
 * trainings that follow, and never on others.
 */
@Injectable()
export class ModelImportService {
  constructor(
    private readonly acts: OffLedgerActs,
    private readonly clock: LedgerClock,
  ) {}

  /** Id of the version. */
  async import(viewer: Viewer, input: ImportModelInput): Promise<string | DomainError> {
    if (!viewer.roles.includes(PartyRole.ASSESSOR)) {
      return new NotPermittedError('Only an assessor imports models.');
    }
    const { idempotencyKey: key, purpose, model } = input;
    const record = readForeignModel(model, FEATURES[purpose]);
    if (record instanceof Refusal) {
      const path = record.path === '' ? 'model' : `model.${record.path}`;
      return new InputInvalidError(path, `${record.code}: ${record.message}.`);
    }
    if (record.purpose !== purpose.valueOf()) {
      return new InputInvalidError('model.purpose', `The model forecasts ${record.purpose}.`);
    }
    const text = canonicalModel(record);
    const hash = modelHash(text);
    if (hash !== input.modelHash.toLowerCase()) {
      return new InputInvalidError('modelHash', `The model in canonical form has ${hash}.`);
    }
    const act = { key, operation: 'importModel', body: { purpose, hash } };
    return this.acts.once(viewer, act, (db) => this.store(db, viewer, { record, text, hash }));
  }

  private async store(
    db: EntityManager,
    viewer: Viewer,
    { record, text, hash }: { record: ModelRecord; text: string; hash: string },
  ): Promise<string | DomainError> {
    const { purpose, knowledgeUntil } = record;
    const { today } = await this.clock.read(db);
    if (knowledgeUntil !== null && knowledgeUntil > today) {
      return new InputInvalidError('model.knowledgeUntil', `The ledger’s day is ${today}.`);
    }
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 9))', [purpose]);
    const [{ kept, same }]: [{ kept: number; same: number | null }] = await db.query(
      `SELECT count(*)::int AS kept, min(version) FILTER (WHERE model_hash = $3) AS same
       FROM model_version WHERE owner = $1 AND purpose = $2 AND origin = 'IMPORTED'`,
      [viewer.party, purpose, hash],
    );
    if (same !== null) return new InputInvalidError('model', `It is version ${same} already.`);
    if (kept >= IMPORTS_MAX) {
      return new NotPermittedError(`${IMPORTS_MAX} imported models of one purpose are kept.`);
    }
    const versionId = randomUUID();
    await db.query(
      `INSERT INTO model_version (version_id, purpose, version, algorithm, status, origin, owner,
         trained_by, knowledge_until, training_rows, training_data_hash, model, model_hash)
       SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
       FROM model_version WHERE purpose = $2`,
      [
        ...[versionId, purpose, record.name, ModelStatus.CANDIDATE, ModelOrigin.IMPORTED],
        ...[viewer.party, viewer.userId, today, record.trainingRows, record.trainingDataHash],
        ...[text, hash],
      ],
    );
    return versionId;
  }
}
