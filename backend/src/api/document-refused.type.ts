import { Field, Int, ObjectType } from '@nestjs/graphql';

import type { RefusalDetail } from '../common/index.js';
import { DomainError, DomainErrorCode } from './domain-error.type.js';

/** More do not help a person to correct a file. */
const ERRORS_MAX = 100;

@ObjectType({ description: 'One reason why a file was refused.' })
export class DocumentProblem implements RefusalDetail {
  @Field({ description: 'Stable and upper case, such as INVALID_AMOUNT or BR-CO-10.' })
  readonly code!: string;

  @Field()
  readonly message!: string;

  @Field({ description: 'Element or field concerned; empty when the file as a whole is meant.' })
  readonly path!: string;

  @Field(() => Int, { nullable: true, description: 'Counted from 1, where it is known.' })
  readonly line?: number;

  @Field(() => Int, { nullable: true })
  readonly column?: number;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'A file cannot be read, or does not say what it must; nothing of it was taken.',
})
export class DocumentRefusedError extends DomainError {
  readonly code = DomainErrorCode.DOCUMENT_REFUSED;
  readonly message: string;

  @Field({ description: 'Path of the file in the input, such as `documents[2]`.' })
  readonly path: string;

  @Field(() => [DocumentProblem], { description: 'At most the first 100 reasons.' })
  readonly errors: readonly DocumentProblem[];

  constructor(path: string, errors: readonly RefusalDetail[]) {
    super();
    this.path = path;
    this.errors = errors.slice(0, ERRORS_MAX);
    this.message = `The file is refused: ${errors[0]?.message ?? 'it cannot be read'}`;
  }
}
