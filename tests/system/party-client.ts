import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { present } from '../../backend/src/common/index.js';

export interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  /** Codes of the errors of the request; empty if it was answered. */
  readonly codes: readonly unknown[];
  readonly text: string;
}

/** What a mutation answered: the members of its union that tests look at. */
export interface Outcome {
  readonly __typename: string;
  readonly code?: string;
  readonly status?: string;
  readonly path?: string;
  readonly subjects?: readonly string[];
  readonly [field: string]: unknown;
}

/** Mutations that share an input type. */
const INPUT_TYPES: Readonly<Record<string, string>> = {
  withdrawDispute: 'EndDisputeInput',
  fundDeal: 'DealEvidenceInput',
};

/** Speaks to the API of a started system as one party. */
export class PartyClient {
  constructor(
    readonly url: string,
    readonly token: string,
    readonly partyId = '',
  ) {}

  static async operator({ url, dataDir }: { url: string; dataDir: string }): Promise<PartyClient> {
    const token = await readFile(join(dataDir, 'tokens', 'operator'), 'utf8');
    return new PartyClient(url, token.trim());
  }

  async send(query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as {
      data: Answer['data'];
      errors?: Array<{ extensions?: { code?: unknown } }>;
    };
    return {
      status: response.status,
      data,
      codes: errors.map(({ extensions }) => extensions?.code),
      text,
    };
  }

  /** The only field of a query. */
  async read<T>(query: string, variables: object = {}): Promise<T> {
    const { data, text } = await this.send(query, variables);
    const [value] = Object.values(present(data, text));
    return value as T;
  }

  /** Sends a mutation with one input; `selection` adds what the test looks at. */
  async act(mutation: string, input: object, options: ActOptions = {}): Promise<Outcome> {
    const { selection = '', isCommand = true } = options;
    const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
    const inputType = options.inputType ?? INPUT_TYPES[mutation] ?? `${name}Input`;
    const command = isCommand ? '... on Command { commandId status subjects }' : '';
    const query = `mutation ($input: ${inputType}!) {
      ${mutation}(input: $input) {
        __typename ... on DomainError { code message } ... on InputInvalidError { path }
        ${command} ${selection}
      }
    }`;
    const key = { idempotencyKey: randomUUID(), ...(isCommand ? { awaitInclusion: true } : {}) };
    const hasKey = options.hasKey ?? (mutation !== 'issueToken' && mutation !== 'addBankAccount');
    const keyed = !hasKey ? input : { ...key, ...input };
    const { data, text } = await this.send(query, { input: keyed });
    return present(data?.[mutation], text) as Outcome;
  }

  /** A user of a party, with the operator's client. */
  async userOf(partyId: string): Promise<PartyClient> {
    const input = { partyId, userName: 'test' };
    const selection = '... on IssuedToken { token }';
    const { token } = await this.act('issueToken', input, { selection, isCommand: false });
    return new PartyClient(this.url, String(token), partyId);
  }
}

export interface ActOptions {
  readonly selection?: string;
  /** False for a mutation that answers with something else than a command. */
  readonly isCommand?: boolean;
  /** False for a mutation without an idempotency key. */
  readonly hasKey?: boolean;
  /** Where several mutations share it. */
  readonly inputType?: string;
}

/** Admits one organisation for each name and gives clients of all of them. */
export async function admitParties<Name extends string>(
  operator: PartyClient,
  roles: Readonly<Record<Name, readonly string[]>>,
): Promise<Record<Name, PartyClient>> {
  const names = Object.keys(roles) as Name[];
  const parties = names.map((name) => ({
    name: `The ${name}`,
    roles: roles[name],
    legalId: { scheme: 'TEST', value: name },
  }));
  const { subjects = [] } = await operator.act('admitParties', { parties });
  const clients = await Promise.all(subjects.map((partyId) => operator.userOf(partyId)));
  return Object.fromEntries(names.map((name, index) => [name, clients[index]])) as Record<
    Name,
    PartyClient
  >;
}
