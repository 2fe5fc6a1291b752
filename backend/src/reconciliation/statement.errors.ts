import { ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';

@ObjectType({
  implements: () => [DomainError],
  description: 'Nothing is open that a statement could be about, or all of it is stated already.',
})
export class StatementNothingOpenError extends DomainError {
  readonly code = DomainErrorCode.STATEMENT_NOTHING_OPEN;
  readonly message = 'Nothing is open on that day that no statement has been issued about.';
}

@ObjectType({
  implements: () => [DomainError],
  description:
    'The lists kept here show nothing that the lines of the statement do not say already.',
})
export class StatementNothingToShowError extends DomainError {
  readonly code = DomainErrorCode.STATEMENT_NOTHING_TO_SHOW;
  readonly message = 'The lists show nothing that the lines do not say already.';
}
