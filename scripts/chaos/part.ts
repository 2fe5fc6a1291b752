import { type ChildProcess, spawn } from 'node:child_process';
import { type WriteStream, createWriteStream } from 'node:fs';

import { descendantsOf, signalProcess } from './process-tree.js';

const RESTART_MS = 150;
const STOP_PATIENCE_MS = 20_000;

export interface PartCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Matches the line by which the part says that it serves. */
  readonly readyLine: RegExp;
  readonly logFile: string;
  /** Called with the rest of that line, each time that the part has started. */
  readonly onReady?: (rest: string) => void;
}

/** Which processes of a part a kill hits. */
export type KillMode = 'PROGRAM' | 'CHILDREN' | 'ALL';

/** One process of the system that is started again whenever it ends, as a process manager does. */
export class Part {
  readonly name: string;
  #child: ChildProcess | undefined;
  #isReady = false;
  #isWanted = false;
  #ended: Promise<void> = Promise.resolve();
  #running: Promise<void> = Promise.resolve();
  #exitCode: number | null = null;
  #log: WriteStream | undefined;

  constructor(private readonly command: PartCommand) {
    this.name = command.name;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts it, and again after each end, until it is stopped. */
  start(): void {
    this.#log ??= createWriteStream(this.command.logFile, { flags: 'a' });
    this.#isWanted = true;
    this.#running = this.#keepRunning();
  }

  /** Kills what runs at this moment; false if nothing does. */
  async kill(mode: KillMode = 'PROGRAM'): Promise<boolean> {
    const pid = this.#child?.pid;
    if (pid === undefined) return false;
    const children = mode === 'PROGRAM' ? [] : await descendantsOf(pid);
    if (mode === 'CHILDREN' && children.length === 0) return false;
    const victims = mode === 'CHILDREN' ? children.slice(0, 1) : [pid, ...children];
    victims.forEach((victim) => signalProcess(victim, 'SIGKILL'));
    return true;
  }

  signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid !== undefined) signalProcess(pid, signal);
  }

  /** Kills all of it, and lets it start again only when `work` is done. */
  async whileDown(work: () => Promise<void>): Promise<void> {
    this.#isWanted = false;
    await this.kill('ALL');
    await this.#running;
    await work();
    this.start();
  }

  /** Ends it in order; returns the exit code, null after a signal. */
  async stop(): Promise<number | null> {
    this.#isWanted = false;
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const timer = setTimeout(() => void this.kill('ALL'), STOP_PATIENCE_MS);
    await this.#running;
    clearTimeout(timer);
    return this.#exitCode;
  }

  async #keepRunning(): Promise<void> {
    while (this.#isWanted) {
      this.#begin();
      await this.#ended;
      if (this.#isWanted) await new Promise((settle) => setTimeout(settle, RESTART_MS));
    }
  }

  #begin(): void {
    const { args, env } = this.command;
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      this.#log?.write(chunk);
      if (this.#isReady) return;
      text += chunk.toString();
      const rest = this.command.readyLine.exec(text)?.[1];
      if (rest === undefined || this.#child !== child) return;
      this.#isReady = true;
      this.command.onReady?.(rest);
    });
    child.stderr.on('data', (chunk: Buffer) => this.#log?.write(chunk));
    this.#ended = new Promise((settle) => {
      // Not `close`: a grandchild that lives on keeps the pipes open.
      child.once('exit', (code, signal) => {
        this.#log?.write(`--- ${this.name} ended by ${signal ?? code ?? ''}\n`);
        this.#exitCode = code;
        this.#isReady = false;
        this.#child = undefined;
        settle();
      });
    });
  }
}
