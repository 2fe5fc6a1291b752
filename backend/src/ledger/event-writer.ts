import type { EntityManager } from 'typeorm';

import { copyInto } from './bulk-write.js';
import type { EventArgs, EventValue } from './event-decoder.js';
import type { LedgerEventEntity } from './ledger-event.entity.js';
import type { LedgerEvent } from './projector.js';
import type { ProjectorRegistry } from './projector-registry.js';
import { copyText } from './row-codec.js';

const TARGET = `ledger_event
  (block_number, log_index, block_time, transaction_hash, contract, name, subject, args)`;

/** Keeps the events themselves: the evidence behind every read model. */
export async function writeEvents(
  db: EntityManager,
  registry: ProjectorRegistry,
  events: readonly LedgerEvent[],
): Promise<void> {
  if (events.length === 0) {
    return;
  }
  let lines = '';
  let time: Date | null = null;
  let timeText = '';
  for (const event of events) {
    if (event.blockTime !== time) {
      time = event.blockTime;
      timeText = time.toISOString();
    }
    const subject = registry.handlerOf(event)?.subject?.(event);
    lines += `${event.blockNumber}\t${event.logIndex}\t${timeText}\t${event.transactionHash}\t`;
    lines += `${event.contract}\t${event.name}\t${subject === undefined ? '\\N' : copyText(subject)}`;
    lines += `\t${copyText(argsJson(event.args))}\n`;
  }
  await copyInto(db, TARGET, lines);
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
