import { addDays } from '../../../backend/src/common/index.js';
import { firstLotOf } from '../../sample/load.registry.js';
import { type PaidEntry, payOne } from './tour.bank.js';
import type { Registered, TourActor, TourContext } from './tour.context.js';
import { money, shortHash, transactionText } from './tour.output.js';
import { shareOf } from './tour.plan.js';

const PROMISED_PERCENT = 40n;
const PROMISED_DAYS = 7;
const INSTALMENTS = 3;
const INSTALMENT_DAYS = 30;

const FIND_COURSE = `query FindCourse($receivableId: ID!) {
  receivable(receivableId: $receivableId) {
    daysPastDue
    collection {
      steps { stage evidenceHash }
      arrangements { kind status }
    }
    promiseRecord { promisesKept promisesBroken }
  }
}`;

interface FoundCourse {
  readonly receivable: {
    readonly daysPastDue: number;
    readonly collection: {
      readonly steps: ReadonlyArray<{ readonly stage: string; readonly evidenceHash: string }>;
      readonly arrangements: ReadonlyArray<{ readonly kind: string; readonly status: string }>;
    } | null;
    readonly promiseRecord: {
      readonly promisesKept: number;
      readonly promisesBroken: number;
    } | null;
  };
}

/** Reminder, demand, a promise that is kept, and instalments for the rest; each with its evidence. */
export async function showCollection(
  context: TourContext,
  receivable: Registered,
): Promise<PaidEntry[]> {
  context.out.step('What is overdue is collected: every step is on the ledger with its evidence');
  const { plan } = receivable;
  const entry = await context.unlessRefused(plan.number, () => collect(context, receivable));
  return entry === null ? [] : [entry];
}

async function collect(context: TourContext, receivable: Registered): Promise<PaidEntry | null> {
  const { out } = context;
  const { plan } = receivable;
  const supplier = context.actor(plan.source.supplier);
  const { daysPastDue } = await findCourse(supplier, receivable);
  const face = money(plan.faceMinor, plan.source.invoice.currency);
  out.line(`${plan.number}  ${face}  ${daysPastDue} days past due`);
  await recordSteps(context, receivable);
  const promisedMinor = shareOf(plan.faceMinor, PROMISED_PERCENT);
  await recordPromise(context, receivable, promisedMinor);
  const entry = await payOne(context, receivable, { payee: supplier, amountMinor: promisedMinor });
  await resolvePromise(context, receivable);
  await context.unlessRefused('  instalment plan', () =>
    recordPlan(context, receivable, plan.faceMinor - promisedMinor),
  );
  const { collection } = await findCourse(supplier, receivable);
  const course = [...(collection?.steps ?? [])].reverse();
  const told = course.map(({ stage, evidenceHash }) => `${stage} ${shortHash(evidenceHash)}`);
  out.line(`  evidence: ${told.join(', ')}`);
  return entry;
}

/** One act each, as they happen on different days. */
async function recordSteps(
  context: TourContext,
  { plan, receivableId }: Registered,
): Promise<void> {
  const supplier = context.actor(plan.source.supplier);
  const lotId = firstLotOf(receivableId);
  for (const [stage, note] of [
    ['REMINDER', `reminder of ${plan.number}`],
    ['FORMAL_DEMAND', `formal demand of ${plan.number}, sent by registered mail`],
  ] as const) {
    const taken = await context.command(supplier, {
      mutation: 'recordCollectionSteps',
      key: `${stage}:${plan.key}`,
      input: { steps: [{ lotId, stage, note }] },
    });
    context.out.line(`  ${stage}${transactionText(taken)}`);
  }
}

async function recordPromise(
  context: TourContext,
  { plan, receivableId }: Registered,
  amountMinor: bigint,
): Promise<void> {
  const promisedDate = addDays(context.run.today, PROMISED_DAYS);
  const promised = await context.command(context.actor(plan.source.supplier), {
    mutation: 'recordPromise',
    key: `promise:${plan.key}`,
    input: {
      ...{ lotId: firstLotOf(receivableId), amountMinor, promisedDate },
      note: 'The buyer promised by telephone.',
    },
  });
  const amount = money(amountMinor, plan.source.invoice.currency);
  context.out.line(`  PROMISE of ${amount} by ${promisedDate}${transactionText(promised)}`);
}

/** Anybody may ask the ledger; the platform does by itself, the day after. */
async function resolvePromise(context: TourContext, receivable: Registered): Promise<void> {
  const { plan, receivableId } = receivable;
  const supplier = context.actor(plan.source.supplier);
  await context.unlessRefused('  promise', () =>
    context.command(supplier, {
      mutation: 'resolvePromise',
      inputType: 'ResolveArrangementInput',
      key: `promise-resolve:${plan.key}`,
      input: { receivableId },
    }),
  );
  const { collection, promiseRecord } = await findCourse(supplier, receivable);
  const promise = collection?.arrangements.find(({ kind }) => kind === 'PROMISE');
  const { promisesKept = 0, promisesBroken = 0 } = promiseRecord ?? {};
  context.out.line(
    `  promise ${promise?.status ?? ''}; of this buyer ${promisesKept} kept, ${promisesBroken} broken`,
  );
}

async function recordPlan(
  context: TourContext,
  { plan, receivableId }: Registered,
  restMinor: bigint,
): Promise<void> {
  const partMinor = restMinor / BigInt(INSTALMENTS);
  const instalments = Array.from({ length: INSTALMENTS }, (_, index) => ({
    dueDate: addDays(context.run.today, (index + 1) * INSTALMENT_DAYS),
    // The last one pays what does not divide.
    amountMinor:
      index < INSTALMENTS - 1 ? partMinor : restMinor - partMinor * BigInt(INSTALMENTS - 1),
  }));
  const recorded = await context.command(context.actor(plan.source.supplier), {
    mutation: 'recordInstalmentPlan',
    key: `instalments:${plan.key}`,
    input: { lotId: firstLotOf(receivableId), instalments, note: 'Agreed with the buyer.' },
  });
  const rest = money(restMinor, plan.source.invoice.currency);
  const last = instalments.at(-1)?.dueDate ?? '';
  context.out.line(
    `  INSTALMENT_PLAN of ${rest} in ${INSTALMENTS} parts until ${last}${transactionText(recorded)}`,
  );
}

async function findCourse(supplier: TourActor, { receivableId }: Registered) {
  const { receivable } = await supplier.client.request<FoundCourse>(FIND_COURSE, { receivableId });
  return receivable;
}
