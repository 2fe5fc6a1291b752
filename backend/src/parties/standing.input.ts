import { Field, ID, InputType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class RenewAdmissionInput extends CommandInput {
  @Field(() => ID)
  readonly partyId!: string;

  @Field(() => [PartyRole], {
    nullable: true,
    description: 'All roles from now on, at least one; those it has if not given.',
  })
  readonly roles?: readonly PartyRole[] | null;

  @Field(() => CalendarDate, { description: 'First day on which the admission no longer holds.' })
  readonly expiresOn!: string;
}

@InputType()
export class SuspendPartyInput extends CommandInput {
  @Field(() => ID)
  readonly partyId!: string;

  @Field({
    description: 'For the party to read, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly reason!: string;
}

@InputType()
export class ReinstatePartyInput extends CommandInput {
  @Field(() => ID)
  readonly partyId!: string;
}
