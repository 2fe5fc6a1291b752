import { RefusedError, type ApiRefusal } from './api.errors.js';
import type { ApiClient, Variables } from './client.js';

/** What the API says of a command. */
export interface CommandReport {
  readonly commandId: string;
  readonly status:
    | 'AWAITING_SIGNATURE'
    | 'QUEUED'
    | 'SENT'
    | 'INCLUDED'
    | 'REFUSED'
    | 'FAILED'
    | 'CANCELLED'
    | 'EXPIRED';
  readonly subjects: readonly string[];
  readonly transactionHash: string | null;
  readonly blockNumber: number | null;
  readonly refusal: ApiRefusal | null;
}

/** Input of a mutation besides what every command takes. */
export interface CommandRequest {
  readonly mutation: string;
  /** Name of the input type, where it is not the mutation's with `Input` after it. */
  readonly inputType?: string;
  readonly idempotencyKey: string;
  readonly input: Variables;
  /** Selects what the mutation's own refusals tell, such as `... on XError { path }`. */
  readonly refusalFields?: string;
}

/** Longest time that a command may take until it is in a block. */
const INCLUSION_PATIENCE_MS = 180_000;
const POLL_MS = 250;
/** How long a queue that is full is waited for. */
const BUSY_PATIENCE_MS = 15 * 60_000;
const LEDGER_BUSY = 'LEDGER_BUSY';

const COMMAND_FIELDS = `
  commandId status subjects transactionHash blockNumber
  refusal { code message error values { name value } }`;

/** Selects a refusal of any kind; every kind has code and message. */
export const REFUSAL_FIELDS = `
  ... on DomainError { code message }
  ... on InputInvalidError { path }
  ... on LedgerRefusedError { error values { name value } }`;

const FIND_COMMAND = `query FindCommand($commandId: ID!) {
  command(commandId: $commandId) { ${COMMAND_FIELDS} }
}`;

type MutationAnswer = { readonly __typename: string } & CommandReport & ApiRefusal;

/**
 * Sends a command and waits until it took effect.
 *
 * @throws {RefusedError} with the refusal of the API or of the contract
 */
export async function runCommand(
  client: ApiClient,
  request: CommandRequest,
): Promise<CommandReport> {
  const accepted = await submitCommand(client, request, true);
  return await waitForCommand(client, accepted);
}

/**
 * Sends a command; what becomes of it is asked for with {@link waitForCommand}.
 *
 * While too many commands wait for the ledger it tries again when it is told to, for a quarter of an hour.
 */
export async function submitCommand(
  client: ApiClient,
  request: CommandRequest,
  awaitInclusion: boolean,
): Promise<CommandReport> {
  const { mutation, idempotencyKey, input } = request;
  const document = commandDocument(request);
  const variables = { input: { ...input, idempotencyKey, awaitInclusion } };
  const giveUpAt = Date.now() + BUSY_PATIENCE_MS;
  for (;;) {
    const data = await client.request<Record<string, MutationAnswer>>(document, variables);
    const answer = data[mutation];
    const waitMs = (answer?.retryAfterSeconds ?? 1) * 1_000;
    if (answer?.code !== LEDGER_BUSY || Date.now() + waitMs > giveUpAt) {
      return commandOrThrow(answer);
    }
    client.tell('too many commands wait for the ledger; trying again');
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** The command itself, or its refusal thrown. */
export function commandOrThrow(answer: MutationAnswer | undefined): CommandReport {
  if (answer?.__typename === 'Command') return answer;
  throw new RefusedError([answer ?? { code: 'REQUEST_REFUSED', message: 'No answer.' }]);
}

/** Asks until the command is in a block, or throws why it is not. */
export async function waitForCommand(
  client: ApiClient,
  accepted: CommandReport,
): Promise<CommandReport> {
  const giveUpAt = Date.now() + INCLUSION_PATIENCE_MS;
  let command = accepted;
  while (command.status === 'QUEUED' || command.status === 'SENT') {
    if (Date.now() > giveUpAt) throw notIncluded(command);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const { commandId } = command;
    const data = await client.request<{ command: CommandReport | null }>(FIND_COMMAND, {
      commandId,
    });
    command = data.command ?? command;
  }
  if (command.refusal !== null) throw new RefusedError([command.refusal]);
  if (command.status !== 'INCLUDED') throw notIncluded(command);
  return command;
}

function commandDocument({ mutation, inputType, refusalFields }: CommandRequest): string {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  return `mutation ${name}($input: ${inputType ?? `${name}Input`}!) {
    ${mutation}(input: $input) {
      __typename
      ... on Command { ${COMMAND_FIELDS} }
      ${REFUSAL_FIELDS}
      ... on LedgerBusyError { retryAfterSeconds }
      ${refusalFields ?? ''}
    }
  }`;
}

function notIncluded({ commandId, status }: CommandReport): RefusedError {
  const message = `The command ${commandId} is ${status} and not in a block.`;
  return new RefusedError([{ code: 'NOT_INCLUDED', message }]);
}
