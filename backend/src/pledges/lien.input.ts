import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

const REGISTRATION =
  'Entry in the public register, 1 to 2000 characters; the ledger gets a salted hash.';

@InputType()
export class LienOfferInput {
  @Field(() => ID, { description: 'A lot that your party owns.' })
  readonly lotId!: string;

  @Field(() => ID)
  readonly pledgeeId!: string;

  @Field(() => AmountMinor, { description: 'Part of the lot that it secures.' })
  readonly securedMinor!: bigint;

  @Field(() => Int, { description: 'Rule that ranks the liens of the lot, see `rankPolicies`.' })
  readonly policyNumber!: number;

  @Field(() => String, { nullable: true, description: REGISTRATION })
  readonly registration?: string | null;

  @Field(() => Int, { nullable: true, description: 'Lien of the same parties that it tops up.' })
  readonly toppedUpLien?: number | null;

  @Field({ description: 'In the future of the ledger; whole seconds count.' })
  readonly acceptBy!: Date;
}

@InputType()
export class OfferLiensInput extends CommandInput {
  @Field(() => [LienOfferInput], { description: '1 to 50.' })
  readonly liens!: readonly LienOfferInput[];
}

@InputType()
export class LiensInput extends CommandInput {
  @Field(() => [Int], { description: '1 to 50.' })
  readonly lienNumbers!: readonly number[];
}

@InputType()
export class LienInput extends CommandInput {
  @Field(() => Int)
  readonly lienNumber!: number;
}

@InputType()
export class RegisterLienInput extends LienInput {
  @Field({ description: REGISTRATION })
  readonly registration!: string;
}

@InputType()
export class ReleaseLienInput extends LienInput {
  @Field(() => AmountMinor, {
    nullable: true,
    description: 'What of the security is given up; all of it if not given.',
  })
  readonly amountMinor?: bigint | null;
}

@InputType()
export class LienEvidenceInput extends LienInput {
  @Field({
    description: 'Proof or reference, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}
