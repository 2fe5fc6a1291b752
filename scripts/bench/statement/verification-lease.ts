import pg from 'pg';

import { AdvisoryLock } from '../../../backend/src/database/index.js';

/**
 * Takes the lease of the continuous verification, and gives it back when called.
 *
 * It would find, and rightly, that the ledger has none of the receivables that the book puts into the read models.
 */
export async function holdVerificationLease(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted`,
    [AdvisoryLock.VERIFICATION_LEASE],
  );
  const other = new pg.Client({ connectionString: databaseUrl });
  await other.connect();
  // Whoever waits first is next.
  const taken = client.query('SELECT pg_advisory_lock($1)', [AdvisoryLock.VERIFICATION_LEASE]);
  for (const { pid } of rows) {
    await other.query('SELECT pg_terminate_backend($1)', [pid]);
  }
  await taken;
  await other.end();
  return () => client.end();
}
