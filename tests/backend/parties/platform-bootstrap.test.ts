import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PartyRole } from '../../../backend/src/common/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { partiesWorld, projectParty } from './parties.world.js';

describe('PlatformBootstrap', () => {
  let database: TestDatabase;
  let dataDir: string;
  let world: ReturnType<typeof partiesWorld>;

  beforeAll(async () => {
    database = await TestDatabase.start();
    dataDir = await mkdtemp(join(tmpdir(), 'duebill-bootstrap-'));
    world = partiesWorld(database.dataSource, dataDir);
    await projectParty(database, world.operator.party, 1 << 7);
  });
  afterAll(async () => {
    await database.stop();
    await rm(dataDir, { recursive: true });
  });

  const tokenFile = () => join(dataDir, 'tokens', 'operator');

  it('names the operator, keeps its key and leaves a working token for the owner alone', async () => {
    await world.bootstrap.onApplicationBootstrap();

    const token = (await readFile(tokenFile(), 'utf8')).trim();
    expect(await world.tokens.findViewer(token)).toMatchObject({ roles: [PartyRole.OPERATOR] });
    expect((await stat(tokenFile())).mode & 0o777).toBe(0o600);
    expect(await world.parties.findByIds([world.operator.party])).toMatchObject([
      { name: 'Duebill operator', legalId: { scheme: 'PLATFORM', value: 'OPERATOR' } },
    ]);
  });

  it('changes nothing at the next start', async () => {
    const before = await readFile(tokenFile(), 'utf8');
    await world.bootstrap.onApplicationBootstrap();

    expect(await readFile(tokenFile(), 'utf8')).toBe(before);
    const keys: unknown[] = await database.dataSource.query('SELECT FROM signer_key');
    expect(keys).toHaveLength(1);
  });

  it('replaces a token that is no longer valid', async () => {
    await writeFile(tokenFile(), 'dbt_stale');
    await world.bootstrap.onApplicationBootstrap();

    const token = (await readFile(tokenFile(), 'utf8')).trim();
    expect(await world.tokens.findViewer(token)).not.toBeNull();
  });
});
