import { Field, ID, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';

@ObjectType({
  implements: () => [DomainError],
  description: 'The invoice was registered before, or stands in the request twice.',
})
export class ReceivableAlreadyRegisteredError extends DomainError {
  readonly code = DomainErrorCode.RECEIVABLE_ALREADY_REGISTERED;
  readonly message: string;

  @Field(() => ID)
  readonly receivableId: string;

  @Field()
  readonly number: string;

  @Field({ description: 'Path in the input of the one that came second.' })
  readonly path: string;

  constructor(receivableId: string, number: string, path: string) {
    super();
    this.receivableId = receivableId;
    this.number = number;
    this.path = path;
    this.message = `Invoice ${number} is registered already; it is one receivable.`;
  }
}
