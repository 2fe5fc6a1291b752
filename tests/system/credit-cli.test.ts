import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { present } from '../../backend/src/common/index.js';
import { PartyClient, admitParties } from './party-client.js';
import { StartedSystem, makeDataDir, removeDataDir } from './started-system.js';

const ROLES = {
  supplier: ['SUPPLIER'],
  buyer: ['BUYER'],
  assessor: ['ASSESSOR'],
  rival: ['ASSESSOR'],
};
const today = (): string => new Date().toISOString().slice(0, 10);
const CODE = /code ((?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}) /;

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

describe('duebill credit on a started system', () => {
  let dataDir: string;
  let system: StartedSystem;
  let as: Record<keyof typeof ROLES, PartyClient>;

  beforeAll(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    const operator = await PartyClient.operator(await system.ready());
    as = await admitParties(operator, ROLES);
  });

  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  function credit(who: PartyClient, ...args: readonly string[]): Promise<Ran> {
    const system = ['--url', who.url, '--token', who.token];
    const command = [join('scripts', 'duebill.mjs'), 'credit', ...args, ...system];
    return new Promise((settle) => {
      execFile(process.execPath, command, (failure, out, error) => {
        settle({ exitCode: Number(failure?.code ?? 0), out, error });
      });
    });
  }

  const about = (partyId: string) => [
    ...['report', 'pdf', '--party', partyId, '--currency', 'EUR', '--as-of', today()],
  ];

  it.each(['en', 'zh'])(
    'prints a credit report in %s, with a code that tells whose it is',
    async (language) => {
      const file = join(dataDir, `report.${language}.pdf`);
      const wanted = [...about(as.buyer.partyId), '--language', language, '--out', file];
      const printed = await credit(as.assessor, ...wanted);
      expect(printed).toMatchObject({ exitCode: 0 });
      const pdf = await readFile(file);
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      const code = present(CODE.exec(printed.out)?.[1], 'code of the report');
      expect(pdf.includes(code)).toBe(true);
      const checked = await credit(as.rival, 'report', 'check', code);
      expect(JSON.parse(checked.out)).toMatchObject({
        ...{ ownerId: as.assessor.partyId, partyId: as.buyer.partyId, currency: 'EUR' },
      });
    },
  );

  it('refuses a report about an unknown party, to who assesses nobody, and one that another party made', async () => {
    const unknown = await credit(as.assessor, ...about(`0x${'9'.repeat(40)}`));
    expect(unknown).toMatchObject({ exitCode: 1, error: expect.stringContaining('NOT_FOUND') });
    const supplier = await credit(as.supplier, ...about(as.buyer.partyId));
    expect(supplier).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('NOT_PERMITTED'),
    });
    const file = join(dataDir, 'own.pdf');
    const own = await credit(as.assessor, ...about(as.buyer.partyId), '--out', file);
    const reportId = present(/report (0x[0-9a-f]{64})/.exec(own.out)?.[1], 'id of the report');
    const foreign = await credit(as.rival, 'report', 'pdf', '--id', reportId);
    expect(foreign).toMatchObject({ exitCode: 1, error: expect.stringContaining('NOT_FOUND') });
    const wrong = await credit(as.assessor, 'report', 'check', 'AAAAA-AAAAA-AAAAA-AAAAA');
    expect(wrong.exitCode).toBe(1);
  });

  it('takes models in as candidates, and gives them out as they are', async () => {
    const file = join(dataDir, 'model.json');
    const record = {
      ...{ format: 'duebill-credit-model', formatVersion: 1, purpose: 'LATE_PAYMENT' },
      ...{ name: 'past-late-share', version: 'v1', knowledgeUntil: null, trainingRows: 1 },
      ...{ trainingDataHash: `0x${'1'.repeat(64)}`, figures: { auc: 0.9, brier: 0.1, rows: 1 } },
      calibration: { intercept: 0, slope: 1 },
      artefact: {
        kind: 'SINGLE_FEATURE',
        single: { name: 'lateShare', direction: 1, missing: 0 },
      },
    };
    await writeFile(file, JSON.stringify(record));
    const importing = ['model', 'import', '--file', file, '--purpose', 'LATE_PAYMENT'];
    const made = await credit(as.assessor, ...importing);
    expect(made).toMatchObject({ exitCode: 0 });
    const { versionId, status } = JSON.parse(made.out) as { versionId: string; status: string };
    expect(status).toBe('CANDIDATE');

    const out = join(dataDir, 'again.json');
    const exporting = ['model', 'export', '--id', versionId, '--out', out];
    expect(await credit(as.assessor, ...exporting)).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(record);
    expect(await credit(as.rival, ...exporting)).toMatchObject({ exitCode: 1 });

    await writeFile(file, JSON.stringify({ ...record, calibration: { intercept: 0 } }));
    const refused = await credit(as.assessor, ...importing);
    expect(refused).toMatchObject({ exitCode: 1, error: expect.stringContaining('calibration') });
  });
});
