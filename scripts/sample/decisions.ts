import { type Book, type Folio, groupBy } from './book.js';
import type { StoryAct } from './story.model.js';

/** Buyers' answers to what was registered; the confirmed ones are booked. */
export function answerActs(book: Book, due: readonly Folio[]): StoryAct[] {
  const confirmed = due.filter(({ fate }) => fate.answer === 'CONFIRM');
  const confirmations = [...groupBy(confirmed, ({ receivable }) => receivable.buyer)].map(
    ([party, folios]): StoryAct => ({
      kind: 'CONFIRM',
      party,
      items: folios.map(({ receivable, fate }) => ({
        receivable: receivable.key,
        confirmedMinor: fate.confirmedMinor,
      })),
    }),
  );
  const deemed = due.filter(({ fate }) => fate.answer === 'SILENCE');
  for (const folio of [...confirmed, ...deemed]) book.confirm(folio);
  return [...confirmations, ...silenceActs(deemed), ...due.flatMap(refusalAct)];
}

/** What suppliers have confirmed because nobody answered. */
function silenceActs(deemed: readonly Folio[]): StoryAct[] {
  return [...groupBy(deemed, ({ receivable }) => receivable.supplier)].map(([party, folios]) => ({
    ...{ kind: 'CONFIRM_BY_SILENCE', party },
    receivables: folios.map(({ receivable }) => receivable.key),
  }));
}

function refusalAct(folio: Folio): StoryAct[] {
  const { receivable, fate } = folio;
  if (fate.answer === 'CONFIRM' || fate.answer === 'SILENCE') return [];
  folio.status = fate.answer === 'REJECT' ? 'REJECTED' : 'WITHDRAWN';
  const party = fate.answer === 'REJECT' ? receivable.buyer : receivable.supplier;
  return [{ kind: fate.answer, party, receivable: receivable.key }];
}

/** Disputes that buyers open on this Monday. */
export function disputeActs(folios: readonly Folio[], step: number): StoryAct[] {
  return folios.flatMap((folio): StoryAct[] => {
    const { receivable, fate, status } = folio;
    const { dispute } = fate;
    if (status !== 'CONFIRMED' || dispute?.openStep !== step) return [];
    folio.disputedMinor = dispute.disputedMinor;
    return [
      {
        kind: 'OPEN_DISPUTE',
        party: receivable.buyer,
        receivable: receivable.key,
        disputedMinor: dispute.disputedMinor,
      },
    ];
  });
}

/** Disputes that end and credit notes that are issued on this Wednesday. */
export function reductionActs(book: Book, step: number): StoryAct[] {
  return book
    .all()
    .filter(({ status }) => status === 'CONFIRMED')
    .flatMap((folio) => [...resolutionAct(book, folio, step), ...creditAct(book, folio, step)]);
}

function resolutionAct(book: Book, folio: Folio, step: number): StoryAct[] {
  const { receivable, fate, disputedMinor } = folio;
  const { dispute } = fate;
  if (dispute?.resolveStep !== step || disputedMinor === 0n) return [];
  const { acceptedMinor } = dispute;
  if (acceptedMinor === 0n) return [withdrawal(folio)];
  folio.disputedMinor -= acceptedMinor;
  book.credit(folio, acceptedMinor);
  const { supplier: party, key } = receivable;
  return [{ kind: 'ACCEPT_DISPUTE', party, receivable: key, acceptedMinor }];
}

/** What suppliers did not give in to on Wednesday, buyers take back on Friday. */
export function withdrawalActs(folios: readonly Folio[], step: number): StoryAct[] {
  return folios
    .filter(
      ({ fate, disputedMinor }) => fate.dispute?.resolveStep === step - 1 && disputedMinor > 0n,
    )
    .map(withdrawal);
}

function withdrawal(folio: Folio): StoryAct {
  folio.disputedMinor = 0n;
  const { buyer, key } = folio.receivable;
  return { kind: 'WITHDRAW_DISPUTE', party: buyer, receivable: key };
}

function creditAct(book: Book, folio: Folio, step: number): StoryAct[] {
  const { receivable, fate } = folio;
  const { credit } = fate;
  if (credit?.step !== step) return [];
  book.credit(folio, credit.amountMinor);
  return [
    {
      kind: 'CREDIT',
      party: receivable.supplier,
      receivable: receivable.key,
      number: `CN-${receivable.number}`,
      amountMinor: credit.amountMinor,
    },
  ];
}
