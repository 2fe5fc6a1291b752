import type { SupplierHabits } from './habits.js';
import type { Random } from './random.js';
import { STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct } from './story.model.js';

/** Monday on which the supplier proposes; the buyer agrees two days later. */
const PROPOSED_STEP = 6 * STEPS_PER_WEEK;

/** A pair that says explicitly what holds anyway: the agent of the network states what was paid. */
export class Agents {
  private readonly pair: {
    readonly supplier: string;
    readonly buyer: string;
    readonly currency: string;
  };

  constructor(suppliers: ReadonlyMap<string, SupplierHabits>, random: Random) {
    const draw = random.fork('agent');
    const [supplier, { relations }] = draw.pick([...suppliers]);
    const { buyer, currency } = draw.pick(relations);
    this.pair = { supplier, buyer, currency };
  }

  acts(step: number): StoryAct[] {
    const { supplier, buyer } = this.pair;
    if (step === PROPOSED_STEP) return [{ kind: 'AGREE_AGENT', party: supplier, ...this.pair }];
    if (step === PROPOSED_STEP + 1) return [{ kind: 'AGREE_AGENT', party: buyer, ...this.pair }];
    return [];
  }
}
