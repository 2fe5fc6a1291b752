import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PartyRole } from '../common/index.js';
import { PartyStatus } from './party.entity.js';

registerEnumType(PartyRole, { name: 'PartyRole', description: 'What a party may do.' });
registerEnumType(PartyStatus, { name: 'PartyStatus' });

@ObjectType({ description: 'Identifies an organisation in a register.' })
export class PartyIdentifier {
  @Field({ description: 'LEI, USCC, VAT, an ISO 6523 code or another name; empty if unknown.' })
  readonly scheme!: string;

  @Field()
  readonly value!: string;
}

@ObjectType('Party', { description: 'An admitted organisation; every member sees every other.' })
export class PartyType {
  @Field(() => ID, { description: 'Ledger address: 20 bytes in lower-case hex.' })
  readonly partyId!: string;

  @Field()
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code.' })
  readonly country!: string | null;

  @Field(() => PartyIdentifier, { description: 'Identifier under which it was admitted.' })
  readonly legalId!: PartyIdentifier;

  @Field(() => [PartyIdentifier], { description: 'All identifiers, the legal id first.' })
  readonly identifiers!: readonly PartyIdentifier[];

  @Field(() => [PartyRole])
  readonly roles!: readonly PartyRole[];

  @Field(() => PartyStatus)
  readonly status!: PartyStatus;

  @Field({ description: 'Instant from which the admission no longer holds.' })
  readonly expiresAt!: Date;

  @Field()
  readonly admittedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'Null while it is active.' })
  readonly suspendedAt!: Date | null;

  /** Shown by a resolver to those who may see it. */
  readonly suspendedFor!: string | null;
}

@ObjectType('Viewer', { description: 'Whom the token stands for.' })
export class ViewerType {
  @Field()
  readonly userName!: string;

  @Field(() => [PartyRole], { description: 'Roles of the party; empty until it is admitted.' })
  readonly roles!: readonly PartyRole[];

  /** Resolved by the loader. */
  readonly party!: string;
}
