import { present } from '../../../backend/src/common/index.js';
import type { ApiClient } from '../client.js';
import type { DirectoryParty, PartyDirectory } from '../party.directory.js';
import { verificationLines, verifyLedger } from '../verify.command.js';
import { FINANCIER, admitAll, equipActors } from './tour.admit.js';
import type { PaidEntry } from './tour.bank.js';
import { showDeduction, showDiscount } from './tour.cash.js';
import { showCollection } from './tour.collection.js';
import { type Registered, TourContext } from './tour.context.js';
import { showDispute } from './tour.dispute.js';
import { type TourDocuments, castDocuments } from './tour.documents.js';
import { closeAll, financeAll, showPastDue } from './tour.finance.js';
import type { ReadFile, Skipped, TourSubject, TourSummary } from './tour.model.js';
import type { TourOutput } from './tour.output.js';
import { payAll } from './tour.pay.js';
import { planSubjects, planTour } from './tour.plan.js';
import { showPledge } from './tour.pledge.js';
import { reconcileAll } from './tour.reconcile.js';
import { showRecourse } from './tour.recourse.js';
import { applyCreditNotes, confirmAll, registerAll, showDuplicate } from './tour.register.js';
import { printTable, summaryOf } from './tour.report.js';
import { type Standing, readStanding } from './tour.standing.js';
import type { TourState } from './tour.state.js';

/** What the tour is about and where it tells it. */
export interface TourTask {
  readonly operator: ApiClient;
  readonly files: readonly ReadFile[];
  /** What could not be read. */
  readonly unread: readonly Skipped[];
  readonly state: TourState;
  readonly out: TourOutput;
}

/** The whole story on the given invoices; every act of it may be repeated. */
export async function runTour(task: TourTask): Promise<TourSummary> {
  const { operator, state, out } = task;
  const { context, documents } = await prepare(task);
  const { run } = state;
  const { invoices } = documents;
  const plans = [...planTour(invoices, run), ...planSubjects(invoices, run)];
  const registered = await registerAll(context, plans);
  const document = registered.find(({ plan }) => plan.isDocument);
  if (document !== undefined) await showDuplicate(context, document.plan.source);
  const confirmed = await confirmAll(context, registered);
  await applyCreditNotes(context, documents.creditNotes);
  await showPastDue(context, confirmed);
  const deals = await financeAll(context, confirmed);
  const financedKeys = new Set(deals.map(({ receivable }) => receivable.plan.key));
  const paid = await payAll(context, confirmed, financedKeys);
  await closeAll(context, deals);
  const entries = [...paid, ...(await showSubjects(context, confirmed))];
  const statementsAgreed = await reconcileAll(context, confirmed);
  printSkipped(out, [...task.unread, ...documents.skipped, ...context.skipped]);
  const receivableIds = confirmed.map(({ receivableId }) => receivableId);
  const summary = await report({ operator, out }, receivableIds, { entries, statementsAgreed });
  await state.complete(receivableIds, summary);
  return summary;
}

/** One step for each; what the buyers paid in them. */
async function showSubjects(
  context: TourContext,
  confirmed: readonly Registered[],
): Promise<PaidEntry[]> {
  const of = (subject: TourSubject): Registered | undefined =>
    confirmed.find(({ plan }) => plan.subject === subject);
  const pledged = of('PLEDGE');
  const sold = of('RECOURSE');
  const disputed = of('DISPUTE');
  const overdue = of('COLLECTION');
  const toLienholder = pledged === undefined ? [] : await showPledge(context, pledged);
  if (sold !== undefined) await showRecourse(context, sold);
  if (disputed !== undefined) await showDispute(context, disputed);
  const collected = overdue === undefined ? [] : await showCollection(context, overdue);
  const discounted = of('DISCOUNT');
  const deducted = of('DEDUCTION');
  const short = [
    ...(discounted === undefined ? [] : await showDiscount(context, discounted)),
    ...(deducted === undefined ? [] : await showDeduction(context, deducted)),
  ];
  return [...toLienholder, ...collected, ...short];
}

