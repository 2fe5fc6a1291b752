import { RefusedError, UnreachableError, type ApiRefusal } from './api.errors.js';

/** Where the API is and as whom to speak; asked again for each try, since a restart may move it. */
export interface Endpoint {
  readonly url: string;
  readonly token: string;
}

export interface ClientOptions {
  readonly findEndpoint: () => Promise<Endpoint>;
  /** Longest time that one try may take. */
  readonly timeoutMs?: number;
  /** How long a system that does not answer is waited for before the client gives up. */
  readonly patienceMs?: number;
  /** Called once when the system stops answering, and once when it is back. */
  readonly onOutage?: (sentence: string) => void;
}

export type Variables = Readonly<Record<string, unknown>>;

/** Above the 30 seconds that a mutation waits for inclusion at the most. */
const TIMEOUT_MS = 60_000;
const PATIENCE_MS = 60_000;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 2_000;
/** Answers of a server, or of a proxy before it, that is not up yet or overloaded. */
const RETRIED_STATUSES = new Set([429, 502, 503, 504]);

interface GraphQlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: ReadonlyArray<{
    readonly message: string;
    readonly path?: ReadonlyArray<string | number>;
    readonly extensions?: { readonly code?: string };
  }>;
}

/** A try that may be repeated: nobody answered, so nothing is known about what took effect. */
class NoAnswerError extends Error {}

/**
 * Speaks GraphQL over HTTP and outlives a restart of the server.
 *
 * Every mutation carries an idempotency key in its variables, so that repeating a request whose answer
 * was lost does nothing twice.
 */
export class ApiClient {
  constructor(private readonly options: ClientOptions) {}

  /** The same system as another user. */
  as(token: string): ApiClient {
    const { findEndpoint } = this.options;
    return new ApiClient({
      ...this.options,
      findEndpoint: async () => ({ ...(await findEndpoint()), token }),
    });
  }

  /** The same system, given more time for an answer. */
  withTimeout(timeoutMs: number): ApiClient {
    return new ApiClient({ ...this.options, timeoutMs });
  }

  /** Tells whoever watches why it takes longer. */
  tell(sentence: string): void {
    this.options.onOutage?.(sentence);
  }

  /**
   * Runs one operation.
   *
   * @throws {RefusedError} when the system refuses the request as such
   * @throws {UnreachableError} when nobody answers in time
   */
  async request<Data>(document: string, variables: Variables = {}): Promise<Data> {
    const { patienceMs = PATIENCE_MS, onOutage } = this.options;
    const giveUpAt = Date.now() + patienceMs;
    let isOut = false;
    for (let backoffMs = BACKOFF_FIRST_MS; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS)) {
      try {
        const answer = await this.tryOnce<Data>(document, variables);
        if (isOut) onOutage?.('the system answers again');
        return dataOf(answer);
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        if (Date.now() + backoffMs > giveUpAt) throw new UnreachableError(error.message);
        if (!isOut) onOutage?.(`no answer (${error.message}); trying again`);
        isOut = true;
        await new Promise((resolve) => setTimeout(resolve, backoffMs));
      }
    }
  }

  private async tryOnce<Data>(
    document: string,
    variables: Variables,
  ): Promise<GraphQlAnswer<Data>> {
    const { url, token } = await this.findEndpoint();
    const response = await fetchOrNoAnswer(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: document, variables }, bigintAsText),
      signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS),
    });
    if (RETRIED_STATUSES.has(response.status)) {
      throw new NoAnswerError(`${url} answered with HTTP status ${response.status}`);
    }
    return await readAnswer<Data>(response, url);
  }

  /** A system that is being started has not written down yet where it is. */
  private async findEndpoint(): Promise<Endpoint> {
    try {
      return await this.options.findEndpoint();
    } catch (error) {
      if (error instanceof UnreachableError) throw new NoAnswerError(error.message);
      throw error;
    }
  }
}

async function fetchOrNoAnswer(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    // fetch hides the reason of a network fault in its cause.
    const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    throw new NoAnswerError(`${url}: ${cause?.code ?? cause?.message ?? message}`);
  }
}

async function readAnswer<Data>(response: Response, url: string): Promise<GraphQlAnswer<Data>> {
  let text: string;
  try {
    text = await response.text();
  } catch {
    throw new NoAnswerError(`${url} broke off its answer`);
  }
  try {
    return JSON.parse(text) as GraphQlAnswer<Data>;
  } catch {
    const message = `${url} is no Duebill API: it answered with HTTP status ${response.status}.`;
    throw new RefusedError([{ code: 'NOT_AN_API', message }]);
  }
}

function dataOf<Data>({ data, errors = [] }: GraphQlAnswer<Data>): Data {
  if (errors.length > 0) {
    const refusals = errors.map(({ message, path, extensions }): ApiRefusal => ({
      code: extensions?.code ?? 'REQUEST_REFUSED',
      message,
      path: path?.join('.') ?? null,
    }));
    throw new RefusedError(refusals);
  }
  if (data === undefined || data === null) {
    throw new RefusedError([{ code: 'REQUEST_REFUSED', message: 'The answer holds no data.' }]);
  }
  return data;
}

/** Amounts are `bigint` in the program and decimal strings on the wire. */
function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
