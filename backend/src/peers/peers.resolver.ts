import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { PeersReader } from './peers.reader.js';
import { PeerComparisonType } from './peers.type.js';

@ArgsType()
class PeerComparisonArgs {
  @Field(() => ID)
  readonly partyId!: string;

  @Field({ description: 'Of the figures of behaviour, ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;
}

@Resolver()
export class PeersResolver {
  constructor(private readonly reader: PeersReader) {}

  @Query(() => PeerComparisonType, {
    description:
      'Where a party stands among those of its industry and size: ratios by statements in your own credit files, behaviour for assessors, from a day on which buyers were rated.',
  })
  peerComparison(
    @CurrentViewer() viewer: Viewer,
    @Args() { partyId, currency, asOfDate }: PeerComparisonArgs,
  ): Promise<PeerComparisonType> {
    return this.reader.compare(viewer, { party: partyId.toLowerCase(), currency, asOfDate });
  }
}
