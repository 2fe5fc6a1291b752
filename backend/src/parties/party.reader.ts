import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import { type LegalIdKey, type PartyRole, rolesFromBits, rolesToBits } from '../common/index.js';
import { nameKeyOf } from './identifier.js';
import type { PartyStatus } from './party.entity.js';
import type { PartyIdentifier, PartyType } from './party.type.js';

interface PartyRow {
  party: string;
  name: string;
  country: string | null;
  identifiers: Array<PartyIdentifier & { readonly isLegalId: boolean }> | null;
  roles: number;
  status: PartyStatus;
  expires_at: Date;
  admitted_at: Date;
  suspended_at: Date | null;
  suspended_for: string | null;
}

/** A party that was admitted by another installation has no profile here: it is known by its address. */
const SELECT_PARTY = `
  SELECT p.party, coalesce(f.name, p.party) AS name, f.country, p.roles, p.status, p.expires_at,
    p.admitted_at, p.suspended_at, e.content AS suspended_for, i.identifiers
  FROM party p LEFT JOIN party_profile f USING (party)
  LEFT JOIN operation_evidence e ON e.evidence_hash = p.suspension_hash
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('scheme', scheme, 'value', value, 'isLegalId', is_legal_id)
      ORDER BY is_legal_id DESC, scheme, value) AS identifiers
    FROM party_identifier WHERE party_identifier.party = p.party
  ) i ON true`;

/**
 * Admitted parties with what is known of them off the ledger. All members see each other.
 *
 * Whoever reads inside a transaction passes its manager: a second connection could run out.
 */
@Injectable()
export class PartyReader {
  constructor(private readonly dataSource: DataSource) {}

  async findByIds(
    partyIds: readonly string[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<PartyType[]> {
    const sql = `${SELECT_PARTY} WHERE p.party = ANY($1)`;
    const rows: PartyRow[] = await db.query(sql, [partyIds]);
    return rows.map(toParty);
  }

  /** Admitted parties, the latest first. */
  async list(page: Page, role: PartyRole | null): Promise<PartyType[]> {
    const rows: PartyRow[] = await this.dataSource.query(
      `${SELECT_PARTY}
       WHERE ($1::int IS NULL OR p.roles & $1 <> 0)
         AND ($2::timestamptz IS NULL OR (p.admitted_at, p.party) < ($2, $3))
       ORDER BY p.admitted_at DESC, p.party DESC LIMIT $4`,
      [role === null ? null : rolesToBits([role]), page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toParty);
  }

  /** Party that has each of the identifiers; those of no admitted party are absent. */
  async findByIdentifiers(
    keys: readonly LegalIdKey[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<Map<string, string>> {
    const rows: Array<LegalIdKey & { party: string }> = await db.query(
      `SELECT i.scheme, i.value, i.party FROM party_identifier i JOIN party p USING (party)
       WHERE (i.scheme, i.value) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      [keys.map(({ scheme }) => scheme), keys.map(({ value }) => value)],
    );
    return new Map(rows.map((row) => [identifierText(row), row.party]));
  }

  /** Party of each name; a name that several admitted parties have is absent. */
  async findByNames(
    names: readonly string[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<Map<string, string>> {
    const rows: Array<{ name_key: string; party: string }> = await db.query(
      `SELECT f.name_key, min(f.party) AS party FROM party_profile f JOIN party p USING (party)
       WHERE f.name_key = ANY($1) GROUP BY f.name_key HAVING count(*) = 1`,
      [names.map(nameKeyOf)],
    );
    return new Map(rows.map((row) => [row.name_key, row.party]));
  }

  async bankAccounts(partyId: string): Promise<string[]> {
    const rows: Array<{ account: string }> = await this.dataSource.query(
      `SELECT account FROM bank_account WHERE party = $1 ORDER BY created_at, account`,
      [partyId],
    );
    return rows.map((row) => row.account);
  }
}

/** Key of the map that {@link PartyReader.findByIdentifiers} answers with. */
export function identifierText({ scheme, value }: LegalIdKey): string {
  return `${scheme}\n${value}`;
}

function toParty(row: PartyRow): PartyType {
  const identifiers = row.identifiers ?? [];
  return {
    partyId: row.party,
    name: row.name,
    country: row.country,
    legalId: identifiers.find(({ isLegalId }) => isLegalId) ?? { scheme: '', value: row.party },
    identifiers,
    roles: rolesFromBits(row.roles),
    status: row.status,
    expiresAt: row.expires_at,
    admittedAt: row.admitted_at,
    suspendedAt: row.suspended_at,
    suspendedFor: row.suspended_for,
  };
}
