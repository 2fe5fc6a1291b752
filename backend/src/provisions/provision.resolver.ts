import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import {
  CalendarDate,
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
import { AgeingReader } from './ageing.reader.js';
import { AgedOutstandingType } from './ageing.type.js';
import { bookOf } from './provision-access.js';
import { DEFAULT_RULES } from './provision-policy.rules.js';
import { ProvisionPolicyService } from './provision-policy.service.js';
import { ProvisionRunService } from './provision-run.service.js';
import {
  ApproveOverlayInput,
  ProposeOverlayInput,
  ProvisionPolicyInput,
  RunProvisionsInput,
} from './provision.input.js';
import { ProvisionReader } from './provision.reader.js';
import {
  ProvisionCellType,
  ProvisionLineType,
  ProvisionOverlayType,
  ProvisionPolicyType,
  ProvisionRunType,
  ProvisionTotalType,
} from './provision.type.js';

const OverlayConnection = connectionOf('ProvisionOverlay', () => ProvisionOverlayType);
const RunConnection = connectionOf('ProvisionRun', () => ProvisionRunType);
const LineConnection = connectionOf('ProvisionLine', () => ProvisionLineType);
const SetPolicyResult = offLedgerResultOf('SetProvisionPolicyResult', () => ProvisionPolicyType);
const ProposeResult = offLedgerResultOf(
  'ProposeProvisionOverlayResult',
  () => ProvisionOverlayType,
);
const ApproveResult = offLedgerResultOf(
  'ApproveProvisionOverlayResult',
  () => ProvisionOverlayType,
);
const RunResult = offLedgerResultOf('RunProvisionsResult', () => ProvisionRunType);

@Resolver()
export class ProvisionPolicyResolver {
  constructor(
    private readonly reader: ProvisionReader,
    private readonly service: ProvisionPolicyService,
  ) {}

  @Query(() => ProvisionPolicyType, {
    nullable: true,
    description: 'How your party works out its loss allowance; null while the default holds.',
  })
  provisionPolicy(@CurrentViewer() viewer: Viewer): Promise<ProvisionPolicyType | null> {
    return this.reader.findPolicy(viewer);
  }

  @Query(() => OverlayConnection, { description: 'Overlays of your party, the latest first.' })
  async provisionOverlays(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<ProvisionOverlayType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.reader.listOverlays(viewer, page), page, (row) => row.keyset);
  }

  @Mutation(() => SetPolicyResult, {
    description: 'Makes the next version of the policy, for later runs. Supplier and operator.',
  })
  async setProvisionPolicy(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ProvisionPolicyInput,
  ): Promise<ProvisionPolicyType | DomainError> {
    const set = await this.service.set(viewer, input);
    return set instanceof DomainError
      ? set
      : present(await this.reader.findPolicy(viewer), 'policy');
  }

  @Mutation(() => ProposeResult, {
    description: 'Proposes what is expected beyond the history; holds once somebody else approved.',
  })
  async proposeProvisionOverlay(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ProposeOverlayInput,
  ): Promise<ProvisionOverlayType | DomainError> {
    return this.overlay(viewer, await this.service.propose(viewer, input));
  }

  @Mutation(() => ApproveResult, {
    description: 'Approves an overlay that another user of your party proposed.',
  })
  async approveProvisionOverlay(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ApproveOverlayInput,
  ): Promise<ProvisionOverlayType | DomainError> {
    return this.overlay(viewer, await this.service.approve(viewer, input));
  }

  private async overlay(
    viewer: Viewer,
    made: string | DomainError,
  ): Promise<ProvisionOverlayType | DomainError> {
    return made instanceof DomainError
      ? made
      : present(await this.reader.findOverlay(viewer, made), made);
  }
}

@Resolver(() => ProvisionRunType)
export class ProvisionRunResolver {
  constructor(
    private readonly reader: ProvisionReader,
    private readonly service: ProvisionRunService,
    private readonly ageing: AgeingReader,
  ) {}

  @Query(() => [AgedOutstandingType], {
    description:
      'What your buyers owed at the end of a day by days past due; for the operator, everybody’s; for a financier, the lots that it held.',
  })
  async ageingOn(
    @CurrentViewer() viewer: Viewer,
    @Args('asOfDate', { type: () => CalendarDate }) asOfDate: string,
  ): Promise<AgedOutstandingType[]> {
    const policy = (await this.reader.findPolicy(viewer)) ?? DEFAULT_RULES;
    return this.ageing.ageing(bookOf(viewer), asOfDate, policy.bucketDays);
  }

  @Query(() => RunConnection, { description: 'Runs of your party, the latest first.' })
  async provisionRuns(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<ProvisionRunType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.reader.listRuns(viewer, page), page, (row) => row.keyset);
  }

  @Query(() => ProvisionRunType, { nullable: true, description: 'A run of your party.' })
  provisionRun(
    @CurrentViewer() viewer: Viewer,
    @Args('runId', { type: () => ID }) runId: string,
  ): Promise<ProvisionRunType | null> {
    return this.reader.findRun(viewer, runId);
  }

  @Mutation(() => RunResult, {
    description:
      'Works out the loss allowance at the end of a day and keeps it. Supplier; financier for its lots; the operator for all suppliers.',
  })
  async runProvisions(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RunProvisionsInput,
  ): Promise<ProvisionRunType | DomainError> {
    const made = await this.service.run(viewer, input);
    return made instanceof DomainError
      ? made
      : present(await this.reader.findRun(viewer, made), made);
  }

  @ResolveField(() => [ProvisionCellType], { description: 'The provision matrix.' })
  cells(@Parent() run: ProvisionRunType): Promise<ProvisionCellType[]> {
    return this.reader.cells(run.runId);
  }

  @ResolveField(() => [ProvisionTotalType])
  totals(@Parent() run: ProvisionRunType): Promise<ProvisionTotalType[]> {
    return this.reader.totals(run.runId);
  }

  @ResolveField(() => LineConnection, { description: 'By receivable.' })
  async lines(
    @Parent() run: ProvisionRunType,
    @Args() args: PageArgs,
  ): Promise<Connection<ProvisionLineType>> {
    const page = toPage(args, ['text', 'text']);
    const rows = await this.reader.lines(run.runId, page);
    return toConnection(rows, page, (row) => [row.receivableId, row.lotId ?? '']);
  }
}
