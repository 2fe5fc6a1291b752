import { CLAIM, LOCK_DUE } from '../../../backend/src/events/delivery-claim.sql.js';
import { FEED, LOCK_HUNGRY } from '../../../backend/src/events/delivery-feed.sql.js';
import { deliveryPolicy } from '../../../backend/src/events/delivery-policy.js';
import { DeliveryRepository } from '../../../backend/src/events/delivery.repository.js';
import { EventReader } from '../../../backend/src/events/event.reader.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import {
  PARTIES_SEEING_LOT,
  PARTIES_SEEING_RECEIVABLE,
} from '../../../backend/src/receivables/index.js';
import { projectParty } from '../parties/parties.world.js';
import { TestDatabase } from '../../support/test-database.js';
import { viewerOf } from './events.world.js';

/** Events of a history; enough for the planner to know that reading all of them is no way. */
const HISTORY = Number(process.env['DUEBILL_TEST_EVENTS'] ?? 60_000);
const EVENTS_PER_BLOCK = 20;
const PARTIES = 200;
/** Lists of lots that financiers were asked for, or offered, with as many in each as one may have. */
const LISTS = 200;
const LOTS_OF_LIST = 100;
const OPERATOR = partyOf(0);
const SOMEBODY = partyOf(7);

let database: TestDatabase;

beforeAll(async () => {
  database = await TestDatabase.start();
  for (let number = 0; number < PARTIES; number++) {
    await projectParty(database, partyOf(number), number === 0 ? 128 : 3);
  }
  await run(
    `INSERT INTO ledger_event SELECT n / ${EVENTS_PER_BLOCK}, n % ${EVENTS_PER_BLOCK}, now(), '0x' || n,
       'receivables', 'ReceivableWithdrawn', '0x' || n % 5000, jsonb_build_object('receivableId', '0x' || n % 5000)
     FROM generate_series(0, ${HISTORY - 1}) n`,
  );
  await run(
    `INSERT INTO event_audience SELECT '0x' || lpad(((n + side) % ${PARTIES})::text, 40, '0'),
       n / ${EVENTS_PER_BLOCK}, n % ${EVENTS_PER_BLOCK}
     FROM generate_series(0, ${HISTORY - 1}) n, generate_series(1, 2) side`,
  );
  const last = Math.floor((HISTORY - 1) / EVENTS_PER_BLOCK);
  await run(
    `INSERT INTO ledger_checkpoint (chain_id, genesis_hash, block_number, block_hash, block_time)
     VALUES (1, '0x', $1, '0x', now())`,
    [last],
  );
  await run(
    `INSERT INTO event_frontier (chain_id, genesis_hash, block_number, reversion_id) VALUES (1, '0x', $1, 0)`,
    [last],
  );
  await run(
    `INSERT INTO webhook_endpoint (endpoint_id, party, url, sealed_secret, cursor_block, cursor_log, created_by)
     SELECT gen_random_uuid(), party, 'https://example.com', '', $1 - row_number() OVER () % 50, 0,
       gen_random_uuid() FROM party`,
    [last],
  );
  await listLots();
  await run('VACUUM ANALYZE');
}, 600_000);
afterAll(() => database.stop());

async function listLots(): Promise<void> {
  const lots = `array(SELECT lpad((list * ${LOTS_OF_LIST} + n)::text, 66, '0')
    FROM generate_series(0, ${LOTS_OF_LIST - 1}) n)`;
  await run(
    `INSERT INTO quote_request (request_id, financier, position, supplier, buyer, currency, lot_ids,
       idempotency_key, body_hash)
     SELECT gen_random_uuid(), $1, 0, '', '', 'EUR', ${lots}, list, '' FROM generate_series(1, ${LISTS}) list`,
    [SOMEBODY],
  );
  await run(
    `INSERT INTO onward_lots (lots_hash, lot_ids) SELECT list, ${lots} FROM generate_series(1, ${LISTS}) list`,
  );
}

function partyOf(number: number): string {
  return `0x${String(number).padStart(40, '0')}`;
}

function run(sql: string, parameters: unknown[] = []): Promise<Array<Record<string, unknown>>> {
  return database.dataSource.query(sql, parameters);
}

/** The plan of a statement, as lines. */
async function planOf(sql: string, parameters: unknown[]): Promise<string> {
  const rows = await run(`EXPLAIN (ANALYZE, BUFFERS OFF) ${sql}`, parameters);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const READS_ALL_OF_HISTORY = /Seq Scan on (ledger_event|event_audience)/;

describe('a long history', () => {
  it.each([
    ['a party', viewerOf(SOMEBODY, PartyRole.SUPPLIER)],
    ['an operator', viewerOf(OPERATOR, PartyRole.OPERATOR)],
  ])('is followed by %s along an index, from its beginning and from its end', async (_, viewer) => {
    const reader = new EventReader(database.dataSource);
    const plans: string[] = [];
    const query = database.dataSource.query.bind(database.dataSource);
    database.dataSource.query = (async (sql: string, parameters: unknown[]) => {
      plans.push(await query(`EXPLAIN ${sql}`, parameters).then((rows) => JSON.stringify(rows)));
      return query(sql, parameters);
    }) as never;
    const place = { reversionId: '0', logIndex: 0 };
    const end = (await reader.end()).blockNumber;
    const first = await reader.read(viewer, {
      ...{ after: { ...place, blockNumber: -1 }, types: null, limit: 100 },
    });
    await reader.read(viewer, {
      ...{ after: { ...place, blockNumber: end - 200 }, types: null, limit: 100 },
    });
    database.dataSource.query = query;

    expect(first.events).toHaveLength(100);
    expect(plans.length).toBeGreaterThan(3);
    expect(plans.join('\n')).not.toMatch(READS_ALL_OF_HISTORY);
  });

  it('is not read again to feed webhooks and to claim what they are sent', async () => {
    const ids = (await run('SELECT endpoint_id FROM webhook_endpoint')).map(
      (row) => row['endpoint_id'],
    );
    const { waitingMax } = deliveryPolicy;
    const hungry = await planOf(LOCK_HUNGRY, [waitingMax, 50]);
    const feed = await planOf(FEED, [ids, 100]);
    const due = await planOf(LOCK_DUE, [256]);
    const claim = await planOf(CLAIM, [ids, 64, 8, 30, 30]);
    const repository = new DeliveryRepository(database.dataSource, deliveryPolicy);
    while ((await repository.feed()) > 0) {
      // Until every webhook has what follows its cursor.
    }
    const plans = [hungry, feed, due, claim].join('\n');

    expect(await repository.claim(64)).toHaveLength(64);
    expect(plans).not.toMatch(READS_ALL_OF_HISTORY);
    expect(plans).toMatch(/Index Only Scan using event_audience_pkey/);
    expect(plans).toMatch(/using ledger_event_pkey/);
  });

  it('of lists of lots is not looked through for those whom events of a lot concern', async () => {
    const plans = await Promise.all(
      [PARTIES_SEEING_LOT, PARTIES_SEEING_RECEIVABLE].map((parties) =>
        planOf(`SELECT s.party FROM unnest($1::text[]) a (id) CROSS JOIN LATERAL (${parties}) s`, [
          ['1', '2', '3'],
        ]),
      ),
    );

    expect(plans.join('\n')).toMatch(/quote_request_lot_pkey/);
    expect(plans.join('\n')).toMatch(/onward_lot_pkey/);
    expect(plans.join('\n')).not.toMatch(/Seq Scan on (quote_request|onward_lot)/);
  });
});
