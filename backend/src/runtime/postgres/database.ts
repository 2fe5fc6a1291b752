import pg from 'pg';

import type { EmbeddedSecrets } from '../secrets.js';
import { ADMIN_ROLE } from './cluster.js';

/** Owner of the database, and not a superuser: row-level security must hold for it. */
const ROLE = 'duebill';
const DATABASE = 'duebill';

/** Makes the role and the database if they are missing; returns the URL for Duebill. */
export async function ensureDatabase(port: number, secrets: EmbeddedSecrets): Promise<string> {
  const admin = new pg.Client({
    ...{ host: '127.0.0.1', port, user: ADMIN_ROLE, database: 'postgres' },
    password: secrets.databaseAdminPassword.reveal(),
  });
  await admin.connect();
  try {
    const password = admin.escapeLiteral(secrets.databasePassword.reveal());
    if (!(await has(admin, 'SELECT FROM pg_roles WHERE rolname = $1', ROLE))) {
      await admin.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD ${password}`);
    }
    if (!(await has(admin, 'SELECT FROM pg_database WHERE datname = $1', DATABASE))) {
      await admin.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLE}`);
    }
  } finally {
    await admin.end();
  }
  const password = encodeURIComponent(secrets.databasePassword.reveal());
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

async function has(client: pg.Client, query: string, name: string): Promise<boolean> {
  return (await client.query(query, [name])).rowCount === 1;
}
