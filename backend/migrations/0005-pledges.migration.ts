import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Liens on lots, the rules that rank them, and early payments. */
export class Pledges1700000000005 implements MigrationInterface {
  readonly name = 'Pledges1700000000005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE rank_policy (
        policy_number smallint PRIMARY KEY,
        policy text NOT NULL,
        title text NOT NULL
      );
      CREATE TABLE lien (
        lien_number integer PRIMARY KEY,
        lot_id text NOT NULL,
        receivable_id text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL,
        pledgor text NOT NULL,
        pledgee text NOT NULL,
        offered_minor bigint NOT NULL CHECK (offered_minor > 0),
        secured_minor bigint NOT NULL CHECK (secured_minor BETWEEN 0 AND offered_minor),
        policy_number smallint NOT NULL,
        order_key bigint NOT NULL,
        topped_up_lien integer,
        status text NOT NULL,
        registration_hash text,
        appropriated_lot_id text,
        accept_by timestamptz NOT NULL,
        offered_at timestamptz NOT NULL,
        accepted_at timestamptz,
        registered_at timestamptz,
        noticed_at timestamptz,
        enforceable_at timestamptz,
        satisfied_at timestamptz,
        ended_at timestamptz
      );
      CREATE INDEX lien_lot ON lien (lot_id);
      CREATE INDEX lien_pledgor ON lien (pledgor, lien_number DESC);
      CREATE INDEX lien_pledgee ON lien (pledgee, lien_number DESC);
      CREATE INDEX lien_buyer ON lien (buyer, lien_number DESC) WHERE noticed_at IS NOT NULL;

      CREATE TABLE lien_evidence (
        evidence_hash text PRIMARY KEY,
        subject text NOT NULL,
        party text NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE early_payment (
        number integer PRIMARY KEY,
        lot_id text NOT NULL,
        receivable_id text NOT NULL,
        supplier text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL,
        face_minor bigint NOT NULL CHECK (face_minor > 0),
        discount_minor bigint NOT NULL CHECK (discount_minor >= 0 AND discount_minor < face_minor),
        status text NOT NULL,
        entry_hash text,
        pay_by timestamptz NOT NULL,
        offered_at timestamptz NOT NULL,
        accepted_at timestamptz,
        settled_at timestamptz,
        ended_at timestamptz
      );
      CREATE INDEX early_payment_receivable ON early_payment (receivable_id);
      CREATE INDEX early_payment_supplier ON early_payment (supplier, number DESC);
      CREATE INDEX early_payment_buyer ON early_payment (buyer, number DESC);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE early_payment, lien_evidence, lien, rank_policy');
  }
}
