import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';
import { ActGroup } from '../common/index.js';
import './act-group.type.js';

@ObjectType('Signer', { description: 'A key that acts, or once acted, for a party.' })
export class SignerType {
  @Field(() => ID, { description: 'Address of the key: 20 bytes in lower-case hex.' })
  readonly signerId!: string;

  @Field(() => [ActGroup], { description: 'Groups of acts that it may do.' })
  readonly rights!: readonly ActGroup[];

  @Field(() => AmountMinor, {
    description: 'Largest single amount that it may act for, in whichever currency.',
  })
  readonly amountMaxMinor!: bigint;

  @Field()
  readonly addedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'Null while it acts for its party.' })
  readonly revokedAt!: Date | null;

  @Field({ description: 'Whether this platform keeps the key; others sign elsewhere.' })
  readonly isKept!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The one user who signs with it; null for a key of all users without one.',
  })
  readonly userName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of the order by which operators gave the party this key after a loss.',
  })
  readonly recoveryOrderHash!: string | null;

  /** Resolved by a loader. */
  readonly party!: string;
}

@InputType({ description: 'All given conditions must hold.' })
export class SignerFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'Your own party, if you are no operator or auditor.',
  })
  readonly partyId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only keys that act for their party now.' })
  readonly activeOnly?: boolean | null;
}

@ArgsType()
export class SignerArgs extends PageArgs {
  @Field(() => SignerFilter, { nullable: true })
  readonly filter?: SignerFilter | null;
}
