import {
  Args,
  ArgsType,
  Field,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import { WarningEvaluationService } from './warning-evaluation.service.js';
import { WarningHandlingService } from './warning-handling.service.js';
import {
  EvaluateWarningsInput,
  HandleWarningInput,
  ReportWarningSignInput,
  WarningPolicyInput,
} from './warning.input.js';
import { WarningReader } from './warning.reader.js';
import {
  EarlyWarningType,
  EvaluatedWarningsType,
  WarningHandlingType,
  WarningPolicyType,
  WarningTaskType,
} from './warning.type.js';

const WarningConnection = connectionOf('EarlyWarning', () => EarlyWarningType);
const SetPolicyResult = offLedgerResultOf('SetWarningPolicyResult', () => WarningPolicyType);
const EvaluateResult = offLedgerResultOf('EvaluateWarningsResult', () => EvaluatedWarningsType);
const ReportResult = offLedgerResultOf('ReportWarningSignResult', () => EarlyWarningType);
const HandleResult = offLedgerResultOf('HandleWarningResult', () => EarlyWarningType);

@ArgsType()
class WarningArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Of this buyer only.' })
  readonly partyId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Without those that are closed.' })
  readonly openOnly?: boolean | null;
}

@Resolver(() => EarlyWarningType)
export class WarningResolver {
  constructor(
    private readonly reader: WarningReader,
    private readonly evaluation: WarningEvaluationService,
    private readonly handling: WarningHandlingService,
  ) {}

  @Query(() => WarningPolicyType, { nullable: true, description: 'When your party is warned.' })
  warningPolicy(@CurrentViewer() viewer: Viewer): Promise<WarningPolicyType | null> {
    return this.reader.findPolicy(viewer);
  }

  @Query(() => WarningConnection, {
    name: 'earlyWarnings',
    description: 'Warnings of your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: WarningArgs,
  ): Promise<Connection<EarlyWarningType>> {
    const page = toPage(args, ['instant', 'uuid']);
    const filter = {
      partyId: args.partyId?.toLowerCase() ?? null,
      openOnly: args.openOnly ?? false,
    };
    return toConnection(await this.reader.list(viewer, page, filter), page, (row) => row.keyset);
  }

  @Mutation(() => SetPolicyResult, {
    description: 'Makes the next version of the policy. Supplier, financier and operator.',
  })
  async setWarningPolicy(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: WarningPolicyInput,
  ): Promise<WarningPolicyType | DomainError> {
    const made = await this.evaluation.setPolicy(viewer, input);
    return made instanceof DomainError
      ? made
      : present(await this.reader.findPolicy(viewer), 'policy');
  }

  @Mutation(() => EvaluateResult, {
    description:
      'Looks for warnings in the figures of a day; each day is looked at by itself, too.',
  })
  async evaluateWarnings(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: EvaluateWarningsInput,
  ): Promise<EvaluatedWarningsType | DomainError> {
    const raisedCount = await this.evaluation.evaluate(viewer, input);
    return raisedCount instanceof DomainError
      ? raisedCount
      : { asOfDate: input.asOfDate, raisedCount };
  }

  @Mutation(() => ReportResult, {
    description: 'Reports what no figure of the platform shows; it warns at once.',
  })
  async reportWarningSign(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ReportWarningSignInput,
  ): Promise<EarlyWarningType | DomainError> {
    const made = await this.evaluation.report(viewer, input);
    return made instanceof DomainError
      ? made
      : present(await this.reader.findOfSign(viewer, made), made);
  }

  @Mutation(() => HandleResult, {
    description: 'Deals with an open warning of your party: note, assignment, task, closing.',
  })
  async handleWarning(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: HandleWarningInput,
  ): Promise<EarlyWarningType | DomainError> {
    const made = await this.handling.handle(viewer, input);
    return made instanceof DomainError ? made : present(await this.reader.find(viewer, made), made);
  }

  @ResolveField(() => [WarningHandlingType], { description: 'The first 500.' })
  handlings(@Parent() warning: EarlyWarningType): Promise<WarningHandlingType[]> {
    return this.reader.handlings(warning.warningId);
  }

  @ResolveField(() => [WarningTaskType], { description: 'The emergency plan.' })
  tasks(@Parent() warning: EarlyWarningType): Promise<WarningTaskType[]> {
    return this.reader.tasks(warning.warningId);
  }
}
