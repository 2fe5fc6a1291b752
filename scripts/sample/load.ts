import { ApiClient } from '../cli/client.js';
import { type Actor, admitCast } from './load.cast.js';
import { StoryBank } from './load.bank.js';
import { CommandWatch } from './load.commands.js';
import { publishLimits } from './load.limits.js';
import type { SampleOptions, SampleSummary } from './load.model.js';
import { openPlatform } from './load.orders.js';
import { Registry } from './load.registry.js';
import { StepSender } from './load.steps.js';
import { FRIDAY, weekdayOf } from './story.calendar.js';
import type { Story, StoryRole, StoryStep } from './story.model.js';
import { tellStory } from './story.js';

export type { SampleOptions, SampleProgress, SampleSummary, StoryClock } from './load.model.js';

/** Hour of the day at which a step is told, in UTC: banks report in the evening. */
const MORNING_HOUR = 8;
const EVENING_HOUR = 17;
/** Everybody is admitted the day before the story begins. */
const DAY_SECONDS = 86_400;
const ROLES: readonly StoryRole[] = ['SUPPLIER', 'BUYER', 'FINANCIER', 'COLLECTOR'];

/**
 * Sends the story through the API as its parties would, with the ledger's clock following it.
 *
 * Idempotent: every act has a key of its own, so that a load that was interrupted is repeated from `fromStep`.
 */
export async function loadSample(options: SampleOptions): Promise<SampleSummary> {
  const startedAt = performance.now();
  const story = tellStory({ seed: options.seed, endDate: options.endDate });
  const operator = new ApiClient({
    findEndpoint: () => Promise.resolve({ url: options.url, token: options.operatorToken }),
  });
  const [first] = story.steps;
  const fromStep = options.fromStep ?? 0;
  if (first !== undefined && fromStep === 0) {
    await options.clock.advanceTo(momentOf(first) - DAY_SECONDS);
  }
  const actors = await admitCast(operator, story);
  const registry = new Registry(story, actors, await openPlatform(operator, story.seed));
  await publishLimits(story, registry, actors);
  if (fromStep > 0) {
    await new CommandWatch(operator).settleAll();
    await registry.recover(operator);
  }
  const sender = new StepSender(operator, story, registry, new StoryBank(story));
  await sendSteps(story, sender, options);
  return {
    receivables: story.outcomes.size,
    deals: story.deals.length,
    requests: sender.requestCount,
    seconds: (performance.now() - startedAt) / 1_000,
    refusals: sender.refusals,
    guests: guestsOf(actors),
  };
}

async function sendSteps(story: Story, sender: StepSender, options: SampleOptions): Promise<void> {
  const total = story.steps.reduce((sum, { acts }) => sum + acts.length, 0);
  let sent = 0;
  for (const step of story.steps) {
    sent += step.acts.length;
    if (step.index < (options.fromStep ?? 0)) continue;
    options.signal?.throwIfAborted();
    if (step.acts.length > 0) {
      await options.clock.advanceTo(momentOf(step));
      await sender.send(step);
    }
    await options.onProgress?.({
      step: step.index + 1,
      steps: story.steps.length,
      percent: Math.floor((sent * 100) / Math.max(total, 1)),
      date: step.date,
    });
  }
}

/** Unix seconds. */
function momentOf({ date }: StoryStep): number {
  const hour = weekdayOf(date) === FRIDAY ? EVENING_HOUR : MORNING_HOUR;
  return Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`) / 1_000;
}

function guestsOf(actors: ReadonlyMap<string, Actor>): SampleSummary['guests'] {
  return ROLES.flatMap((role) => {
    const actor = [...actors.values()].find(({ party }) => party.role === role);
    if (actor === undefined) return [];
    const { party, partyId, token } = actor;
    return [{ role, name: party.name, partyId, token }];
  });
}
