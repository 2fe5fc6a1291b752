import type { Random } from '../sample/random.js';
import type { ChaosSystem, Replica } from './chaos-system.js';
import type { KillMode, Part } from './part.js';
import type { Reorganiser } from './reorganiser.js';
import type { Phase } from './rpc-gate.js';

const GAP_MS_MIN = 150;
const GAP_MS_MAX = 1_500;
/** How long a moment is waited for that may not come, such as the next commit. */
const MOMENT_PATIENCE_MS = 1_500;
const PAUSE_MS_MAX = 3_000;
/** After this much trouble the system is mostly left alone until all of it serves again. */
const RECOVERY_CHANCE = 0.6;

const TROUBLES = [
  ['KILL_BACKEND', 10],
  ['KILL_BACKENDS', 2],
  ['KILL_LEDGER', 5],
  ['KILL_POSTGRES', 5],
  ['REORGANISE', 12],
  ['REORGANISE_DEEP', 3],
  ['CUT_DATABASE', 2],
  ['LOSE_COMMIT', 3],
  ['FREEZE_DATABASE', 1],
  ['PAUSE_BACKEND', 2],
] as const;
type Trouble = (typeof TROUBLES)[number][0];

/** Steps of the pipeline at which a kill is worth more than at any moment. */
const STEPS: ReadonlyArray<readonly [method: string, phase: Phase]> = [
  ['eth_sendRawTransaction', 'ASKED'],
  ['eth_sendRawTransaction', 'ANSWERED'],
  ['eth_getTransactionCount', 'ANSWERED'],
  ['eth_getLogs', 'ASKED'],
  ['eth_getLogs', 'ANSWERED'],
];

export interface TroubleNote {
  readonly atMs: number;
  readonly trouble: string;
}

/** Does to the system what the seed says, until it has killed often enough. */
export class Troublemaker {
  kills = 0;
  readonly notes: TroubleNote[] = [];
  readonly #began = Date.now();

  constructor(
    private readonly system: ChaosSystem,
    private readonly reorganiser: Reorganiser,
    private readonly random: Random,
  ) {}

  async run(
    wanted: { readonly kills: number; readonly onKills?: (kills: number) => void },
    signal: AbortSignal,
  ): Promise<void> {
    while (this.kills < wanted.kills) {
      signal.throwIfAborted();
      await sleep(this.random.int(GAP_MS_MIN, GAP_MS_MAX));
      await this.#make(this.random.weighted(TROUBLES));
      wanted.onKills?.(this.kills);
      if (this.random.chance(RECOVERY_CHANCE)) await this.system.ready();
    }
  }

  async #make(trouble: Trouble): Promise<void> {
    switch (trouble) {
      case 'KILL_BACKEND':
        return await this.#killBackend();
      case 'KILL_BACKENDS':
        for (const { part } of this.system.replicas) await this.#kill(part, 'PROGRAM', trouble);
        return;
      case 'KILL_LEDGER':
        return await this.#killAtStep(this.system.ledger, this.#anyMode());
      case 'KILL_POSTGRES':
        return await this.#killAtStep(this.system.postgres, this.#anyMode());
      case 'REORGANISE':
        return this.#note(trouble, await this.reorganiser.shallow());
      case 'REORGANISE_DEEP':
        return await this.#reorganiseDeep();
      default:
        return await this.#disturb(trouble, this.random.pick(this.system.replicas));
    }
  }

  async #disturb(trouble: Trouble, replica: Replica): Promise<void> {
    const { part, gate } = replica;
    this.#note(`${trouble} ${part.name}`);
    switch (trouble) {
      case 'CUT_DATABASE':
        return gate.cut();
      case 'LOSE_COMMIT':
        return void (await this.#moment((act) => gate.loseNextCommit(act)));
      case 'FREEZE_DATABASE':
        return await gate.freeze(this.random.int(1, PAUSE_MS_MAX));
      default:
        // A process that sleeps while its leases pass to another, and wakes up in the middle of a step.
        part.signal('SIGSTOP');
        gate.cut();
        await sleep(this.random.int(1, PAUSE_MS_MAX));
        part.signal('SIGCONT');
    }
  }

  async #killBackend(): Promise<void> {
    const { part, gate } = this.random.pick(this.system.replicas);
    if (this.random.chance(0.3)) {
      const came = await this.#moment((act) => gate.loseNextCommit(act));
      return await this.#kill(part, 'PROGRAM', came ? 'after a commit' : 'no commit');
    }
    await this.#killAtStep(part, 'PROGRAM');
  }

  /** At a step of the pipeline, or at any moment. */
  async #killAtStep(part: Part, mode: KillMode): Promise<void> {
    const [method, phase] = this.random.pick(STEPS);
    if (this.random.chance(0.5)) return await this.#kill(part, mode, 'any moment');
    await this.#moment((act) => {
      const unwatch = this.system.rpcGates.map((gate) => gate.atNext(method, phase, act));
      return () => unwatch.forEach((stop) => stop());
    });
    await this.#kill(part, mode, `${method} ${phase}`);
  }

  async #kill(part: Part, mode: KillMode, moment: string): Promise<void> {
    const isHit = await part.kill(mode);
    if (isHit) this.kills += 1;
    this.#note(`kill ${part.name} ${mode} at ${moment}${isHit ? '' : ': was down'}`);
  }

  /** A node that comes back from a backup was killed first. */
  async #reorganiseDeep(): Promise<void> {
    const done = await this.reorganiser.deep();
    if (done !== null) this.kills += 1;
    this.#note('REORGANISE_DEEP', done);
  }

  /** Waits for what `watch` calls back for; false if it does not come. */
  async #moment(watch: (act: () => void) => () => void): Promise<boolean> {
    let unwatch: () => void = () => undefined;
    const came = new Promise<boolean>((settle) => (unwatch = watch(() => settle(true))));
    const patience = sleep(MOMENT_PATIENCE_MS).then(() => false);
    const result = await Promise.race([came, patience]);
    unwatch();
    return result;
  }

  #anyMode(): KillMode {
    return this.random.pick(['PROGRAM', 'CHILDREN', 'ALL'] as const);
  }

  #note(trouble: string, detail?: object | null): void {
    const text = detail === undefined ? trouble : `${trouble} ${JSON.stringify(detail)}`;
    this.notes.push({ atMs: Date.now() - this.#began, trouble: text });
  }
}

function sleep(durationMs: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, durationMs));
}
