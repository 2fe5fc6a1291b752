/** A call that is tried and leaves nothing behind. */
export interface TrialCall {
  readonly from: string;
  readonly to: string;
  readonly data: string;
}

interface Answer {
  readonly id: number;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: string };
}

const BATCH_SIZE = 250;
/** JSON-RPC code of a call that a contract refused. */
const REVERTED = 3;

/** Tries calls on the latest block; for each the data that it was refused with, or null. */
export async function tryCalls(
  rpcUrl: string,
  calls: readonly TrialCall[],
): Promise<(string | null)[]> {
  const refusals: (string | null)[] = [];
  for (let start = 0; start < calls.length; start += BATCH_SIZE) {
    refusals.push(...(await tryBatch(rpcUrl, calls.slice(start, start + BATCH_SIZE))));
  }
  return refusals;
}

async function tryBatch(rpcUrl: string, calls: readonly TrialCall[]): Promise<(string | null)[]> {
  const requests = calls.map((call, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_call',
    params: [call, 'latest'],
  }));
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requests),
  });
  const answers = (await response.json()) as Answer[];
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return calls.map((_call, id) => refusalOf(byId.get(id)));
}

function refusalOf(answer: Answer | undefined): string | null {
  if (answer === undefined) throw new Error('the node did not answer a call');
  if (answer.error === undefined) return null;
  const { code, message, data } = answer.error;
  if (code !== REVERTED || data === undefined) throw new Error(`the node failed: ${message}`);
  return data;
}
