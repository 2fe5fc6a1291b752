import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { present } from '../../backend/src/common/assert.js';
import { readHead } from '../../backend/src/runtime/ledger/block.js';
import { findDeploymentRecord } from '../../deploy/deployment-record.js';
import { Random } from '../sample/random.js';
import { Audit, type Findings } from './audit.js';
import { type Cast, admitCast } from './cast.js';
import { ChaosSystem } from './chaos-system.js';
import { Journal } from './journal.js';
import { LedgerReader } from './ledger-reader.js';
import { Payments } from './payments.js';
import { compareWithRebuilt, waitForBlock, withDatabase } from './rebuild.js';
import { Reorganiser } from './reorganiser.js';
import { Storyteller } from './stories.js';
import { type TroubleNote, Troublemaker } from './troublemaker.js';
import { TooLateError, until } from './until.js';

const STORYTELLERS = 6;
/** Requests to the node that something happens to. */
const FAULT_SHARE = 0.04;
const SETTLE_PATIENCE_MS = 90_000;
/** Folder of the records of rounds that failed. */
const RECORDS = join('.duebill', 'chaos');

export interface Round {
  readonly seed: number;
  readonly kills: number;
  /** Told after each trouble how often was killed so far. */
  readonly onKills?: (kills: number) => void;
}

export interface RoundResult {
  readonly kills: number;
  readonly reorgs: number;
  readonly deepestReorg: number;
  readonly commands: number;
  readonly refused: number;
  readonly rpcFaults: number;
  readonly lost: number;
  readonly doubled: number;
  readonly verify: 'clean' | 'different';
  readonly rebuild: 'identical' | 'different';
  /** What does not hold, sentence by sentence; empty if the round passed. */
  readonly wrong: readonly string[];
  /** Where the record of a round that failed is. */
  readonly record: string | null;
}

/** Everything that one round is about. */
interface Stage {
  readonly system: ChaosSystem;
  readonly journal: Journal;
  readonly payments: Payments;
  readonly random: Random;
  readonly over: AbortController;
  cast?: Cast;
  troublemaker?: Troublemaker;
  reorganiser?: Reorganiser;
}

/**
 * A system of its own that is used and disturbed as the seed says, and looked at when it has come to rest.
 *
 * The seed fixes what is done, not how it falls out: processes race each other differently each time.
 */
export async function runRound(round: Round, signal: AbortSignal): Promise<RoundResult> {
  const random = new Random(String(round.seed));
  const dataDir = await mkdtemp(join(tmpdir(), 'duebill-chaos-'));
  const journal = new Journal();
  const system = new ChaosSystem(dataDir, random, signal);
  const over = new AbortController();
  const stage: Stage = { system, journal, payments: new Payments(journal), random, over };
  const wrong: string[] = [];
  let verdict: Verdict = NOTHING_KNOWN;
  try {
    await system.start();
    await disturb(stage, round, signal);
    verdict = await judge(stage);
    wrong.push(...verdict.wrong);
  } catch (error) {
    if (signal.aborted) throw error;
    wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    over.abort();
    const badly = await system.stop();
    if (badly.length > 0) wrong.push(`${badly.join()} did not end in order`);
    if (wrong.length === 0 || signal.aborted) await removeFolder(dataDir);
  }
  const record = wrong.length === 0 ? null : await keepRecord(round, stage, wrong);
  if (record !== null) await removeFolder(dataDir);
  return {
    ...countsOf(stage),
    ...{ ...verdict, wrong, record },
  };
}

type Verdict = Pick<
  RoundResult,
  'commands' | 'refused' | 'lost' | 'doubled' | 'verify' | 'rebuild' | 'wrong'
>;

const NOTHING_KNOWN: Verdict = {
  ...{ commands: 0, refused: 0, lost: 0, doubled: 0 },
  ...{ verify: 'different', rebuild: 'different', wrong: [] },
};

/** Parties act and the system is disturbed, until it was killed often enough; then all is left to end. */
async function disturb(stage: Stage, round: Round, signal: AbortSignal): Promise<void> {
  const { system, journal, random, payments } = stage;
  // From here on blocks may go away, those of the parties' admission, too; the contracts stay.
  const { number: floor } = await readHead(system.rpc);
  stage.reorganiser = new Reorganiser(system, floor, random.fork('blocks'));
  const cast = await admitCast({ system, journal, random, over: stage.over.signal });
  stage.cast = cast;
  stage.troublemaker = new Troublemaker(system, stage.reorganiser, random.fork('trouble'));
  const storyteller = new Storyteller(cast, payments, random.fork('stories'));
  const enough = new AbortController();
  for (const gate of system.rpcGates) gate.faultShare = FAULT_SHARE;
  const telling = Promise.all(
    Array.from({ length: STORYTELLERS }, (_, index) =>
      storyteller.tellUntil(enough.signal, `S${index}`),
    ),
  );
  // Looked at below; until then a story that fails must not end the program.
  telling.catch(() => undefined);
  try {
    await stage.troublemaker.run(round, signal);
  } finally {
    enough.abort();
  }
  for (const gate of system.rpcGates) gate.faultShare = 0;
  await system.ready();
  await telling;
}

