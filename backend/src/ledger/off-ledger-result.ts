import type { Type } from '@nestjs/common';
import { createUnionType } from '@nestjs/graphql';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';

/** Union type `…Result` of a mutation that stays off the ledger: what it made, or a refusal. */
export function offLedgerResultOf<Made>(
  name: string,
  made: () => Type<Made>,
  ownRefusals: ReadonlyArray<Type<DomainError>> = [],
): Made | DomainError {
  return createUnionType({
    name,
    types: () =>
      [
        made(),
        IdempotencyKeyReusedError,
        InputInvalidError,
        NotFoundError,
        NotPermittedError,
        ...ownRefusals,
      ] as Array<Type<unknown>>,
    resolveType: (value: object) =>
      value instanceof DomainError ? (value.constructor as Type<unknown>) : made(),
  }) as Made | DomainError;
}
