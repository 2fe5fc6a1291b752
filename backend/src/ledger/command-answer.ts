import type { Type } from '@nestjs/common';
import { Field, InputType, createUnionType } from '@nestjs/graphql';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  LedgerBusyError,
  LedgerRefusedError,
  NotFoundError,
  NotPermittedError,
  SignerMissingError,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import type { CommandEntity } from './command.entity.js';
import type { CommandReader } from './command.reader.js';
import { CommandType } from './command.type.js';

/** Longest time that a mutation waits for inclusion before it answers with the command as it is. */
export const INCLUSION_TIMEOUT_MS = 30_000;

/** What every mutation that becomes a command takes. */
@InputType({ isAbstract: true })
export abstract class CommandInput {
  @Field({
    description:
      'Chosen by the client, 1 to 200 characters: the same key and body give the same answer, for ever.',
  })
  readonly idempotencyKey!: string;

  // No default value: the JIT of the server does not apply defaults of input fields in variables.
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Answer only when the act is included in a block or refused, or after 30 seconds; false if not given.',
  })
  readonly awaitInclusion?: boolean | null;
}

/** Refusals that any command can meet. */
export const commandRefusals: ReadonlyArray<Type<DomainError>> = [
  IdempotencyKeyReusedError,
  InputInvalidError,
  LedgerBusyError,
  LedgerRefusedError,
  NotFoundError,
  NotPermittedError,
  SignerMissingError,
];

/** Result of a mutation that becomes a command: the command, or a refusal. */
export type CommandAnswer = CommandType | DomainError;

/** Union type `…Result` of a mutation: the command, the common refusals and the mutation's own. */
export function commandResultOf(
  name: string,
  ownRefusals: ReadonlyArray<Type<DomainError>> = [],
): CommandAnswer {
  return createUnionType({
    name,
    types: () => [CommandType, ...commandRefusals, ...ownRefusals] as Array<Type<unknown>>,
    resolveType: (value: CommandAnswer) =>
      value instanceof DomainError ? (value.constructor as Type<unknown>) : CommandType,
  }) as CommandAnswer;
}

/** Turns what the outbox said into the mutation's answer, after waiting if the client asked for it. */
export async function answerCommand(
  commands: CommandReader,
  viewer: Viewer,
  submitted: CommandEntity | DomainError,
  awaitInclusion: boolean | null | undefined,
): Promise<CommandAnswer> {
  if (submitted instanceof DomainError) {
    return submitted;
  }
  const timeoutMs = awaitInclusion === true ? INCLUSION_TIMEOUT_MS : 0;
  const command = await commands.waitForOutcome(viewer, submitted.commandId, timeoutMs);
  return command.refusal ?? command;
}

/** The same for a mutation whose act is still being submitted. */
export async function answerAct(
  commands: CommandReader,
  { viewer, input }: { readonly viewer: Viewer; readonly input: CommandInput },
  submitted: Promise<CommandEntity | DomainError>,
): Promise<CommandAnswer> {
  return answerCommand(commands, viewer, await submitted, input.awaitInclusion);
}
