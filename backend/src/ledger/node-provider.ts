import { type JsonRpcPayload, JsonRpcProvider, type JsonRpcResult } from 'ethers';

/**
 * The driver's provider with a transport of its own.
 *
 * The driver's decodes answers character by character, which takes longer than everything else that is done with the
 * logs of a range.
 */
export class NodeProvider extends JsonRpcProvider {
  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const { url, timeout } = this._getConnection();
    const { href, headers } = targetOf(url);
    const response = await fetch(href, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`a ledger endpoint answered with HTTP status ${response.status}`);
    }
    return [JSON.parse(text) as JsonRpcResult | JsonRpcResult[]].flat();
  }
}

/** Credentials within a URL travel as a header; `fetch` takes none. */
function targetOf(text: string): { href: string; headers: Record<string, string> } {
  const url = new URL(text);
  const { username, password } = url;
  if (username === '' && password === '') {
    return { href: text, headers: {} };
  }
  url.username = '';
  url.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const encoded = Buffer.from(credentials).toString('base64');
  return { href: url.href, headers: { authorization: `Basic ${encoded}` } };
}
