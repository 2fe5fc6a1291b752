import { encodeCursor } from '../api/index.js';
import type { ContractName } from '../ledger/index.js';
import { eventTypeOf } from './event-type.js';
import { type ToldValue, toldValues } from './event-values.js';

/** Grows when a client that reads the present form would misread the next one. */
const VERSION = 1;

const HASH_CHARS = 18;

/** Place of an event on the ledger; the order of everything that is told. */
export interface Position {
  readonly blockNumber: number;
  readonly logIndex: number;
}

/** An event with the currency of the thing that it is about. */
export interface EventRow extends Position {
  readonly blockTime: Date;
  readonly transactionHash: string;
  readonly contract: ContractName;
  readonly name: string;
  readonly subject: string;
  readonly currency: string | null;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a party is told of one event; as JSON it is the body of a webhook. */
export interface EventMessage {
  readonly type: string;
  readonly timestamp: string;
  readonly version: number;
  readonly data: {
    readonly cursor: string;
    readonly block: number;
    readonly logIndex: number;
    readonly transactionHash: string;
    readonly subject: string;
    readonly currency: string | null;
    readonly values: Readonly<Record<string, ToldValue>>;
  };
}

export function cursorOf({ blockNumber, logIndex }: Position): string {
  return encodeCursor([String(blockNumber), String(logIndex)]);
}

/**
 * The same for the same event however often it is told; another for what a reorganisation put in its place, since the
 * transaction is another one.
 */
export function messageIdOf(event: Position & Pick<EventRow, 'transactionHash'>): string {
  const { blockNumber, logIndex, transactionHash } = event;
  return `evt_${blockNumber}_${logIndex}_${transactionHash.slice(2, HASH_CHARS)}`;
}

export function messageOf(event: EventRow): EventMessage {
  const { contract, name, args, blockNumber, logIndex, transactionHash, subject } = event;
  const values = toldValues(contract, name, args);
  const { currency = event.currency } = values;
  return {
    type: eventTypeOf(contract, name),
    timestamp: event.blockTime.toISOString(),
    version: VERSION,
    data: {
      cursor: cursorOf(event),
      block: blockNumber,
      logIndex,
      transactionHash,
      subject,
      currency: typeof currency === 'string' ? currency : null,
      values,
    },
  };
}
