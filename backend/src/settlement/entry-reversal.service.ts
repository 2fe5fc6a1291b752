import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { PartyRole, present } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  checkIdempotencyKey,
  contractInterfaces,
  sealEvidence,
} from '../ledger/index.js';
import { AgentEntryReader, type StandingAllocation } from './agent-entry.reader.js';
import { AllocationKind } from './allocation.entity.js';
import { CounterEntryReader } from './counter-entry.reader.js';
import type { ReverseAllocationInput, ReverseEntryInput } from './entry-acts.input.js';
import { EntryRecordingService } from './entry-recording.service.js';

const REVERSAL_GAS = 350_000;
/** 41,000 measured for a lot or lien with its exposure and duty, 70,000 with a receivable of its own. */
const SHARE_GAS = 90_000;
/** Below the limit of one relayed act. */
const GAS_MAX = 14_000_000;
const ENTRY_GAS = 200_000;
const NOTE_CHARS_MAX = 2_000;

const { settlement } = contractInterfaces;

type Submitted = Promise<CommandEntity | DomainError>;

/** A settlement agent takes back what an entry paid, when the bank does or it was allocated wrongly. */
@Injectable()
export class EntryReversalService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly entries: AgentEntryReader,
    private readonly counterEntries: CounterEntryReader,
    private readonly recording: EntryRecordingService,
  ) {}

  /** Allocations are reversed in the opposite order of how they were made. */
  async reverseAllocation(viewer: Viewer, input: ReverseAllocationInput): Submitted {
    const { idempotencyKey: key, allocationNumber } = input;
    const entryHash = input.entryHash.toLowerCase();
    const note = input.note ?? null;
    const refusal = checkAgent(viewer, entryHash) ?? checkNote(note);
    if (refusal !== null) {
      return refusal;
    }
    const body = { entryHash, allocationNumber, note };
    const idempotency = { key, operation: 'reverseAllocation', body };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      if ((await this.entries.find(viewer.party, entryHash, db)) === null) {
        return new NotFoundError(entryHash);
      }
      const [latest] = await this.entries.standing(viewer.party, entryHash, db);
      if (latest?.number !== allocationNumber) {
        const which = latest === undefined ? 'none stands' : `number ${latest.number} is`;
        const message = `Only the latest allocation can be reversed: ${which}.`;
        return new InputInvalidError('allocationNumber', message);
      }
      const evidenceHash = await keepEvidence(db, viewer.party, entryHash, note);
      return this.reversalOf(db, entryHash, latest, evidenceHash);
    });
  }

  /** Its allocations are reversed by commands of their own before, each once for the same key. */
  async reverseEntry(viewer: Viewer, input: ReverseEntryInput): Submitted {
    const { idempotencyKey: key } = input;
    const entryHash = input.entryHash.toLowerCase();
    const counterEntryHash = input.counterEntryHash.toLowerCase();
    const refusal = checkAgent(viewer, entryHash) ?? checkIdempotencyKey(key);
    if (refusal !== null) {
      return refusal;
    }
    const isKnown = await this.counterEntries.isKeyUsed(viewer.party, key);
    const problem = isKnown ? null : await this.prepare(viewer, key, entryHash, counterEntryHash);
    if (problem !== null) {
      return problem;
    }
    const body = { entryHash, counterEntryHash };
    const idempotency = { key, operation: 'reverseEntry', body };
    return this.outbox.submit(viewer, idempotency, () =>
      Promise.resolve({
        kind: 'REVERSE_ENTRY',
        contract: 'settlement',
        callData: settlement.encodeFunctionData('reverseEntry', [entryHash, counterEntryHash]),
        gas: ENTRY_GAS,
        subjects: [entryHash, counterEntryHash],
      } satisfies Act),
    );
  }

  /** What must be on the ledger before the entry itself is reversed. */
  private async prepare(
    viewer: Viewer,
    key: string,
    entryHash: string,
    counterEntryHash: string,
  ): Promise<DomainError | null> {
    const entry = await this.entries.find(viewer.party, entryHash);
    if (entry === null) {
      return new NotFoundError(entryHash);
    }
    const unfit = await this.counterEntries.findProblem(entry, counterEntryHash);
    if (unfit !== null) {
      return unfit;
    }
    if (entry.allocations === null) {
      return this.recording.record(viewer, entryHash);
    }
    for (const allocation of await this.entries.standing(viewer.party, entryHash)) {
      const place = `${allocation.blockNumber}:${allocation.logIndex}`;
      const idempotency = {
        key: `reverse:${hashOf(`${key}:${entryHash}:${place}`)}`,
        operation: 'reverseAllocation',
        body: { entryHash, allocationNumber: allocation.number },
      };
      const submitted = await this.outbox.submit(viewer, idempotency, (db) =>
        this.reversalOf(db, entryHash, allocation, counterEntryHash),
      );
      if (submitted instanceof DomainError) {
        return submitted;
      }
    }
    return null;
  }

  private async reversalOf(
    db: EntityManager,
    entryHash: string,
    allocation: StandingAllocation,
    evidenceHash: string,
  ): Promise<Act> {
    const isToReceivables = allocation.kind === AllocationKind.RECEIVABLES;
    const shares = isToReceivables ? await this.entries.sharesOf(entryHash, allocation, db) : [];
    return {
      kind: 'REVERSE_ALLOCATION',
      contract: 'settlement',
      callData: isToReceivables
        ? settlement.encodeFunctionData('reverseAllocation', [
            ...([entryHash, allocation.previousHash, shares, evidenceHash] as const),
          ])
        : callDataOf(entryHash, allocation, evidenceHash),
      gas: Math.min(GAS_MAX, REVERSAL_GAS + SHARE_GAS * shares.length),
      subjects: [entryHash],
    };
  }
}

