import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PageArgs } from '../api/index.js';
import { ApprovalStatus } from './approval.entity.js';
import { ApprovedAct } from './approved-call.js';

registerEnumType(ApprovalStatus, {
  name: 'ApprovalStatus',
  valuesMap: {
    APPROVED: { description: 'Another operator may carry the act out.' },
    WITHDRAWN: { description: 'Its approver took it back.' },
    OBJECTED: { description: 'A key of the party said that its keys are not lost.' },
    CONSUMED: { description: 'The act was carried out.' },
    EXPIRED: { description: 'It lasted 30 days.' },
  },
});
registerEnumType(ApprovedAct, {
  name: 'ApprovedAct',
  description: 'Acts that take two operators.',
});

@ObjectType('CallArgument')
export class CallArgumentType {
  @Field()
  readonly name!: string;

  @Field({ description: 'Ids and addresses in lower-case hex; a list with commas.' })
  readonly value!: string;
}

@ObjectType('ApprovalStep', { description: 'A step in the life of the approvals of an act.' })
export class ApprovalStepType {
  @Field(() => ApprovalStatus)
  readonly status!: ApprovalStatus;

  @Field(() => ID, { description: 'Key that took it.' })
  readonly signerId!: string;

  @Field()
  readonly takenAt!: Date;
}

@ObjectType('Approval', {
  description: 'A call that one operator approved and another one may make once.',
})
export class ApprovalType {
  @Field(() => ID, { description: 'Names the contract and the call.' })
  readonly actHash!: string;

  @Field(() => ApprovalStatus)
  readonly status!: ApprovalStatus;

  @Field(() => ApprovedAct, { nullable: true, description: 'Null for a call of another kind.' })
  readonly act!: ApprovedAct | null;

  @Field(() => String, {
    nullable: true,
    description: 'Contract; null if it is none of the ledger.',
  })
  readonly contract!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Function; null if the contract has none such.',
  })
  readonly functionName!: string | null;

  @Field(() => [CallArgumentType])
  readonly arguments!: readonly CallArgumentType[];

  @Field({ description: 'The call as it was approved, ABI-encoded.' })
  readonly callData!: string;

  @Field(() => ID, { description: 'Key that approved.' })
  readonly approverId!: string;

  @Field()
  readonly orderHash!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The order or decision that it rests on; null if this platform did not file it.',
  })
  readonly order!: string | null;

  @Field()
  readonly approvedAt!: Date;

  @Field({ description: 'From when the act may be carried out: three days later for keys.' })
  readonly usableFrom!: Date;

  @Field({ description: 'Until when, if it is neither used up nor taken back before.' })
  readonly usableUntil!: Date;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: 'Key that carried out, withdrew or objected.' })
  readonly endedById!: string | null;

  /** Resolved by loaders. */
  readonly recoveredParty!: string | null;
}

@InputType({ description: 'All given conditions must hold.' })
export class ApprovalFilter {
  @Field(() => ApprovalStatus, { nullable: true })
  readonly status?: ApprovalStatus | null;
}

@ArgsType()
export class ApprovalArgs extends PageArgs {
  @Field(() => ApprovalFilter, { nullable: true })
  readonly filter?: ApprovalFilter | null;
}
