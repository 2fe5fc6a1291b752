import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { FollowAssessorInput, PublishAssessmentsInput } from './credit.input.js';
import { CreditReader } from './credit.reader.js';
import { CreditService } from './credit.service.js';
import { AssessmentType, ExposureType } from './credit.type.js';

const AssessmentConnection = connectionOf('Assessment', () => AssessmentType);
const ExposureConnection = connectionOf('Exposure', () => ExposureType);
const PublishAssessmentsResult = commandResultOf('PublishAssessmentsResult');
const FollowAssessorResult = commandResultOf('FollowAssessorResult');

@Resolver(() => AssessmentType)
export class CreditResolver {
  constructor(
    private readonly reader: CreditReader,
    private readonly service: CreditService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => AssessmentConnection, {
    name: 'assessments',
    description: 'What your party published or follows, the latest first.',
  })
  async listAssessments(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<AssessmentType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.reader.listAssessments(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Query(() => ExposureConnection, {
    name: 'exposures',
    description: 'What your party has at stake with buyers. For the operator, everybody’s.',
  })
  async listExposures(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<ExposureType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.reader.listExposures(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => PublishAssessmentsResult, {
    description:
      'Publishes grades and limits of buyers, all or none; the ones before no longer hold. Assessor only.',
  })
  publishAssessments(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: PublishAssessmentsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.publish(viewer, input));
  }

  @Mutation(() => FollowAssessorResult, {
    description:
      'Chooses whose assessments your funding is checked against; without a choice, your own. Financier only.',
  })
  followAssessor(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: FollowAssessorInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.follow(viewer, input));
  }
}

@Resolver(() => AssessmentType)
export class AssessmentFieldsResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, { nullable: true })
  assessor(
    @Context() context: RequestContext,
    @Parent() assessment: AssessmentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, assessment.assessor);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'The buyer that is assessed.' })
  party(
    @Context() context: RequestContext,
    @Parent() assessment: AssessmentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, assessment.party);
  }
}

@Resolver(() => ExposureType)
export class ExposureFieldsResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, { nullable: true })
  financier(
    @Context() context: RequestContext,
    @Parent() exposure: ExposureType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, exposure.financier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() exposure: ExposureType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, exposure.buyer);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Whom the financier follows.' })
  assessor(
    @Context() context: RequestContext,
    @Parent() exposure: ExposureType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, exposure.assessor);
  }
}
