/** Requests at a time: enough to keep two cores busy, few enough to leave them to the server. */
const PARALLEL_MAX = 12;

/** Does the work for every item, several at a time; answers come in the order of the items. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Answer>,
): Promise<Answer[]> {
  const answers = new Array<Answer>(items.length);
  const queue = items.entries();
  const workers = Array.from({ length: Math.min(PARALLEL_MAX, items.length) }, async () => {
    // One iterator for all: whoever is free takes the next.
    for (const [index, item] of queue) answers[index] = await work(item, index);
  });
  await Promise.all(workers);
  return answers;
}
