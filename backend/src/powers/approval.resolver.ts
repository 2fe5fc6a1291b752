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

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { ApprovalReader } from './approval.reader.js';
import { ApprovalService } from './approval.service.js';
import { ApprovalArgs, ApprovalStepType, ApprovalType } from './approval.type.js';
import {
  ApprovalInput,
  ApproveSignerRecoveryInput,
  ListRankPolicyInput,
  RecoverSignerInput,
} from './order.input.js';
import { ApprovalStepsLoader } from './powers.loaders.js';
import { RecoveryService } from './recovery.service.js';

const ApprovalConnection = connectionOf('Approval', () => ApprovalType);
const ApproveSignerRecoveryResult = commandResultOf('ApproveSignerRecoveryResult');
const RecoverSignerResult = commandResultOf('RecoverSignerResult');
const ObjectToRecoveryResult = commandResultOf('ObjectToRecoveryResult');
const WithdrawApprovalResult = commandResultOf('WithdrawApprovalResult');
const ListRankPolicyResult = commandResultOf('ListRankPolicyResult');

@Resolver()
export class ApprovalActsResolver {
  constructor(
    private readonly recovery: RecoveryService,
    private readonly approvals: ApprovalService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => ApproveSignerRecoveryResult, {
    description:
      'Approves that a party that lost its keys gets a new one, three days later. Subjects: the act hash, the party, the new key. Operators with the power ORDERS only.',
  })
  async approveSignerRecovery(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApproveSignerRecoveryInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.recovery.approve(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RecoverSignerResult, {
    description:
      'Gives a party a new key with all rights and revokes the lost ones. Another operator approved it three days before.',
  })
  async recoverSigner(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecoverSignerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.recovery.recover(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ObjectToRecoveryResult, {
    description:
      'Says that the keys of your party are not lost; the approval is gone. Any key with the right ADMINISTRATION.',
  })
  async objectToRecovery(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApprovalInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.approvals.object(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => WithdrawApprovalResult, {
    description: 'Takes an approval back that you gave, also without the power by now.',
  })
  async withdrawApproval(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApprovalInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.approvals.withdraw(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ListRankPolicyResult, {
    description:
      'Adds a rule of rank that liens can follow; it stays for ever. Operators with the power ORDERS only.',
  })
  async listRankPolicy(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ListRankPolicyInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.approvals.listRankPolicy(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}

@Resolver(() => ApprovalType)
export class ApprovalResolver {
  constructor(
    private readonly reader: ApprovalReader,
    private readonly stepsOf: ApprovalStepsLoader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => ApprovalType, { nullable: true, description: 'The latest approval of an act.' })
  approval(
    @CurrentViewer() viewer: Viewer,
    @Args('actHash', { type: () => ID }) actHash: string,
  ): Promise<ApprovalType | null> {
    return this.reader.find(viewer, actHash.toLowerCase());
  }

  @Query(() => ApprovalConnection, {
    name: 'approvals',
    description:
      'Acts that take two operators, the latest approved first; for a party, the recoveries of its own keys.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: ApprovalArgs,
  ): Promise<Connection<ApprovalType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.reader.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => [ApprovalStepType], {
    description: 'All approvals of the act and what became of them, in the order of the ledger.',
  })
  async steps(
    @Context() context: RequestContext,
    @Parent() approval: ApprovalType,
  ): Promise<ApprovalStepType[]> {
    return (await this.stepsOf.load(context, approval.actHash)) ?? [];
  }

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'Party whose keys it would recover.',
  })
  async party(
    @Context() context: RequestContext,
    @Parent() { recoveredParty }: ApprovalType,
  ): Promise<PartyType | null> {
    return recoveredParty === null ? null : this.parties.load(context, recoveredParty);
  }
}
