import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { AssessmentWorkReader, AssessmentWorkType } from '../assessment-work/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import { PartyClassService } from './party-class.service.js';
import { ClassifyPartyInput, GradeScaleInput, RateBuyersInput } from './rating.input.js';
import { RatingReader } from './rating.reader.js';
import { RatingService } from './rating.service.js';
import { GradeScaleType, PartyClassType, RatingType } from './rating.type.js';

const RatingConnection = connectionOf('Rating', () => RatingType);
const SetGradeScaleResult = offLedgerResultOf('SetGradeScaleResult', () => GradeScaleType);
const RateBuyersResult = offLedgerResultOf('RateBuyersResult', () => AssessmentWorkType);
const ClassifyPartyResult = offLedgerResultOf('ClassifyPartyResult', () => PartyClassType);

@ArgsType()
class RatingArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Of this buyer only.' })
  readonly buyerId?: string | null;
}

@Resolver(() => RatingType)
export class RatingResolver {
  constructor(
    private readonly reader: RatingReader,
    private readonly service: RatingService,
    private readonly classes: PartyClassService,
    private readonly works: AssessmentWorkReader,
  ) {}

  @Query(() => GradeScaleType, {
    nullable: true,
    description: 'The scale by which your party grades buyers.',
  })
  gradeScale(@CurrentViewer() viewer: Viewer): Promise<GradeScaleType | null> {
    return this.reader.findScale(viewer);
  }

  @Query(() => RatingConnection, {
    name: 'ratings',
    description: 'Ratings that your party gave, the newest day first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: RatingArgs,
  ): Promise<Connection<RatingType>> {
    const page = toPage(args, ['day', 'text']);
    const rows = await this.reader.list(viewer, page, args.buyerId?.toLowerCase() ?? null);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => SetGradeScaleResult, {
    description: 'Makes the next version of the scale, for later ratings. Assessor only.',
  })
  async setGradeScale(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: GradeScaleInput,
  ): Promise<GradeScaleType | DomainError> {
    const made = await this.service.setScale(viewer, input);
    return made instanceof DomainError
      ? made
      : present(await this.reader.findScale(viewer), 'scale');
  }

  @Mutation(() => RateBuyersResult, {
    description:
      'Grades every buyer by what was known at the end of a day, in the background. Assessor only.',
  })
  async rateBuyers(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RateBuyersInput,
  ): Promise<AssessmentWorkType | DomainError> {
    const made = await this.service.rateAll(viewer, input);
    return made instanceof DomainError ? made : present(await this.works.find(viewer, made), made);
  }

  @Mutation(() => ClassifyPartyResult, {
    description: 'Says what a party is, for segments and limits. Assessor and operator.',
  })
  async classifyParty(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ClassifyPartyInput,
  ): Promise<PartyClassType | DomainError> {
    const made = await this.classes.classify(viewer, input);
    return made instanceof DomainError ? made : present(await this.reader.findClass(made), made);
  }
}
