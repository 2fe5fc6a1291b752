import { present } from '../../backend/src/common/assert.js';
import { ibanOf } from '../bank/iban.js';
import type { Random } from '../sample/random.js';
import type { ChaosSystem } from './chaos-system.js';
import { ChaosClient } from './client.js';
import type { Journal } from './journal.js';

const LIMIT_MINOR = '100000000000';
const YEAR_MS = 365 * 86_400_000;
const ROLES = {
  supplierOne: ['SUPPLIER'],
  supplierTwo: ['SUPPLIER'],
  buyerOne: ['BUYER'],
  buyerTwo: ['BUYER'],
  // It says itself what buyers may owe it.
  financier: ['FINANCIER', 'ASSESSOR'],
} as const;
type Name = keyof typeof ROLES;

export interface Supplier {
  readonly client: ChaosClient;
  readonly account: string;
}

/** Everybody who acts. */
export interface Cast {
  readonly operator: ChaosClient;
  readonly suppliers: readonly Supplier[];
  readonly buyers: readonly ChaosClient[];
  readonly financier: ChaosClient;
}

interface CastContext {
  readonly system: ChaosSystem;
  readonly journal: Journal;
  readonly random: Random;
  readonly over: AbortSignal;
}

/** Admits the parties, while nothing is disturbed yet. */
export async function admitCast(context: CastContext): Promise<Cast> {
  const token = await context.system.newOperatorToken();
  const operator = clientOf(context, { token, partyId: '', name: 'operator' });
  const names = Object.keys(ROLES) as Name[];
  const parties = names.map((name) => {
    const legalId = { scheme: 'CHAOS', value: name };
    return { name: `The ${name}`, roles: ROLES[name], legalId };
  });
  const admission = { mutation: 'admitParties', input: { parties }, effects: () => [] };
  const admitted = present(await operator.command(admission), 'admission');
  const { subjects } = await operator.outcome(admitted);
  const clients = await Promise.all(
    names.map((name, index) => clientOfParty(context, operator, [name, subjects[index] ?? ''])),
  );
  const [one, two, buyerOne, buyerTwo, financier] = clients as [
    ...[ChaosClient, ChaosClient, ChaosClient, ChaosClient, ChaosClient],
  ];
  const buyers = [buyerOne, buyerTwo];
  await publishLimits(financier, buyers);
  const suppliers = await Promise.all([one, two].map(withAccount));
  return { operator, suppliers, buyers, financier };
}

async function clientOfParty(
  context: CastContext,
  operator: ChaosClient,
  [name, partyId]: readonly [string, string],
): Promise<ChaosClient> {
  const { issueToken } = await operator.ask<{ issueToken: { token: string } }>(
    'mutation ($input: IssueTokenInput!) { issueToken(input: $input) { ... on IssuedToken { token } } }',
    { input: { partyId, userName: 'chaos' } },
  );
  return clientOf(context, { token: issueToken.token, partyId, name });
}

function clientOf(
  { system, journal, random, over }: CastContext,
  who: { readonly token: string; readonly partyId: string; readonly name: string },
): ChaosClient {
  const urls = system.replicas.map(({ url }) => url);
  const context = { urls, journal, random: random.fork(who.name), over };
  return new ChaosClient(context, who.token, who.partyId);
}

async function publishLimits(
  financier: ChaosClient,
  buyers: readonly ChaosClient[],
): Promise<void> {
  const expiresAt = new Date(Date.now() + YEAR_MS).toISOString();
  const assessments = buyers.map(({ partyId }) => ({
    ...{ partyId, currency: 'EUR', limitMinor: LIMIT_MINOR, grade: 2, expiresAt, modelVersion: 1 },
  }));
  const request = { mutation: 'publishAssessments', input: { assessments }, effects: () => [] };
  await financier.outcome(present(await financier.command(request), 'assessments'));
}

async function withAccount(client: ChaosClient, index: number): Promise<Supplier> {
  const account = present(ibanOf('DE', String(1_000 + index)), 'an account');
  await client.ask(
    'mutation ($input: AddBankAccountInput!) { addBankAccount(input: $input) { __typename } }',
    { input: { account } },
  );
  return { client, account };
}
