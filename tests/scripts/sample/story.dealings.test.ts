import { describe, expect, it } from '@jest/globals';

import type { Story, StoryAct } from '../../../scripts/sample/story.model.js';
import type { StoryStatement } from '../../../scripts/sample/story.pairs.js';
import { daysBetween } from '../../../scripts/sample/story.calendar.js';
import { tellStory } from '../../../scripts/sample/story.js';
import { END_DATE, actsOf, jsonOf, receivablesOf } from './told-story.js';

describe.each([1, 2, 3])('dealings between parties in the story of seed %i', (seed) => {
  const told = tellStory({ seed, endDate: END_DATE });
  const known = new Map(told.receivables.map((one) => [one.key, one]));

  it('confirms by silence only what was registered after the pair agreed, when its days have passed', () => {
    const agreements = new Map(
      actsOf('AGREE_SILENCE', told).map((act) => [`${act.supplier}/${act.party}`, act]),
    );
    const registered = new Map(
      actsOf('REGISTER', told).flatMap(({ receivables, date, step }) =>
        receivables.map((key) => [key, { date, step }] as const),
      ),
    );
    const answered = new Set(
      actsOf('CONFIRM', told).flatMap(({ items }) => items.map((item) => item.receivable)),
    );
    const deemed = actsOf('CONFIRM_BY_SILENCE', told);
    expect(deemed.length).toBeGreaterThan(0);
    for (const { party, receivables, date } of deemed) {
      for (const key of receivables) {
        const { supplier, buyer } = known.get(key)!;
        const agreement = agreements.get(`${supplier}/${buyer}`)!;
        expect(party).toBe(supplier);
        expect(registered.get(key)!.step).toBeGreaterThan(agreement.step);
        expect(daysBetween(registered.get(key)!.date, date)).toBeGreaterThan(agreement.silenceDays);
        expect(answered.has(key)).toBe(false);
      }
    }
  });

  it('settles lines only of statements that the buyer answered otherwise, and leaves some open', () => {
    const differing = new Set(
      actsOf('ACKNOWLEDGE', told).flatMap(({ party: buyer, asOfDate, answers }) =>
        answers
          .filter(({ agrees }) => !agrees)
          .map(({ supplier, currency }) => statementKey({ supplier, buyer, currency, asOfDate })),
      ),
    );
    const raised = new Set<string>();
    const said = new Map<string, bigint>();
    const resolved = new Set<string>();
    for (const act of told.steps.flatMap(({ acts }) => acts)) {
      if (act.kind === 'RAISE_LINES') {
        expect(differing.has(statementKey(act.statement))).toBe(true);
        expect(act.party).toBe(act.statement.supplier);
        raised.add(statementKey(act.statement));
      }
      if (act.kind === 'AGREE_LINES') {
        const key = statementKey(act.statement);
        expect(raised.has(key) && !resolved.has(key)).toBe(true);
        for (const { receivable: about, agreedMinor } of act.resolutions) {
          const { faceMinor } = known.get(about)!;
          expect(agreedMinor > 0n && agreedMinor <= faceMinor).toBe(true);
          if (act.party === act.statement.buyer) said.set(key, agreedMinor);
          else {
            expect(agreedMinor).toBe(said.get(key));
            resolved.add(key);
          }
        }
      }
    }
    expect(resolved.size).toBeGreaterThan(0);
    expect(raised.size).toBeLessThan(differing.size);
  });

  it('records each overpayment once as owed to its payer, and gives back no more than that', () => {
    const owed = new Map<string, bigint>();
    const overpaid = actsOf('BANK_STATEMENT', told)
      .filter(({ step }) => step + 1 < told.steps.length)
      .flatMap(({ entries: all }) => all.map(({ overpaidMinor }) => overpaidMinor))
      .reduce((sum, amountMinor) => sum + amountMinor, 0n);
    let recorded = 0n;
    for (const act of told.steps.flatMap(({ acts }) => acts)) {
      if (act.kind === 'RECORD_OVERPAYMENT') {
        const key = `${act.party}/${act.creditor}/${act.currency}`;
        owed.set(key, (owed.get(key) ?? 0n) + act.amountMinor);
        recorded += act.amountMinor;
      }
      if (act.kind === 'DISCHARGE') {
        const key = `${act.debtor}/${act.party}/${act.currency}`;
        const restMinor = (owed.get(key) ?? 0n) - act.amountMinor;
        expect(act.amountMinor > 0n && restMinor >= 0n).toBe(true);
        owed.set(key, restMinor);
      }
    }
    expect(recorded).toBe(overpaid);
    expect([...owed.values()].some((restMinor) => restMinor > 0n)).toBe(true);
    expect([...owed.values()].some((restMinor) => restMinor === 0n)).toBe(true);
  });

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

  it('lets both sides of a pair name the same agent', () => {
    const said = actsOf('AGREE_AGENT', told);
    expect(said.map(({ party }) => party)).toEqual([said[0]!.supplier, said[0]!.buyer]);
    expect(said[1]).toMatchObject({ supplier: said[0]!.supplier, currency: said[0]!.currency });
  });

  it('freezes one lot after its approval and frees it again, while nothing else happens to it', () => {
    const kinds = ['APPROVE_FREEZE', 'FREEZE', 'APPROVE_UNFREEZE', 'UNFREEZE'] as const;
    const orders = kinds.flatMap((kind) => actsOf<(typeof kinds)[number]>(kind, told));
    expect(orders.map(({ kind }) => kind)).toEqual(kinds);
    expect(new Set(orders.map(({ receivable: key }) => key)).size).toBe(1);
    expect(orders.every(({ step }, index) => index === 0 || step > orders[index - 1]!.step)).toBe(
      true,
    );
    const { step: from, receivable: frozen } = orders[0]!;
    const others = told.steps
      .slice(from, orders[3]!.step + 1)
      .flatMap(({ acts }) => acts)
      .filter((act) => !kinds.some((kind) => kind === act.kind))
      .filter(({ kind }) => kind !== 'ACKNOWLEDGE');
    expect(jsonOf(others)).not.toContain(frozen);
  });
});

function statementKey({ supplier, buyer, currency, asOfDate }: StoryStatement): string {
  return [supplier, buyer, currency, asOfDate].join('/');
}

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
