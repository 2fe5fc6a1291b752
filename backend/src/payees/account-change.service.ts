import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  type DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  PARTY_ID,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { checkIdempotencyKey } from '../ledger/index.js';

/** What was done about a change; steps are added and never changed. */
export type StepKind = 'PROPOSED' | 'ACCEPTED' | 'DECLINED' | 'WITHDRAWN';

const NOTE_CHARS_MAX = 500;

interface ProposedRow {
  payee: string;
  buyer: string;
  account: string;
  is_answered: boolean;
}

/** Accounts that payees want to be paid on from now on, and what buyers say to it. */
@Injectable()
export class AccountChangeService {
  constructor(private readonly dataSource: DataSource) {}

  /** The payee's half. Id of the change: the same key and body give the same one. */
  async propose(
    viewer: Viewer,
    input: {
      readonly idempotencyKey: string;
      readonly buyerId: string;
      readonly account: string;
      readonly note?: string | null;
    },
  ): Promise<string | DomainError> {
    const { idempotencyKey, account } = input;
    const [buyer, note] = [input.buyerId.toLowerCase(), input.note ?? ''];
    const invalid = checkIdempotencyKey(idempotencyKey) ?? checkNote(note) ?? checkParty(buyer);
    if (invalid !== null) return invalid;
    const changeId = changeIdOf(viewer.party, idempotencyKey);
    return this.dataSource.transaction(async (db) => {
      await lockChange(db, changeId);
      const earlier = await findProposal(db, changeId);
      if (earlier !== null) {
        const isSame = earlier.buyer === buyer && earlier.account === account.trim();
        return isSame ? changeId : new IdempotencyKeyReusedError();
      }
      const rows: unknown[] = await db.query(
        `INSERT INTO payee_account_step (change_id, kind, payee, buyer, account, user_id, note)
         SELECT $1, 'PROPOSED', b.party, p.party, b.account, $5, $6
         FROM bank_account b JOIN party p ON p.party = $4
         WHERE b.party = $2 AND b.account = $3 AND p.party <> b.party RETURNING 1`,
        [changeId, viewer.party, account.trim(), buyer, viewer.userId, note],
      );
      return rows.length === 1
        ? changeId
        : new InputInvalidError(
            'account',
            'It takes an account of your party and a buyer that is admitted.',
          );
    });
  }

  /** The buyer's half: from then on it pays there. */
  answer(
    viewer: Viewer,
    changeId: string,
    accept: boolean,
    note = '',
  ): Promise<DomainError | null> {
    return this.step(viewer, changeId, {
      kind: accept ? 'ACCEPTED' : 'DECLINED',
      by: 'buyer',
      note,
    });
  }

  /** The payee takes back what the buyer has not answered. */
  withdraw(viewer: Viewer, changeId: string): Promise<DomainError | null> {
    return this.step(viewer, changeId, { kind: 'WITHDRAWN', by: 'payee', note: '' });
  }

  private async step(
    viewer: Viewer,
    changeId: string,
    {
      kind,
      by,
      note,
    }: { readonly kind: StepKind; readonly by: 'buyer' | 'payee'; readonly note: string },
  ): Promise<DomainError | null> {
    const invalid = checkNote(note);
    if (invalid !== null) return invalid;
    return this.dataSource.transaction(async (db) => {
      await lockChange(db, changeId);
      const proposal = await findProposal(db, changeId);
      if (proposal === null || proposal[by] !== viewer.party) return new NotFoundError(changeId);
      if (proposal.is_answered) {
        const same: unknown[] = await db.query(
          'SELECT FROM payee_account_step WHERE change_id::text = $1 AND kind = $2',
          [changeId, kind],
        );
        return same.length === 1
          ? null
          : new InputInvalidError('changeId', 'The change was answered or withdrawn before.');
      }
      const { payee, buyer, account } = proposal;
      await db.query(
        `INSERT INTO payee_account_step (change_id, kind, payee, buyer, account, user_id, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [changeId, kind, payee, buyer, account, viewer.userId, note],
      );
      return null;
    });
  }
}

/** A name-based UUID: the same party and key always name the same change. */
function changeIdOf(party: string, idempotencyKey: string): string {
  const hex = createHash('sha256')
    .update(`payee-account\n${party}\n${idempotencyKey}`)
    .digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}

async function lockChange(db: EntityManager, changeId: string): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`payee:${changeId}`]);
}

async function findProposal(db: EntityManager, changeId: string): Promise<ProposedRow | null> {
  const rows: ProposedRow[] = await db.query(
    `SELECT s.payee, s.buyer, s.account, EXISTS (SELECT FROM payee_account_step a
       WHERE a.change_id = s.change_id AND a.kind <> 'PROPOSED') AS is_answered
     FROM payee_account_step s WHERE s.change_id::text = $1 AND s.kind = 'PROPOSED'`,
    [changeId],
  );
  return rows[0] ?? null;
}

function checkNote(note: string): InputInvalidError | null {
  return note.length > NOTE_CHARS_MAX
    ? new InputInvalidError('note', `A note has at most ${NOTE_CHARS_MAX} characters.`)
    : null;
}

function checkParty(buyer: string): InputInvalidError | null {
  return PARTY_ID.test(buyer)
    ? null
    : new InputInvalidError('buyerId', 'This is no id of a party.');
}
