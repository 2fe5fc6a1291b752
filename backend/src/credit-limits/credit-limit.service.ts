import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  checkCurrency,
} from '../api/index.js';
import { PartyRole, isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import type { CreditLimitIdInput, ProposeCreditLimitInput } from './credit-limit.input.js';
import { LimitScope } from './limit-scope.js';

const WARN_BPS = 8_000;
const BPS_MAX = 10_000;
const TERMS_MAX = 3_650;
const REASON_MAX = 1_000;
const PARTY = '0x[0-9a-f]{40}';
const SUBJECTS: Readonly<Record<LimitScope, RegExp>> = {
  BUYER: new RegExp(`^${PARTY}$`),
  SUPPLIER: new RegExp(`^${PARTY}$`),
  PAIR: new RegExp(`^${PARTY}:${PARTY}$`),
  GROUP: /^.{1,100}$/u,
  INDUSTRY: /^[A-Z0-9._-]{1,20}$/,
  COUNTRY: /^[A-Z]{2}$/,
  CURRENCY: /^$/,
};

/** Parties that take credit risk say how much; two persons of a party make a limit. */
@Injectable()
export class CreditLimitService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** Id of the limit, which waits for a second person. */
  async propose(viewer: Viewer, input: ProposeCreditLimitInput): Promise<string | DomainError> {
    const { idempotencyKey: key, ...given } = input;
    const isParty = [LimitScope.BUYER, LimitScope.SUPPLIER, LimitScope.PAIR].includes(given.scope);
    const body = { ...given, subject: isParty ? given.subject.toLowerCase() : given.subject };
    if (!maySetLimits(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const wrong = checkLimit(body);
    if (wrong !== null) return wrong;
    return this.acts.once(viewer, { key, operation: 'proposeCreditLimit', body }, async (db) => {
      const limitId = randomUUID();
      await db.query(
        `INSERT INTO credit_limit (limit_id, owner, scope, subject, currency, limit_minor,
           longest_terms_days, warn_bps, reason, expires_at, proposed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          ...[limitId, viewer.party, body.scope, body.subject, body.currency],
          ...[body.limitMinor.toString(), body.longestTermsDays ?? null, body.warnBps ?? WARN_BPS],
          ...[body.reason, body.expiresAt, viewer.userId],
        ],
      );
      return limitId;
    });
  }

  /** Another user of the party than the one who proposed it. */
  approve(viewer: Viewer, input: CreditLimitIdInput): Promise<string | DomainError> {
    return this.change(viewer, input, 'approveCreditLimit', async (db, proposedBy) => {
      if (proposedBy === viewer.userId) {
        return new NotPermittedError('Another person than the one who proposed it approves.');
      }
      const rows: unknown[] = await db.query(
        `UPDATE credit_limit SET approved_by = $2, approved_at = now()
         WHERE limit_id = $1 AND approved_at IS NULL AND ended_at IS NULL AND expires_at > now()
         RETURNING 1`,
        [input.limitId, viewer.userId],
      );
      return rows[0] === undefined || (rows[0] as unknown[]).length === 0
        ? new NotFoundError(input.limitId)
        : null;
    });
  }

  /** A limit that is ended, or a proposal that is taken back, holds no more. */
  end(viewer: Viewer, input: CreditLimitIdInput): Promise<string | DomainError> {
    return this.change(viewer, input, 'endCreditLimit', async (db) => {
      await db.query(
        `UPDATE credit_limit SET ended_by = $2, ended_at = now()
         WHERE limit_id = $1 AND ended_at IS NULL`,
        [input.limitId, viewer.userId],
      );
      return null;
    });
  }

  private async change(
    viewer: Viewer,
    { idempotencyKey: key, limitId }: CreditLimitIdInput,
    operation: string,
    write: (db: EntityManager, proposedBy: string) => Promise<DomainError | null>,
  ): Promise<string | DomainError> {
    if (!maySetLimits(viewer)) return new NotPermittedError(NOT_PERMITTED);
    if (!isUuid(limitId)) return new NotFoundError(limitId);
    const act = { key, operation, body: { limitId } };
    return this.acts.once<DomainError>(viewer, act, async (db) => {
      const rows: Array<{ proposed_by: string }> = await db.query(
        'SELECT proposed_by FROM credit_limit WHERE limit_id = $1 AND owner = $2 FOR UPDATE',
        [limitId, viewer.party],
      );
      if (rows[0] === undefined) return new NotFoundError(limitId);
      return (await write(db, rows[0].proposed_by)) ?? limitId;
    });
  }
}

const NOT_PERMITTED = 'Only a supplier, a financier or the operator sets credit limits.';

export function maySetLimits({ roles }: Viewer): boolean {
  const setting = [PartyRole.SUPPLIER, PartyRole.FINANCIER, PartyRole.OPERATOR];
  return setting.some((role) => roles.includes(role));
}

function checkLimit(
  body: Omit<ProposeCreditLimitInput, 'idempotencyKey'>,
): InputInvalidError | null {
  const { scope, subject, reason, expiresAt } = body;
  const [warnBps, termsDays] = [body.warnBps ?? 0, body.longestTermsDays ?? 0];
  if (!SUBJECTS[scope].test(subject)) {
    return new InputInvalidError('subject', `This is no subject of a limit by ${scope}.`);
  }
  if (reason.trim() === '' || reason.length > REASON_MAX) {
    return new InputInvalidError('reason', `A reason has 1 to ${REASON_MAX} characters.`);
  }
  if (warnBps < 0 || warnBps > BPS_MAX) {
    return new InputInvalidError('warnBps', `0 to ${BPS_MAX} basis points.`);
  }
  if (termsDays < 0 || termsDays > TERMS_MAX) {
    return new InputInvalidError('longestTermsDays', `0 to ${TERMS_MAX} days.`);
  }
  // Written so that an invalid date, whose time is NaN, is refused too.
  if (!(expiresAt.getTime() > Date.now())) {
    return new InputInvalidError('expiresAt', 'A limit expires in the future.');
  }
  return checkCurrency('currency', body.currency);
}
