import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadConfig } from '../../../backend/src/config/index.js';
import {
  acquireDataLock,
  dataDirAt,
  findFreePort,
  isPortFree,
  loadOrCreateSecrets,
  RuntimeRefusal,
} from '../../../backend/src/runtime/index.js';
import { stopLeftovers } from '../../../backend/src/runtime/leftovers.js';
import { findProcess, getOwnProcess } from '../../../backend/src/runtime/process-identity.js';

describe('the data folder', () => {
  let root: string;

  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'duebill-data-'))));
  afterEach(() => rm(root, { recursive: true, force: true }));

  describe('its lock', () => {
    const lockPath = () => dataDirAt(root).lock;

    it('is held by one and free again after its release', async () => {
      const lock = await acquireDataLock(lockPath());

      await expect(acquireDataLock(lockPath())).rejects.toThrow(/process \d+, since 20/);
      await lock.release();
      await (await acquireDataLock(lockPath())).release();

      expect(await readdir(root)).toEqual([]);
    });

    it.each([
      ['whose process is gone', { pid: 2 ** 22 + 1, startedAt: 'x' }],
      ['whose pid somebody else got', { pid: process.pid, startedAt: 'another start' }],
    ])('is taken over from a holder %s', async (_, holder) => {
      await writeFile(lockPath(), JSON.stringify({ ...holder, token: 't', since: 's' }));

      const lock = await acquireDataLock(lockPath());

      expect(JSON.parse(await readFile(lockPath(), 'utf8'))).toMatchObject(await getOwnProcess());
      await lock.release();
    });

    it('goes to exactly one of many that find the same stale one', async () => {
      await writeFile(lockPath(), '{"pid":4194305,"startedAt":"x"}');

      const attempts = Array.from({ length: 20 }, () => acquireDataLock(lockPath()));
      const taken = (await Promise.allSettled(attempts)).filter(
        (one) => one.status === 'fulfilled',
      );

      expect(taken).toHaveLength(1);
    });
  });

  describe('its secrets', () => {
    it('are made once, for the owner alone, and differ between folders', async () => {
      const first = await loadOrCreateSecrets(dataDirAt(root));
      const again = await loadOrCreateSecrets(dataDirAt(root));
      const other = await mkdir(join(root, 'other'), { recursive: true });
      const foreign = await loadOrCreateSecrets(dataDirAt(other ?? root));

      expect(again.masterKey.reveal()).toBe(first.masterKey.reveal());
      expect(foreign.masterKey.reveal()).not.toBe(first.masterKey.reveal());
      expect((await stat(dataDirAt(root).secrets)).mode & 0o777).toBe(0o600);
    });

    it('are refused in production', async () => {
      const secrets = await loadOrCreateSecrets(dataDirAt(root));
      const env = { NODE_ENV: 'production', DUEBILL_RELAY_KEY: secrets.relayKey.reveal() };

      expect(() => loadConfig(env)).toThrow(/DUEBILL_RELAY_KEY: is a sample secret or one that/);
    });

    it('are not replaced when the file lost one', async () => {
      await writeFile(dataDirAt(root).secrets, '{"masterKey":"0x00"}');

      await expect(loadOrCreateSecrets(dataDirAt(root))).rejects.toThrow(RuntimeRefusal);
    });
  });
});

describe('stopLeftovers', () => {
  it('ends the process with our program and our argument, and no other', async () => {
    const sleeper = (mark: string) =>
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', mark], {
        stdio: 'ignore',
      });
    const ours = sleeper('--folder=/a');
    const foreign = sleeper('--folder=/ab');
    const ended = once(ours, 'close');

    const what = { program: process.execPath, argument: '--folder=/a', log: () => undefined };
    await stopLeftovers(what);

    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(await findProcess(foreign.pid ?? 0)).toBeDefined();
    foreign.kill();
    await once(foreign, 'close');
  });
});

describe('ports', () => {
  it('are free until somebody listens', async () => {
    const port = await findFreePort();
    expect(await isPortFree('127.0.0.1', port)).toBe(true);

    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');

    expect(await isPortFree('127.0.0.1', port)).toBe(false);
    server.close();
  });
});
