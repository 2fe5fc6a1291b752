import { Field, ID, InputType } from '@nestjs/graphql';

import { CommandInput } from '../ledger/index.js';

@InputType()
export class AgreeSettlementAgentInput extends CommandInput {
  @Field(() => ID)
  readonly supplierId!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Who should state what was paid; the agent of the network if absent.',
  })
  readonly agentId?: string | null;
}
