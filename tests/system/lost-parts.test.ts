import { execFileSync } from 'node:child_process';

import { eventually } from '../support/eventually.js';
import { PartyClient, admitParties } from './party-client.js';
import { makeDataDir, processesOn, removeDataDir, StartedSystem } from './started-system.js';

/** Below the 30 seconds for which a mutation waits for inclusion. */
const END_MS = 15_000;
const WRITERS = 8;
/** On a busy machine the first ones take their time. */
const ACCEPTED_MIN = 2 * WRITERS;

describe('a system one of whose parts is killed while commands are on their way', () => {
  let dataDir: string;
  let system: StartedSystem;

  beforeEach(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
  });
  afterEach(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  it.each([
    ['bin/postgres', 'The embedded PostgreSQL ended by SIGKILL.'],
    ['bin/anvil', 'The embedded ledger ended by SIGKILL.'],
  ])(
    'says so, ends in order, and has every accepted command after a start: %s',
    async (part, said) => {
      const operator = await PartyClient.operator(await system.ready());
      const roles = { supplier: ['SUPPLIER'], buyer: ['BUYER'] };
      const { supplier, buyer } = await admitParties(operator, roles);
      const accepted: string[] = [];
      const writers = Array.from({ length: WRITERS }, (_, index) =>
        write(supplier, { buyerId: buyer.partyId, prefix: String(index), accepted }),
      );
      await eventually(
        () => Promise.resolve(accepted.length),
        (count) => count >= ACCEPTED_MIN,
      );
      const killedAt = Date.now();
      for (const pid of pidsOf(part, dataDir)) process.kill(pid, 'SIGKILL');

      expect(await system.exited).toBe(1);
      expect(Date.now() - killedAt).toBeLessThan(END_MS);
      await Promise.all(writers);
      expect(system.output).toContain(said);
      expect(processesOn(dataDir)).toEqual([]);

      system = new StartedSystem(dataDir);
      const { url } = await system.ready();
      const again = new PartyClient(url, supplier.token);
      for (const key of accepted) expect(await outcomeOf(again, key)).toBe('INCLUDED');
      const verify =
        'mutation { verifyLedger { ... on LedgerVerification { differences { table } } } }';
      expect(await new PartyClient(url, operator.token).read(verify)).toEqual({ differences: [] });
    },
  );
});

/** Registers one receivable after the other until nobody answers; half of the requests wait for inclusion. */
async function write(
  supplier: PartyClient,
  { buyerId, prefix, accepted }: { buyerId: string; prefix: string; accepted: string[] },
): Promise<void> {
  for (let count = 0; ; count += 1) {
    const idempotencyKey = `${prefix}-${count}`;
    const dates = { issueDate: '2026-01-01', dueDate: '2099-01-01' };
    const receivable = { buyerId, currency: 'EUR', faceMinor: '100', number: idempotencyKey };
    const awaitInclusion = count % 2 === 0;
    const input = { idempotencyKey, awaitInclusion, receivables: [{ ...receivable, ...dates }] };
    try {
      const { __typename } = await supplier.act('registerReceivables', input);
      if (__typename === 'Command') accepted.push(idempotencyKey);
    } catch {
      // Nobody answers, or says that it cannot: the system is about to end.
      return;
    }
  }
}

async function outcomeOf(supplier: PartyClient, idempotencyKey: string): Promise<string> {
  const query = 'query ($key: String!) { commandByKey(idempotencyKey: $key) { status } }';
  for (;;) {
    const { status } = await supplier.read<{ status: string }>(query, { key: idempotencyKey });
    if (status !== 'QUEUED' && status !== 'SENT') return status;
    await new Promise((settle) => setTimeout(settle, 100));
  }
}

function pidsOf(part: string, dataDir: string): number[] {
  return processesOn(dataDir).filter((pid) =>
    execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)])
      .toString()
      .includes(part),
  );
}
