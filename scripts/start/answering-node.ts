import { FetchRequest } from 'ethers';

const TIMEOUT_MS = 3_000;

/** The first of several nodes that answers; the first of all if none does, which then says why. */
export async function findAnsweringNode(rpcUrls: readonly string[]): Promise<string> {
  const first = rpcUrls[0] ?? '';
  if (rpcUrls.length === 1) return first;
  for (const url of rpcUrls) {
    if (await answers(url)) return url;
  }
  return first;
}

async function answers(url: string): Promise<boolean> {
  const request = new FetchRequest(url);
  request.timeout = TIMEOUT_MS;
  request.body = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] };
  try {
    return (await request.send()).ok();
  } catch {
    return false;
  }
}