/** Admits whoever the documents name, and gives each a user and an account. */
async function prepare(
  task: TourTask,
): Promise<{ readonly context: TourContext; readonly documents: TourDocuments }> {
  const { operator, files, state, out } = task;
  const { run } = state;
  out.step('The operator admits the organisations of the documents');
  const invoices = files.map(({ invoice }) => invoice);
  const directory = await admitAll(operator, invoices, { run, out });
  const documents = castDocuments(files, directory);
  const financier = present(directory.find(FINANCIER.legalId), 'the financier of the tour');
  const actors = await equipActors(
    operator,
    new Map([...cast(documents, directory), [financier, []]]),
  );
  const own = present(actors.get(financier.partyId), 'the financier as an actor');
  return { context: new TourContext(operator, run, out, actors, own), documents };
}

/** Every party of the documents with the accounts on which they ask to be paid. */
function cast(
  { invoices, creditNotes }: TourDocuments,
  directory: PartyDirectory,
): Array<[DirectoryParty, string[]]> {
  const accounts = new Map<string, string[]>();
  for (const { supplier, buyer, invoice } of [...invoices, ...creditNotes]) {
    const given = invoice.payeeAccount === null ? [] : [invoice.payeeAccount];
    accounts.set(supplier, [...(accounts.get(supplier) ?? []), ...given]);
    accounts.set(buyer, accounts.get(buyer) ?? []);
  }
  return directory.parties.flatMap((party): Array<[DirectoryParty, string[]]> => {
    const given = accounts.get(party.partyId);
    return given === undefined ? [] : [[party, given]];
  });
}

/** A run that ended already: shows where its receivables stand now, and whether anything moved. */
export async function reviewTour(
  { operator, state, out }: TourTask,
  told: TourSummary,
): Promise<TourSummary> {
  const { receivableIds } = state.run;
  out.line('This tour is complete. --again begins a new round with numbers of its own.');
  out.step('Where its receivables stand now');
  const standings = await standingsOf(operator, receivableIds);
  printTable(out, standings);
  const isClean = await verify(operator, out);
  const now = summaryOf(standings, { entries: [], statementsAgreed: 0, isClean });
  const { unappliedMinor, statementsAgreed } = told;
  const summary = { ...now, unappliedMinor, statementsAgreed };
  const isSame = JSON.stringify(summary) === JSON.stringify(told);
  out.line(isSame ? 'nothing moved since' : `it was ${JSON.stringify(told)}`);
  return summary;
}

async function report(
  { operator, out }: Pick<TourTask, 'operator' | 'out'>,
  receivableIds: readonly string[],
  found: { readonly entries: readonly PaidEntry[]; readonly statementsAgreed: number },
): Promise<TourSummary> {
  out.step('Where everything stands');
  const standings = await standingsOf(operator, receivableIds);
  printTable(out, standings);
  const isClean = await verify(operator, out);
  return summaryOf(standings, { ...found, isClean });
}

async function standingsOf(
  operator: ApiClient,
  receivableIds: readonly string[],
): Promise<Standing[]> {
  const found = await readStanding(
    operator,
    receivableIds.map((receivableId) => ({ receivableId })),
  );
  return receivableIds.flatMap((receivableId) => found.get(receivableId) ?? []);
}

async function verify(operator: ApiClient, out: TourOutput): Promise<boolean> {
  out.step('The read models are compared with the ledger');
  const verification = await verifyLedger(operator);
  for (const line of verificationLines(verification)) out.line(line);
  return verification.differences.length === 0;
}

function printSkipped(out: TourOutput, skipped: readonly Skipped[]): void {
  if (skipped.length === 0) return;
  out.step(`${skipped.length} files are left out`);
  for (const { file, reason } of skipped) out.line(`${file}: ${reason}`);
}
