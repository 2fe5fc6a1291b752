import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';
import { LienStatus } from './lien.entity.js';

registerEnumType(LienStatus, {
  name: 'LienStatus',
  valuesMap: {
    OFFERED: { description: 'The pledgee has not accepted it.' },
    ACTIVE: { description: 'It secures a part of the lot, or was paid and may come back.' },
    RELEASED: { description: 'The pledgee gave it up, or it was paid long ago.' },
    ENFORCED: { description: 'The pledgee took what it secured as a lot of its own.' },
    WITHDRAWN: { description: 'The pledgor took the offer back.' },
  },
});

@ObjectType('RankPolicy', { description: 'A rule of law that ranks the liens of a lot.' })
export class RankPolicyType {
  @Field(() => Int)
  readonly policyNumber!: number;

  @Field()
  readonly title!: string;
}

@ObjectType('Lien', { description: 'Security over a part of a lot, without transfer.' })
export class LienType {
  @Field(() => Int)
  readonly lienNumber!: number;

  @Field(() => LienStatus)
  readonly status!: LienStatus;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly offeredMinor!: bigint;

  @Field(() => AmountMinor, {
    description: 'What it still secures; falls as payments and credits come.',
  })
  readonly securedMinor!: bigint;

  @Field(() => RankPolicyType, { description: 'All liens of a lot follow one rule.' })
  readonly rankPolicy!: RankPolicyType;

  @Field(() => Int, {
    nullable: true,
    description: 'Place in which it is paid, from 1; equal ones share. Null unless it is active.',
  })
  readonly rank!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Entry in the public register; null if it was recorded outside this platform.',
  })
  readonly registration!: string | null;

  @Field(() => String, { nullable: true, description: 'Salted hash of the entry, on the ledger.' })
  readonly registrationHash!: string | null;

  @Field({ description: 'Until when it can be accepted.' })
  readonly acceptBy!: Date;

  @Field()
  readonly offeredAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly acceptedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly registeredAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the buyer was notified.' })
  readonly noticedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When an announced enforcement may be carried out.',
  })
  readonly enforceableAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When nothing was left to secure.' })
  readonly satisfiedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When it was withdrawn, released, dropped or enforced.',
  })
  readonly endedAt!: Date | null;

  @Field(() => ID, { description: 'The lot that secures.' })
  readonly lotId!: string;

  @Field(() => ID, { nullable: true, description: 'The lot that the pledgee took.' })
  readonly appropriatedLotId!: string | null;

  @Field(() => Int, { nullable: true, description: 'Lien of the same parties that it tops up.' })
  readonly toppedUpLien!: number | null;

  /** Resolved by loaders. */
  readonly receivableId!: string;
  readonly pledgor!: string;
  readonly pledgee!: string;
}

@InputType({ description: 'All given conditions must hold.' })
export class LienFilter {
  @Field(() => LienStatus, { nullable: true })
  readonly status?: LienStatus | null;

  @Field(() => ID, { nullable: true })
  readonly lotId?: string | null;
}

@ArgsType()
export class LienArgs extends PageArgs {
  @Field(() => LienFilter, { nullable: true })
  readonly filter?: LienFilter | null;
}
