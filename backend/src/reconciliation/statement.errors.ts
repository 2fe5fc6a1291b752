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
