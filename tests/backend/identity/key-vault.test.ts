import { createCipheriv, randomBytes } from 'node:crypto';

import { Logger } from '@nestjs/common';
import { computeAddress } from 'ethers';

import { type BackendConfig, ConfigRefusal } from '../../../backend/src/config/index.js';
import { KeyRotation, KeyVault, SealedStores } from '../../../backend/src/identity/index.js';
import {
  EnvironmentKeyWrapper,
  type KeyWrapper,
} from '../../../backend/src/identity/key-wrapper.js';
import { Redaction } from '../../../backend/src/observability/redaction.js';
import { TestDatabase } from '../../support/test-database.js';

const PARTY = `0x${'a1'.repeat(20)}`;
const OLD = randomBytes(32).toString('hex');
const NEW = `0x${randomBytes(32).toString('hex')}`;
const FOREIGN = randomBytes(32).toString('hex');

let database: TestDatabase;

beforeAll(async () => {
  database = await TestDatabase.start();
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await database.dataSource.query('TRUNCATE signer_key');
});

function vaultWith(masterKey: string, ...otherMasterKeys: string[]): KeyVault {
  return new KeyVault({ masterKey, otherMasterKeys } as unknown as BackendConfig);
}

function rotationWith(vault: KeyVault): KeyRotation {
  return new KeyRotation(database.dataSource, vault, new SealedStores());
}

function db() {
  return database.dataSource.manager;
}

async function addressOf(vault: KeyVault, signer: string): Promise<string | undefined> {
  const key = (await vault.open(db(), [signer])).get(signer);
  return key === undefined ? undefined : computeAddress(key).toLowerCase();
}

/** A key as it was kept before there were data keys. */
async function keepSealedDirectly(privateKey: Buffer): Promise<string> {
  const signer = computeAddress(`0x${privateKey.toString('hex')}`).toLowerCase();
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(OLD, 'hex'), nonce);
  cipher.setAAD(Buffer.from(signer));
  const sealed = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  await database.dataSource.query(
    'INSERT INTO signer_key (signer, party, sealed_key) VALUES ($1, $2, $3)',
    [signer, PARTY, Buffer.concat([nonce, cipher.getAuthTag(), sealed])],
  );
  return signer;
}

/** Everything that is logged meanwhile, as it is handed to the logger. */
async function loggedDuring(work: () => Promise<unknown>): Promise<string> {
  const lines: unknown[] = [];
  const note = (...message: unknown[]): void => void lines.push(message);
  Logger.overrideLogger({ log: note, warn: note, error: note, debug: note, verbose: note });
  try {
    await work();
  } finally {
    Logger.overrideLogger(['error', 'warn', 'log']);
  }
  return JSON.stringify(lines);
}

describe('a kept key', () => {
  it('is sealed under a data key of its own, which the master key wraps', async () => {
    const vault = vaultWith(OLD);
    const [first, second] = [await vault.create(db(), PARTY), await vault.create(db(), PARTY)];
    const rows = await database.dataSource.query(
      'SELECT length(sealed_key) AS sealed, length(wrapped_data_key) AS wrapped, wrapping_key_id FROM signer_key',
    );

    expect(rows).toEqual([
      { sealed: 60, wrapped: 60, wrapping_key_id: await vault.currentKeyId() },
      { sealed: 60, wrapped: 60, wrapping_key_id: await vault.currentKeyId() },
    ]);
    expect(await addressOf(vaultWith(OLD), first)).toBe(first);
    expect(await addressOf(vaultWith(OLD), second)).toBe(second);
  });

  it.each(['party', 'sealed_key', 'wrapped_data_key'])(
    'stays closed in a row whose %s is that of another',
    async (column) => {
      const vault = vaultWith(OLD);
      const signer = await vault.create(db(), PARTY);
      const other = await vault.create(db(), `0x${'b2'.repeat(20)}`);
      await database.dataSource.query(
        `UPDATE signer_key SET ${column} = o.value
         FROM (SELECT ${column} AS value FROM signer_key WHERE signer = $1) o WHERE signer = $2`,
        [other, signer],
      );

      expect(await addressOf(vaultWith(OLD), signer)).toBeUndefined();
    },
  );

  it('opens though the master key itself sealed it, and gets a data key with the next rotation', async () => {
    const signer = await keepSealedDirectly(randomBytes(32));

    expect(await addressOf(vaultWith(OLD), signer)).toBe(signer);
    expect(await addressOf(vaultWith(NEW, OLD), signer)).toBe(signer);
    await rotationWith(vaultWith(OLD)).step(10, null);

    const [row] = await database.dataSource.query('SELECT * FROM signer_key');
    expect(row.wrapped_data_key).not.toBeNull();
    expect(await addressOf(vaultWith(OLD), signer)).toBe(signer);
  });

  it('leaves memory when a thousand others were used since, and is read again', async () => {
    const vault = vaultWith(OLD);
    const signer = await vault.create(db(), PARTY);
    const others = await Promise.all(
      Array.from({ length: 1_000 }, () => vault.create(db(), PARTY)),
    );
    await vault.open(db(), [signer]);
    await database.dataSource.query(
      'UPDATE signer_key SET sealed_key = NULL, wrapped_data_key = NULL, wrapping_key_id = NULL WHERE signer = $1',
      [signer],
    );

    expect(await addressOf(vault, signer)).toBe(signer);
    await vault.open(db(), others);
    expect(await addressOf(vault, signer)).toBeUndefined();
  });
});

