import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lines of statements that differ, and the settlement agents that pairs agree on. */
export class StatementLines1700000000010 implements MigrationInterface {
  readonly name = 'StatementLines1700000000010';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE statement_line (
        statement_id text NOT NULL,
        receivable_id text NOT NULL,
        raised_by text NOT NULL,
        raised_at timestamptz NOT NULL,
        supplier_minor bigint NOT NULL CHECK (supplier_minor >= 0),
        supplier_proposal_minor bigint,
        supplier_evidence_hash text,
        supplier_proposed_at timestamptz,
        buyer_minor bigint NOT NULL CHECK (buyer_minor >= 0),
        buyer_proposal_minor bigint,
        buyer_evidence_hash text,
        buyer_proposed_at timestamptz,
        agreed_minor bigint,
        resolved_at timestamptz,
        PRIMARY KEY (statement_id, receivable_id)
      );
      CREATE TABLE pair_agent (
        supplier text NOT NULL,
        buyer text NOT NULL,
        currency text NOT NULL,
        agent text,
        agreed_at timestamptz,
        supplier_proposal text,
        supplier_proposed_at timestamptz,
        buyer_proposal text,
        buyer_proposed_at timestamptz,
        PRIMARY KEY (supplier, buyer, currency)
      );
      CREATE INDEX pair_agent_key ON pair_agent ((supplier || ':' || buyer || ':' || currency));
      CREATE INDEX pair_agent_buyer ON pair_agent (buyer);
      CREATE INDEX pair_agent_agent ON pair_agent (agent) WHERE agent IS NOT NULL;
      CREATE INDEX lot_notice_payee ON lot_notice (payee) WHERE payee IS NOT NULL;

      CREATE TABLE statement_evidence (
        evidence_hash text PRIMARY KEY,
        statement_id text NOT NULL,
        party text NOT NULL,
        command_id uuid NOT NULL,
        salt text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- Lines and agents of blocks that were indexed before are missing: the read models are filled again from block 0.
      DELETE FROM ledger_checkpoint;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX lot_notice_payee;
      DROP TABLE statement_evidence, pair_agent, statement_line;
    `);
  }
}
