import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

import { present } from '../../backend/src/common/index.js';
import type { TourSummary } from '../../scripts/cli/tour/tour.model.js';
import { Random } from '../../scripts/sample/random.js';
import { describeWithSharedData, sharedPath } from '../support/shared-data.js';
import { PartyClient } from './party-client.js';
import { makeDataDir, removeDataDir, StartedSystem } from './started-system.js';

const COMMAND_LINE = join('scripts', 'duebill.mjs');
const FILES = [
  'einvoice/xrechnung/business/01.01a-INVOICE_ubl.xml',
  'einvoice/xrechnung/business/01.04a-INVOICE_ubl.xml',
  'einvoice/xrechnung/business/01.05a-INVOICE_uncefact.xml',
  'einvoice/peppol/examples/base-example.xml',
];
/** Repeats the moments of a run that failed. */
const SEED_VARIABLE = 'DUEBILL_TEST_SEED';
/** Whom a kill hits, in this order. */
const VICTIMS = ['server', 'tour', 'server', 'tour', 'server'] as const;
/** An undisturbed tour takes some three seconds. */
const EARLIEST_KILL_MS = 150;
const LATEST_KILL_MS = 1_500;
const TEST_MS = 180_000;

interface Exit {
  readonly code: number | null;
  readonly output: string;
}

