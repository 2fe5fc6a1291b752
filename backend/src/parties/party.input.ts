import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class PartyIdentifierInput {
  @Field({ description: 'LEI, USCC, VAT, an ISO 6523 code or another name of a register.' })
  readonly scheme!: string;

  @Field()
  readonly value!: string;
}

@InputType()
export class PartyAdmissionInput {
  @Field(() => PartyIdentifierInput, {
    description: 'Identifies the organisation for ever; its ledger address derives from it.',
  })
  readonly legalId!: PartyIdentifierInput;

  @Field(() => [PartyIdentifierInput], {
    nullable: true,
    description: 'At most 20, such as the VAT number that stands on its invoices.',
  })
  readonly otherIdentifiers?: readonly PartyIdentifierInput[] | null;

  @Field({ description: '1 to 300 characters.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code.' })
  readonly country?: string | null;

  @Field(() => [PartyRole])
  readonly roles!: readonly PartyRole[];

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'First day on which the admission no longer holds; five years from now if absent.',
  })
  readonly expiresOn?: string | null;

  @Field(() => [String], { nullable: true, description: 'At most 20; IBANs are checked.' })
  readonly bankAccounts?: readonly string[] | null;
}

@InputType()
export class AdmitPartiesInput extends CommandInput {
  @Field(() => [PartyAdmissionInput], { description: '1 to 100.' })
  readonly parties!: readonly PartyAdmissionInput[];
}

@InputType()
export class IssueTokenInput {
  @Field(() => ID)
  readonly partyId!: string;

  @Field({ description: 'The user who will hold it, 1 to 200 characters; made if new.' })
  readonly userName!: string;

  @Field(() => Int, { nullable: true, description: '1 to 3650; 90 if not given.' })
  readonly validDays?: number | null;
}

@InputType()
export class AddBankAccountInput {
  @Field({ description: 'IBAN, or another account number of at most 64 characters.' })
  readonly account!: string;
}
