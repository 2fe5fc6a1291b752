import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PublishRatingsInput } from './credit.input.js';
import { CreditReader } from './credit.reader.js';
import { AssessmentInputsType } from './credit.type.js';
import { RatingPublicationService } from './rating-publication.service.js';

const PublishRatingsResult = commandResultOf('PublishRatingsResult');

@Resolver()
export class RatingPublicationResolver {
  constructor(
    private readonly reader: CreditReader,
    private readonly service: RatingPublicationService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => AssessmentInputsType, {
    nullable: true,
    description: 'What an assessment of your party followed from, to be handed over.',
  })
  assessmentInputs(
    @CurrentViewer() viewer: Viewer,
    @Args('inputCommitment', { type: () => ID }) inputCommitment: string,
  ): Promise<AssessmentInputsType | null> {
    return this.reader.findInputs(viewer, inputCommitment.toLowerCase());
  }

  @Mutation(() => PublishRatingsResult, {
    description:
      'Publishes ratings of a day with the limits of their grades and commitments to their inputs. Assessor only.',
  })
  publishRatings(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: PublishRatingsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.publish(viewer, input));
  }
}
