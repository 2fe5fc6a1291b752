import { Field, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';
import type { LegalIdKey } from '../common/index.js';
import { PartyIdentifier } from './party.type.js';

@ObjectType({
  implements: () => [DomainError],
  description: 'The organisation is admitted already, or its admission is under way.',
})
export class PartyAlreadyAdmittedError extends DomainError {
  readonly code = DomainErrorCode.PARTY_ALREADY_ADMITTED;
  readonly message = 'This organisation is admitted already.';

  @Field()
  readonly path: string;

  @Field(() => PartyIdentifier)
  readonly legalId: LegalIdKey;

  constructor(path: string, legalId: LegalIdKey) {
    super();
    this.path = path;
    this.legalId = legalId;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The input names an organisation that is not admitted.',
})
export class PartyNotAdmittedError extends DomainError {
  readonly code = DomainErrorCode.PARTY_NOT_ADMITTED;
  readonly message: string;

  @Field()
  readonly path: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the organisation, if it was given.',
  })
  readonly name: string | null;

  @Field(() => [PartyIdentifier], { description: 'Identifiers by which it was looked for.' })
  readonly identifiers: readonly LegalIdKey[];

  constructor(path: string, sought: { name: string | null; identifiers: readonly LegalIdKey[] }) {
    super();
    this.path = path;
    this.name = sought.name;
    this.identifiers = sought.identifiers;
    this.message = `${sought.name ?? 'The organisation'} is not admitted to the platform.`;
  }
}
