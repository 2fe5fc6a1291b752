import DataLoader from 'dataloader';

/** Largest number of keys of one query. */
const BATCH_KEYS_MAX = 1_000;

/**
 * Loads things by id in one query for all resolvers of a request that ask in the same tick.
 *
 * A loader is an ordinary singleton provider; what it has loaded is kept per GraphQL context object, so it lives as
 * long as the request and never serves another viewer.
 */
export abstract class BatchLoader<Context extends object, Value> {
  private readonly perRequest = new WeakMap<Context, DataLoader<string, Value | null>>();

  /** The thing of that id; null if there is none that the viewer of the context may see. */
  load(context: Context, id: string): Promise<Value | null> {
    let loader = this.perRequest.get(context);
    if (loader === undefined) {
      loader = this.create(context);
      this.perRequest.set(context, loader);
    }
    return loader.load(id);
  }

  /** Finds what exists of `ids` in one query; what is missing in the map is answered with null. */
  protected abstract findMany(
    context: Context,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Value>>;

  private create(context: Context): DataLoader<string, Value | null> {
    return new DataLoader(
      async (ids) => {
        const found = await this.findMany(context, ids);
        return ids.map((id) => found.get(id) ?? null);
      },
      { maxBatchSize: BATCH_KEYS_MAX },
    );
  }
}

/** Rows by the value of a key that several of them may share; each of `ids` gets a list. */
export function groupById<Row>(
  ids: readonly string[],
  rows: readonly Row[],
  idOf: (row: Row) => string,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const row of rows) {
    groups.get(idOf(row))?.push(row);
  }
  return groups;
}