/** Looks at the system once nothing is on its way any more. */
async function judge(stage: Stage): Promise<Verdict> {
  const { system, journal, payments } = stage;
  // What does not come to an end is a finding; the others are looked for all the same.
  const unsettled = await settle(system);
  const ledger = await LedgerReader.read(system.rpc, await deploymentOf(system));
  const findings = await withDatabase(system.databaseUrl, (db) =>
    new Audit(ledger, journal, payments).run(db),
  );
  const differences = await verify(present(stage.cast, 'cast'));
  const unequal = await compareWithRebuilt(system, ledger.head);
  return {
    ...{ commands: findings.commands, refused: findings.refused },
    ...{ lost: findings.lost.length, doubled: findings.doubled.length },
    verify: differences.length === 0 ? 'clean' : 'different',
    rebuild: unequal.length === 0 ? 'identical' : 'different',
    wrong: [
      ...unsettled,
      ...sentencesOf(findings),
      ...differences.map((one) => `verify: ${JSON.stringify(one)}`),
      ...unequal.map((one) => `rebuild: ${one}`),
    ],
  };
}

function sentencesOf({ lost, doubled, others }: Findings): string[] {
  return [
    ...lost.map((one) => `lost: ${one}`),
    ...doubled.map((one) => `doubled: ${one}`),
    ...others,
  ];
}

/** Waits until every command and every payment came to its end, and the chain is indexed; tells what did not. */
async function settle(system: ChaosSystem): Promise<string[]> {
  try {
    await waitForEnds(system);
  } catch (error) {
    if (!(error instanceof TooLateError)) throw error;
    return [error.message];
  }
  const head = Number(await system.rpc.call<string>('eth_blockNumber'));
  await waitForBlock(system.databaseUrl, head);
  return [];
}

async function waitForEnds(system: ChaosSystem): Promise<void> {
  let pending = '';
  await withDatabase(system.databaseUrl, (db) =>
    until(
      async () => {
        const { rows } = await db.query<{ pending: string | null }>(PENDING);
        pending = rows[0]?.pending ?? '';
        return pending === '';
      },
      SETTLE_PATIENCE_MS,
      () => `not at an end: ${pending}; they had to be`,
    ),
  );
}

const PENDING = `
  SELECT string_agg(what, ', ') AS pending FROM (
    (SELECT c.kind || ' ' || c.command_id AS what FROM command c LEFT JOIN command_outcome o
       ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce
     WHERE o.signer IS NULL AND c.failure IS NULL LIMIT 5)
    UNION ALL
    (SELECT 'entry ' || servicer_reference FROM bank_entry WHERE command_id IS NULL LIMIT 5)) AS all_pending`;

/** What a comparison on demand finds, and what the one that goes on all the time found while all this happened. */
async function verify({ operator }: Cast): Promise<object[]> {
  const { verifyLedger } = await operator.ask<{ verifyLedger: { differences: object[] } }>(
    `mutation { verifyLedger { ... on LedgerVerification {
       differences { ${DIFFERENCE} } } } }`,
  );
  const { ledgerStatus } = await operator.ask<{ ledgerStatus: { firstDifference: object | null } }>(
    `{ ledgerStatus { firstDifference { ${DIFFERENCE} } } }`,
  );
  const { firstDifference } = ledgerStatus;
  return [...verifyLedger.differences, ...(firstDifference === null ? [] : [firstDifference])];
}

const DIFFERENCE = 'table key field readModel ledger';

async function deploymentOf({ deploymentFile }: ChaosSystem) {
  return present(await findDeploymentRecord(deploymentFile), 'deployment');
}

function countsOf({ system, troublemaker, reorganiser }: Stage) {
  return {
    kills: troublemaker?.kills ?? 0,
    reorgs: reorganiser?.count ?? 0,
    deepestReorg: reorganiser?.deepest ?? 0,
    rpcFaults: system.rpcGates.reduce((sum, gate) => sum + gate.faults, 0),
  };
}

/** What happened when, what was asked for, and what every part printed. */
async function keepRecord(
  round: Round,
  { system, journal, troublemaker, payments }: Stage,
  wrong: readonly string[],
): Promise<string> {
  const folder = join(RECORDS, String(round.seed));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const notes: readonly TroubleNote[] = troublemaker?.notes ?? [];
  const asked = [...journal.entries].map(([key, { request, commandIds, declines }]) => ({
    ...{ key, mutation: request.mutation, input: request.input },
    ...{ commandIds: [...commandIds], declines },
  }));
  const { seed, kills } = round;
  const record = { seed, kills, wrong, notes, asked, paid: [...payments.handed.values()] };
  const text = JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  await writeFile(join(folder, 'record.json'), text);
  await cp(join(system.dataDir, 'chaos-logs'), join(folder, 'logs'), { recursive: true });
  return folder;
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
