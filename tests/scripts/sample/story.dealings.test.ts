import { describe, expect, it } from '@jest/globals';

import type { Story, StoryAct } from '../../../scripts/sample/story.model.js';
import { tellStory } from '../../../scripts/sample/story.js';
import { END_DATE, actsOf, jsonOf, receivablesOf } from './told-story.js';

describe.each([1, 2, 3])('dealings between parties in the story of seed %i', (seed) => {
  const told = tellStory({ seed, endDate: END_DATE });

  it('collects by the owner, or by the collector that the owner mandated in a step before', () => {
    const owners = ownersOf(told);
    const mandates = new Map<string, { owner: string; collector: string }>();
    const byCollectors = new Set<string>();
    for (const { acts } of told.steps) {
      for (const act of acts) {
        if (act.kind === 'COLLECT') {
          for (const { receivable: key } of act.steps) {
            const mandate = mandates.get(key);
            if (mandate?.collector === act.party) byCollectors.add(key);
            expect([owners.at(key), mandate?.collector]).toContain(act.party);
          }
        }
        if (act.kind === 'WRITE_OFF') expect(act.party).toBe(owners.at(act.receivable));
      }
      owners.pass(acts);
      for (const act of acts) {
        if (act.kind !== 'MANDATE') continue;
        for (const key of act.receivables) {
          expect(act.party).toBe(owners.at(key));
          mandates.set(key, { owner: act.party, collector: act.collector });
        }
      }
    }
    expect(byCollectors.size).toBeGreaterThan(0);
  });

  it('freezes one lot after its approval and frees it again, while nothing else happens to it', () => {
    const kinds = ['APPROVE_FREEZE', 'FREEZE', 'APPROVE_UNFREEZE', 'UNFREEZE'] as const;
    const orders = kinds.flatMap((kind) => actsOf<(typeof kinds)[number]>(kind, told));
    expect(orders.map(({ kind }) => kind)).toEqual(kinds);
    expect(new Set(orders.map(({ receivable: key }) => key)).size).toBe(1);
    expect(orders.every(({ step }, index) => index === 0 || step > orders[index - 1]!.step)).toBe(
      true,
    );
    const [{ step: from, receivable: frozen }] = orders as [{ step: number; receivable: string }];
    const others = told.steps
      .slice(from, orders[3]!.step + 1)
      .flatMap(({ acts }) => acts)
      .filter((act) => !kinds.some((kind) => kind === act.kind))
      .filter(({ kind }) => kind !== 'ACKNOWLEDGE');
    expect(jsonOf(others)).not.toContain(frozen);
  });
});

/** Who owns the first lot of each receivable, as the acts of sale and repurchase say. */
function ownersOf(told: Story): {
  at: (key: string) => string | undefined;
  pass: (acts: readonly StoryAct[]) => void;
} {
  const owners = new Map(told.receivables.map(({ key, supplier }) => [key, supplier]));
  const suppliers = new Map(owners);
  const give = (keys: readonly string[], to: string): void => {
    for (const key of keys) if (owners.get(key) !== suppliers.get(key)) owners.set(key, to);
  };
  return {
    at: (key) => owners.get(key),
    pass: (acts) => {
      for (const act of acts) {
        if (act.kind === 'FUND_DEAL') {
          for (const key of receivablesOf(told, act.deal)) owners.set(key, act.party);
        }
        if (act.kind === 'ACCEPT_ONWARD') give(receivablesOf(told, act.deal), act.party);
        if (act.kind === 'REPURCHASE') {
          for (const key of act.receivables) owners.set(key, suppliers.get(key) ?? '');
        }
      }
    },
  };
}
