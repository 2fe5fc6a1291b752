import { createHash } from 'node:crypto';
import { isRefusal, leiCheckDigits, present } from '../../../backend/src/common/index.js';
import { parseBankAccount } from '../../../backend/src/parties/bank-account.js';
import { ibanOf } from '../../bank/iban.js';
import { inParallel } from '../../sample/load.parallel.js';
import { type ApiRefusal, RefusedError } from '../api.errors.js';
import type { ApiClient } from '../client.js';
import { runCommand } from '../commands.js';
import { PartyDirectory } from '../party.directory.js';
import { issueToken } from '../token.command.js';
import type { TourActor } from './tour.context.js';
import type { CastMember } from './tour.model.js';
import type { TourOutput } from './tour.output.js';
import type { TourRun } from './tour.state.js';

const USER_NAME = 'tour';
const FINANCIER_LEI_BASE = 'DUEB00TOURFINANCE1';
/** Country of the accounts that the tour makes up. */
const ACCOUNT_COUNTRY = 'DE';

const ADD_ACCOUNT = `mutation AddBankAccount($input: AddBankAccountInput!) {
  addBankAccount(input: $input) {
    __typename ... on BankAccount { account } ... on DomainError { code message }
    ... on InputInvalidError { path }
  }
}`;

/** The documents name no financier: this one buys what the tour sells. */
export const FINANCIER: CastMember = {
  key: 'financier',
  name: 'Elbtor Tour Factoring Bank AG',
  legalId: { scheme: 'LEI', value: FINANCIER_LEI_BASE + leiCheckDigits(FINANCIER_LEI_BASE) },
  otherIdentifiers: [],
  roles: ['FINANCIER'],
  accounts: [],
};

/** Admits everybody who is not admitted yet, with a user and an account for each. */
export async function admitActors(
  operator: ApiClient,
  members: readonly CastMember[],
  { run, out }: { readonly run: TourRun; readonly out: TourOutput },
): Promise<Map<string, TourActor>> {
  const before = await PartyDirectory.load(operator);
  const missing = members.filter((member) => findMember(before, member) === undefined);
  for (const member of missing) await admit(operator, member, run);
  out.line(`${missing.length} organisations admitted, ${members.length - missing.length} known`);
  const directory = missing.length === 0 ? before : await PartyDirectory.load(operator);
  const actors = await inParallel(members, async (member) => {
    const { partyId } = present(findMember(directory, member), `admitted party ${member.name}`);
    const { token } = await issueToken(operator, { partyId, userName: USER_NAME });
    return { member, partyId, client: operator.as(token) };
  });
  const byKey = new Map<string, TourActor>();
  // One after the other: of two suppliers with the same account the first one gets it, always.
  for (const actor of actors) {
    const account = await addAccount(actor);
    byKey.set(actor.member.key, { ...actor, account });
  }
  return byKey;
}

/** The legal id decides; another party's identifier in the documents is not held against it. */
function findMember(directory: PartyDirectory, { legalId, otherIdentifiers }: CastMember) {
  return [legalId, ...otherIdentifiers]
    .map((identifier) => directory.find(identifier))
    .find((party) => party !== undefined);
}

async function admit(operator: ApiClient, member: CastMember, { runId }: TourRun): Promise<void> {
  const { legalId, name, roles, otherIdentifiers } = member;
  const idOf = createHash('sha256').update(member.key).digest('hex').slice(0, 16);
  // Every party of the tour can be both: tomorrow's documents may show it on the other side.
  const allRoles = roles.includes('FINANCIER') ? roles : ['SUPPLIER', 'BUYER'];
  const party = { legalId, name: name.slice(0, 300), roles: allRoles, otherIdentifiers };
  await runCommand(operator, {
    mutation: 'admitParties',
    idempotencyKey: `tour:${runId}:admit:${idOf}`,
    input: { parties: [party] },
  });
}

/** The first account of the documents that is valid and nobody else's, or one that is made up. */
async function addAccount(actor: Omit<TourActor, 'account'>): Promise<string> {
  const { member, partyId, client } = actor;
  const digits = BigInt(partyId) % 10n ** 10n;
  const own = present(ibanOf(ACCOUNT_COUNTRY, digits.toString()), 'an account of the tour');
  const given = member.accounts.filter((account) => !isRefusal(parseBankAccount(account)));
  for (const account of [...given, own]) {
    const data = await client.request<{
      addBankAccount: { readonly __typename: string; readonly account: string } & ApiRefusal;
    }>(ADD_ACCOUNT, { input: { account } });
    const answer = data.addBankAccount;
    if (answer.__typename === 'BankAccount') return answer.account;
    if (account === own) throw new RefusedError([answer]);
  }
  return own;
}
