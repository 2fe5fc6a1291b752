import { type BulkWrite, CopyLines } from './bulk-write.js';
import type { EventArgs, EventValue } from './event-decoder.js';
import type { LedgerEventEntity } from './ledger-event.entity.js';
import type { LedgerEvent } from './projector.js';
import type { ProjectorRegistry } from './projector-registry.js';
import { copyText } from './row-codec.js';

const TARGET = `ledger_event
  (block_number, log_index, block_time, transaction_hash, contract, name, subject, args)`;

/** The events themselves as lines of their table: the evidence behind every read model. */
export class EventLines {
  private readonly lines = new CopyLines();
  private isEmpty = true;
  private time: Date | null = null;
  private timeText = '';

  constructor(private readonly registry: ProjectorRegistry) {}

  add(event: LedgerEvent): void {
    if (event.blockTime !== this.time) {
      this.time = event.blockTime;
      this.timeText = this.time.toISOString();
    }
    this.isEmpty = false;
    const subject = this.registry.handlerOf(event)?.subject?.(event);
    this.lines.add(
      `${event.blockNumber}\t${event.logIndex}\t${this.timeText}\t${event.transactionHash}\t` +
        `${event.contract}\t${event.name}\t${subject === undefined ? '\\N' : copyText(subject)}` +
        `\t${event.hasText === false ? plainJson(event.args) : copyText(argsJson(event.args))}\n`,
    );
  }

  write(bulk: BulkWrite): void {
    if (!this.isEmpty) {
      bulk.copy(TARGET, this.lines);
    }
  }
}

/** As {@link argsJson}, of values none of which needs an escape. */
function plainJson(args: EventArgs): string {
  let json = '{';
  for (const name in args) {
    const value = args[name] as EventValue;
    const text = typeof value === 'object' ? valueJson(value) : `"${value}"`;
    json += `${json.length === 1 ? '' : ','}"${name}":${text}`;
  }
  return `${json}}`;
}

const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** Anybody may have chosen the text; a zero is the one character that Postgres takes in no text. */
function escapedJson(text: string): string {
  return JSON.stringify(text.replaceAll('\0', '\uFFFD').toWellFormed());
}

/** Values of an event as the database keeps them. */
export function storedArgsOf({ args }: LedgerEvent): LedgerEventEntity['args'] {
  return JSON.parse(argsJson(args)) as LedgerEventEntity['args'];
}

/** Values as text, since a JSON number is exact to 2^53 only; lists and records keep their shape. */
function argsJson(args: EventArgs): string {
  let json = '{';
  for (const name in args) {
    json += `${json.length === 1 ? '' : ','}"${name}":${valueJson(args[name] as EventValue)}`;
  }
  return `${json}}`;
}

function valueJson(value: EventValue): string {
  switch (typeof value) {
    case 'string':
      return ESCAPED.test(value) ? escapedJson(value) : `"${value}"`;
    case 'object':
      return Array.isArray(value)
        ? `[${(value as readonly EventValue[]).map(valueJson).join(',')}]`
        : argsJson(value as EventArgs);
    default:
      return `"${value}"`;
  }
}
