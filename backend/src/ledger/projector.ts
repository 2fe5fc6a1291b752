import { currencyFromBytes } from '../common/index.js';
import type { EventArgs } from './event-decoder.js';
import type { RowKey, RowStore } from './row-store.js';
import type { ContractName } from './contracts.js';

/** One event with its place on the chain. */
export interface LedgerEvent {
  readonly contract: ContractName;
  readonly name: string;
  readonly args: EventArgs;
  /** See {@link DecodedEvent}; they follow from the values. */
  readonly words?: Readonly<Record<string, string>> | undefined;
  readonly hasText?: boolean;
  readonly blockNumber: number;
  readonly blockTime: Date;
  readonly logIndex: number;
  readonly transactionHash: string;
}

/**
 * What one kind of event does to read models.
 *
 * `keys` names the rows that must be loaded before, from the event alone; `apply` changes rows and reads nothing else,
 * so the same events give the same rows, whenever they are replayed.
 */
export interface EventHandler {
  readonly keys: (event: LedgerEvent) => RowKey[];
  /** Names rows that it surely makes: they need not be looked for, by it or by what follows. */
  readonly creates?: (event: LedgerEvent) => RowKey[];
  readonly apply: (event: LedgerEvent, rows: RowStore) => void;
  /** Id that the evidence of the event is filed under. */
  readonly subject?: (event: LedgerEvent) => string;
}

/** Typed access to event values: a wrong name or kind is a bug and says so. */
export function textArg(event: LedgerEvent, name: string): string {
  const value = event.args[name];
  if (typeof value !== 'string') {
    throw new TypeError(`${event.name}.${name} is no text`);
  }
  return value;
}

/** For lists of hashes. */
export function textsArg(event: LedgerEvent, name: string): readonly string[] {
  const values = event.args[name];
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) {
    throw new TypeError(`${event.name}.${name} is no list of texts`);
  }
  return values;
}

export function bigintArg(event: LedgerEvent, name: string): bigint {
  const value = event.args[name];
  if (typeof value !== 'bigint') {
    throw new TypeError(`${event.name}.${name} is no integer`);
  }
  return value;
}

/** Lots' ids are integers on the ledger and 32-byte hex here. */
export function lotIdArg(event: LedgerEvent, name = 'lotId'): string {
  const word = event.words?.[name];
  return word ?? `0x${bigintArg(event, name).toString(16).padStart(64, '0')}`;
}

/** An event that changes no row of ours: it is kept as evidence. */
export function asEvidence(subject: (event: LedgerEvent) => string): EventHandler {
  return { keys: () => [], subject, apply: () => undefined };
}

/** For values that fit 32 bits: roles, days, deal numbers, status codes. */
export function smallArg(event: LedgerEvent, name: string): number {
  return Number(bigintArg(event, name));
}

export function flagArg(event: LedgerEvent, name: string): boolean {
  const value = event.args[name];
  if (typeof value !== 'boolean') {
    throw new TypeError(`${event.name}.${name} is no flag`);
  }
  return value;
}

/** bytes3 of ASCII letters -> ISO 4217 code. */
export function currencyArg(event: LedgerEvent, name = 'currency'): string {
  return currencyFromBytes(textArg(event, name));
}

/** Unix seconds -> instant. */
export function instantArg(event: LedgerEvent, name: string): Date {
  return new Date(smallArg(event, name) * 1_000);
}
