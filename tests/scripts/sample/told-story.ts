import type { Story, StoryAct, StoryActOf } from '../../../scripts/sample/story.model.js';

export const END_DATE = '2026-11-21';

/** Acts of a kind with the day on which they happen. */
export function actsOf<Kind extends StoryAct['kind']>(
  kind: Kind,
  told: Story,
): Array<StoryActOf<Kind> & { date: string; step: number }> {
  return told.steps.flatMap(({ acts, date, index }) =>
    acts
      .filter((act): act is StoryActOf<Kind> => act.kind === kind)
      .map((act) => ({ ...act, date, step: index })),
  );
}

export function receivablesOf(told: Story, deal: string): readonly string[] {
  return told.deals.find(({ key }) => key === deal)?.receivables ?? [];
}

/** Amounts as decimal strings. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'bigint' ? one.toString() : one,
  );
}
