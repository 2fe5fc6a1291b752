import { Field, ID, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';
import { SigningRequest } from './signing-request.type.js';

@ObjectType({
  implements: () => [DomainError],
  description:
    'The command needs no signature: it has one, needs none of a party, or came to an end.',
})
export class CommandNotAwaitingSignatureError extends DomainError {
  readonly code = DomainErrorCode.COMMAND_NOT_AWAITING_SIGNATURE;
  readonly message = 'The command does not wait for a signature.';

  @Field(() => ID)
  readonly commandId: string;

  constructor(commandId: string) {
    super();
    this.commandId = commandId;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The time to sign is over; the command takes no effect.',
})
export class SignatureExpiredError extends DomainError {
  readonly code = DomainErrorCode.SIGNATURE_EXPIRED;
  readonly message = 'The time to sign is over.';

  @Field(() => ID)
  readonly commandId: string;

  @Field()
  readonly signBy: Date;

  constructor(commandId: string, signBy: Date) {
    super();
    this.commandId = commandId;
    this.signBy = signBy;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The key was revoked, or the ledger does not know it for the party.',
})
export class SignerNotActiveError extends DomainError {
  readonly code = DomainErrorCode.SIGNER_NOT_ACTIVE;
  readonly message = 'The key does not act for the party on the ledger.';

  @Field(() => ID)
  readonly commandId: string;

  @Field(() => ID)
  readonly signerId: string;

  @Field(() => Date, { nullable: true })
  readonly revokedAt: Date | null;

  constructor(of: Pick<SignerNotActiveError, 'commandId' | 'signerId' | 'revokedAt'>) {
    super();
    this.commandId = of.commandId;
    this.signerId = of.signerId;
    this.revokedAt = of.revokedAt;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The signature is none of the key over the request.',
})
export class SignatureWrongError extends DomainError {
  readonly code = DomainErrorCode.SIGNATURE_WRONG;
  readonly message: string;

  @Field({
    description: 'What was to be signed, with the digest that the signature was compared with.',
  })
  readonly signingRequest: SigningRequest;

  @Field(() => ID, {
    nullable: true,
    description: 'Key whose signature it would be; null if it is none at all, or has a high s.',
  })
  readonly recoveredSignerId: string | null;

  constructor(signingRequest: SigningRequest, recoveredSignerId: string | null, message: string) {
    super();
    this.signingRequest = signingRequest;
    this.recoveredSignerId = recoveredSignerId;
    this.message = message;
  }
}

@ObjectType({
  implements: () => [DomainError],
  description:
    'The key signed this command under a nonce that something else has taken, or that is not the next one; ' +
    'sign the new request.',
})
export class SigningRequestOutdatedError extends DomainError {
  readonly code = DomainErrorCode.SIGNING_REQUEST_OUTDATED;
  readonly message = 'The nonce that was signed is not the next one of the key any more.';

  @Field({ description: 'What is to be signed instead.' })
  readonly signingRequest: SigningRequest;

  constructor(signingRequest: SigningRequest) {
    super();
    this.signingRequest = signingRequest;
  }
}
