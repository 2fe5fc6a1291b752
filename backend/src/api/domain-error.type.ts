import { Field, Int, InterfaceType, ObjectType, registerEnumType } from '@nestjs/graphql';

/** Every refusal that a client may act on; a client switches on the code, never on the message. */
export enum DomainErrorCode {
  BANK_ACCOUNT_UNKNOWN = 'BANK_ACCOUNT_UNKNOWN',
  COMMAND_NOT_AWAITING_SIGNATURE = 'COMMAND_NOT_AWAITING_SIGNATURE',
  COMMAND_NOT_QUEUED = 'COMMAND_NOT_QUEUED',
  CREDIT_GUARANTEE_MISSING = 'CREDIT_GUARANTEE_MISSING',
  CREDIT_LIMIT_EXCEEDED = 'CREDIT_LIMIT_EXCEEDED',
  CREDIT_PREPAYMENT_MISSING = 'CREDIT_PREPAYMENT_MISSING',
  CREDIT_STOPPED = 'CREDIT_STOPPED',
  CREDIT_TERMS_EXCEEDED = 'CREDIT_TERMS_EXCEEDED',
  DOCUMENT_REFUSED = 'DOCUMENT_REFUSED',
  HISTORY_TOO_SHORT = 'HISTORY_TOO_SHORT',
  IDEMPOTENCY_KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED',
  INPUT_INVALID = 'INPUT_INVALID',
  LEDGER_BUSY = 'LEDGER_BUSY',
  LEDGER_REFUSED = 'LEDGER_REFUSED',
  LOT_BUYERS_MIXED = 'LOT_BUYERS_MIXED',
  NOT_FOUND = 'NOT_FOUND',
  NOT_PERMITTED = 'NOT_PERMITTED',
  PARTY_ALREADY_ADMITTED = 'PARTY_ALREADY_ADMITTED',
  PARTY_NOT_ADMITTED = 'PARTY_NOT_ADMITTED',
  QUOTE_NOT_AWAITING_SIGNATURE = 'QUOTE_NOT_AWAITING_SIGNATURE',
  RECEIVABLE_ALREADY_REGISTERED = 'RECEIVABLE_ALREADY_REGISTERED',
  SIGNATURE_EXPIRED = 'SIGNATURE_EXPIRED',
  SIGNATURE_WRONG = 'SIGNATURE_WRONG',
  SIGNER_MISSING = 'SIGNER_MISSING',
  SIGNER_NOT_ACTIVE = 'SIGNER_NOT_ACTIVE',
  SIGNING_REQUEST_OUTDATED = 'SIGNING_REQUEST_OUTDATED',
  STATEMENT_NOTHING_OPEN = 'STATEMENT_NOTHING_OPEN',
  STATEMENT_NOTHING_TO_SHOW = 'STATEMENT_NOTHING_TO_SHOW',
}
registerEnumType(DomainErrorCode, { name: 'DomainErrorCode' });

@InterfaceType({ description: 'A refusal that the client may act on. Nothing was changed.' })
export abstract class DomainError {
  @Field(() => DomainErrorCode)
  abstract readonly code: DomainErrorCode;

  @Field({ description: 'One sentence in English for a person; may change.' })
  abstract readonly message: string;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The idempotency key was used before with another body.',
})
export class IdempotencyKeyReusedError extends DomainError {
  readonly code = DomainErrorCode.IDEMPOTENCY_KEY_REUSED;
  readonly message = 'This idempotency key was used before with another body.';
}

@ObjectType({
  implements: () => [DomainError],
  description: 'A field of the input is out of bounds.',
})
export class InputInvalidError extends DomainError {
  readonly code = DomainErrorCode.INPUT_INVALID;

  @Field({ description: 'Path of the field, such as `parties[2].legalId.value`.' })
  readonly path: string;

  readonly message: string;

  constructor(path: string, message: string) {
    super();
    this.path = path;
    this.message = message;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The thing does not exist, or you may not see it.',
})
export class NotFoundError extends DomainError {
  readonly code = DomainErrorCode.NOT_FOUND;

  @Field()
  readonly id: string;

  readonly message = 'No such thing, or you may not see it.';

  constructor(id: string) {
    super();
    this.id = id;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: "The user's party may not do this.",
})
export class NotPermittedError extends DomainError {
  readonly code = DomainErrorCode.NOT_PERMITTED;
  readonly message: string;

  constructor(message: string) {
    super();
    this.message = message;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'No active key signs for the party on this platform.',
})
export class SignerMissingError extends DomainError {
  readonly code = DomainErrorCode.SIGNER_MISSING;
  readonly message = 'No active key signs for your party on this platform.';
}

@ObjectType({
  implements: () => [DomainError],
  description:
    'Too many commands wait for the ledger. The same request, with the same idempotency key, may be made again later.',
})
export class LedgerBusyError extends DomainError {
  readonly code = DomainErrorCode.LEDGER_BUSY;
  readonly message: string;

  @Field(() => Int, { description: 'Commands that wait, of your party or of all.' })
  readonly queueLength: number;

  @Field(() => Int, { description: 'When it is worth trying again.' })
  readonly retryAfterSeconds: number;

  constructor(queueLength: number, retryAfterSeconds: number) {
    super();
    this.queueLength = queueLength;
    this.retryAfterSeconds = retryAfterSeconds;
    this.message = `${queueLength} commands wait for the ledger: try again in ${retryAfterSeconds} seconds.`;
  }
}

@ObjectType({ description: 'A value that explains a refusal of the ledger.' })
export class RefusalValue {
  @Field()
  readonly name!: string;

  @Field()
  readonly value!: string;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'A contract refused the act; nothing of it took effect.',
})
export class LedgerRefusedError extends DomainError {
  readonly code = DomainErrorCode.LEDGER_REFUSED;
  readonly message: string;

  @Field({ description: 'Name of the custom error of the contracts.' })
  readonly error: string;

  @Field(() => [RefusalValue])
  readonly values: readonly RefusalValue[];

  constructor(error: string, values: readonly RefusalValue[]) {
    super();
    this.error = error;
    this.values = values;
    const explained = values.map(({ name, value }) => `${name} ${value}`).join(', ');
    this.message = `The ledger refused: ${error}${explained === '' ? '' : ` (${explained})`}.`;
  }
}
