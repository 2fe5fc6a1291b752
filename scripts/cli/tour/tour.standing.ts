import { inParallel } from '../../sample/load.parallel.js';
import { chunksOf } from '../../sample/financing.js';
import type { ApiClient } from '../client.js';

/** Receivables that are asked for in one request. */
const READ_SIZE = 25;
const FIELDS = `
  receivableId currency status faceMinor paidMinor creditedMinor outstandingMinor
  document { number } supplier { partyId name } buyer { partyId name }`;

/** Where a receivable stands now; amounts are decimal strings. */
export interface Standing {
  readonly receivableId: string;
  readonly currency: string;
  readonly status: string;
  readonly faceMinor: string;
  readonly paidMinor: string;
  readonly creditedMinor: string;
  readonly outstandingMinor: string;
  readonly document: { readonly number: string } | null;
  readonly supplier: { readonly partyId: string; readonly name: string };
  readonly buyer: { readonly partyId: string; readonly name: string };
}

/** Reads many receivables with a few requests; one that is not there is missing in the answer. */
export async function readStanding(
  client: ApiClient,
  wanted: ReadonlyArray<{ readonly receivableId: string }>,
): Promise<Map<string, Standing>> {
  const ids = wanted.map(({ receivableId }) => receivableId);
  const answers = await inParallel(chunksOf(ids, READ_SIZE), async (part) => {
    const declared = part.map((_, index) => `$id${index}: ID!`).join(', ');
    const asked = part.map(
      (_, index) => `r${index}: receivable(receivableId: $id${index}) { ...R }`,
    );
    const document = `query Standing(${declared}) { ${asked.join('\n')} }
      fragment R on Receivable { ${FIELDS} }`;
    const variables = Object.fromEntries(part.map((id, index) => [`id${index}`, id]));
    return Object.values(
      await client.request<Record<string, Standing | null>>(document, variables),
    );
  });
  const found = answers.flat().filter((standing) => standing !== null);
  return new Map(found.map((standing) => [standing.receivableId, standing]));
}
