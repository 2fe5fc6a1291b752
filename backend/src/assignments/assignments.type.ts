import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';
import { OnwardStatus } from './onward.entity.js';

registerEnumType(OnwardStatus, {
  name: 'OnwardStatus',
  valuesMap: {
    OFFERED: { description: 'May be accepted until `acceptBy`.' },
    ACCEPTED: { description: 'The lots are the other financier’s.' },
    WITHDRAWN: { description: 'The owner took its offer back.' },
  },
});

@ObjectType('AssignmentNotice', {
  description: 'What the buyer was told about a lot, and what it acknowledged.',
})
export class NoticeType {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => AmountMinor, { description: 'Outstanding of the lot.' })
  readonly outstandingMinor!: bigint;

  @Field({ description: 'When the latest notice was given.' })
  readonly noticedAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'When the buyer acknowledged it; null while it has not.',
  })
  readonly acknowledgedAt!: Date | null;

  @Field({ description: 'Whether the buyer has yet to acknowledge the latest notice.' })
  readonly isPending!: boolean;

  /** Resolved by loaders. */
  readonly receivableId!: string;
  readonly assignee!: string;
  readonly payee!: string | null;
}

@ObjectType('OnwardAssignment', {
  description: 'Lots that one financier passes on to another, with their terms.',
})
export class OnwardType {
  @Field(() => Int)
  readonly onwardNumber!: number;

  @Field(() => OnwardStatus)
  readonly status!: OnwardStatus;

  @Field({ description: 'Until then the other financier may accept.' })
  readonly acceptBy!: Date;

  @Field()
  readonly offeredAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was accepted or withdrawn.' })
  readonly endedAt!: Date | null;

  /** Resolved by loaders; no lots if they were offered through another installation. */
  readonly fromParty!: string;
  readonly toParty!: string;
  readonly lotIds!: readonly string[];
}

@ArgsType()
export class NoticeArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Notices that the buyer has yet to acknowledge, or those that it has not to.',
  })
  readonly pending?: boolean | null;
}
