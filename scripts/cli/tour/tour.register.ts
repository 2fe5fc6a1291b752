import { basename } from 'node:path';
import { inParallel } from '../../sample/load.parallel.js';
import { RefusedError, refusalLine } from '../api.errors.js';
import type { CommandReport } from '../commands.js';
import { REGISTRATION_REFUSALS } from '../import/import.invoices.js';
import type { Registered, TourCommand, TourContext } from './tour.context.js';
import type { TourFile, TourReceivable } from './tour.model.js';
import { money } from './tour.output.js';
import { dueDateOf } from './tour.plan.js';

const FILE_NAME_MAX = 255;
const ALREADY_REGISTERED = 'RECEIVABLE_ALREADY_REGISTERED';
const FULL_SCOPE = [
  'EXISTENCE',
  'AMOUNT',
  'DUE_DATE',
  'ASSIGNMENT_CONSENT',
  'SET_OFF_WAIVER',
  'PAYEE',
];

type Outcome =
  | { readonly plan: TourReceivable; readonly command: CommandReport }
  | { readonly plan: TourReceivable; readonly refusal: string };

/** Every supplier registers what is its own; what is refused is told and left out. */
export async function registerAll(
  context: TourContext,
  plans: readonly TourReceivable[],
): Promise<Registered[]> {
  const { out, skipped } = context;
  out.step('Suppliers register their invoices as receivables');
  const outcomes = await inParallel(plans, (plan) => registerOne(context, plan));
  return outcomes.flatMap((outcome): Registered[] => {
    const { plan } = outcome;
    if ('refusal' in outcome) {
      skipped.push({ file: plan.source.file, reason: outcome.refusal });
      out.line(`${plan.number}: refused, ${outcome.refusal}`);
      return [];
    }
    const { subjects, transactionHash } = outcome.command;
    const [receivableId = ''] = subjects;
    const face = money(plan.faceMinor, plan.source.invoice.currency);
    out.line(`${plan.number}  ${face}  due ${plan.dueDate}  ${receivableId}`);
    out.line(`  transaction ${transactionHash ?? ''}`);
    return [{ plan, receivableId }];
  });
}

/** The same document once more: the ledger knows its fingerprint, whoever presents it. */
export async function showDuplicate(context: TourContext, source: TourFile): Promise<void> {
  const { out } = context;
  out.step('The same document is presented again');
  const command = documentCommand(source, 'duplicate');
  const accepted = await context.unlessRefused(source.invoice.number, () =>
    context.command(context.actor(source.supplier), command),
  );
  if (accepted !== null) throw new Error(`${source.file} was registered twice`);
}

export async function confirmAll(
  context: TourContext,
  registered: readonly Registered[],
): Promise<Registered[]> {
  const { out } = context;
  out.step('Buyers confirm what they owe; each receivable becomes one lot of its supplier');
  const confirmed = await inParallel(registered, ({ plan, receivableId }) =>
    context.unlessRefused(plan.number, () =>
      context.command(context.actor(plan.source.buyer), {
        mutation: 'confirmReceivables',
        key: `confirm:${plan.key}`,
        input: { confirmations: [{ receivableId, scope: FULL_SCOPE }] },
      }),
    ),
  );
  return registered.filter(({ plan }, index) => {
    const command = confirmed[index];
    if (command === null || command === undefined) return false;
    out.line(`${plan.number}  transaction ${command.transactionHash ?? ''}`);
    return true;
  });
}

/** Credit notes of the files reduce their invoices before anything is sold or paid. */
export async function applyCreditNotes(
  context: TourContext,
  creditNotes: readonly TourFile[],
): Promise<void> {
  const { out, skipped, run } = context;
  if (creditNotes.length === 0) return;
  out.step('Suppliers apply credit notes');
  for (const note of creditNotes) {
    const { number, payableMinor, currency } = note.invoice;
    if (run.round > 1) {
      skipped.push({ file: note.file, reason: 'applied in the first round' });
      continue;
    }
    const command = await context.unlessRefused(number, () =>
      context.command(context.actor(note.supplier), {
        mutation: 'applyCreditNotes',
        key: `credit:${note.index}`,
        input: { documents: [uploadOf(note)] },
        refusalFields: '... on DocumentRefusedError { path errors { code message path } }',
      }),
    );
    if (command === null) skipped.push({ file: note.file, reason: 'refused, see above' });
    else {
      const credited = money(payableMinor < 0n ? -payableMinor : payableMinor, currency);
      out.line(`${number}  ${credited}  transaction ${command.transactionHash ?? ''}`);
    }
  }
}

async function registerOne(context: TourContext, plan: TourReceivable): Promise<Outcome> {
  const supplier = context.actor(plan.source.supplier);
  const ownCommand = (number: string, key: string): TourCommand => ({
    mutation: 'registerReceivables',
    key,
    input: { receivables: [fieldsOf(context, plan, number)] },
    refusalFields: REGISTRATION_REFUSALS,
  });
  const key = `register:${plan.key}`;
  try {
    const command = plan.isDocument
      ? documentCommand(plan.source, key)
      : ownCommand(plan.number, key);
    return { plan, command: await context.command(supplier, command) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    if (!plan.isDocument || !error.has(ALREADY_REGISTERED)) {
      return { plan, refusal: error.refusals.map(refusalLine).join('; ') };
    }
  }
  // Somebody imported the document before the tour: it goes on with a number of its own.
  const number = `${plan.number}-${context.run.runId.slice(0, 4).toUpperCase()}A`;
  const command = await context.command(supplier, ownCommand(number, `${key}:own`));
  return { plan: { ...plan, isDocument: false, number }, command };
}

function documentCommand(source: TourFile, key: string): TourCommand {
  return {
    mutation: 'registerReceivables',
    key,
    input: { documents: [{ ...uploadOf(source), dueDate: dueDateOf(source) }] },
    refusalFields: REGISTRATION_REFUSALS,
  };
}

function uploadOf({ file, bytes }: TourFile) {
  return {
    fileName: basename(file).slice(-FILE_NAME_MAX),
    contentBase64: Buffer.from(bytes).toString('base64'),
  };
}

function fieldsOf(context: TourContext, plan: TourReceivable, number: string) {
  const { currency } = plan.source.invoice;
  const { faceMinor, issueDate, dueDate } = plan;
  const buyerId = context.actor(plan.source.buyer).partyId;
  return { number, buyerId, currency, faceMinor, issueDate, dueDate };
}
