import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { ArrangementReader, promiseRecordKeyset } from './arrangement.reader.js';
import { PromiseRecordType } from './collections.type.js';

const PromiseRecordConnection = connectionOf('PromiseRecord', () => PromiseRecordType);

@Resolver(() => PromiseRecordType)
export class PromiseRecordResolver {
  constructor(
    private readonly reader: ArrangementReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => PromiseRecordConnection, {
    description: 'Of your party and of the buyers of what it supplies or holds.',
  })
  async promiseRecords(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<PromiseRecordType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.reader.listPromiseRecords(viewer, page);
    return toConnection(rows, page, promiseRecordKeyset);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() { buyer }: PromiseRecordType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, buyer);
  }
}
