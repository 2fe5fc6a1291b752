import { Args, Context, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { CommandType } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { BankEntryReader } from './bank-entry.reader.js';
import { BankEntryApplication, BankEntryArgs, BankEntryType } from './bank-entry.type.js';
import { SettlementCommandLoader } from './settlement-command.loader.js';

const BankEntryConnection = connectionOf('BankEntry', () => BankEntryType);

@Resolver(() => BankEntryType)
export class BankEntryResolver {
  constructor(
    private readonly entries: BankEntryReader,
    private readonly parties: PartyLoader,
    private readonly commands: SettlementCommandLoader,
  ) {}

  @Query(() => BankEntryType, { nullable: true, description: 'An entry of one of your accounts.' })
  bankEntry(
    @CurrentViewer() viewer: Viewer,
    @Args('entryHash', { type: () => ID }) entryHash: string,
  ): Promise<BankEntryType | null> {
    return this.entries.find(viewer, entryHash.toLowerCase());
  }

  @Query(() => BankEntryConnection, {
    name: 'bankEntries',
    description: 'Entries of your accounts, the latest booking date first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: BankEntryArgs,
  ): Promise<Connection<BankEntryType>> {
    const page = toPage(args, ['day', 'text']);
    const rows = await this.entries.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => [row.bookingDate, row.entryHash]);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Owner of the account.' })
  party(
    @Context() context: RequestContext,
    @Parent() entry: BankEntryType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, entry.party);
  }

  @ResolveField(() => CommandType, {
    nullable: true,
    description: 'The act that settles it, or the last one that was refused.',
  })
  command(
    @Context() context: RequestContext,
    @Parent() entry: BankEntryType,
  ): Promise<CommandType | null> {
    return entry.commandId === null
      ? Promise.resolve(null)
      : this.commands.load(context, entry.commandId);
  }
}

@Resolver(() => BankEntryApplication)
export class BankEntryApplicationResolver {
  constructor(private readonly receivables: ReceivableLoader) {}

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() application: BankEntryApplication,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, application.receivableId);
  }
}
