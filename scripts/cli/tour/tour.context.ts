import { present } from '../../../backend/src/common/index.js';
import { RefusedError, refusalLine } from '../api.errors.js';
import type { ApiClient, Variables } from '../client.js';
import { type CommandReport, runCommand } from '../commands.js';
import type { Skipped, TourReceivable } from './tour.model.js';
import type { TourOutput } from './tour.output.js';
import type { TourRun } from './tour.state.js';

/** An organisation of the tour on the platform. */
export interface TourActor {
  readonly name: string;
  readonly partyId: string;
  /** Acts as a user of the party. */
  readonly client: ApiClient;
  /** On which it is paid. */
  readonly account: string;
}

/** A receivable of the tour that is registered. */
export interface Registered {
  readonly plan: TourReceivable;
  readonly receivableId: string;
}

export interface TourCommand {
  readonly mutation: string;
  readonly inputType?: string;
  /** What the act is about: the rest of its idempotency key. */
  readonly key: string;
  readonly input: Variables;
  readonly refusalFields?: string;
}

/** What every step of the tour works with. */
export class TourContext {
  readonly skipped: Skipped[] = [];

  constructor(
    readonly operator: ApiClient,
    readonly run: TourRun,
    readonly out: TourOutput,
    private readonly actors: ReadonlyMap<string, TourActor>,
    /** Buys what the tour sells. */
    readonly financier: TourActor,
  ) {}

  actor(partyId: string): TourActor {
    return present(this.actors.get(partyId), `party ${partyId} of the tour`);
  }

  /** Repeating a step of the same run is the same act: nothing is done twice. */
  keyOf(step: string): string {
    return `tour:${this.run.runId}:${step}`;
  }

  async command(actor: TourActor, command: TourCommand): Promise<CommandReport> {
    const { key, ...request } = command;
    return await runCommand(actor.client, { ...request, idempotencyKey: this.keyOf(key) });
  }

  /** The outcome, or null after the refusal was told: the tour goes on without. */
  async unlessRefused<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.out.line(`${what}: refused, ${error.refusals.map(refusalLine).join('; ')}`);
      return null;
    }
  }
}
