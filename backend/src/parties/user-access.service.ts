import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import { PartyRole, rolesToBits } from '../common/index.js';
import { TokenService, type Viewer } from '../identity/index.js';
import { activeSigner } from '../ledger/index.js';
import type { IssueTokenInput } from './party.input.js';
import type { IssueTokenAnswer } from './user-access.type.js';

const VALID_DAYS_DEFAULT = 90;
const VALID_DAYS_MAX = 3_650;
const USER_NAME_MAX = 200;
const MS_PER_DAY = 86_400_000;

/** Gives users of admitted parties their tokens, until single sign-on does. */
@Injectable()
export class UserAccessService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tokens: TokenService,
  ) {}

  /** Works as soon as a party's admission is queued, so that its users are ready when it is included. */
  async issueToken(viewer: Viewer, input: IssueTokenInput): Promise<IssueTokenAnswer> {
    if (!viewer.roles.includes(PartyRole.OPERATOR)) {
      return new NotPermittedError('Only the operator issues tokens.');
    }
    const validDays = input.validDays ?? VALID_DAYS_DEFAULT;
    if (validDays < 1 || validDays > VALID_DAYS_MAX) {
      return new InputInvalidError(
        'validDays',
        `A token is valid for 1 to ${VALID_DAYS_MAX} days.`,
      );
    }
    const userName = input.userName.trim();
    if (userName === '' || userName.length > USER_NAME_MAX) {
      return new InputInvalidError('userName', `A name has 1 to ${USER_NAME_MAX} characters.`);
    }
    const party = input.partyId.toLowerCase();
    return this.dataSource.transaction(async (db) => {
      const known: unknown[] = await db.query(
        `SELECT FROM party_profile WHERE party = $1 UNION ALL SELECT FROM party WHERE party = $1`,
        [party],
      );
      if (known.length === 0) {
        return new NotFoundError(input.partyId);
      }
      if ((await isOperator(db, party)) && !(await isAdmin(db, viewer))) {
        return new NotPermittedError("Tokens of operators' users take the power ADMIN.");
      }
      const token = await this.tokens.issue(db, { party, name: userName }, validDays);
      const expiresAt = new Date(Date.now() + validDays * MS_PER_DAY);
      return { token, partyId: party, userName, expiresAt };
    });
  }
}

async function isOperator(db: EntityManager, party: string): Promise<boolean> {
  const rows: unknown[] = await db.query('SELECT FROM party WHERE party = $1 AND roles & $2 <> 0', [
    party,
    rolesToBits([PartyRole.OPERATOR]),
  ]);
  return rows.length > 0;
}

/**
 * Whether the user signs with a key that has the power ADMIN. Any other user of an operator could otherwise act in the
 * name of a second one, and so alone do what takes two.
 */
async function isAdmin(db: EntityManager, viewer: Viewer): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `SELECT FROM power_holder WHERE signer = $1 AND role_id = '0' AND revoked_at IS NULL
       AND since <= (SELECT block_time FROM ledger_checkpoint)`,
    [await activeSigner(db, viewer)],
  );
  return rows.length > 0;
}
