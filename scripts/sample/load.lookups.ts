import { present } from '../../backend/src/common/assert.js';
import type { ApiClient } from '../cli/client.js';
import { listAll } from '../cli/pages.js';
import type { EntryNames } from './story.model.js';

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

interface ListedEntry {
  readonly entryHash: string;
  readonly remittance: string | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
}

/** An entry of the story as the platform keeps it: on the accounts of the client, that day, with the same words. */
export async function findEntryHash(
  client: ApiClient,
  { bookingDate, remittance, documentNumbers, endToEndId }: EntryNames,
): Promise<string> {
  const entries = await listAll<ListedEntry>(client, {
    field: 'bankEntries',
    selection: 'entryHash remittance reference endToEndId',
    types: { filter: 'BankEntryFilter' },
    variables: { filter: { from: bookingDate, to: bookingDate } },
  });
  const entry = entries.find(
    (one) =>
      one.remittance === remittance &&
      one.endToEndId === endToEndId &&
      one.reference === (documentNumbers[0] ?? null),
  );
  return present(entry, `entry "${remittance ?? endToEndId ?? documentNumbers[0]}"`).entryHash;
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
