import type pg from 'pg';

import type { Journal } from './journal.js';
import type { Execution, LedgerReader } from './ledger-reader.js';
import type { Payments } from './payments.js';
import type { Effect } from './request.js';

/** What a party took back before it was sent is neither executed nor lost. */
const CANCELLED = 'CANCELLED';

/** What is wrong, sentence by sentence. */
export interface Findings {
  readonly commands: number;
  readonly refused: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly others: readonly string[];
}

interface CommandRow {
  readonly command_id: string;
  readonly idempotency_key: string;
  readonly kind: string;
  readonly signer: string;
  readonly forwarder_nonce: string | null;
  readonly call_data: Buffer;
  readonly failure: string | null;
  readonly subjects: readonly string[];
}

/**
 * Holds what the clients were told against the chain.
 *
 * Of the database only the outbox is read, for the nonce of each command; no read model is believed.
 */
export class Audit {
  readonly #lost: string[] = [];
  readonly #doubled: string[] = [];
  readonly #others: string[];
  #refused = 0;

  constructor(
    private readonly ledger: LedgerReader,
    private readonly journal: Journal,
    private readonly payments: Payments,
  ) {
    this.#others = [...journal.violations];
  }

  async run(db: pg.Client): Promise<Findings> {
    const { rows } = await db.query<CommandRow>('SELECT * FROM command ORDER BY sequence');
    this.#checkAccepted(new Map(rows.map((row) => [row.command_id, row])));
    const executed = this.#checkExecutions(rows);
    await this.#checkCallData(rows, executed);
    this.#checkEffects(rows, executed);
    await this.#checkPayments(db);
    const commands = [...this.journal.entries.values()].filter((one) => one.commandIds.size > 0);
    return {
      ...{ commands: commands.length, refused: this.#refused },
      ...{ lost: this.#lost, doubled: this.#doubled, others: this.#others },
    };
  }

  /** One command for each key, and it is still known. */
  #checkAccepted(rows: ReadonlyMap<string, CommandRow>): void {
    for (const [key, { commandIds, request }] of this.journal.entries) {
      if (commandIds.size > 1) {
        this.#doubled.push(`${request.mutation} ${key} became commands ${[...commandIds].join()}`);
      }
      for (const id of commandIds) {
        if (!rows.has(id)) this.#lost.push(`command ${id} of ${request.mutation} is gone`);
      }
    }
  }

  /** Each request of each command was executed once, with whatever result; returns which were. */
  #checkExecutions(rows: readonly CommandRow[]): Map<string, Execution> {
    const bySlot = new Map<string, Execution>();
    for (const execution of this.ledger.executions) {
      const slot = slotOf(execution.signer, execution.nonce);
      if (bySlot.has(slot)) this.#doubled.push(`nonce ${slot} was executed twice`);
      bySlot.set(slot, execution);
    }
    const executed = new Map<string, Execution>();
    for (const row of rows) {
      const { command_id: id, forwarder_nonce: nonce } = row;
      const execution = nonce === null ? undefined : bySlot.get(slotOf(row.signer, Number(nonce)));
      if (execution !== undefined) executed.set(id, execution);
      this.#checkEnd(row, execution);
    }
    if (bySlot.size > executed.size) {
      const surplus = bySlot.size - executed.size;
      this.#doubled.push(`${surplus} requests were executed that no command has the nonce of`);
    }
    return executed;
  }

