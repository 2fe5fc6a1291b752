import { randomUUID } from 'node:crypto';

import type { EntityManager } from 'typeorm';

import type { Work } from '../assessment-work/index.js';
import { Refusal, present } from '../common/index.js';
import { type ModelRecord, type SameRowsFigures, readModelRecord } from '../credit-models/index.js';
import { AUC_MARGIN, decideChampion } from './champion.js';
import { ComparisonDecision, type ModelPurpose, ModelStatus } from './model-purpose.js';
import type { TrainedVersion, TrainingOutcome } from './training.task.js';

/** Imported models that one training judges: bounds its time. */
const CHALLENGERS_MAX = 10;

/** The model that a purpose is forecast with. */
export interface Champion {
  readonly versionId: string;
  readonly version: number;
  readonly record: ModelRecord;
  /** Of what was forecast later it knew nothing. */
  readonly knowledgeUntil: string;
}

interface ModelRow {
  version_id: string;
  version: number;
  knowledge_until: string;
  model_hash: string;
  model: string;
}

const COLUMNS = 'version_id, version, knowledge_until, model_hash, model';
/** SQL: the newest import of each party for the purpose $1 that was never champion. */
const WAITING = `
  SELECT ${COLUMNS} FROM (
    SELECT DISTINCT ON (owner) * FROM model_version WHERE purpose = $1 AND origin = 'IMPORTED'
    ORDER BY owner, version DESC
  ) n WHERE status = 'CANDIDATE' ORDER BY version DESC LIMIT ${CHALLENGERS_MAX}`;

export async function findChampion(
  db: EntityManager,
  purpose: ModelPurpose,
): Promise<Champion | null> {
  const rows: ModelRow[] = await db.query(
    `SELECT ${COLUMNS} FROM model_version WHERE purpose = $1 AND status = 'CHAMPION'`,
    [purpose],
  );
  return rows[0] === undefined ? null : toModel(rows[0]);
}

/** Imported models that may take the champion's place once there is evidence. */
export async function findWaiting(
  db: EntityManager,
  purpose: ModelPurpose,
): Promise<Array<Omit<Champion, 'version'>>> {
  const rows: ModelRow[] = await db.query(WAITING, [purpose]);
  return rows.map(toModel);
}

function toModel(row: ModelRow): Champion {
  const record = readModelRecord(row.model);
  if (record instanceof Refusal) throw new Error(`model version ${row.version_id} is unreadable`);
  const { version_id: versionId, version, knowledge_until: knowledgeUntil } = row;
  return { versionId, version, record, knowledgeUntil };
}

interface Stored {
  readonly purpose: ModelPurpose;
  readonly work: Work;
  readonly outcome: TrainingOutcome;
  /** The champion that the comparison is with; null where it is the simplest forecast. */
  readonly championId: string | null;
}

/** Keeps the models of a training, and makes the chosen one champion where the evidence says so. */
export async function storeTraining(db: EntityManager, stored: Stored): Promise<string> {
  const { purpose, outcome, championId } = stored;
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 9))', [purpose]);
  let chosenId: string | null = null;
  for (const version of outcome.versions) {
    const versionId = await storeVersion(db, stored, version);
    if (version.isChosen) chosenId = versionId;
  }
  const challengerId = present(chosenId, 'the model that validation speaks for');
  const own = { challengerId, championId, figures: outcome.comparison };
  const decision = await challenge(db, purpose, own);
  for (const { versionId, comparison } of outcome.imported) {
    await challenge(db, purpose, { challengerId: versionId, championId, figures: comparison });
  }
  return sentenceOf(outcome, decision, championId === null);
}

/** Keeps a comparison, and makes the challenger champion where it is better. */
async function challenge(
  db: EntityManager,
  purpose: ModelPurpose,
  one: Omit<StoredComparison, 'decision'>,
): Promise<ComparisonDecision> {
  const { challengerId, championId } = one;
  const holding: Array<{ version_id: string }> = await db.query(
    `SELECT version_id FROM model_version WHERE purpose = $1 AND status = 'CHAMPION'`,
    [purpose],
  );
  // A champion that came in the meantime was not compared with.
  const figures = (holding[0]?.version_id ?? null) === championId ? one.figures : null;
  const decision = decideChampion(figures);
  await storeComparison(db, { challengerId, championId, figures, decision });
  if (decision === ComparisonDecision.REPLACED) await crown(db, championId, challengerId);
  return decision;
}

async function storeVersion(
  db: EntityManager,
  { purpose, work, outcome }: Stored,
  { algorithm, figures, text, hash }: TrainedVersion,
): Promise<string> {
  const versionId = randomUUID();
  await db.query(
    `INSERT INTO model_version (version_id, purpose, version, algorithm, status, owner, work_id,
       trained_by, knowledge_until, training_rows, training_data_hash, holdout_from, holdout_until,
       figures, model, model_hash)
     SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
       $14, $15 FROM model_version WHERE purpose = $2`,
    [
      ...[versionId, purpose, algorithm, ModelStatus.CANDIDATE, work.owner, work.workId],
      ...[work.askedBy, outcome.knowledgeUntil, outcome.trainingRows, outcome.trainingDataHash],
      ...[outcome.holdoutFrom, outcome.holdoutUntil, JSON.stringify(figures), text, hash],
    ],
  );
  return versionId;
}

interface StoredComparison {
  readonly challengerId: string;
  readonly championId: string | null;
  readonly figures: SameRowsFigures | null;
  readonly decision: ComparisonDecision;
}

async function storeComparison(db: EntityManager, one: StoredComparison): Promise<void> {
  const { challenger, incumbent } = one.figures ?? {};
  await db.query(
    `INSERT INTO model_comparison (comparison_id, challenger_id, champion_id, rows, bad,
       challenger_auc, challenger_brier, champion_auc, champion_brier, margin, decision)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[randomUUID(), one.challengerId, one.championId],
      ...[one.figures?.rows ?? 0, one.figures?.bad ?? 0, challenger?.auc, challenger?.brier],
      ...[incumbent?.auc, incumbent?.brier, AUC_MARGIN, one.decision],
    ],
  );
}

async function crown(
  db: EntityManager,
  championId: string | null,
  challengerId: string,
): Promise<void> {
  const change = 'UPDATE model_version SET status = $2 WHERE version_id = $1';
  if (championId !== null) await db.query(change, [championId, ModelStatus.RETIRED]);
  await db.query(change, [challengerId, ModelStatus.CHAMPION]);
}

function sentenceOf(
  { versions, comparison }: TrainingOutcome,
  decision: ComparisonDecision,
  isFirst: boolean,
): string {
  const chosen = versions.find(({ isChosen }) => isChosen)?.algorithm ?? '';
  const other = isFirst ? 'the simplest forecast' : 'the champion';
  if (comparison === null || decision === ComparisonDecision.UNDECIDED) {
    return `${chosen} stays a candidate: too few rows are new to both it and ${other}.`;
  }
  const { rows, challenger, incumbent } = comparison;
  const figures = `AUC ${challenger.auc.toFixed(4)} against ${incumbent.auc.toFixed(4)} of ${other} on ${rows} rows`;
  return decision === ComparisonDecision.REPLACED
    ? `${chosen} is champion: ${figures}.`
    : `${chosen} stays a candidate: ${figures}.`;
}
