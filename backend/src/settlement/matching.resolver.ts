import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { EntryParkingService } from './entry-parking.service.js';
import { MatchingPolicyStore } from './matching-policy.store.js';
import {
  MatchingPolicyType,
  type ParkEntryAnswer,
  ParkEntryInput,
  ParkEntryResult,
  type SetMatchingPolicyAnswer,
  SetMatchingPolicyInput,
  SetMatchingPolicyResult,
  UnparkEntryInput,
  UnparkEntryResult,
} from './matching.type.js';
import { SettlementService } from './settlement.service.js';

@Resolver()
export class MatchingResolver {
  constructor(
    private readonly policies: MatchingPolicyStore,
    private readonly parking: EntryParkingService,
    private readonly settlement: SettlementService,
  ) {}

  @Query(() => MatchingPolicyType, { description: 'Of your party; the default if it set none.' })
  matchingPolicy(@CurrentViewer() viewer: Viewer): Promise<MatchingPolicyType> {
    return this.policies.policyOf(viewer.party);
  }

  @Mutation(() => SetMatchingPolicyResult, {
    description: 'Sets the policy of your party; open entries of its accounts are matched again.',
  })
  async setMatchingPolicy(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SetMatchingPolicyInput,
  ): Promise<SetMatchingPolicyAnswer> {
    const refusal = await this.policies.set(viewer, input);
    if (refusal !== null) return refusal;
    await this.settlement.settleMatched([viewer.party]);
    return this.policies.policyOf(viewer.party);
  }

  @Mutation(() => ParkEntryResult, { description: 'Puts an open entry aside, with a reason.' })
  parkEntry(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ParkEntryInput,
  ): Promise<ParkEntryAnswer> {
    return this.parking.park(viewer, input);
  }

  @Mutation(() => UnparkEntryResult, { description: 'Has an entry matched again.' })
  unparkEntry(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: UnparkEntryInput,
  ): Promise<ParkEntryAnswer> {
    return this.parking.unpark(viewer, input.entryHash);
  }
}
