import type { Type } from '@nestjs/common';
import { ArgsType, Field, ID, InputType, Int, ObjectType, createUnionType } from '@nestjs/graphql';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import { CommandType } from './command.type.js';
import {
  CommandNotAwaitingSignatureError,
  SignatureExpiredError,
  SignatureWrongError,
  SignerNotActiveError,
  SigningRequestOutdatedError,
} from './signing.errors.js';

@InputType()
export class SignatureInput {
  @Field(() => ID)
  readonly commandId!: string;

  @Field({ description: '65 bytes in hex: r, s in the lower half, v 27 or 28.' })
  readonly signature!: string;
}

@InputType()
export class SubmitSignatureInput extends SignatureInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'As of any act: answer when it is included or refused, or after 30 seconds.',
  })
  readonly awaitInclusion?: boolean | null;
}

@InputType()
export class SubmitSignaturesInput {
  @Field(() => [SignatureInput], {
    description: '1 to 100, those of one key in the order of their nonces.',
  })
  readonly signatures!: readonly SignatureInput[];
}

@ArgsType()
export class SigningRequestsArgs {
  @Field(() => [ID], {
    nullable: true,
    description: 'Commands to sign, in this order, at most 100; otherwise the oldest that wait.',
  })
  readonly commandIds?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'Only what this key is asked for.' })
  readonly signerId?: string | null;

  @Field(() => Int, { nullable: true, description: 'At most, 1 to 100; 100 if not given.' })
  readonly first?: number | null;
}

@ObjectType({ description: 'Commands whose signatures were taken.' })
export class SignedCommands {
  @Field(() => [CommandType])
  readonly commands!: readonly CommandType[];
}

const REFUSALS = [
  CommandNotAwaitingSignatureError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  SignatureExpiredError,
  SignatureWrongError,
  SignerNotActiveError,
  SigningRequestOutdatedError,
] as const;

export type SubmitSignatureAnswer = CommandType | DomainError;
export type SubmitSignaturesAnswer = SignedCommands | DomainError;

export const SubmitSignatureResult = createUnionType({
  name: 'SubmitSignatureResult',
  types: () => [CommandType, ...REFUSALS] as Array<Type<unknown>>,
  resolveType: (value: SubmitSignatureAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : CommandType,
}) as SubmitSignatureAnswer;

export const SubmitSignaturesResult = createUnionType({
  name: 'SubmitSignaturesResult',
  types: () => [SignedCommands, ...REFUSALS] as Array<Type<unknown>>,
  resolveType: (value: SubmitSignaturesAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : SignedCommands,
}) as SubmitSignaturesAnswer;
