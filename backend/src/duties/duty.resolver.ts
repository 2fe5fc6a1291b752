import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { BankEntryType } from '../settlement/index.js';
import { DischargeDutyInput } from './duty.input.js';
import { EntryDutiesLoader } from './duty.loader.js';
import { DutyReader } from './duty.reader.js';
import { DutyService } from './duty.service.js';
import { DutyArgs, DutyEntryArgs, DutyEntryType, DutyType } from './duty.type.js';

const DutyConnection = connectionOf('Duty', () => DutyType);
const DutyEntryConnection = connectionOf('DutyEntry', () => DutyEntryType);
const DischargeDutyResult = commandResultOf('DischargeDutyResult');

@Resolver(() => DutyType)
export class DutyResolver {
  constructor(
    private readonly reader: DutyReader,
    private readonly service: DutyService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => DutyConnection, {
    name: 'duties',
    description: 'What your party owes others or is owed, outside the receivables.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: DutyArgs,
  ): Promise<Connection<DutyType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.reader.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => DischargeDutyResult, {
    description: 'States that a debtor passed on what it owed you, or a part. Creditor only.',
  })
  dischargeDuty(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: DischargeDutyInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.discharge(viewer, input));
  }

  @ResolveField(() => PartyType, { nullable: true })
  debtor(
    @Context() context: RequestContext,
    @Parent() { debtor }: DutyType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, debtor);
  }

  @ResolveField(() => PartyType, { nullable: true })
  creditor(
    @Context() context: RequestContext,
    @Parent() { creditor }: DutyType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, creditor);
  }
}

@Resolver(() => DutyEntryType)
export class DutyEntryResolver {
  constructor(
    private readonly reader: DutyReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => DutyEntryConnection, {
    name: 'dutyEntries',
    description: 'How what your party owes or is owed came about, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: DutyEntryArgs,
  ): Promise<Connection<DutyEntryType>> {
    const page = toPage(args, ['integer', 'integer']);
    const rows = await this.reader.listEntries(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => PartyType, { nullable: true })
  debtor(
    @Context() context: RequestContext,
    @Parent() { debtor }: DutyEntryType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, debtor);
  }

  @ResolveField(() => PartyType, { nullable: true })
  creditor(
    @Context() context: RequestContext,
    @Parent() { creditor }: DutyEntryType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, creditor);
  }
}

@Resolver(() => BankEntryType)
export class BankEntryDutiesResolver {
  constructor(private readonly ofEntries: EntryDutiesLoader) {}

  @ResolveField(() => [DutyEntryType], {
    description:
      'What parties owe each other because of it, and what reversals took back, in the order of the ledger.',
  })
  async duties(
    @Context() context: RequestContext,
    @Parent() { entryHash }: BankEntryType,
  ): Promise<DutyEntryType[]> {
    return (await this.ofEntries.load(context, entryHash)) ?? [];
  }
}