describeWithSharedData('duebill tour on a system that is killed again and again', () => {
  const seed = Number(process.env[SEED_VARIABLE] ?? Math.floor(Math.random() * 1e9));
  const random = new Random(String(seed));
  let dataDir: string;
  let system: StartedSystem;

  beforeAll(async () => {
    process.stderr.write(`tour.test: ${SEED_VARIABLE}=${seed} repeats these moments\n`);
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    await system.ready();
  });
  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  function start(...args: string[]): { child: ChildProcess; ended: Promise<Exit> } {
    const env = { ...process.env, DUEBILL_DATA_DIR: dataDir };
    const child = spawn(process.execPath, [COMMAND_LINE, ...args], { env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    const ended = new Promise<Exit>((settle) => {
      child.once('close', (code) => settle({ code, output }));
    });
    return { child, ended };
  }

  const startTour = () => start('tour', '--json', ...FILES.map(sharedPath));

  /** The tour is left waiting while the system comes back, or is begun anew after it was killed itself. */
  async function tourAmongKills(): Promise<Exit> {
    let tour = startTour();
    for (const victim of VICTIMS) {
      const delayMs = random.int(EARLIEST_KILL_MS, LATEST_KILL_MS);
      await new Promise((settle) => setTimeout(settle, delayMs));
      if (victim === 'server') {
        await system.end('SIGKILL');
        system = new StartedSystem(dataDir);
        await system.ready();
      } else {
        tour.child.kill('SIGKILL');
        await tour.ended;
        tour = startTour();
      }
    }
    return tour.ended;
  }

  const summaryOf = ({ output }: Exit) => {
    const line = output.split('\n').find((text) => text.startsWith('{"tour"'));
    return JSON.parse(present(line, output)) as TourSummary;
  };

  async function readAll(): Promise<Books> {
    const operator = await PartyClient.operator(await system.ready());
    const { data, text } = await operator.send(`{
      receivables(first: 100) { edges { node {
        receivableId currency faceMinor paidMinor creditedMinor outstandingMinor
        document { number } supplier { partyId } payments { entryHash amountMinor }
        lots { outstandingMinor }
      } } }
      bankEntries(first: 100) { edges { node {
        entryHash amountMinor unappliedMinor status remittance
        applications { receivableId amountMinor }
      } } }
      bankStatements(first: 100) { edges { node { entryCount alreadyKnownCount } } }
      deals(first: 100) { edges { node { status } } }
      liens(first: 100) { edges { node { status } } }
      duties(first: 100) { edges { node { owedMinor } } }
      collections(first: 100) { edges { node { stage steps { stage } arrangements { status } } } }
      balances(first: 100) { edges { node { balanceMinor } } }
    }`);
    return Object.fromEntries(
      Object.entries(present(data, text)).map(([name, list]) => [
        name,
        (list as { edges: Array<{ node: unknown }> }).edges.map(({ node }) => node),
      ]),
    ) as unknown as Books;
  }

  it(
    'ends with everything done once, and read models that are the ledger’s',
    async () => {
      const exit = await tourAmongKills();
      expect(exit).toMatchObject({ code: 0 });
      const summary = summaryOf(exit);
      const books = await readAll();

      expect(summary).toMatchObject({ tour: 'complete', verify: 'clean' });
      expectOnce(books, summary);
      expectSubjectsOnce(books);
      expectSums(books);
      expect(await start('verify').ended).toMatchObject({
        code: 0,
        output: expect.stringContaining('clean: '),
      });

      const again = await startTour().ended;
      expect(summaryOf(again)).toEqual(summary);
      expect(await readAll()).toEqual(books);
    },
    TEST_MS,
  );
});

interface Books {
  readonly receivables: ReadonlyArray<{
    readonly receivableId: string;
    readonly faceMinor: string;
    readonly paidMinor: string;
    readonly creditedMinor: string;
    readonly outstandingMinor: string;
    readonly document: { readonly number: string };
    readonly supplier: { readonly partyId: string };
    readonly payments: ReadonlyArray<{ readonly entryHash: string; readonly amountMinor: string }>;
    readonly lots: ReadonlyArray<{ readonly outstandingMinor: string }>;
  }>;
  readonly bankEntries: ReadonlyArray<{
    readonly entryHash: string;
    readonly amountMinor: string;
    readonly unappliedMinor: string;
    readonly status: string;
    readonly remittance: string;
    readonly applications: ReadonlyArray<{
      readonly receivableId: string;
      readonly amountMinor: string;
    }>;
  }>;
  readonly bankStatements: ReadonlyArray<{ readonly alreadyKnownCount: number }>;
  readonly deals: ReadonlyArray<{ readonly status: string }>;
  readonly liens: ReadonlyArray<{ readonly status: string }>;
  readonly duties: ReadonlyArray<{ readonly owedMinor: string }>;
  readonly collections: ReadonlyArray<{
    readonly stage: string;
    readonly steps: ReadonlyArray<{ readonly stage: string }>;
    readonly arrangements: ReadonlyArray<{ readonly status: string }>;
  }>;
  readonly balances: ReadonlyArray<{ readonly balanceMinor: string }>;
}

function expectOnce(books: Books, summary: TourSummary): void {
  const { receivables, bankEntries, bankStatements, deals } = books;
  const numbers = receivables.map(({ document, supplier }) => document.number + supplier.partyId);
  const payments = receivables.flatMap((one) =>
    one.payments.map(({ entryHash }) => entryHash + one.receivableId),
  );
  const remittances = bankEntries.map(({ remittance }) => remittance);
  for (const names of [numbers, payments, remittances]) {
    expect(new Set(names).size).toBe(names.length);
  }
  expect(receivables).toHaveLength(summary.receivables);
  expect(new Set(bankEntries.map(({ status }) => status))).toEqual(new Set(['SETTLED']));
  expect(bankStatements.every(({ alreadyKnownCount }) => alreadyKnownCount === 0)).toBe(true);
  expect(new Set(deals.map(({ status }) => status))).toEqual(new Set(['CLOSED']));
}

/** Pledge, its passing on, and the course of collection. */
function expectSubjectsOnce({ liens, duties, collections }: Books): void {
  expect(liens).toEqual([{ status: 'RELEASED' }]);
  expect(new Set(duties.map(({ owedMinor }) => owedMinor))).toEqual(new Set(['0']));
  expect(collections).toHaveLength(1);
  const { stage, steps, arrangements } = present(collections[0], 'collection');
  expect(stage).toBe('INSTALMENT_PLAN');
  expect(steps.map((step) => step.stage)).toEqual([
    'INSTALMENT_PLAN',
    'PROMISE',
    'FORMAL_DEMAND',
    'REMINDER',
  ]);
  expect(arrangements.map(({ status }) => status)).toEqual(['RUNNING', 'KEPT']);
}

function expectSums({ receivables, bankEntries, balances }: Books): void {
  for (const one of receivables) {
    const parts = [one.paidMinor, one.creditedMinor, one.outstandingMinor];
    expect(sum(parts)).toBe(BigInt(one.faceMinor));
    expect(sum(one.payments.map(({ amountMinor }) => amountMinor))).toBe(BigInt(one.paidMinor));
    expect(sum(one.lots.map((lot) => lot.outstandingMinor))).toBe(BigInt(one.outstandingMinor));
  }
  for (const { amountMinor, unappliedMinor, applications } of bankEntries) {
    const applied = applications.map((application) => application.amountMinor);
    expect(sum([...applied, unappliedMinor])).toBe(BigInt(amountMinor));
  }
  const outstanding = receivables.map(({ outstandingMinor }) => outstandingMinor);
  expect(sum(balances.map(({ balanceMinor }) => balanceMinor))).toBe(sum(outstanding));
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n);
}
