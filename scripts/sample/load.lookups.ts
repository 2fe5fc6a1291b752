import { present } from '../../backend/src/common/assert.js';
import type { ApiClient } from '../cli/client.js';
import { listAll } from '../cli/pages.js';
import type { StoryActOf } from './story.model.js';

interface ListedDuty {
  readonly debtor: { readonly partyId: string };
  readonly currency: string;
  readonly owedMinor: string;
}

/** What others owe a party now, outside the receivables. */
export async function findOwed(client: ApiClient, creditorId: string): Promise<ListedDuty[]> {
  return await listAll<ListedDuty>(client, {
    field: 'duties',
    selection: 'debtor { partyId } currency owedMinor',
    types: { filter: 'DutyFilter' },
    variables: { filter: { creditorId, openOnly: true } },
  });
}

/** The entry on the accounts of the client with this text on this day. */
export async function findEntryHash(
  client: ApiClient,
  { remittance, bookingDate }: StoryActOf<'SETTLE_EARLY'>['entry'],
): Promise<string> {
  const entries = await listAll<{ readonly entryHash: string; readonly remittance: string | null }>(
    client,
    {
      field: 'bankEntries',
      selection: 'entryHash remittance',
      types: { filter: 'BankEntryFilter' },
      variables: { filter: { from: bookingDate, to: bookingDate } },
    },
  );
  const entry = entries.find((one) => one.remittance === remittance);
  return present(entry, `entry "${remittance}"`).entryHash;
}

const FIND_ARRANGEMENT = `query FindArrangement($receivableId: ID!) {
  receivable(receivableId: $receivableId) { collection { arrangements { status } } }
}`;

/** Whether the newest promise or plan of a receivable has not ended yet. */
export async function isArrangementRunning(
  client: ApiClient,
  receivableId: string,
): Promise<boolean> {
  const { receivable } = await client.request<{
    readonly receivable: {
      readonly collection: {
        readonly arrangements: ReadonlyArray<{ readonly status: string }>;
      } | null;
    } | null;
  }>(FIND_ARRANGEMENT, { receivableId });
  return receivable?.collection?.arrangements[0]?.status === 'RUNNING';
}
