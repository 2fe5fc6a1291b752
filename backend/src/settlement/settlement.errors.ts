import { Field, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';

@ObjectType({
  implements: () => [DomainError],
  description: 'The statement is about an account that your party has not added.',
})
export class BankAccountUnknownError extends DomainError {
  readonly code = DomainErrorCode.BANK_ACCOUNT_UNKNOWN;
  readonly message: string;

  @Field({ description: 'Position of the statement in the file, such as `statements[1]`.' })
  readonly path: string;

  @Field()
  readonly account: string;

  constructor(path: string, account: string) {
    super();
    this.path = path;
    this.account = account;
    this.message = `Account ${account} is not known as one of your party.`;
  }
}
