import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { present, rolesFromBits } from '../common/index.js';
import type { Viewer } from './viewer.js';

const TOKEN_PREFIX = 'dbt_';
const TOKEN_BYTES = 32;

/** Bearer tokens of users; only their hashes are stored. */
@Injectable()
export class TokenService {
  constructor(private readonly dataSource: DataSource) {}

  /** Who a token stands for; null if it is unknown, expired or revoked. */
  async findViewer(token: string): Promise<Viewer | null> {
    const rows: Array<{ userId: string; userName: string; party: string; roles: number | null }> =
      await this.dataSource.query(
        `SELECT u.user_id AS "userId", u.name AS "userName", u.party, p.roles
         FROM api_token t JOIN app_user u USING (user_id) LEFT JOIN party p ON p.party = u.party
         WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now()`,
        [hashToken(token)],
      );
    const row = rows[0];
    return row === undefined ? null : { ...row, roles: rolesFromBits(row.roles ?? 0) };
  }

  /** Finds or makes the user of that name and gives it a new token, which is shown this once. */
  async issue(
    db: EntityManager,
    user: { readonly party: string; readonly name: string },
    validDays: number,
  ): Promise<string> {
    const userId = await this.findOrMakeUser(db, user);
    const token = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    await db.query(
      `INSERT INTO api_token (token_hash, user_id, expires_at)
       VALUES ($1, $2, now() + make_interval(days => $3))`,
      [hashToken(token), userId, validDays],
    );
    return token;
  }

  /** Id of the user of that name. */
  async findOrMakeUser(
    db: EntityManager,
    user: { readonly party: string; readonly name: string },
  ): Promise<string> {
    const rows: Array<{ user_id: string }> = await db.query(
      `INSERT INTO app_user (user_id, party, name) VALUES ($1, $2, $3)
       ON CONFLICT (party, name) DO UPDATE SET name = excluded.name RETURNING user_id`,
      [randomUUID(), user.party, user.name],
    );
    return present(rows[0], 'user').user_id;
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
