import { randomUUID } from 'node:crypto';

import type { Random } from '../sample/random.js';
import type { Journal } from './journal.js';
import type { Request } from './request.js';
import { TooLateError } from './until.js';

const TRY_MS = 8_000;
/** The system is down for a part of the run only. */
const PATIENCE_MS = 150_000;
const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 800;

const COMMAND_FIELDS = 'commandId status subjects createdAt refusal { error }';
const BY_KEY = `query ($key: String!) { commandByKey(idempotencyKey: $key) { ${COMMAND_FIELDS} } }`;
const BY_ID = `query ($id: ID!) { command(commandId: $id) { ${COMMAND_FIELDS} } }`;

export type CommandStatus = 'QUEUED' | 'SENT' | 'INCLUDED' | 'REFUSED' | 'FAILED' | 'CANCELLED';

export interface CommandAnswer {
  readonly commandId: string;
  readonly status: CommandStatus;
  readonly subjects: readonly string[];
  readonly createdAt: string;
  readonly refusal: { readonly error: string } | null;
}

interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** A party's program: repeats every request under the same key until it has an answer, and sends some twice. */
export class ChaosClient {
  constructor(
    private readonly context: {
      readonly urls: readonly string[];
      readonly journal: Journal;
      readonly random: Random;
      /** Aborted when the round is over: nobody answers any more. */
      readonly over: AbortSignal;
    },
    private readonly token: string,
    readonly partyId: string,
  ) {}

  /** A query, or a mutation without a command. */
  async ask<Data>(document: string, variables: object = {}, url?: string): Promise<Data> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    let backoffMs = BACKOFF_FIRST_MS;
    for (;;) {
      this.context.over.throwIfAborted();
      const endpoint = url ?? this.context.random.pick(this.context.urls);
      const outcome = await this.#tryOnce<Data>(endpoint, document, variables);
      if (typeof outcome === 'object') return outcome.data;
      if (Date.now() > giveUpAt) throw new TooLateError(`no answer (${outcome})`);
      await new Promise((settle) => setTimeout(settle, backoffMs));
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    }
  }

  /** Sends a command; null if the system says no before it takes one. */
  async command(request: Request): Promise<CommandAnswer | null> {
    const { journal, random, urls } = this.context;
    const idempotencyKey = randomUUID();
    journal.asked(idempotencyKey, request);
    const awaitInclusion = random.chance(0.3);
    const body = { ...request.input, idempotencyKey, awaitInclusion };
    if (random.chance(0.12)) {
      // Both backends at the same time; both repeat.
      const answers = await Promise.all(urls.map((url) => this.#send(request, body, url)));
      return answers.find((answer) => answer !== null) ?? null;
    }
    const answer = await this.#send(request, body);
    if (answer === null) return null;
    if (random.chance(0.15)) await this.#sendAgain(request, body, answer);
    if (random.chance(0.1)) await this.#sendOther(request, idempotencyKey);
    return answer;
  }

  /** Follows a command until it is included, refused or given up. */
  async outcome({ commandId }: CommandAnswer): Promise<CommandAnswer> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const { command } = await this.ask<{ command: CommandAnswer | null }>(BY_ID, {
        id: commandId,
      });
      if (command === null) throw new Error(`command ${commandId} is gone`);
      if (command.status !== 'QUEUED' && command.status !== 'SENT') return command;
      if (Date.now() > giveUpAt)
        throw new TooLateError(`command ${commandId} is ${command.status}`);
      await new Promise((settle) => setTimeout(settle, 150));
    }
  }

  async #send(
    request: Request,
    body: { readonly idempotencyKey: string },
    url?: string,
  ): Promise<CommandAnswer | null> {
    const { journal } = this.context;
    const { idempotencyKey } = body;
    const data = await this.ask<Record<string, Answer>>(documentOf(request), { input: body }, url);
    const answer = data[request.mutation] as Answer;
    if (answer.__typename === 'Command') {
      const command = answer as unknown as CommandAnswer;
      journal.accepted(idempotencyKey, command.commandId);
      return command;
    }
    if (answer.code !== 'LEDGER_REFUSED') {
      journal.declined(idempotencyKey, answer.code ?? answer.__typename);
      return null;
    }
    // A refusal of the ledger does not say which command it answers.
    const found = await this.ask<{ commandByKey: CommandAnswer | null }>(BY_KEY, {
      key: idempotencyKey,
    });
    if (found.commandByKey === null) {
      journal.violates(`${idempotencyKey} was refused by the ledger without a command`);
      return null;
    }
    journal.accepted(idempotencyKey, found.commandByKey.commandId);
    return found.commandByKey;
  }

  async #sendAgain(
    request: Request,
    body: { readonly idempotencyKey: string },
    first: CommandAnswer,
  ): Promise<void> {
    const again = await this.#send(request, body);
    if (again?.commandId === first.commandId) return;
    const { journal } = this.context;
    journal.violates(`${request.mutation} ${body.idempotencyKey} was answered otherwise later`);
  }

  async #sendOther(request: Request, idempotencyKey: string): Promise<void> {
    if (request.otherInput === undefined) return;
    const { journal } = this.context;
    const input = { ...request.otherInput, idempotencyKey, awaitInclusion: false };
    const data = await this.ask<Record<string, Answer>>(documentOf(request), { input });
    const { __typename, code } = data[request.mutation] as Answer;
    if (__typename === 'Command' || code === 'LEDGER_REFUSED') {
      journal.violates(`${request.mutation} ${idempotencyKey} was taken with another body`);
    }
  }

  /** The answer, or why there is none. */
  async #tryOnce<Data>(
    url: string,
    query: string,
    variables: object,
  ): Promise<{ readonly data: Data } | string> {
    let text: string;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(TRY_MS + this.context.random.int(0, TRY_MS)),
      });
      text = await response.text();
    } catch (error) {
      return String(error);
    }
    const { data, errors } = parse<Data>(text);
    if (data !== undefined && data !== null && errors === undefined) return { data };
    const wrong = errors?.find(({ extensions }) => isOurFault(extensions?.code));
    if (wrong !== undefined) throw new Error(`the run itself is wrong: ${text}`);
    return text;
  }
}

interface GraphQlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: ReadonlyArray<{ readonly extensions?: { readonly code?: string } }>;
}

function parse<Data>(text: string): GraphQlAnswer<Data> {
  try {
    return JSON.parse(text) as GraphQlAnswer<Data>;
  } catch {
    return {};
  }
}

/** Whatever the system is not to be blamed for would only be repeated for ever. */
function isOurFault(code: string | undefined): boolean {
  return code !== undefined && !['INTERNAL', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'].includes(code);
}

function documentOf({ mutation, inputType }: Request): string {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  return `mutation ($input: ${inputType ?? `${name}Input`}!) {
    ${mutation}(input: $input) {
      __typename ... on Command { ${COMMAND_FIELDS} } ... on DomainError { code message }
    }
  }`;
}
