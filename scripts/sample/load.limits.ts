import { addDays } from '../../backend/src/common/calendar-date.js';
import { runCommand } from '../cli/commands.js';
import { groupBy } from './book.js';
import { chunksOf } from './financing.js';
import type { Actor } from './load.cast.js';
import { inParallel } from './load.parallel.js';
import type { Registry } from './load.registry.js';
import type { Story } from './story.model.js';

/** Assessments of one call, as the platform bounds it. */
const ASSESSMENTS_MAX = 100;
/** The story can be played on after its last day. */
const VALID_DAYS_AFTER = 365;
/** Nobody in the story is graded; the limits alone matter to it. */
const GRADE = 3;

/** Every financier publishes what buyers may owe it: as much as they are ever invoiced, so that nothing is refused. */
export async function publishLimits(
  story: Story,
  registry: Registry,
  actors: ReadonlyMap<string, Actor>,
): Promise<void> {
  const assessments = limitsOf(story, registry);
  const financiers = [...actors.values()].filter(({ party }) => party.role === 'FINANCIER');
  await inParallel(financiers, async ({ client, party }) => {
    for (const [index, chunk] of chunksOf(assessments, ASSESSMENTS_MAX).entries()) {
      await runCommand(client, {
        mutation: 'publishAssessments',
        idempotencyKey: `sample:${story.seed}:limits:${party.key}:${index}`,
        input: { assessments: chunk },
      });
    }
  });
}

function limitsOf({ receivables, endDate }: Story, registry: Registry) {
  const byDebt = groupBy(receivables, ({ buyer, currency }) => `${buyer}/${currency}`);
  const expiresAt = `${addDays(endDate, VALID_DAYS_AFTER)}T00:00:00Z`;
  return [...byDebt.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const limitMinor = group.reduce((sum, { faceMinor }) => sum + faceMinor, 0n);
    const partyId = registry.actor(first.buyer).partyId;
    return [
      { partyId, currency: first.currency, limitMinor, grade: GRADE, expiresAt, modelVersion: 1 },
    ];
  });
}
