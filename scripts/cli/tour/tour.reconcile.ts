import { groupBy } from '../../sample/book.js';
import { listAll } from '../pages.js';
import { RefusedError } from '../api.errors.js';
import type { Registered, TourActor, TourCommand, TourContext } from './tour.context.js';
import { money, shortName } from './tour.output.js';

const ALREADY_ISSUED = 'StatementAlreadyIssued';

const FIND_STATEMENT = `query FindStatement($statementId: ID!) {
  statement(statementId: $statementId) {
    statementId currency asOfDate balanceMinor acknowledgedMinor status
    supplier { name } buyer { partyId name }
  }
}`;

interface Statement {
  readonly statementId: string;
  readonly currency: string;
  readonly asOfDate: string;
  readonly balanceMinor: string;
  readonly acknowledgedMinor: string | null;
  readonly status: 'ISSUED' | 'AGREED' | 'DIFFERING';
  readonly supplier: { readonly name: string };
  readonly buyer: { readonly partyId: string; readonly name: string };
}

/** Suppliers state what is open, buyers answer from their own books; returns how many pairs agree. */
export async function reconcileAll(
  context: TourContext,
  confirmed: readonly Registered[],
): Promise<number> {
  const { out } = context;
  out.step('Suppliers issue statements, buyers acknowledge what is open');
  const pairs = groupBy(confirmed, ({ plan: { source } }) =>
    [source.supplier, source.buyer, source.invoice.currency].join('\n'),
  );
  const agreed = new Set<string>();
  for (const [first] of pairs.values()) {
    if (first === undefined) continue;
    const statement = await context.unlessRefused('statement', () => reconcile(context, first));
    if (statement === null) continue;
    const { currency, balanceMinor, asOfDate, status, supplier, buyer } = statement;
    const between = `${shortName(supplier.name)} and ${shortName(buyer.name)}`;
    out.line(`${between}  ${asOfDate}  ${money(BigInt(balanceMinor), currency)}  ${status}`);
    if (status === 'AGREED') agreed.add(statement.statementId);
  }
  return agreed.size;
}

async function reconcile(context: TourContext, { plan }: Registered): Promise<Statement> {
  const supplier = context.actor(plan.source.supplier);
  const buyer = context.actor(plan.source.buyer);
  const { currency } = plan.source.invoice;
  const statementId = await issue(context, supplier, {
    key: `statement:${plan.key}`,
    input: { buyerIds: [buyer.partyId], currency },
  });
  const balanceMinor = await ownBooks(buyer, supplier, currency);
  const { statement } = await buyer.client.request<{ statement: Statement }>(FIND_STATEMENT, {
    statementId,
  });
  if (statement.status === 'AGREED') return statement;
  const answered = await context.command(buyer, {
    mutation: 'acknowledgeStatements',
    // Other figures are another answer.
    key: `acknowledge:${statementId}:${balanceMinor}`,
    input: { acknowledgements: [{ statementId, balanceMinor }] },
  });
  context.out.line(`acknowledged  transaction ${answered.transactionHash ?? ''}`);
  const after = await buyer.client.request<{ statement: Statement }>(FIND_STATEMENT, {
    statementId,
  });
  return after.statement;
}

/** Issues a statement of today, or finds the one that there is already. */
async function issue(
  context: TourContext,
  supplier: TourActor,
  request: Pick<TourCommand, 'key' | 'input'>,
): Promise<string> {
  try {
    const issued = await context.command(supplier, { mutation: 'issueStatements', ...request });
    context.out.line(`issued        transaction ${issued.transactionHash ?? ''}`);
    return issued.subjects[0] ?? '';
  } catch (error) {
    if (!(error instanceof RefusedError) || !error.has(ALREADY_ISSUED)) throw error;
    context.out.line('issued        before, today: there is one for each pair and day');
    const values = error.refusals.flatMap((refusal) => refusal.values ?? []);
    return values.find(({ name }) => name === 'statementId')?.value ?? '';
  }
}

/** What the buyer finds open when it adds up what it sees of this supplier. */
async function ownBooks(buyer: TourActor, supplier: TourActor, currency: string): Promise<bigint> {
  const open = await listAll<{ outstandingMinor: string }>(buyer.client, {
    field: 'receivables',
    selection: 'outstandingMinor',
    types: { filter: 'ReceivableFilter' },
    variables: {
      filter: {
        supplierId: supplier.partyId,
        buyerId: buyer.partyId,
        currency,
        status: ['CONFIRMED'],
      },
    },
  });
  return open.reduce((sum, { outstandingMinor }) => sum + BigInt(outstandingMinor), 0n);
}
