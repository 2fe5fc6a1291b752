import { PartyRole } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import {
  PARTIES_SEEING_LOT,
  PARTIES_SEEING_RECEIVABLE,
} from '../../../backend/src/receivables/index.js';
import { projectParty, viewerOf } from '../parties/parties.world.js';
import {
  BUYER,
  FINANCIER,
  ReceivablesWorld,
  STRANGER,
  SUPPLIER,
  lotIdOf,
} from '../receivables/receivables.world.js';
import { TestDatabase } from '../../support/test-database.js';

const address = (digits: string): string => `0x${digits.repeat(20)}`;
const ASKED = address('c1');
const PLEDGEE = address('c2');
const OFFERED = address('c3');
const COLLECTOR = address('c4');
const FORMER = address('c5');
const RECEIVABLE = `0x${'aa'.repeat(30)}0000`;
const OTHER = `0x${'bb'.repeat(30)}0000`;
const LOT = lotIdOf(RECEIVABLE, 1);

const PARTIES: ReadonlyArray<readonly [string, PartyRole]> = [
  [SUPPLIER, PartyRole.SUPPLIER],
  [BUYER, PartyRole.BUYER],
  [FINANCIER, PartyRole.FINANCIER],
  [STRANGER, PartyRole.FINANCIER],
  [ASKED, PartyRole.FINANCIER],
  [PLEDGEE, PartyRole.FINANCIER],
  [OFFERED, PartyRole.FINANCIER],
  [COLLECTOR, PartyRole.COLLECTOR],
  [FORMER, PartyRole.COLLECTOR],
];

let database: TestDatabase;
let world: ReceivablesWorld;

beforeAll(async () => {
  database = await TestDatabase.start();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await database.truncate('lien', 'onward', 'onward_lots', 'onward_lot', 'collection_mandate');
  world = await new ReceivablesWorld(database).begin();
  for (const party of [ASKED, PLEDGEE, OFFERED]) await projectParty(database, party, 4);
  for (const party of [COLLECTOR, FORMER]) await projectParty(database, party, 32);
  await world.project(RECEIVABLE);
  await world.project(OTHER, { supplier: FINANCIER, buyer: STRANGER });
});

async function seeing(parties: string, id: string): Promise<string[]> {
  const rows: Array<{ party: string }> = await database.dataSource.query(
    `SELECT DISTINCT s.party FROM (VALUES ($1)) a (id) CROSS JOIN LATERAL (${parties}) s
     JOIN party p USING (party) ORDER BY 1`,
    [id],
  );
  return rows.map(({ party }) => party);
}

/** The same as the API's own readers find it, party by party. */
async function allowed(finds: (viewer: Viewer) => Promise<readonly unknown[]>): Promise<string[]> {
  const seen: string[] = [];
  for (const [party, role] of PARTIES) {
    if ((await finds(viewerOf(party, role))).length > 0) seen.push(party);
  }
  return seen.sort();
}

async function expectAgreement(): Promise<string[]> {
  for (const id of [RECEIVABLE, OTHER]) {
    expect(await seeing(PARTIES_SEEING_RECEIVABLE, id)).toEqual(
      await allowed((viewer) => world.receivables.findVisible(viewer, [id])),
    );
    expect(await seeing(PARTIES_SEEING_LOT, lotIdOf(id, 1))).toEqual(
      await allowed((viewer) => world.lots.findVisible(viewer, [lotIdOf(id, 1)])),
    );
  }
  return seeing(PARTIES_SEEING_RECEIVABLE, RECEIVABLE);
}

describe('the parties that events of a receivable are told to are those that see it', () => {
  it('when it is its supplier’s', async () => {
    expect(await expectAgreement()).toEqual([SUPPLIER, BUYER].sort());
  });

  it('when a financier was asked to quote', async () => {
    await database.dataSource.query(
      `INSERT INTO quote_request (request_id, financier, position, supplier, buyer, currency, lot_ids,
         idempotency_key, body_hash)
       VALUES (gen_random_uuid(), $1, 0, $2, $3, 'EUR', $4, 'k', 'h')`,
      [ASKED, SUPPLIER, BUYER, [LOT]],
    );

    expect(await expectAgreement()).toContain(ASKED);
  });

  it('when a financier owns it under a deal', async () => {
    await database.insert('deal', [
      {
        ...{ deal_number: 1, quote_hash: '0x1', supplier: SUPPLIER, financier: FINANCIER },
        ...{ currency: 'EUR', eligible_minor: 1, advance_minor: 1, reserve_minor: 0 },
        ...{ discount_charge_minor: 0, service_fee_minor: 0, reserve_released_minor: 0 },
        ...{ reserve_netted_minor: 0, reserve_applied_minor: 0, recourse_days: 0, buyer: BUYER },
        ...{ status: 'FUNDED', disclosed: false, fund_by: '2026-04-01T00:00:00Z' },
        ...{ accepted_at: '2026-03-04T00:00:00Z' },
      },
    ]);
    await database.insert('deal_lot', [{ deal_number: 1, lot_id: LOT, position: 0 }]);
    await database.dataSource.query(
      'UPDATE lot SET owner = $1, deal_number = 1 WHERE lot_id = $2',
      [FINANCIER, LOT],
    );

    expect(await expectAgreement()).toContain(FINANCIER);
    expect(await seeing(PARTIES_SEEING_LOT, LOT)).toEqual([FINANCIER, SUPPLIER].sort());
  });

  it.each([
    ['OFFERED', true],
    ['ACCEPTED', true],
    ['WITHDRAWN', false],
  ])('when it is passed on, and the offer is %s', async (status, isTold) => {
    await database.insert('onward_lots', [{ lots_hash: '0x1', lot_ids: [LOT] }]);
    await database.insert('onward', [
      {
        ...{ onward_number: 1, from_party: FINANCIER, to_party: OFFERED, lots_hash: '0x1', status },
        ...{ accept_by: '2026-04-01T00:00:00Z', offered_at: '2026-03-01T00:00:00Z' },
      },
    ]);

    expect((await expectAgreement()).includes(OFFERED)).toBe(isTold);
  });

  it('when somebody collects it for its owner, until the mandate ends', async () => {
    const mandate = (collector: string, owner: string, lotId: string) => ({
      ...{ lot_id: lotId, receivable_id: RECEIVABLE, owner, collector, evidence_hash: '0x1' },
      given_at: '2026-03-01T00:00:00Z',
    });
    await database.insert('collection_mandate', [mandate(COLLECTOR, SUPPLIER, LOT)]);
    expect(await expectAgreement()).toContain(COLLECTOR);

    await database.dataSource.query(`UPDATE collection_mandate SET ended_at = now()`);
    expect(await expectAgreement()).not.toContain(COLLECTOR);

    await database.truncate('collection_mandate');
    await database.insert('collection_mandate', [mandate(FORMER, FINANCIER, LOT)]);
    expect(await expectAgreement()).not.toContain(FORMER);
  });
});
