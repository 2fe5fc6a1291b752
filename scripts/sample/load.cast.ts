import { present } from '../../backend/src/common/assert.js';
import { RefusedError } from '../cli/api.errors.js';
import type { ApiClient } from '../cli/client.js';
import { runCommand } from '../cli/commands.js';
import { PartyDirectory } from '../cli/party.directory.js';
import { issueToken } from '../cli/token.command.js';
import { inParallel } from './load.parallel.js';
import type { Story, StoryParty, StoryRole } from './story.model.js';

/** The user of each party by whom the story's acts are done. */
const USER_NAME = 'sample';
/** Financiers say themselves what buyers may owe them. */
const ROLES_OF: Readonly<Record<StoryRole, readonly string[]>> = {
  SUPPLIER: ['SUPPLIER'],
  BUYER: ['BUYER'],
  FINANCIER: ['FINANCIER', 'ASSESSOR'],
  COLLECTOR: ['COLLECTOR'],
};
const ADMITTED_ALREADY = 'PARTY_ALREADY_ADMITTED';

/** A party of the story that can act on the platform. */
export interface Actor {
  readonly party: StoryParty;
  readonly partyId: string;
  readonly token: string;
  readonly client: ApiClient;
}

/** Admits everybody, once, and gives each a token. */
export async function admitCast(
  operator: ApiClient,
  story: Story,
): Promise<ReadonlyMap<string, Actor>> {
  await admitAll(operator, story);
  const directory = await PartyDirectory.load(operator);
  const actors = await inParallel(story.parties, async (party): Promise<Actor> => {
    const { scheme, value } = party.legalId;
    const known = directory.find({ scheme: scheme ?? '', value });
    const { partyId } = present(known, `admitted party ${party.name}`);
    const { token } = await issueToken(operator, { partyId, userName: USER_NAME });
    return { party, partyId, token, client: operator.as(token) };
  });
  return new Map(actors.map((actor) => [actor.party.key, actor]));
}

async function admitAll(operator: ApiClient, { seed, parties }: Story): Promise<void> {
  const input = {
    parties: parties.map(({ legalId, name, country, role, account }) => ({
      legalId,
      name,
      country,
      roles: ROLES_OF[role],
      bankAccounts: [account],
    })),
  };
  try {
    await runCommand(operator, {
      mutation: 'admitParties',
      idempotencyKey: `sample:${seed}:admit`,
      input,
    });
  } catch (error) {
    // Another load with other tokens was here: the parties are the same ones.
    if (!(error instanceof RefusedError) || !error.has(ADMITTED_ALREADY)) throw error;
  }
}
