import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { BankAccountService } from './bank-account.service.js';
import { PartyAdmissionService } from './party-admission.service.js';
import { PartyAlreadyAdmittedError } from './party.errors.js';
import { AdmitPartiesInput } from './party.input.js';
import { PartyLoader } from './party.loader.js';
import { PartyReader } from './party.reader.js';
import { PartyType } from './party.type.js';

const PartyConnection = connectionOf('Party', () => PartyType);
const AdmitPartiesResult = commandResultOf('AdmitPartiesResult', [PartyAlreadyAdmittedError]);

@Resolver(() => PartyType)
export class PartyResolver {
  constructor(
    private readonly parties: PartyReader,
    private readonly loader: PartyLoader,
    private readonly admissions: PartyAdmissionService,
    private readonly accounts: BankAccountService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => PartyType, { nullable: true, description: 'An admitted party.' })
  party(
    @Context() context: RequestContext,
    @Args('partyId', { type: () => ID }) partyId: string,
  ): Promise<PartyType | null> {
    return this.loader.load(context, partyId.toLowerCase());
  }

  @Query(() => PartyConnection, {
    name: 'parties',
    description: 'Admitted parties, the latest first.',
  })
  async list(
    @Args() args: PageArgs,
    @Args('role', { type: () => PartyRole, nullable: true }) role: PartyRole | null,
  ): Promise<Connection<PartyType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.parties.list(page, role ?? null);
    return toConnection(rows, page, (row) => [row.admittedAt.toISOString(), row.partyId]);
  }

  @Mutation(() => AdmitPartiesResult, {
    description: 'Admits organisations, all or none. Subjects: their party ids. Operator only.',
  })
  async admitParties(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AdmitPartiesInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.admissions.admit(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @ResolveField(() => [String], {
    nullable: true,
    description: 'Bank accounts; null unless it is your own party, for operator and auditor.',
  })
  bankAccounts(
    @CurrentViewer() viewer: Viewer,
    @Parent() party: PartyType,
  ): Promise<string[] | null> {
    return this.accounts.list(viewer, party.partyId);
  }
}
