import { Field, ID, InputType } from '@nestjs/graphql';

import { CommandInput } from '../ledger/index.js';

const ORDER = {
  description: 'The order or decision, 1 to 2000 characters; the ledger gets a salted hash.',
};

@InputType()
export class LotOrderInput extends CommandInput {
  @Field(() => ID)
  readonly lotId!: string;
}

@InputType()
export class ApproveLotOrderInput extends LotOrderInput {
  @Field(ORDER)
  readonly order!: string;
}

@InputType()
export class LotTransferInput extends LotOrderInput {
  @Field(() => ID, { description: 'Supplier or financier that gets the lot.' })
  readonly newOwnerId!: string;
}

@InputType()
export class ApproveLotTransferInput extends LotTransferInput {
  @Field(ORDER)
  readonly order!: string;
}

@InputType()
export class RecoverSignerInput extends CommandInput {
  @Field(() => ID)
  readonly partyId!: string;

  @Field(() => ID, { description: 'As it was approved.' })
  readonly newSignerId!: string;

  @Field(() => [ID], { description: 'As they were approved, in the same order.' })
  readonly lostSignerIds!: readonly string[];
}

@InputType()
export class ApproveSignerRecoveryInput extends CommandInput {
  @Field(() => ID)
  readonly partyId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'A key that the party keeps itself; if not given, the platform makes one.',
  })
  readonly newSignerId?: string | null;

  @Field(() => [ID], { description: 'Keys of the party that will be revoked, at most 20.' })
  readonly lostSignerIds!: readonly string[];

  @Field(ORDER)
  readonly order!: string;
}

@InputType()
export class ApprovalInput extends CommandInput {
  @Field(() => ID)
  readonly actHash!: string;
}

@InputType()
export class ListRankPolicyInput extends CommandInput {
  @Field(() => ID, { description: 'Address of the contract that is the rule.' })
  readonly policy!: string;
}
