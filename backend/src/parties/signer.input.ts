import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { ActGroup } from '../common/index.js';
import { CommandInput } from '../ledger/index.js';
import './act-group.type.js';

@InputType()
export class AddSignerInput extends CommandInput {
  @Field(() => String, {
    nullable: true,
    description:
      'User of your party who signs with the key alone from then on; made if new. Without `signerId` the platform makes ' +
      'and keeps the key.',
  })
  readonly userName?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Address of a key that your party keeps itself. With a user, what the user does awaits its signature; without one, ' +
      'the key signs nothing here.',
  })
  readonly signerId?: string | null;

  @Field(() => [ActGroup], { description: 'At least one; none that the key you sign with lacks.' })
  readonly rights!: readonly ActGroup[];

  @Field(() => AmountMinor, {
    description:
      'Largest single amount, in minor units of whichever currency; "0" for acts without an amount only.',
  })
  readonly amountMaxMinor!: bigint;
}

@InputType()
export class ChangeSignerInput extends CommandInput {
  @Field(() => ID)
  readonly signerId!: string;

  @Field(() => [ActGroup], { description: 'At least one; none that the key you sign with lacks.' })
  readonly rights!: readonly ActGroup[];

  @Field(() => AmountMinor, { description: 'As in `addSigner`.' })
  readonly amountMaxMinor!: bigint;
}

@InputType()
export class RevokeSignerInput extends CommandInput {
  @Field(() => ID)
  readonly signerId!: string;
}

@InputType()
export class RotateSignerInput extends CommandInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'A key that `prepareSigner` made, or one of your own; a new one of the platform if not given.',
  })
  readonly newSignerId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Your party keeps the new key itself: what it is to sign awaits its signature. False if not given.',
  })
  readonly isOwnKey?: boolean | null;
}
