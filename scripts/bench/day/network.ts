import type { ApiClient } from '../../cli/client.js';
import { runCommand } from '../../cli/commands.js';
import { issueToken } from '../../cli/token.command.js';
import { inParallel } from '../../sample/load.parallel.js';

const SUPPLIERS = 20;
const BUYERS = 5;
const FINANCIERS = 2;
const CURRENCY = 'EUR';
/** Far above what is ever owed. */
const LIMIT_MINOR = 10n ** 15n;
const YEAR_MS = 365 * 86_400_000;

export interface Member {
  readonly name: string;
  readonly partyId: string;
  readonly account: string;
  readonly client: ApiClient;
}

/** A mid-size network: who trades with whom, and who finances it. */
export interface Network {
  readonly operator: ApiClient;
  readonly suppliers: readonly Member[];
  readonly buyers: readonly Member[];
  readonly financiers: readonly Member[];
}

/** Admits everybody; every financier lets every buyer owe it enough. */
export async function admitNetwork(operator: ApiClient): Promise<Network> {
  const names = [
    ...Array.from({ length: SUPPLIERS }, (_, index) => ['SUPPLIER', `Supplier ${index + 1}`]),
    ...Array.from({ length: BUYERS }, (_, index) => ['BUYER', `Buyer ${index + 1}`]),
    ...Array.from({ length: FINANCIERS }, (_, index) => ['FINANCIER', `Bank ${index + 1}`]),
  ] as Array<[string, string]>;
  const parties = names.map(([role, name], index) => ({
    legalId: { scheme: 'BENCH', value: name },
    name,
    roles: role === 'FINANCIER' ? [role, 'ASSESSOR'] : [role],
    bankAccounts: [accountOf(index)],
  }));
  const { subjects } = await runCommand(operator, {
    mutation: 'admitParties',
    idempotencyKey: 'day:admit',
    input: { parties },
  });
  const members = await inParallel(names, async ([, name], index): Promise<Member> => {
    const partyId = subjects[index] ?? '';
    const { token } = await issueToken(operator, { partyId, userName: 'bench' });
    return { name, partyId, account: accountOf(index), client: operator.as(token) };
  });
  const network = {
    operator,
    suppliers: members.slice(0, SUPPLIERS),
    buyers: members.slice(SUPPLIERS, SUPPLIERS + BUYERS),
    financiers: members.slice(SUPPLIERS + BUYERS),
  };
  await publishLimits(network);
  return network;
}

async function publishLimits({ financiers, buyers }: Network): Promise<void> {
  const expiresAt = new Date(Date.now() + YEAR_MS).toISOString();
  const assessments = buyers.map(({ partyId }) => ({
    ...{ partyId, currency: CURRENCY, limitMinor: LIMIT_MINOR, grade: 3, modelVersion: 1 },
    expiresAt,
  }));
  await inParallel(financiers, ({ client }) =>
    runCommand(client, {
      mutation: 'publishAssessments',
      idempotencyKey: 'day:limits',
      input: { assessments },
    }),
  );
}

/** A bank's own number: these accounts are nowhere. */
function accountOf(index: number): string {
  return `BENCH-${String(index + 1).padStart(6, '0')}`;
}
