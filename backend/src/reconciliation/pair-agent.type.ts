import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { PageArgs } from '../api/index.js';

@ObjectType('SettlementAgentProposal', {
  description: 'Whom one side of a pair wants to state what was paid.',
})
export class SettlementAgentProposalType {
  @Field()
  readonly proposedAt!: Date;

  /** Resolved by a loader. */
  readonly agent!: string;
}

@ObjectType('PairSettlementAgent', {
  description: 'Who states what was paid between a supplier and a buyer in one currency.',
})
export class PairAgentType {
  @Field()
  readonly currency!: string;

  @Field({ description: 'Whether it is the one of the network, which a pair has by default.' })
  readonly isNetworkAgent!: boolean;

  @Field(() => Date, {
    nullable: true,
    description: 'When both sides agreed; null if they never did.',
  })
  readonly agreedAt!: Date | null;

  @Field(() => SettlementAgentProposalType, {
    nullable: true,
    description: 'A change that the supplier wants and the buyer has not agreed to.',
  })
  readonly supplierProposal!: SettlementAgentProposalType | null;

  @Field(() => SettlementAgentProposalType, {
    nullable: true,
    description: 'A change that the buyer wants and the supplier has not agreed to.',
  })
  readonly buyerProposal!: SettlementAgentProposalType | null;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly buyer!: string;
  readonly agent!: string;
}

@InputType({ description: 'All given conditions must hold.' })
export class PairAgentFilter {
  @Field(() => ID, { nullable: true })
  readonly supplierId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly buyerId?: string | null;

  @Field(() => String, { nullable: true })
  readonly currency?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only pairs of which one side wants a change that the other has not agreed to.',
  })
  readonly pendingOnly?: boolean | null;
}

@ArgsType()
export class PairAgentArgs extends PageArgs {
  @Field(() => PairAgentFilter, { nullable: true })
  readonly filter?: PairAgentFilter | null;
}
