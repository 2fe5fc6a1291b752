import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
} from '../api/index.js';
import { BehaviourReader } from '../behaviour/index.js';
import { PartyRole, rolesFromBits } from '../common/index.js';
import { maySetLimits } from '../credit-limits/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock, OffLedgerActs } from '../ledger/index.js';
import { REPORTED, type WarningPolicy } from './warning-policy.js';
import { checkPolicy } from './warning-policy.rules.js';
import type {
  EvaluateWarningsInput,
  ReportWarningSignInput,
  WarningPolicyInput,
} from './warning.input.js';
import { findPolicy } from './warning.rows.js';
import { JUDGED, REPORTED_SIGN, raise } from './warning.sql.js';

const NOTE_MAX = 2_000;
const SOURCE_MAX = 300;
const NOT_PERMITTED = 'Only a supplier, a financier or the operator keeps warnings.';

/** Finds early warnings in figures of a day, and takes those that people report. */
@Injectable()
export class WarningEvaluationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly acts: OffLedgerActs,
    private readonly clock: LedgerClock,
    private readonly behaviour: BehaviourReader,
  ) {}

  /** The version of the policy that holds from now on. */
  async setPolicy(viewer: Viewer, input: WarningPolicyInput): Promise<number | DomainError> {
    const { idempotencyKey: key, ...policy } = input;
    if (!maySetLimits(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const wrong = checkPolicy(policy);
    if (wrong !== null) return wrong;
    const act = { key, operation: 'setWarningPolicy', body: policy };
    const made = await this.acts.once(viewer, act, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 6))', [viewer.party]);
      const rows: Array<{ version: number }> = await db.query(
        `INSERT INTO warning_policy (owner, version, rules, reactions, set_by)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM warning_policy WHERE owner = $1
         RETURNING version`,
        [
          ...[viewer.party, JSON.stringify(policy.rules), JSON.stringify(policy.reactions)],
          viewer.userId,
        ],
      );
      return String(rows[0]?.version);
    });
    return typeof made === 'string' ? Number(made) : made;
  }

  /** How many warnings were raised or got worse. */
  async evaluate(viewer: Viewer, input: EvaluateWarningsInput): Promise<number | DomainError> {
    const { idempotencyKey: key, asOfDate } = input;
    if (!maySetLimits(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const act = { key, operation: 'evaluateWarnings', body: { asOfDate } };
    const made = await this.acts.once<DomainError>(viewer, act, async (db) => {
      const { today } = await this.clock.read(db);
      if (asOfDate > today) {
        return new InputInvalidError('asOfDate', `The ledger’s day is ${today}.`);
      }
      const policy = await findPolicy(db, viewer.party);
      if (policy === null) return new NotFoundError('warning policy');
      return String(await this.evaluateFor(db, { owner: viewer.party, asOfDate, policy }));
    });
    return made instanceof DomainError ? made : Number(made);
  }

  /** Evaluates the next owner that has not been for a day; false if there is none. */
  async evaluateNext(asOfDate: string): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      const rows: Array<{ owner: string }> = await db.query(
        `SELECT p.owner FROM (SELECT DISTINCT owner FROM warning_policy) p
         WHERE NOT EXISTS (SELECT FROM warning_evaluation e
           WHERE e.owner = p.owner AND e.as_of_date = $1) ORDER BY owner LIMIT 1`,
        [asOfDate],
      );
      const owner = rows[0]?.owner;
      const policy = owner === undefined ? null : await findPolicy(db, owner);
      if (owner === undefined || policy === null) {
        await this.behaviour.prune(db, asOfDate);
        return false;
      }
      await this.evaluateFor(db, { owner, asOfDate, policy });
      return true;
    });
  }

  /** Id of the sign; it raises a warning at once. */
  async report(viewer: Viewer, input: ReportWarningSignInput): Promise<string | DomainError> {
    const { idempotencyKey: key, ...given } = input;
    const body = { ...given, partyId: given.partyId.toLowerCase() };
    if (!maySetLimits(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const wrong = checkSign(body);
    if (wrong !== null) return wrong;
    const act = { key, operation: 'reportWarningSign', body };
    return this.acts.once<NotFoundError>(viewer, act, async (db) => {
      const policy = await findPolicy(db, viewer.party);
      if (policy === null) return new NotFoundError('warning policy');
      const signId = randomUUID();
      await db.query(
        `INSERT INTO warning_sign (sign_id, owner, party, kind, level, note, source, seen_date,
           reported_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ...[signId, viewer.party, body.partyId, body.indicator, body.level, body.note],
          ...[body.source, body.seenDate, viewer.userId],
        ],
      );
      await db.query(raise(REPORTED_SIGN), [
        ...[viewer.party, body.seenDate, body.partyId, body.indicator],
        ...[JSON.stringify(policy.reactions), body.level, body.note],
      ]);
      return signId;
    });
  }

  private async evaluateFor(db: EntityManager, task: Evaluation): Promise<number> {
    const { owner, asOfDate, policy } = task;
    await this.behaviour.ensure(db, asOfDate);
    const rows: unknown[] = await db.query(raise(JUDGED), [
      ...[owner, asOfDate, await kindOf(db, owner), JSON.stringify(policy.rules)],
      JSON.stringify(policy.reactions),
    ]);
    await db.query(
      `INSERT INTO warning_evaluation (owner, as_of_date, policy_version, raised_count)
       VALUES ($1, $2, $3, $4) ON CONFLICT (owner, as_of_date) DO UPDATE SET evaluated_at = now(),
         policy_version = EXCLUDED.policy_version, raised_count = EXCLUDED.raised_count`,
      [owner, asOfDate, policy.version, rows.length],
    );
    return rows.length;
  }
}

interface Evaluation {
  readonly owner: string;
  readonly asOfDate: string;
  readonly policy: WarningPolicy & { readonly version: number };
}

/** As what an owner looks at buyers. */
async function kindOf(db: EntityManager, owner: string): Promise<PartyRole> {
  const rows: Array<{ roles: number }> = await db.query(
    'SELECT roles FROM party WHERE party = $1',
    [owner],
  );
  const roles = rolesFromBits(rows[0]?.roles ?? 0);
  const kinds = [PartyRole.OPERATOR, PartyRole.FINANCIER, PartyRole.SUPPLIER];
  return kinds.find((kind) => roles.includes(kind)) ?? PartyRole.SUPPLIER;
}

function checkSign(body: Omit<ReportWarningSignInput, 'idempotencyKey'>): InputInvalidError | null {
  if (!PARTY_ID.test(body.partyId)) {
    return new InputInvalidError('partyId', 'This is no id of a party.');
  }
  if (!REPORTED.has(body.indicator)) {
    return new InputInvalidError('indicator', 'This one is worked out from figures.');
  }
  if (body.note.trim() === '' || body.note.length > NOTE_MAX) {
    return new InputInvalidError('note', `A note has 1 to ${NOTE_MAX} characters.`);
  }
  return body.source.trim() === '' || body.source.length > SOURCE_MAX
    ? new InputInvalidError('source', `A source has 1 to ${SOURCE_MAX} characters.`)
    : null;
}
