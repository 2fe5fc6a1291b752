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
import { isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import { mayProvide } from './provision-access.js';
import { type ProvisionRules, checkRules } from './provision-policy.rules.js';
import type {
  ApproveOverlayInput,
  ProposeOverlayInput,
  ProvisionPolicyInput,
} from './provision.input.js';

const REASON_MAX = 1_000;
const SEGMENT_MAX = 100;
const OVERLAY_BPS_MAX = 10_000;
const NOT_PERMITTED = 'Only a supplier or the operator keeps a loss allowance.';

/** Says how a party works out its loss allowance, and what it expects beyond its history. */
@Injectable()
export class ProvisionPolicyService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** The version of the policy that holds from now on. */
  async set(viewer: Viewer, input: ProvisionPolicyInput): Promise<number | DomainError> {
    const { idempotencyKey: key, ...rules } = input;
    if (!mayProvide(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const wrong = checkRules(rules);
    if (wrong !== null) return wrong;
    const act = { key, operation: 'setProvisionPolicy', body: rules };
    const made = await this.acts.once(viewer, act, async (db) =>
      String(await storePolicy(db, viewer, rules)),
    );
    return typeof made === 'string' ? Number(made) : made;
  }

  /** Id of the overlay, which waits for a second person. */
  async propose(viewer: Viewer, input: ProposeOverlayInput): Promise<string | DomainError> {
    if (!mayProvide(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const wrong = checkOverlay(input);
    if (wrong !== null) return wrong;
    const { idempotencyKey: key, ...body } = input;
    const act = { key, operation: 'proposeProvisionOverlay', body };
    return this.acts.once(viewer, act, async (db) => {
      const overlayId = randomUUID();
      await db.query(
        `INSERT INTO provision_overlay (overlay_id, party, currency, segment, overlay_bps, reason,
           first_date, last_date, proposed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ...[overlayId, viewer.party, input.currency ?? null, input.segment ?? null],
          ...[input.overlayBps, input.reason, input.firstDate, input.lastDate, viewer.userId],
        ],
      );
      return overlayId;
    });
  }

  /** Another user of the party than the one who proposed it. */
  async approve(viewer: Viewer, input: ApproveOverlayInput): Promise<string | DomainError> {
    const { idempotencyKey: key, overlayId } = input;
    if (!mayProvide(viewer)) return new NotPermittedError(NOT_PERMITTED);
    if (!isUuid(overlayId)) return new NotFoundError(overlayId);
    const act = { key, operation: 'approveProvisionOverlay', body: { overlayId } };
    return this.acts.once<NotFoundError | NotPermittedError>(viewer, act, async (db) => {
      const rows: Array<{ proposed_by: string }> = await db.query(
        `SELECT proposed_by FROM provision_overlay
         WHERE overlay_id = $1 AND party = $2 AND approved_at IS NULL FOR UPDATE`,
        [overlayId, viewer.party],
      );
      if (rows[0] === undefined) return new NotFoundError(overlayId);
      if (rows[0].proposed_by === viewer.userId) {
        return new NotPermittedError('Another person than the one who proposed it approves.');
      }
      await db.query(
        `UPDATE provision_overlay SET approved_by = $2, approved_at = now() WHERE overlay_id = $1`,
        [overlayId, viewer.userId],
      );
      return overlayId;
    });
  }
}

/** Stores the next version of a party's policy, and gives its number. */
export async function storePolicy(
  db: EntityManager,
  viewer: Viewer,
  rules: ProvisionRules,
): Promise<number> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [viewer.party]);
  const rows: Array<{ version: number }> = await db.query(
    `INSERT INTO provision_policy (party, version, bucket_days, segment_by, window_months,
       base_min_minor, loss_given_default_bps, fallback_rates_ppm, expense_account,
       allowance_account, receivables_account, set_by)
     SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
     FROM provision_policy WHERE party = $1 RETURNING version`,
    [
      ...[viewer.party, rules.bucketDays, rules.segmentBy, rules.windowMonths],
      ...[rules.baseMinMinor.toString(), rules.lossGivenDefaultBps, rules.fallbackRatesPpm],
      ...[rules.expenseAccount, rules.allowanceAccount, rules.receivablesAccount, viewer.userId],
    ],
  );
  return rows[0]?.version ?? 0;
}

function checkOverlay(input: ProposeOverlayInput): InputInvalidError | null {
  const { reason, overlayBps, firstDate, lastDate, currency, segment } = input;
  if (reason.trim() === '' || reason.length > REASON_MAX) {
    return new InputInvalidError('reason', `A reason has 1 to ${REASON_MAX} characters.`);
  }
  if (Math.abs(overlayBps) > OVERLAY_BPS_MAX) {
    return new InputInvalidError('overlayBps', `−${OVERLAY_BPS_MAX} to ${OVERLAY_BPS_MAX}.`);
  }
  if (lastDate < firstDate) {
    return new InputInvalidError('lastDate', 'The last day is not before the first.');
  }
  if ((segment?.length ?? 0) > SEGMENT_MAX) {
    return new InputInvalidError('segment', `A segment has ${SEGMENT_MAX} characters at most.`);
  }
  return currency === null || currency === undefined ? null : checkCurrency('currency', currency);
}
