import type { EntityManager } from 'typeorm';

import { InputInvalidError } from '../api/index.js';
import type { LegalIdKey } from '../common/index.js';
import { AdvisoryLock } from '../database/index.js';
import { COMMAND_STANDS, JOIN_OUTCOME } from '../ledger/index.js';
import { nameKeyOf } from './identifier.js';
import type { CheckedAdmission } from './party-admission.rules.js';
import { identifierText } from './party.reader.js';

/** An admission with the ledger address of its party. */
export type AddressedAdmission = CheckedAdmission & { readonly party: string };

/** SQL: the profile `f` belongs to a party that is admitted, or whose admission may still succeed. */
const PROFILE_STANDS = `(
  EXISTS (SELECT FROM party p WHERE p.party = f.party) OR EXISTS (
    SELECT FROM command c ${JOIN_OUTCOME}
    WHERE c.command_id = f.admission_command_id AND ${COMMAND_STANDS}))`;

/**
 * Writes the profiles of parties that are about to be admitted; answers which of them are admitted already, or are
 * about to be by another command. What an admission that failed left behind is overwritten.
 */
export async function writeProfiles(
  db: EntityManager,
  commandId: string,
  admissions: readonly AddressedAdmission[],
): Promise<ReadonlySet<string>> {
  // What one admission finds free must stay free until it commits.
  await db.query('SELECT pg_advisory_xact_lock($1)', [AdvisoryLock.ADMISSION]);
  const written: Array<{ party: string }> = await db.query(
    `INSERT INTO party_profile AS f (party, name, name_key, country, admission_command_id)
     SELECT *, $5::uuid FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT (party) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
       country = excluded.country, admission_command_id = excluded.admission_command_id
       WHERE NOT ${PROFILE_STANDS}
     RETURNING party`,
    [
      admissions.map(({ party }) => party),
      admissions.map(({ name }) => name),
      admissions.map(({ name }) => nameKeyOf(name)),
      admissions.map(({ country }) => country),
      commandId,
    ],
  );
  const fresh = new Set(written.map(({ party }) => party));
  for (const table of ['party_identifier', 'bank_account']) {
    await db.query(`DELETE FROM ${table} WHERE party = ANY($1)`, [[...fresh]]);
  }
  return new Set(admissions.flatMap(({ party }) => (fresh.has(party) ? [] : [party])));
}

/** Files identifiers and bank accounts; refuses one that another party has. */
export async function writeIdentifiers(
  db: EntityManager,
  admissions: readonly AddressedAdmission[],
): Promise<InputInvalidError | null> {
  const identifiers = admissions.flatMap(({ party, path, identifiers: keys }) =>
    keys.map((key, index) => ({ ...key, party, path, isLegalId: index === 0 })),
  );
  const accounts = admissions.flatMap(({ party, path, bankAccounts }) =>
    bankAccounts.map((account) => ({ account, party, path })),
  );
  const takenIdentifier = await insertIdentifiers(db, identifiers);
  if (takenIdentifier !== null) {
    const { scheme, value } = takenIdentifier;
    return new InputInvalidError(takenIdentifier.path, `${scheme} ${value} is another party's.`);
  }
  const taken = await insertAccounts(db, accounts);
  return taken === null
    ? null
    : new InputInvalidError(taken.path, `Account ${taken.account} is another party's.`);
}

type IdentifierRow = LegalIdKey & {
  readonly party: string;
  readonly path: string;
  readonly isLegalId: boolean;
};

/** Inserts all, and answers with the first one that another party holds. */
async function insertIdentifiers(
  db: EntityManager,
  rows: readonly IdentifierRow[],
): Promise<IdentifierRow | null> {
  const held: LegalIdKey[] = await db.query(
    `INSERT INTO party_identifier AS i (scheme, value, party, is_legal_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
     ON CONFLICT (scheme, value) DO UPDATE
       SET party = excluded.party, is_legal_id = excluded.is_legal_id
       WHERE i.party = excluded.party
         OR NOT EXISTS (SELECT FROM party_profile f WHERE f.party = i.party AND ${PROFILE_STANDS})
     RETURNING scheme, value`,
    [
      rows.map(({ scheme }) => scheme),
      rows.map(({ value }) => value),
      rows.map(({ party }) => party),
      rows.map(({ isLegalId }) => isLegalId),
    ],
  );
  const ours = new Set(held.map(identifierText));
  return rows.find((row) => !ours.has(identifierText(row))) ?? null;
}

interface AccountRow {
  readonly account: string;
  readonly party: string;
  readonly path: string;
}

/** The same for bank accounts. */
export async function insertAccounts(
  db: EntityManager,
  rows: readonly AccountRow[],
): Promise<AccountRow | null> {
  const held: Array<{ account: string }> = await db.query(
    `INSERT INTO bank_account AS a (account, party) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (account) DO UPDATE SET party = excluded.party
       WHERE a.party = excluded.party
         OR NOT EXISTS (SELECT FROM party_profile f WHERE f.party = a.party AND ${PROFILE_STANDS})
     RETURNING account`,
    [rows.map(({ account }) => account), rows.map(({ party }) => party)],
  );
  const ours = new Set(held.map(({ account }) => account));
  return rows.find(({ account }) => !ours.has(account)) ?? null;
}
