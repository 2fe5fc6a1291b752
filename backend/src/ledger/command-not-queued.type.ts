import { Field, ID, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';

@ObjectType({
  implements: () => [DomainError],
  description:
    'The command was sent before, was signed by a key of its party, or came to an end: it can no longer be cancelled.',
})
export class CommandNotQueuedError extends DomainError {
  readonly code = DomainErrorCode.COMMAND_NOT_QUEUED;
  readonly message = 'The command was sent or signed before, or came to an end.';

  @Field(() => ID)
  readonly commandId: string;

  constructor(commandId: string) {
    super();
    this.commandId = commandId;
  }
}
