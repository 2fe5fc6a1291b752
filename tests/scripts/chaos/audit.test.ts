import type pg from 'pg';

import { Audit } from '../../../scripts/chaos/audit.js';
import { Journal } from '../../../scripts/chaos/journal.js';
import type { Execution, LedgerReader } from '../../../scripts/chaos/ledger-reader.js';
import { Payments } from '../../../scripts/chaos/payments.js';

const RECEIVABLE = `0x${'ab'.repeat(30)}0000`;
const CALL_DATA = '0x1234';
const EXECUTION: Execution = {
  ...{ signer: '0xaa', nonce: 7, succeeded: true, transactionHash: '0xt' },
};
const ROW = {
  ...{ command_id: 'c-1', idempotency_key: 'key', kind: 'REGISTER', signer: '0xAA' },
  ...{
    forwarder_nonce: '7',
    call_data: Buffer.from('1234', 'hex'),
    failure: null as string | null,
  },
  subjects: [RECEIVABLE],
};
const ENTRY = { entry_hash: '0xe', reference: 'P-1' };

interface Scene {
  readonly executions?: readonly Execution[];
  /** Events of the registration of the receivable. */
  readonly registrations?: number;
  readonly remittances?: number;
  readonly callData?: string;
  readonly rows?: ReadonlyArray<typeof ROW>;
  readonly entries?: ReadonlyArray<typeof ENTRY>;
  readonly commandIds?: readonly string[];
  readonly paidMinor?: bigint;
}

/** One command that registers a receivable, and one payment, on a ledger as the scene has it. */
async function audit(scene: Scene) {
  const { executions = [EXECUTION], registrations = 1, remittances = 1 } = scene;
  const journal = new Journal();
  const effect = {
    contract: 'receivables',
    event: 'ReceivableRegistered',
    id: RECEIVABLE,
  } as const;
  journal.asked('key', { mutation: 'registerReceivables', input: {}, effects: () => [effect] });
  for (const id of scene.commandIds ?? ['c-1']) journal.accepted('key', id);
  const payments = new Payments(journal);
  payments.handed.set('P-1', { reference: 'P-1', receivableId: RECEIVABLE, amountMinor: 100n });
  const ledger = {
    executions,
    paidMinor: new Map([[RECEIVABLE, scene.paidMinor ?? 100n]]),
    countOf: ({ event }: { event: string }) =>
      event === 'RemittanceApplied' ? remittances : registrations,
    idsOf: () => [RECEIVABLE],
    requestsIn: () => Promise.resolve(new Map([['0xaa', [scene.callData ?? CALL_DATA]]])),
  };
  const answers = { command: scene.rows ?? [ROW], bank_entry: scene.entries ?? [ENTRY] };
  const db = {
    query: (sql: string) =>
      Promise.resolve({ rows: answers[sql.includes('bank_entry') ? 'bank_entry' : 'command'] }),
  };
  const run = new Audit(ledger as unknown as LedgerReader, journal, payments);
  return await run.run(db as unknown as pg.Client);
}

describe('the audit of a chaos run', () => {
  it('finds nothing where every command took effect once', async () => {
    expect(await audit({})).toEqual({ commands: 1, refused: 0, lost: [], doubled: [], others: [] });
  });

  it('counts a refusal by a contract as an end', async () => {
    const executions = [{ ...EXECUTION, succeeded: false }];
    const findings = await audit({ executions, registrations: 0 });
    expect(findings).toMatchObject({ refused: 1, lost: [], doubled: [] });
  });

  it.each<[string, Scene, string]>([
    ['that was never executed', { executions: [], registrations: 0 }, 'never executed: no event'],
    ['that the relay gave up', givenUp('NOT_EXECUTED'), 'never executed: NOT_EXECUTED'],
    ['whose row is gone', { rows: [], executions: [] }, 'command c-1'],
    ['whose effect is missing', { registrations: 0 }, '0 events for 1 commands'],
    ['of a payment that is missing', { entries: [] }, 'the entry P-1 is gone'],
    ['of a payment without effect', { remittances: 0 }, 'the entry P-1 was never applied'],
  ])('finds a command %s lost', async (_, scene, sentence) => {
    expect((await audit(scene)).lost.join('\n')).toContain(sentence);
  });

  it.each<[string, Scene, string]>([
    ['executed twice', { executions: [EXECUTION, EXECUTION] }, 'executed twice'],
    ['with two effects', { registrations: 2 }, '2 events for 1 commands'],
    ['known under two ids', { commandIds: ['c-1', 'c-2'] }, 'became commands c-1,c-2'],
    ['executed after it was taken back', { rows: [cancelled()] }, 'although it is CANCELLED'],
    ['replaced by another', { callData: '0x99' }, 'another request was executed'],
    ['of nobody', { executions: [EXECUTION, { ...EXECUTION, nonce: 8 }] }, '1 requests were'],
    ['of a payment there twice', { entries: [ENTRY, ENTRY] }, 'the entry P-1 is there twice'],
    ['of a payment applied twice', { remittances: 2 }, 'was applied 2 times'],
  ])('finds a command %s doubled', async (_, scene, sentence) => {
    expect((await audit(scene)).doubled.join('\n')).toContain(sentence);
  });

  it('finds nothing wrong with a command that was taken back and never executed', async () => {
    const scene = { rows: [cancelled()], executions: [], registrations: 0 };
    expect(await audit(scene)).toMatchObject({ lost: [], others: [] });
  });

  it('finds money that does not add up', async () => {
    expect((await audit({ paidMinor: 99n })).others).toEqual([
      `${RECEIVABLE}: 99 paid instead of 100`,
    ]);
  });
});

function cancelled() {
  return { ...ROW, failure: 'CANCELLED' };
}

function givenUp(failure: string): Scene {
  return { rows: [{ ...ROW, failure }], executions: [], registrations: 0 };
}
