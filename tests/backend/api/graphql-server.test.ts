import { Logger } from '@nestjs/common';
import { Args, Context, Field, InputType, Mutation, Query, Resolver } from '@nestjs/graphql';
import { jest } from '@jest/globals';

import {
  AmountMinor,
  BatchLoader,
  type Connection,
  InputInvalidError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../../../backend/src/api/index.js';
import { CurrentViewer, type Viewer } from '../../../backend/src/identity/index.js';
import {
  type CommandAnswer,
  CommandInput,
  CommandStatus,
  CommandType,
  commandResultOf,
} from '../../../backend/src/ledger/index.js';
import { GraphqlServer } from '../../support/graphql-server.js';

const viewer: Viewer = { userId: 'u', userName: 'Ada', party: '0xabc', roles: [] };

const command: CommandType = {
  commandId: 'c-1',
  idempotencyKey: 'k-1',
  kind: 'TEST',
  status: CommandStatus.QUEUED,
  isFinal: false,
  subjects: ['s-1'],
  transactionHash: null,
  blockNumber: null,
  refusal: null,
  createdAt: new Date(0),
  includedAt: null,
  cancelledAt: null,
  cancelledBy: null,
};

const Commands = connectionOf('TestCommand', () => CommandType);
const ActResult = commandResultOf('ActResult');

@InputType()
class ActInput extends CommandInput {
  @Field(() => AmountMinor)
  readonly faceMinor!: bigint;
}

class Doubler extends BatchLoader<object, string> {
  readonly batches: string[][] = [];

  protected findMany(_: object, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.batches.push([...ids]);
    return Promise.resolve(new Map(ids.map((id) => [id, id + id])));
  }
}
const doubler = new Doubler();

@Resolver()
class TestResolver {
  @Query(() => String)
  name(@CurrentViewer() viewer: Viewer): string {
    return viewer.userName;
  }

  @Query(() => String, { nullable: true })
  doubled(@Context() context: object, @Args('id') id: string): Promise<string | null> {
    return doubler.load(context, id);
  }

  @Query(() => Commands)
  list(@Args() args: PageArgs): Connection<CommandType> {
    return toConnection([command, command], toPage(args, ['integer', 'none']), () => ['1', '']);
  }

  @Query(() => String, { nullable: true })
  broken(): string {
    throw new Error('secret detail');
  }

  @Mutation(() => ActResult)
  act(@Args('input') input: ActInput): CommandAnswer {
    return input.faceMinor === 0n ? new InputInvalidError('faceMinor', 'is zero') : command;
  }
}

const ACT = `mutation ($input: ActInput!) {
  act(input: $input) {
    __typename
    ... on Command { commandId status createdAt }
    ... on DomainError { code message }
    ... on InputInvalidError { path }
  }
}`;

describe('the GraphQL server', () => {
  let server: GraphqlServer;

  beforeAll(async () => {
    server = await GraphqlServer.start([TestResolver], viewer);
  });
  afterAll(() => server.stop());

  it.each([null, 'bad'])('answers 401 UNAUTHENTICATED, given the token %s', async (token) => {
    const { status, body } = await server.send('{ name }', {}, token);

    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('answers 503 and hides why, given a token that cannot be looked up', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { status, body } = await server.send('{ name }', {}, 'fault');

    expect(status).toBe(503);
    expect(body.errors?.[0]?.extensions).toEqual({
      code: 'UNAVAILABLE',
      faultId: expect.any(String),
    });
    expect(JSON.stringify(body)).not.toContain('secret detail');
    expect(log.mock.calls[0]?.[0]).toContain('secret detail');
    log.mockRestore();
  });

  it('gives resolvers the viewer of the token', async () => {
    const { status, body } = await server.send('{ name }');

    expect(status).toBe(200);
    expect(body).toEqual({ data: { name: 'Ada' } });
  });

  // The second round of each query runs compiled: both ways must tell the members of a union apart.
  it.each([1, 2, 3])('tells a command from a refusal in round %i', async (round) => {
    const input = { idempotencyKey: `k-${round}`, faceMinor: '9223372036854775807' };
    const accepted = await server.send(ACT, { input });
    const refused = await server.send(ACT, { input: { ...input, faceMinor: '0' } });

    expect(accepted.body.data?.['act']).toEqual({
      __typename: 'Command',
      commandId: 'c-1',
      status: 'QUEUED',
      createdAt: '1970-01-01T00:00:00.000Z',
    });
    expect(refused.body.data?.['act']).toEqual({
      __typename: 'InputInvalidError',
      code: 'INPUT_INVALID',
      message: 'is zero',
      path: 'faceMinor',
    });
  });

  it('applies the default page size, given a variable without a value', async () => {
    const query = 'query ($first: Int) { list(first: $first) { edges { cursor } } }';
    for (let round = 0; round < 3; round += 1) {
      const { body } = await server.send(query);

      expect(body.data?.['list']).toEqual({ edges: [expect.any(Object), expect.any(Object)] });
    }
  });

  it('cuts pages and says that there is more', async () => {
    const { body } = await server.send(
      '{ list(first: 1) { edges { node { commandId } } pageInfo { hasNextPage endCursor } } }',
    );

    expect(body.data?.['list']).toEqual({
      edges: [{ node: { commandId: 'c-1' } }],
      pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
    });
  });

  it('loads what one request asks for in one batch, and anew for the next request', async () => {
    doubler.batches.length = 0;
    await server.send('{ a: doubled(id: "a") b: doubled(id: "b") again: doubled(id: "a") }');
    await server.send('{ a: doubled(id: "a") }');

    expect(doubler.batches).toEqual([['a', 'b'], ['a']]);
  });

  it.each([1, 2, 3])('hides a fault behind an id and logs it once, in round %i', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { status, body } = await server.send('{ name broken }');
    const faultId = body.errors?.[0]?.extensions?.['faultId'] as string;

    expect(status).toBe(200);
    expect(body.data).toEqual({ name: 'Ada', broken: null });
    expect(JSON.stringify(body)).not.toContain('secret detail');
    expect(body.errors?.[0]?.extensions?.['code']).toBe('INTERNAL');
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[0]).toContain(faultId);
    expect(log.mock.calls[0]?.[0]).toContain('secret detail');
    log.mockRestore();
  });

  it.each([
    ['{ nothing }', {}, 'Cannot query field "nothing"'],
    ['{ name ', {}, 'Syntax Error'],
    [ACT, { input: { idempotencyKey: 'k', faceMinor: '1.5' } }, 'AmountMinor is a decimal string'],
    [ACT, { input: { idempotencyKey: 'k' } }, 'faceMinor'],
    ['{ list(first: 1000) { pageInfo { hasNextPage } } }', {}, 'between 1 and 100'],
    ['{ list(after: "x") { pageInfo { hasNextPage } } }', {}, 'not a cursor'],
  ])('answers %s readably', async (query, variables, message) => {
    const codes = new Set<unknown>();
    for (let round = 0; round < 3; round += 1) {
      const { status, body } = await server.send(query, variables);

      codes.add(body.errors?.[0]?.extensions?.['code']);
      expect(body.errors?.[0]?.message).toContain(message);
      expect(body.errors?.[0]?.extensions?.['code']).not.toBe('INTERNAL');
      expect([200, 400]).toContain(status);
    }
    expect(codes.size).toBe(1);
  });
});
