import { createHash } from 'node:crypto';
import { isRefusal, leiCheckDigits, present } from '../../../backend/src/common/index.js';
import type { InvoiceDocument } from '../../../backend/src/documents/index.js';
import { parseBankAccount } from '../../../backend/src/parties/bank-account.js';
import { ibanOf } from '../../bank/iban.js';
import { inParallel } from '../../sample/load.parallel.js';
import { type ApiRefusal, RefusedError } from '../api.errors.js';
import type { ApiClient } from '../client.js';
import { runCommand } from '../commands.js';
import { type DirectoryParty, PartyDirectory, identifierText } from '../party.directory.js';
import { issueToken } from '../token.command.js';
import type { TourActor } from './tour.context.js';
import { missingMembers } from './tour.cast.js';
import type { CastMember } from './tour.model.js';
import type { TourOutput } from './tour.output.js';
import type { TourRun } from './tour.state.js';

const USER_NAME = 'tour';
const NAME_MAX = 300;
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
  name: 'Elbtor Tour Factoring Bank AG',
  legalId: { scheme: 'LEI', value: FINANCIER_LEI_BASE + leiCheckDigits(FINANCIER_LEI_BASE) },
  otherIdentifiers: [],
  // It says itself what buyers may owe it.
  roles: ['FINANCIER', 'ASSESSOR'],
};

/** Admits everybody who is missing; returns all parties of the platform. */
export async function admitAll(
  operator: ApiClient,
  documents: readonly InvoiceDocument[],
  { run, out }: { readonly run: TourRun; readonly out: TourOutput },
): Promise<PartyDirectory> {
  const before = await PartyDirectory.load(operator);
  const hasFinancier = before.find(FINANCIER.legalId) !== undefined;
  const missing = [...missingMembers(documents, before), ...(hasFinancier ? [] : [FINANCIER])];
  await inParallel(missing, (member) => admit(operator, member, run));
  for (const { name, legalId, roles } of missing) {
    out.line(`${name} (${legalId.scheme} ${legalId.value}) as ${roles.join(' and ')}`);
  }
  if (missing.length === 0) out.line('everybody is admitted already');
  return missing.length === 0 ? before : await PartyDirectory.load(operator);
}

/** Parties that the tour acts for, each with a user and an account of its own. */
export async function equipActors(
  operator: ApiClient,
  parties: ReadonlyMap<DirectoryParty, readonly string[]>,
): Promise<Map<string, TourActor>> {
  const equipped = await inParallel([...parties], async ([{ partyId, name }, accounts]) => {
    const { token } = await issueToken(operator, { partyId, userName: USER_NAME });
    return { partyId, name, client: operator.as(token), accounts };
  });
  const actors = new Map<string, TourActor>();
  // One after the other: of two suppliers with the same account the first one gets it, always.
  for (const { accounts, ...actor } of equipped) {
    actors.set(actor.partyId, { ...actor, account: await addAccount(actor, accounts) });
  }
  return actors;
}

async function admit(operator: ApiClient, member: CastMember, { runId }: TourRun): Promise<void> {
  const text = identifierText(member.legalId);
  const idOf = createHash('sha256').update(text).digest('hex').slice(0, 16);
  await runCommand(operator, {
    mutation: 'admitParties',
    idempotencyKey: `tour:${runId}:admit:${idOf}`,
    input: { parties: [{ ...member, name: member.name.slice(0, NAME_MAX) }] },
  });
}

/** The first account of the documents that is valid and nobody else's, or one that is made up. */
async function addAccount(
  { partyId, client }: Omit<TourActor, 'account'>,
  accounts: readonly string[],
): Promise<string> {
  const digits = BigInt(partyId) % 10n ** 10n;
  const own = present(ibanOf(ACCOUNT_COUNTRY, digits.toString()), 'an account of the tour');
  const given = accounts.filter((account) => !isRefusal(parseBankAccount(account)));
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