function callDataOf(
  entryHash: string,
  { kind, previousHash, creditor, amountMinor, earlyPaymentNumber, number }: StandingAllocation,
  evidenceHash: string,
): string {
  if (kind === AllocationKind.EARLY_PAYMENT) {
    const early = present(earlyPaymentNumber, `early payment of allocation ${number}`);
    const values: [string, string, number, string] = [entryHash, previousHash, early, evidenceHash];
    return settlement.encodeFunctionData('reverseEarlyPayment', values);
  }
  return settlement.encodeFunctionData('reverseOverpayment', [
    ...([entryHash, previousHash] as const),
    ...([present(creditor, `creditor of allocation ${number}`), amountMinor] as const),
    evidenceHash,
  ]);
}

function checkAgent(viewer: Viewer, entryHash: string): DomainError | null {
  if (!viewer.roles.includes(PartyRole.SETTLEMENT_AGENT)) {
    return new NotPermittedError('Only a settlement agent takes back what a bank entry paid.');
  }
  return HASH.test(entryHash)
    ? null
    : new InputInvalidError('entryHash', 'This is no hash of a bank entry.');
}

function checkNote(note: string | null): InputInvalidError | null {
  const isFine = note === null || (note.trim() !== '' && note.length <= NOTE_CHARS_MAX);
  return isFine
    ? null
    : new InputInvalidError('note', `A note has 1 to ${NOTE_CHARS_MAX} characters.`);
}

/** Keeps the agent's words with their salt; without any, the entry speaks for itself. */
async function keepEvidence(
  db: EntityManager,
  party: string,
  entryHash: string,
  note: string | null,
): Promise<string> {
  if (note === null) {
    return entryHash;
  }
  const { evidenceHash, salt } = sealEvidence(note);
  await db.query(
    `INSERT INTO settlement_evidence (evidence_hash, entry_hash, party, salt, content)
     VALUES ($1, $2, $3, $4, $5)`,
    [evidenceHash, entryHash, party, salt, note],
  );
  return evidenceHash;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
