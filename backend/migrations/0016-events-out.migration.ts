import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What leaves the platform: whom each final event concerns, and the webhooks that are told of it. */
export class EventsOut1700000000016 implements MigrationInterface {
  readonly name = 'EventsOut1700000000016';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE ledger_reversion (
        reversion_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        block_number bigint NOT NULL,
        noticed_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE event_frontier (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        chain_id bigint NOT NULL,
        genesis_hash text NOT NULL,
        block_number bigint NOT NULL,
        reversion_id bigint NOT NULL
      );
      CREATE TABLE event_audience (
        party text NOT NULL,
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        PRIMARY KEY (party, block_number, log_index)
      );
      CREATE INDEX event_audience_block ON event_audience USING brin (block_number);
      CREATE INDEX onward_lots_lots ON onward_lots USING gin (lot_ids);
      CREATE INDEX onward_lots_hash ON onward (lots_hash);

      CREATE TABLE webhook_endpoint (
        endpoint_id uuid PRIMARY KEY,
        party text NOT NULL,
        url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
        types text[] CHECK (cardinality(types) >= 1),
        sources text[] CHECK ((sources IS NULL) = (types IS NULL)),
        sealed_secret bytea NOT NULL,
        secret_version integer NOT NULL DEFAULT 1,
        former_secret bytea,
        former_until timestamptz,
        status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'PAUSED')),
        paused_because text CHECK (paused_because IN ('PARTY', 'FAILING', 'GONE')),
        paused_at timestamptz,
        failing_since timestamptz,
        cursor_block bigint NOT NULL,
        cursor_log integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid NOT NULL,
        CHECK ((status = 'PAUSED') = (paused_at IS NOT NULL)
          AND (status = 'PAUSED') = (paused_because IS NOT NULL)),
        CHECK ((former_secret IS NULL) = (former_until IS NULL))
      );
      CREATE INDEX webhook_endpoint_party ON webhook_endpoint (party, created_at DESC, endpoint_id DESC);

      CREATE TABLE webhook_request (
        party text NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        endpoint_id uuid NOT NULL,
        secret_version integer,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (party, idempotency_key)
      );

      CREATE TABLE webhook_delivery (
        endpoint_id uuid NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
        block_number bigint NOT NULL,
        log_index integer NOT NULL,
        line text NOT NULL,
        state text NOT NULL DEFAULT 'PENDING'
          CHECK (state IN ('PENDING', 'DELIVERED', 'ABANDONED')),
        attempts smallint NOT NULL DEFAULT 0,
        first_attempt_at timestamptz,
        last_attempt_at timestamptz,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        leased_until timestamptz,
        status_code smallint,
        error text CHECK (length(error) <= 200),
        ended_at timestamptz,
        PRIMARY KEY (endpoint_id, block_number, log_index),
        CHECK ((state = 'PENDING') = (ended_at IS NULL))
      );
      CREATE INDEX webhook_delivery_line ON webhook_delivery
        (endpoint_id, line, block_number, log_index) WHERE state = 'PENDING';
      CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_attempt_at)
        WHERE state = 'PENDING';
      CREATE INDEX webhook_delivery_oldest ON webhook_delivery (block_number, log_index)
        WHERE state = 'PENDING';
      CREATE INDEX webhook_delivery_leased ON webhook_delivery (endpoint_id, leased_until)
        WHERE state = 'PENDING' AND leased_until IS NOT NULL;
      CREATE INDEX webhook_delivery_ended ON webhook_delivery (state, ended_at)
        WHERE state <> 'PENDING';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE webhook_delivery, webhook_request, webhook_endpoint, event_audience, event_frontier,
        ledger_reversion;
      DROP INDEX onward_lots_lots, onward_lots_hash;
    `);
  }
}
