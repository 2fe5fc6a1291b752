import type { Command } from 'commander';
import { RefusedError, UsageError, type ApiRefusal } from './api.errors.js';
import type { ApiClient } from './client.js';
import { PartyDirectory } from './party.directory.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from './system.js';

const ISSUE_TOKEN = `mutation IssueToken($input: IssueTokenInput!) {
  issueToken(input: $input) {
    __typename
    ... on IssuedToken { token partyId userName expiresAt }
    ... on DomainError { code message }
    ... on InputInvalidError { path }
  }
}`;

const PARTY_ID = /^0x[0-9a-f]{40}$/i;

const EXAMPLES = `
Examples:
  $ duebill token --party LEI:9845001B2AD43E664E58 --user "Ada Ledger"
  $ export DUEBILL_TOKEN=$(duebill token --party 0x5f…c1 --user ada --days 7)

The token is printed alone on standard output; it can't be read again.

Exit code: 0 issued, 1 refused, 2 wrong usage, 3 nobody answers.`;

interface TokenOptions extends SystemOptions {
  readonly party: string;
  readonly user: string;
  readonly days?: string;
  readonly json?: boolean;
}

export interface IssuedToken {
  readonly token: string;
  readonly partyId: string;
  readonly userName: string;
  readonly expiresAt: string;
}

/** Adds `duebill token`. */
export function registerToken(program: Command): void {
  const command = program
    .command('token')
    .description('issue a token for a user of a party (operator only)')
    .requiredOption('--party <id>', 'party id, or SCHEME:VALUE of one of its identifiers')
    .requiredOption('--user <name>', 'name of the user')
    .option('--days <count>', 'days until it expires (default: 90)')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(command).action((options: TokenOptions) =>
    reportingFailures(async () => {
      const client = connect(options);
      const partyId = await findPartyId(client, options.party);
      const issued = await issueToken(client, {
        partyId,
        userName: options.user,
        validDays: daysOf(options.days),
      });
      process.stdout.write(`${options.json ? JSON.stringify(issued) : issued.token}\n`);
    }),
  );
}

/** @throws {RefusedError} when the operator's token is needed or the party is unknown */
export async function issueToken(
  client: ApiClient,
  input: { readonly partyId: string; readonly userName: string; readonly validDays?: number },
): Promise<IssuedToken> {
  const data = await client.request<{
    issueToken: { readonly __typename: string } & IssuedToken & ApiRefusal;
  }>(ISSUE_TOKEN, { input });
  const answer = data.issueToken;
  if (answer.__typename !== 'IssuedToken') throw new RefusedError([answer]);
  return answer;
}

async function findPartyId(client: ApiClient, text: string): Promise<string> {
  if (PARTY_ID.test(text)) return text.toLowerCase();
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError(`--party is an id (0x…) or SCHEME:VALUE, not "${text}"`);
  const directory = await PartyDirectory.load(client);
  const scheme = text.slice(0, colon);
  const party = directory.find({ scheme, value: text.slice(colon + 1) });
  if (party !== undefined) return party.partyId;
  throw new RefusedError([{ code: 'NOT_FOUND', message: `No party is known as ${text}.` }]);
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (!Number.isInteger(days)) throw new UsageError(`--days is a whole number, not "${text}"`);
  return days;
}