  #checkEnd({ command_id: id, kind, failure }: CommandRow, execution: Execution | undefined): void {
    if (execution?.succeeded === false) this.#refused += 1;
    if (execution !== undefined && failure !== null) {
      this.#doubled.push(`command ${id} was executed although it is ${failure}`);
    }
    if (execution === undefined && failure !== CANCELLED) {
      this.#lost.push(`command ${id} (${kind}) was never executed: ${failure ?? 'no event'}`);
    }
  }

  /** What was executed under the nonce of a command is that command, and is nowhere else. */
  async #checkCallData(
    rows: readonly CommandRow[],
    executed: ReadonlyMap<string, Execution>,
  ): Promise<void> {
    const requests = new Map<string, Map<string, string[]>>();
    for (const { transactionHash } of executed.values()) {
      if (requests.has(transactionHash)) continue;
      requests.set(transactionHash, await this.ledger.requestsIn(transactionHash));
    }
    for (const row of rows) {
      const execution = executed.get(row.command_id);
      if (execution === undefined) continue;
      const callData = `0x${row.call_data.toString('hex')}`;
      const inIt = requests.get(execution.transactionHash)?.get(row.signer.toLowerCase()) ?? [];
      if (!inIt.includes(callData)) {
        this.#doubled.push(`another request was executed under the nonce of ${row.command_id}`);
      }
    }
  }

  /** As many events of an act as commands for it succeeded: never more, never fewer. */
  #checkEffects(rows: readonly CommandRow[], executed: ReadonlyMap<string, Execution>): void {
    const expected = new Map<string, { effect: Effect; times: number }>();
    for (const row of rows) {
      const entry = this.journal.entries.get(row.idempotency_key);
      if (entry === undefined) continue;
      const succeeded = executed.get(row.command_id)?.succeeded === true;
      for (const effect of entry.request.effects(row.subjects)) {
        const key = `${effect.contract}.${effect.event} ${effect.id}`;
        const known = expected.get(key) ?? { effect, times: 0 };
        expected.set(key, { effect, times: known.times + (succeeded ? 1 : 0) });
      }
    }
    for (const [key, { effect, times }] of expected) {
      const found = this.ledger.countOf(effect);
      if (found > times) this.#doubled.push(`${key}: ${found} events for ${times} commands`);
      if (found < times) this.#lost.push(`${key}: ${found} events for ${times} commands`);
    }
    this.#checkPhantoms(expected);
  }

  #checkPhantoms(expected: ReadonlyMap<string, unknown>): void {
    const registered = [...expected.keys()].filter((key) => key.includes('ReceivableRegistered'));
    const known = new Set(registered.map((key) => key.split(' ')[1]?.toLowerCase()));
    const ids = this.ledger.idsOf('receivables', 'ReceivableRegistered');
    const isReceivable = (id: string): boolean => id.length === 66 && id.endsWith('0000');
    for (const id of ids.filter(isReceivable)) {
      if (!known.has(id)) this.#doubled.push(`nobody asked for the receivable ${id}`);
    }
  }

  /** One entry for each booking of the bank, and what it paid stands on the chain once. */
  async #checkPayments(db: pg.Client): Promise<void> {
    const { rows } = await db.query<{ entry_hash: string; reference: string }>(
      'SELECT entry_hash, servicer_reference AS reference FROM bank_entry',
    );
    const hashes = new Map<string, string[]>();
    for (const { reference, entry_hash: hash } of rows) {
      hashes.set(reference, [...(hashes.get(reference) ?? []), hash]);
    }
    const paidMinor = new Map<string, bigint>();
    for (const [reference, { receivableId, amountMinor }] of this.payments.handed) {
      if (!this.#isApplied(reference, hashes.get(reference) ?? [])) continue;
      paidMinor.set(receivableId, (paidMinor.get(receivableId) ?? 0n) + amountMinor);
    }
    for (const [receivableId, wanted] of paidMinor) {
      const found = this.ledger.paidMinor.get(receivableId) ?? 0n;
      if (found !== wanted)
        this.#others.push(`${receivableId}: ${found} paid instead of ${wanted}`);
    }
  }

  #isApplied(reference: string, hashes: readonly string[]): boolean {
    const [id = ''] = hashes;
    if (hashes.length === 0) this.#lost.push(`the entry ${reference} is gone`);
    if (hashes.length > 1) this.#doubled.push(`the entry ${reference} is there twice`);
    const times = this.ledger.countOf({ contract: 'settlement', event: 'RemittanceApplied', id });
    if (times > 1) this.#doubled.push(`the entry ${reference} was applied ${times} times`);
    if (times === 0) this.#lost.push(`the entry ${reference} was never applied`);
    return times > 0;
  }
}

function slotOf(signer: string, nonce: number): string {
  return `${signer.toLowerCase()}/${nonce}`;
}
