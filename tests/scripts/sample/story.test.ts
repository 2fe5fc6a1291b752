import { describe, expect, it } from '@jest/globals';

import { isValidLei, isValidUscc } from '../../../backend/src/common/legal-id.js';
import { normaliseInvoiceNumber } from '../../../backend/src/documents/index.js';
import { isValidIban } from '../../../scripts/bank/iban.js';
import type { Story, StoryEntry, StoryReceivable } from '../../../scripts/sample/story.model.js';
import { daysBetween } from '../../../scripts/sample/story.calendar.js';
import { tellStory } from '../../../scripts/sample/story.js';
import { END_DATE, actsOf, jsonOf, receivablesOf } from './told-story.js';

const story = tellStory({ seed: 1, endDate: END_DATE });
const byKey = new Map(story.receivables.map((receivable) => [receivable.key, receivable]));

function receivable(key: string): StoryReceivable {
  const found = byKey.get(key);
  if (found === undefined) throw new Error(`no receivable ${key}`);
  return found;
}

const entries: StoryEntry[] = actsOf('BANK_STATEMENT', story).flatMap((act) => [...act.entries]);

describe('tellStory', () => {
  it('tells the same story again, when seed and end are the same', () => {
    const again = tellStory({ seed: 1, endDate: END_DATE });

    expect(textOf(again)).toBe(textOf(story));
  });

  it('tells another story, when the seed is another', () => {
    expect(textOf(tellStory({ seed: 2, endDate: END_DATE }))).not.toBe(textOf(story));
  });

  it('has the cast of the sample: 40 suppliers, 15 buyers, 5 financiers, a collector, with valid ids', () => {
    const count = (role: string): number => story.parties.filter((one) => one.role === role).length;
    const counts = ['SUPPLIER', 'BUYER', 'FINANCIER', 'COLLECTOR'].map(count);
    expect(counts).toEqual([40, 15, 5, 1]);
    for (const { legalId, account, country } of story.parties) {
      expect(country === 'CN' ? isValidUscc(legalId.value) : isValidLei(legalId.value)).toBe(true);
      expect(country === 'CN' ? /^\d{19}$/.test(account) : isValidIban(account)).toBe(true);
    }
    expect(new Set(story.parties.map(({ legalId }) => legalId.value)).size).toBe(61);
    expect(new Set(story.parties.map(({ account }) => account)).size).toBe(61);
    expect(new Set(story.parties.map(({ name }) => name)).size).toBe(61);
  });

  it('has about 2 000 receivables in CNY and EUR whose numbers differ for each supplier', () => {
    expect(story.receivables.length).toBeGreaterThan(1_900);
    expect(story.receivables.length).toBeLessThan(2_100);
    expect(new Set(story.receivables.map(({ currency }) => currency))).toEqual(
      new Set(['CNY', 'EUR']),
    );
    const numbers = story.receivables.map(
      ({ supplier, number }) => `${supplier}/${normaliseInvoiceNumber(number)}`,
    );
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('finances about a third, disputes about 2 % and leaves part of the year open', () => {
    const accepted = new Set(
      actsOf('QUOTE', story)
        .filter(({ isAccepted }) => isAccepted)
        .map(({ deal }) => deal),
    );
    const financed = story.deals
      .filter(({ key }) => accepted.has(key))
      .flatMap(({ receivables }) => receivables).length;
    const confirmed = actsOf('CONFIRM', story).flatMap(({ items }) => items).length;
    const disputed = actsOf('OPEN_DISPUTE', story).length;
    const open = [...story.outcomes.values()].filter(
      ({ outstandingMinor }) => outstandingMinor > 0n,
    ).length;

    expect(financed / confirmed).toBeGreaterThan(0.25);
    expect(financed / confirmed).toBeLessThan(0.45);
    expect(disputed / confirmed).toBeGreaterThan(0.01);
    expect(disputed / confirmed).toBeLessThan(0.04);
    expect(open / confirmed).toBeGreaterThan(0.15);
    expect(open / confirmed).toBeLessThan(0.5);
  });

  it('has every kind of act and of payment', () => {
    const kinds = new Set(story.steps.flatMap(({ acts }) => acts.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(
      [
        'REGISTER',
        'CONFIRM',
        'REJECT',
        'WITHDRAW',
        'CREDIT',
        'OPEN_DISPUTE',
        'ACCEPT_DISPUTE',
        'WITHDRAW_DISPUTE',
        'QUOTE',
        'FUND_DEAL',
        'GIVE_NOTICE',
        'ACKNOWLEDGE_NOTICE',
        'LAPSE_DEAL',
        'CLOSE_DEAL',
        'BANK_STATEMENT',
        'ISSUE_STATEMENTS',
        'ACKNOWLEDGE',
        'SPLIT',
        'OFFER_LIENS',
        'ACCEPT_LIENS',
        'WITHDRAW_LIENS',
        'REGISTER_LIEN',
        'NOTIFY_LIEN',
        'RELEASE_LIEN',
        'OFFER_EARLY',
        'ACCEPT_EARLY',
        'WITHDRAW_EARLY',
        'LAPSE_EARLY',
        'SETTLE_EARLY',
        'OFFER_ONWARD',
        'ACCEPT_ONWARD',
        'DISCHARGE_DUTIES',
        'DEMAND_REPURCHASE',
        'OFFER_REPURCHASE',
        'REPURCHASE',
        'COLLECT',
        'PROMISE',
        'RESOLVE_PROMISE',
        'PLAN',
        'RESOLVE_PLAN',
        'WRITE_OFF',
        'MARK_RECOVERED',
        'MANDATE',
        'AGREE_SILENCE',
        'CONFIRM_BY_SILENCE',
        'AGREE_AGENT',
        'RAISE_LINES',
        'AGREE_LINES',
        'RECORD_OVERPAYMENT',
        'DISCHARGE',
        'APPROVE_FREEZE',
        'FREEZE',
        'APPROVE_UNFREEZE',
        'UNFREEZE',
      ].sort(),
    );
    expect(entries.some(({ applied }) => applied.length > 1)).toBe(true);
    expect(entries.some(({ applied }) => applied.length === 0)).toBe(true);
    expect(entries.some(({ overpaidMinor }) => overpaidMinor > 0n)).toBe(true);
    expect(
      actsOf('ACKNOWLEDGE', story).some(({ answers }) => answers.some((one) => !one.agrees)),
    ).toBe(true);
  });
});

describe.each([1, 2, 3])('the story of seed %i', (seed) => {
  const told = seed === 1 ? story : tellStory({ seed, endDate: END_DATE });
  const known = new Map(told.receivables.map((one) => [one.key, one]));

  it('never ends after its last day nor goes back in time', () => {
    const dates = told.steps.map(({ date }) => date);
    expect([...dates].sort()).toEqual(dates);
    expect(dates.at(-1)! <= END_DATE).toBe(true);
    for (const { issueDate, dueDate } of told.receivables) {
      expect(issueDate >= told.startDate && issueDate <= END_DATE).toBe(true);
      expect(dueDate > issueDate).toBe(true);
    }
  });

  it('keeps the books: nothing is paid or credited above what is outstanding', () => {
    const outstanding = new Map<string, bigint>();
    const reduce = (key: string, amountMinor: bigint): void => {
      const rest = (outstanding.get(key) ?? -1n) - amountMinor;
      expect(amountMinor > 0n && rest >= 0n).toBe(true);
      outstanding.set(key, rest);
    };
    const writtenOff = new Set<string>();
    for (const act of told.steps.flatMap(({ acts }) => acts)) {
      if (act.kind === 'CONFIRM') {
        for (const { receivable: key, confirmedMinor } of act.items) {
          expect(confirmedMinor > 0n && confirmedMinor <= known.get(key)!.faceMinor).toBe(true);
          expect(outstanding.has(key)).toBe(false);
          outstanding.set(key, confirmedMinor);
        }
      }
      if (act.kind === 'CONFIRM_BY_SILENCE') {
        for (const key of act.receivables) {
          expect(outstanding.has(key)).toBe(false);
          outstanding.set(key, known.get(key)!.faceMinor);
        }
      }
      if (act.kind === 'ACCEPT_DISPUTE') reduce(act.receivable, act.acceptedMinor);
      if (act.kind === 'CREDIT') reduce(act.receivable, act.amountMinor);
      // The bank entry that paid the rest is applied to nothing else.
      if (act.kind === 'SETTLE_EARLY') reduce(act.receivable, outstanding.get(act.receivable)!);
      if (act.kind === 'WRITE_OFF') {
        writtenOff.add(act.receivable);
        reduce(act.receivable, act.amountMinor);
      }
      if (act.kind === 'BANK_STATEMENT') {
        for (const entry of act.entries) {
          const sum = entry.applied.reduce((total, one) => total + one.amountMinor, 0n);
          if (sum > 0n) expect(entry.amountMinor).toBe(sum + entry.overpaidMinor);
          for (const one of entry.applied) {
            if (!writtenOff.has(one.receivable)) reduce(one.receivable, one.amountMinor);
          }
        }
      }
    }
    for (const [key, { outstandingMinor }] of told.outcomes) {
      expect(outstanding.get(key) ?? 0n).toBe(outstandingMinor);
    }
  });

  it('registers before it confirms, confirms before it sells, and sells what is not due', () => {
    const registered = new Map<string, number>();
    const confirmed = new Map<string, number>();
    for (const act of actsOf('REGISTER', told)) {
      for (const key of act.receivables) {
        expect(known.get(key)!.issueDate <= act.date).toBe(true);
        registered.set(key, act.step);
      }
    }
    for (const act of actsOf('CONFIRM', told)) {
      for (const { receivable: key } of act.items) {
        expect(registered.get(key)! < act.step).toBe(true);
        confirmed.set(key, act.step);
      }
    }
    for (const act of actsOf('QUOTE', told)) {
      const deal = told.deals.find(({ key }) => key === act.deal)!;
      for (const key of deal.receivables) {
        expect(confirmed.get(key)! < act.step).toBe(true);
        expect(known.get(key)!.dueDate > act.date).toBe(true);
        expect(known.get(key)!.currency).toBe(deal.currency);
      }
    }
  });

  it('funds or ends each accepted deal, and closes only what is collected', () => {
    const accepted = actsOf('QUOTE', told).filter(({ isAccepted }) => isAccepted);
    const lastStep = told.steps.length - 1;
    const ended = new Set([
      ...actsOf('FUND_DEAL', told).map(({ deal }) => deal),
      ...actsOf('LAPSE_DEAL', told).map(({ deal }) => deal),
    ]);
    for (const { deal, step } of accepted) {
      if (step + 7 <= lastStep) expect(ended.has(deal)).toBe(true);
    }
  });

  it('sells, pledges and pays early only what is free', () => {
    const taken = new Map<string, string>();
    const take = (key: string, by: string): void => {
      expect(taken.get(key)).toBeUndefined();
      taken.set(key, by);
    };
    for (const { acts } of told.steps) {
      for (const act of acts) {
        if (act.kind === 'QUOTE' && act.isAccepted) {
          for (const key of receivablesOf(told, act.deal)) take(key, act.deal);
        }
        if (act.kind === 'LAPSE_DEAL') {
          for (const key of receivablesOf(told, act.deal)) taken.delete(key);
        }
        if (act.kind === 'OFFER_LIENS') for (const lien of act.liens) take(lien.receivable, 'lien');
        if (act.kind === 'WITHDRAW_LIENS') for (const key of act.receivables) taken.delete(key);
        if (act.kind === 'OFFER_EARLY') take(act.receivable, 'early');
        if (act.kind === 'WITHDRAW_EARLY' || act.kind === 'LAPSE_EARLY') {
          taken.delete(act.receivable);
        }
      }
    }
  });

  it('takes back by the owner of the lots what was demanded or offered before', () => {
    const agreed = new Set<string>();
    const owners = new Map(told.deals.map(({ key, financier }) => [key, financier]));
    for (const { acts } of told.steps) {
      for (const act of acts) {
        if (act.kind === 'ACCEPT_ONWARD') owners.set(act.deal, act.party);
        if (act.kind === 'DEMAND_REPURCHASE' || act.kind === 'REPURCHASE') {
          expect(act.party).toBe(owners.get(act.deal));
        }
        if (act.kind === 'REPURCHASE') {
          expect(act.receivables.every((key) => agreed.has(key))).toBe(true);
        }
        if (act.kind === 'DEMAND_REPURCHASE' || act.kind === 'OFFER_REPURCHASE') {
          for (const key of act.receivables) agreed.add(key);
        }
      }
    }
  });

  it('demands only when the recourse clock ran out, and collects only what is past due', () => {
    for (const act of actsOf('DEMAND_REPURCHASE', told)) {
      const { recourseDays } = told.deals.find(({ key }) => key === act.deal)!.terms;
      for (const key of act.receivables) {
        expect(recourseDays).toBeGreaterThan(0);
        expect(daysBetween(known.get(key)!.dueDate, act.date)).toBeGreaterThan(recourseDays);
      }
    }
    for (const { steps, date } of actsOf('COLLECT', told)) {
      for (const { receivable: key } of steps) expect(known.get(key)!.dueDate < date).toBe(true);
    }
  });

  it('resolves each promise and plan once, after its last day or its second instalment', () => {
    const open = new Map<string, string>();
    for (const { acts, date } of told.steps) {
      for (const act of acts) {
        if (act.kind === 'PROMISE' || act.kind === 'PLAN') {
          expect(open.has(act.receivable)).toBe(false);
          const day =
            act.kind === 'PROMISE' ? act.promisedDate : (act.instalments[1]?.dueDate ?? '');
          open.set(act.receivable, day);
        }
        if (act.kind === 'RESOLVE_PROMISE' || act.kind === 'RESOLVE_PLAN') {
          expect(open.get(act.receivable)! < date).toBe(true);
          open.delete(act.receivable);
        }
      }
    }
  });

  it('books each day at most once under one reference, on business days of the story', () => {
    for (const act of actsOf('BANK_STATEMENT', told)) {
      for (const { bookingDate } of act.entries) {
        expect(bookingDate <= act.date).toBe(true);
      }
    }
    const references = actsOf('BANK_STATEMENT', told).flatMap(({ party, currency, entries: all }) =>
      all.map(({ reference }) => `${party}/${currency}/${reference}`),
    );
    expect(new Set(references).size).toBe(references.length);
  });
});

describe('the habits of buyers', () => {
  it('let one buyer pay later and later, when its first and last months are compared', () => {
    const lateness = new Map<string, Array<{ date: string; days: number }>>();
    for (const entry of entries) {
      for (const { receivable: key } of entry.applied) {
        const { dueDate } = receivable(key);
        const days = (Date.parse(entry.bookingDate) - Date.parse(dueDate)) / 86_400_000;
        lateness.set(entry.buyer, [
          ...(lateness.get(entry.buyer) ?? []),
          { date: entry.bookingDate, days },
        ]);
      }
    }
    const growth = [...lateness.values()].map((all) => {
      const sorted = all.sort((a, b) => (a.date < b.date ? -1 : 1));
      const third = Math.floor(sorted.length / 3);
      return meanDays(sorted.slice(-third)) - meanDays(sorted.slice(0, third));
    });
    expect(Math.max(...growth)).toBeGreaterThan(12);
  });
});

function meanDays(all: ReadonlyArray<{ days: number }>): number {
  return all.reduce((sum, { days }) => sum + days, 0) / all.length;
}

function textOf(told: Story): string {
  return jsonOf({ ...told, outcomes: [...told.outcomes] });
}
