import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { CommandStatus, CommandType } from '../../../backend/src/ledger/index.js';
import { GraphqlServer } from '../../support/graphql-server.js';

const viewer: Viewer = { userId: 'u', userName: 'Ada', party: '0xabc', roles: [] };
const command: CommandType = {
  ...{
    commandId: 'c-1',
    idempotencyKey: 'k-1',
    kind: 'TEST',
    status: CommandStatus.QUEUED,
    isFinal: false,
  },
  ...{ subjects: ['s-1'], transactionHash: null, blockNumber: null, refusal: null },
  ...{ createdAt: new Date(0), includedAt: null, cancelledAt: null, cancelledBy: null },
};
const Items = connectionOf('LimitedCommand', () => CommandType);
let writes = 0;

@Resolver()
class LimitedResolver {
  @Query(() => String)
  echo(@Args('text') text: string): string {
    return text;
  }

  @Query(() => Items)
  listed(@Args() args: PageArgs): Connection<CommandType> {
    return toConnection([command], toPage(args, ['instant', 'uuid']), () => ['', '']);
  }

  @Mutation(() => Int)
  write(): number {
    return ++writes;
  }
}

const cursor = (...keyset: unknown[]) => Buffer.from(JSON.stringify(keyset)).toString('base64url');
const UUID = '00000000-0000-4000-8000-000000000000';

describe('the limits of one request', () => {
  let server: GraphqlServer;

  beforeAll(async () => {
    server = await GraphqlServer.start([LimitedResolver], viewer);
  });
  afterAll(() => server.stop());

  /** Three times: a text is compiled when it comes again, and takes another path from then on. */
  async function codesOf(query: string, variables = {}): Promise<unknown[]> {
    const codes: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { body } = await server.send(query, variables);
      codes.push(body.errors?.[0]?.extensions?.['code'] ?? null);
    }
    return [...new Set(codes)];
  }

  it.each([
    ['a text of 21,000 characters', `{ echo(text: "${'x'.repeat(21_000)}") }`, 'QUERY_TOO_LONG'],
    ['a text that is a parsed query', '{"kind":"Document","definitions":[]}', 'GRAPHQL_INVALID'],
    ['a text that is JSON', 'null', 'GRAPHQL_INVALID'],
    ['two operations', 'query A { echo(text: "") } mutation B { write }', 'OPERATION_NOT_SINGLE'],
    ['21 aliases of one field', `{ ${aliases(21, 'echo(text: "a")')} }`, 'QUERY_TOO_WIDE'],
    [
      'as many in a fragment of a fragment',
      `{ ...A } fragment A on Query { ... on Query { ${aliases(21, 'echo(text: "a")')} } }`,
      'QUERY_TOO_WIDE',
    ],
    [
      'full pages whose values add up to too many',
      `{ ${aliases(20, `listed(first: 100) { edges { node { ${aliases(40, 'kind')} } } }`)} }`,
      'QUERY_TOO_COSTLY',
    ],
    [
      'fragments that double thirty times',
      `{ listed { edges { node { ...F30 } } } } ${doubling(30)}`,
      'QUERY_TOO_COSTLY',
    ],
    ['NUL in the query', '{ echo(text: "a\\u0000b") }', 'TEXT_INVALID'],
  ])('refuses %s', async (_, query, code) => {
    expect(await codesOf(query)).toEqual([code]);
  });

  it.each([
    ['NUL', 'a\0b', 'TEXT_INVALID'],
    ['half of a surrogate pair', 'a\ud800b', 'TEXT_INVALID'],
    ['arrays in arrays', JSON.parse('['.repeat(50) + ']'.repeat(50)), 'VARIABLES_TOO_DEEP'],
  ])('refuses variables with %s, used or not', async (_, text, code) => {
    const query = 'query ($text: String!) { echo(text: $text) }';

    expect(await codesOf(query, { text: 'fine', other: [{ deep: text }] })).toEqual([code]);
  });

  it('gives what stays inside of the limits', async () => {
    const query =
      'query ($text: String!) { echo(text: $text) listed(first: 100) { edges { node { kind } } } }';

    expect(await codesOf(query, { text: 'naïve 😀' })).toEqual([null]);
  });

  it.each([
    [cursor('', '')],
    [cursor('x', UUID)],
    [cursor('2026-02-30T00:00:00Z', UUID)],
    [cursor('infinity', UUID)],
    [cursor('2026-02-03T00:00:00Z', 'x')],
    [cursor('2026-02-03T00:00:00Z')],
    [cursor(1, 2)],
    ['%%%'],
  ])('refuses the cursor %s as none of the listing', async (after) => {
    const query = 'query ($after: String) { listed(after: $after) { edges { cursor } } }';

    expect(await codesOf(query, { after })).toEqual(['CURSOR_INVALID']);
  });

  it.each([
    '2026-02-03T04:05:06.789Z',
    '2026-02-03 04:05:06.789012+00',
    '2026-02-03 04:05:06+05:30',
  ])('takes a cursor with the instant %s', async (instant) => {
    const query = 'query ($after: String) { listed(after: $after) { edges { cursor } } }';

    expect(await codesOf(query, { after: cursor(instant, UUID) })).toEqual([null]);
  });

  it('answers by POST only, and writes nothing for a GET', async () => {
    const before = writes;
    const answer = await server.get('mutation { write }');

    expect(answer).toMatchObject({ status: 405, body: { data: null } });
    expect(writes).toBe(before);
  });
});

function aliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
}

function doubling(depth: number): string {
  const more = Array.from({ length: depth }, (_, index) => {
    return `fragment F${index + 1} on Command { ...F${index} ... on Command { ...F${index} } }`;
  });
  return `fragment F0 on Command { kind } ${more.join(' ')}`;
}
