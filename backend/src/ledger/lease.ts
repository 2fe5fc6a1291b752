import { Socket } from 'node:net';

import pg from 'pg';

/** How often whoever waits for the lease asks for it. */
const ASK_EVERY_MS = 250;
/** How often the holder shows that it is there. */
const PING_EVERY_MS = 700;
/** The server ends the session of a holder that is silent for so long: the network between them is cut. */
const SILENCE_MS = 3_500;
/** The holder stops earlier, so that at no time two believe that they hold the lease. */
const GIVEN_UP_MS = 2_500;
/** What the server does not answer within this time, it no longer answers. */
const ANSWER_MS = 2_000;
/** A farewell is a courtesy. */
const FAREWELL_MS = 300;

/**
 * A session lock of Postgres, held on a connection of its own by one process of all.
 *
 * It falls at once with a process that dies or releases it. Across a cut network nobody sees the connection end, so
 * both sides count the time since the last ping: the holder gives up first, then the server ends the session.
 */
export class Lease {
  private readonly socket = new Socket();
  private readonly client: pg.Client;
  private readonly gone = new AbortController();
  private readonly key: number;
  private pings: NodeJS.Timeout | null = null;
  private heardAt = performance.now();
  private isPinging = false;

  constructor(databaseUrl: string, key: number) {
    this.key = key;
    this.client = new pg.Client({
      connectionString: databaseUrl,
      // Its own socket, since a farewell through a cut network would wait for ever.
      stream: () => this.socket,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    this.client.on('error', () => this.gone.abort());
    this.client.on('end', () => this.gone.abort());
  }

  /** Aborted when the lease is lost; whoever works under it stops then. */
  get lost(): AbortSignal {
    return this.gone.signal;
  }

  /**
   * Waits until the lease is this process's; false if `abort` came first.
   *
   * @throws if the database does not answer.
   */
  async take(abort: AbortSignal): Promise<boolean> {
    await this.client.connect();
    await this.client.query(`SELECT set_config('idle_session_timeout', $1, false)`, [
      `${SILENCE_MS}`,
    ]);
    while (!abort.aborted) {
      this.lost.throwIfAborted();
      const askedAt = performance.now();
      const { rows } = await this.client.query<{ held: boolean }>(
        'SELECT pg_try_advisory_lock($1) AS held',
        [this.key],
      );
      if (rows[0]?.held === true) {
        this.heardAt = askedAt;
        this.pings = setInterval(() => void this.ping(), PING_EVERY_MS);
        return true;
      }
      await pause(ASK_EVERY_MS, abort);
    }
    return false;
  }

  /** Gives the lease back; takes bounded time. */
  async release(): Promise<void> {
    if (this.pings !== null) {
      clearInterval(this.pings);
    }
    await Promise.race([this.client.end().catch(() => undefined), pause(FAREWELL_MS)]);
    this.socket.destroy();
  }

  /** What counts is when a ping was sent: the server heard it later, and counts its silence from then. */
  private async ping(): Promise<void> {
    if (performance.now() - this.heardAt > GIVEN_UP_MS) {
      this.gone.abort();
    }
    if (this.isPinging || this.lost.aborted) {
      return;
    }
    this.isPinging = true;
    const askedAt = performance.now();
    try {
      await this.client.query('SELECT 1');
      this.heardAt = askedAt;
    } catch {
      this.gone.abort();
    }
    this.isPinging = false;
  }
}

function pause(ms: number, abort?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      abort?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    abort?.addEventListener('abort', end);
  });
}