describe('a rotation of master keys', () => {
  it('goes on where it was stopped, and ends with the current key alone', async () => {
    const old = vaultWith(OLD);
    const signers = [await keepSealedDirectly(randomBytes(32))];
    for (let one = 0; one < 6; one++) signers.push(await old.create(db(), PARTY));
    const rotation = rotationWith(vaultWith(NEW, OLD));

    expect(await rotation.read()).toMatchObject({ keys: 7, outdated: 7 });
    expect(await rotation.step(3, null)).toMatchObject({ rewrapped: 3, notOpened: 0 });
    expect(await rotation.read()).toMatchObject({ keys: 7, outdated: 4 });
    expect(await rotationWith(vaultWith(NEW, OLD)).step(100, null)).toEqual({
      ...{ rewrapped: 4, notOpened: 0, after: null },
    });

    for (const signer of signers) expect(await addressOf(vaultWith(NEW), signer)).toBe(signer);
    await expect(vaultWith(NEW).check(db())).resolves.toBeUndefined();
  });

  it('lets others sign at any moment, and two may run at a time', async () => {
    const old = vaultWith(OLD);
    const signers: string[] = [];
    for (let one = 0; one < 40; one++) signers.push(await old.create(db(), PARTY));
    const run = async (): Promise<void> => {
      const rotation = rotationWith(vaultWith(NEW, OLD));
      for (let after: string | null = ''; after !== null;) {
        ({ after } = await rotation.step(5, after === '' ? null : after));
      }
    };
    const openAll = async (): Promise<void> => {
      for (let round = 0; round < 20; round++) {
        expect((await vaultWith(OLD, NEW).open(db(), signers)).size).toBe(40);
      }
    };

    await Promise.all([run(), run(), openAll()]);

    expect((await vaultWith(NEW).open(db(), signers)).size).toBe(40);
  });

  it('leaves a key that does not open as it is, and goes on behind it', async () => {
    const lost = await vaultWith(FOREIGN).create(db(), PARTY);
    const signer = await vaultWith(OLD).create(db(), PARTY);
    const rotation = rotationWith(vaultWith(NEW, OLD));

    const steps = [await rotation.step(1, null)];
    steps.push(await rotation.step(1, steps[0]?.after ?? null));

    expect(steps.map(({ rewrapped }) => rewrapped).sort()).toEqual([0, 1]);
    expect(steps.map(({ notOpened }) => notOpened).sort()).toEqual([0, 1]);
    expect(await addressOf(vaultWith(NEW), signer)).toBe(signer);
    expect(await addressOf(vaultWith(FOREIGN), lost)).toBe(lost);
  });
});

describe('a process with another master key', () => {
  it.each([
    ['under data keys', () => vaultWith(OLD).create(db(), PARTY)],
    ['from before there were data keys', () => keepSealedDirectly(randomBytes(32))],
  ])('does not start on keys %s', async (_, keep) => {
    await keep();

    await expect(rotationWith(vaultWith(FOREIGN)).onModuleInit()).rejects.toThrow(ConfigRefusal);
    await expect(vaultWith(FOREIGN).check(db())).rejects.toThrow(
      /DUEBILL_MASTER_KEY: .*master key/,
    );
    await expect(vaultWith(OLD).check(db())).resolves.toBeUndefined();
  });
});

describe('what is logged', () => {
  it('holds neither keys nor what opens them', async () => {
    const privateKey = randomBytes(32);
    const secrets = [OLD, FOREIGN, NEW.slice(2), privateKey.toString('hex')];
    const dataKeys: Buffer[] = [];
    const real = new EnvironmentKeyWrapper({ masterKey: OLD });
    const watching: KeyWrapper = {
      currentKeyId: () => real.currentKeyId(),
      wrap: (dataKey, context) => {
        dataKeys.push(Buffer.from(dataKey));
        return real.wrap(dataKey, context);
      },
      unwrap: (wrapped, context) => real.unwrap(wrapped, context),
    };

    const logged = await loggedDuring(async () => {
      const signer = await keepSealedDirectly(privateKey);
      const kept = await new KeyVault({} as BackendConfig, watching).create(db(), PARTY);
      await vaultWith(FOREIGN).open(db(), [signer, kept]);
      await vaultWith(OLD).open(db(), [signer, kept]);
      await rotationWith(vaultWith(FOREIGN)).step(10, null);
      await rotationWith(vaultWith(NEW, OLD)).step(10, null);
      await vaultWith(FOREIGN)
        .check(db())
        .catch((error: Error) => Logger.error(error.stack));
    });

    expect(logged).toContain('commands wait');
    expect(dataKeys).toHaveLength(1);
    for (const secret of [...secrets, ...dataKeys.map((key) => key.toString('hex'))]) {
      expect(logged.toLowerCase()).not.toContain(secret);
    }
  });

  it('loses them when a careless line holds them', () => {
    const redaction = new Redaction([OLD, NEW]);
    const line = {
      text: `key ${OLD} and ${NEW}`,
      dataKey: 'open',
      sealed_key: 'x',
      signature: 'y',
    };

    const clean = JSON.stringify(redaction.apply(line));

    expect(clean).not.toContain(OLD);
    expect(clean).not.toContain(NEW.slice(2));
    expect(clean).not.toMatch(/open|"x"|"y"/);
  });
});
