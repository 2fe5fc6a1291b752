import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findFreePort } from '../../backend/src/runtime/index.js';
import { JsonRpc } from '../../backend/src/runtime/ledger/json-rpc.js';
import type { Random } from '../sample/random.js';
import { DatabaseGate } from './database-gate.js';
import { Part } from './part.js';
import { processesOn, signalProcess } from './process-tree.js';
import { RpcGate } from './rpc-gate.js';
import { until } from './until.js';

const execute = promisify(execFile);
const SCRIPTS = join('dist', 'scripts');
const REPLICAS = 2;
const PART_READY = /^CHAOS_READY (.*)$/m;
const SYSTEM_READY = /^DUEBILL_READY (.*)$/m;
const START_PATIENCE_MS = 120_000;

/** A backend, and the one way by which it reaches the database. */
export interface Replica {
  readonly part: Part;
  readonly gate: DatabaseGate;
  readonly url: string;
}

/** Database, node and two backends, each a process of its own, and gates between them. */
export class ChaosSystem {
  readonly rpcGates: readonly RpcGate[];
  readonly replicas: Replica[] = [];
  readonly postgres: Part;
  readonly ledger: Part;
  readonly networkKey = newSecret();
  #databaseUrl = new URL('postgres://unknown');
  #rpcUrl = '';
  #replicaEnv: NodeJS.ProcessEnv = {};

  constructor(
    readonly dataDir: string,
    random: Random,
    /** Aborted when the run is stopped: nothing is waited for any more. */
    private readonly signal: AbortSignal,
  ) {
    this.rpcGates = [new RpcGate(random.fork('first node')), new RpcGate(random.fork('second'))];
    this.postgres = this.#embedded('postgres', (url) => {
      this.#databaseUrl = new URL(url);
      this.replicas.forEach(({ gate }) => (gate.upstreamPort = Number(this.#databaseUrl.port)));
    });
    this.ledger = this.#embedded('ledger', (url) => {
      this.#rpcUrl = url;
      this.rpcGates.forEach((gate) => (gate.upstream = url));
    });
  }

  get parts(): readonly Part[] {
    return [this.postgres, this.ledger, ...this.replicas.map(({ part }) => part)];
  }

  /** Past the gates. */
  get databaseUrl(): string {
    return this.#databaseUrl.href;
  }

  /** Past the gates. */
  get rpc(): JsonRpc {
    return new JsonRpc(this.#rpcUrl);
  }

  get deploymentFile(): string {
    return join(this.dataDir, 'network.json');
  }

  async start(): Promise<void> {
    await mkdir(join(this.dataDir, 'chaos-logs'), { recursive: true });
    this.postgres.start();
    this.ledger.start();
    await this.ready([this.postgres, this.ledger]);
    const rpcUrls = await Promise.all(this.rpcGates.map((gate) => gate.listen()));
    this.#replicaEnv = {
      ...withoutOurs(process.env),
      ...{ NODE_ENV: 'production', LEDGER_RPC_URLS: rpcUrls.join(',') },
      ...{ DUEBILL_DEPLOYMENT_FILE: this.deploymentFile, DUEBILL_NETWORK_KEY: this.networkKey },
      ...{ DUEBILL_MASTER_KEY: newSecret(), DUEBILL_RELAY_KEY: newSecret() },
      ...{ DUEBILL_OPERATOR_KEY: newSecret(), DUEBILL_DEPLOYER_KEY: newSecret() },
    };
    // The second one starts from the first one's record of the contracts.
    for (let index = 0; index < REPLICAS; index += 1) await this.#addReplica(index);
  }

  /** Resolves when all of these serve. */
  async ready(parts = this.parts): Promise<void> {
    const missing = (): string => parts.flatMap((part) => (part.isReady ? [] : part.name)).join();
    await until(
      () => {
        this.signal.throwIfAborted();
        return parts.every((part) => part.isReady);
      },
      START_PATIENCE_MS,
      () => `${missing()} does not start`,
    );
  }

  /** A backend on another database of the same server, which knows nothing yet. */
  async startBeside(database: string): Promise<Part> {
    const url = new URL(this.databaseUrl);
    url.pathname = `/${database}`;
    const env = { DATABASE_URL: url.href, LEDGER_RPC_URLS: this.#rpcUrl };
    const part = await this.#newReplica(database, env);
    part.start();
    await this.ready([part]);
    return part;
  }

  async newOperatorToken(): Promise<string> {
    const env = { ...this.#replicaEnv, DATABASE_URL: this.databaseUrl };
    const script = join(SCRIPTS, 'operator-token.js');
    return (await execute(process.execPath, [script], { env })).stdout.trim();
  }

  /** Ends everything in order; returns those that did not end well. */
  async stop(): Promise<string[]> {
    const badly: string[] = [];
    for (const part of [...this.replicas.map((one) => one.part), this.ledger, this.postgres]) {
      if ((await part.stop()) !== 0) badly.push(part.name);
    }
    for (const pid of await processesOn(this.dataDir)) signalProcess(pid, 'SIGKILL');
    await Promise.all([
      ...this.rpcGates.map((gate) => gate.close()),
      ...this.replicas.map(({ gate }) => gate.close()),
    ]);
    return badly;
  }

  async #addReplica(index: number): Promise<void> {
    const gate = new DatabaseGate();
    gate.upstreamPort = Number(this.#databaseUrl.port);
    const url = new URL(this.databaseUrl);
    url.port = String(await gate.listen());
    const port = await findFreePort();
    const env = { DATABASE_URL: url.href, DUEBILL_PORT: String(port) };
    const part = await this.#newReplica(`backend-${index + 1}`, env);
    this.replicas.push({ part, gate, url: `http://127.0.0.1:${port}/graphql` });
    part.start();
    await this.ready([part]);
  }

  async #newReplica(name: string, env: NodeJS.ProcessEnv): Promise<Part> {
    const dataDir = join(this.dataDir, name);
    await mkdir(dataDir, { recursive: true });
    return new Part({
      name,
      args: [join(SCRIPTS, 'start.js'), '--no-sample'],
      env: { ...this.#replicaEnv, DUEBILL_PORT: '0', DUEBILL_DATA_DIR: dataDir, ...env },
      readyLine: SYSTEM_READY,
      logFile: this.#logFile(name),
    });
  }

  #embedded(name: 'postgres' | 'ledger', onReady: (url: string) => void): Part {
    const args = [join(SCRIPTS, 'chaos', 'part-process.js'), name, this.dataDir];
    return new Part({ name, args, readyLine: PART_READY, logFile: this.#logFile(name), onReady });
  }

  #logFile(name: string): string {
    return join(this.dataDir, 'chaos-logs', `${name}.txt`);
  }
}

function newSecret(): string {
  return `0x11${randomBytes(31).toString('hex')}`;
}

/** What the machine sets must not decide what a run does. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean =>
    name.startsWith('DUEBILL_') || ['DATABASE_URL', 'LEDGER_RPC_URLS', 'NODE_ENV'].includes(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}
