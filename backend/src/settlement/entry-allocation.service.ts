import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  checkIds,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import type { KeptBackRow } from '../kept-back/index.js';
import { PartyReader } from '../parties/index.js';
import { type AgentEntry, AgentEntryReader } from './agent-entry.reader.js';
import type { AllocateEntryInput, RecordOverpaymentInput } from './entry-acts.input.js';
import { EntryRecordingService } from './entry-recording.service.js';
import { type Settlement, gasOf } from './match.batches.js';
import { type Allocation, manualProposal } from './match.proposal.js';
import {
  lockAllocation,
  lockOpenEntries,
  storeAllocations,
  storeProposals,
} from './match.store.js';
import { noteKeptBack } from './kept-back.note.js';
import { settleAct } from './settlement.act.js';

/** 111,000 measured, with a duty that was not there before. */
const OVERPAYMENT_GAS = 300_000;

type Submitted = Promise<CommandEntity | DomainError>;

/** A settlement agent says what an entry pays, where matching did not or not wholly. */
@Injectable()
export class EntryAllocationService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly entries: AgentEntryReader,
    private readonly recording: EntryRecordingService,
    private readonly parties: PartyReader,
  ) {}

  /** @param kept what the payer kept back besides, which is noted with the act */
  async allocate(
    viewer: Viewer,
    input: AllocateEntryInput,
    kept: readonly KeptBackRow[] = [],
  ): Submitted {
    const { idempotencyKey: key } = input;
    const entryHash = input.entryHash.toLowerCase();
    const applications = input.applications.map(({ receivableId, amountMinor }) => ({
      receivableId: receivableId.toLowerCase(),
      amountMinor,
    }));
    const refusal = checkAgent(viewer, entryHash) ?? checkApplications(applications);
    if (refusal !== null) {
      return refusal;
    }
    const idempotency = { key, operation: 'allocateEntry', body: { entryHash, applications } };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      // Matching may be about to give the same outstanding amounts away.
      await lockAllocation(db);
      const entry = await this.entries.find(viewer.party, entryHash, db);
      if (entry === null) {
        return new NotFoundError(entryHash);
      }
      const settlement = await this.settlementOf(db, entry, applications);
      if (settlement instanceof DomainError) {
        return settlement;
      }
      const isRecorded = entry.allocations !== null || entry.isTaken;
      const act = isRecorded
        ? await allocateRecorded(db, commandId, settlement)
        : await takeOpen(db, commandId, entry, settlement);
      if (!(act instanceof DomainError)) await noteKeptBack(db, commandId, [settlement], kept);
      return act;
    });
  }

  /** An entry that the ledger does not know yet is recorded by a command of its own before. */
  async recordOverpayment(viewer: Viewer, input: RecordOverpaymentInput): Submitted {
    const { idempotencyKey: key, amountMinor } = input;
    const entryHash = input.entryHash.toLowerCase();
    const creditorId = input.creditorId.toLowerCase();
    const refusal = checkAgent(viewer, entryHash) ?? checkOverpayment(creditorId, amountMinor);
    if (refusal !== null) {
      return refusal;
    }
    const [creditor] = await this.parties.findByIds([creditorId]);
    if (creditor === undefined) {
      return new NotFoundError(creditorId);
    }
    const entry = await this.entries.find(viewer.party, entryHash);
    const unrecorded = entry?.allocations === null || entry === null;
    const unrecordable = unrecorded ? await this.recording.record(viewer, entryHash) : null;
    if (unrecordable !== null) {
      return unrecordable;
    }
    const body = { entryHash, creditorId, amountMinor };
    const idempotency = { key, operation: 'recordOverpayment', body };
    const values: [string, string, bigint] = [entryHash, creditorId, amountMinor];
    const { settlement } = contractInterfaces;
    return this.outbox.submit(viewer, idempotency, () =>
      Promise.resolve({
        kind: 'RECORD_OVERPAYMENT',
        contract: 'settlement',
        callData: settlement.encodeFunctionData('recordOverpayment', values),
        gas: OVERPAYMENT_GAS,
        subjects: [entryHash, creditorId],
      } satisfies Act),
    );
  }

  private async settlementOf(
    db: EntityManager,
    entry: AgentEntry,
    allocations: readonly Allocation[],
  ): Promise<Settlement | NotFoundError> {
    const ids = allocations.map(({ receivableId }) => receivableId);
    const counts = await this.entries.shareCounts(ids, db);
    const missing = ids.find((id) => !counts.has(id));
    if (missing !== undefined) {
      return new NotFoundError(missing);
    }
    const lotCount = ids.reduce((sum, id) => sum + (counts.get(id)?.lots ?? 0), 0);
    const lienCount = ids.reduce((sum, id) => sum + (counts.get(id)?.liens ?? 0), 0);
    const noText = { references: [], remittance: null };
    const noPayer = { counterpartyName: null, counterpartyAccount: null };
    const proposal = manualProposal(allocations);
    return { entry: { ...entry, ...noText, ...noPayer }, proposal, lotCount, lienCount };
  }
}

function checkAgent(viewer: Viewer, entryHash: string): DomainError | null {
  if (!viewer.roles.includes(PartyRole.SETTLEMENT_AGENT)) {
    return new NotPermittedError('Only a settlement agent says what a bank entry pays.');
  }
  return HASH.test(entryHash)
    ? null
    : new InputInvalidError('entryHash', 'This is no hash of a bank entry.');
}

function checkApplications(applications: readonly Allocation[]): InputInvalidError | null {
  const ids = applications.map(({ receivableId }) => receivableId);
  const invalid = checkIds('applications', ids, { pattern: HASH });
  if (invalid !== null) {
    return invalid;
  }
  const empty = applications.findIndex(({ amountMinor }) => amountMinor === 0n);
  return empty === -1
    ? null
    : new InputInvalidError(`applications[${empty}].amountMinor`, 'An amount is above zero.');
}

function checkOverpayment(creditorId: string, amountMinor: bigint): InputInvalidError | null {
  if (!PARTY_ID.test(creditorId)) {
    return new InputInvalidError('creditorId', 'This is no id of a party.');
  }
  return amountMinor === 0n
    ? new InputInvalidError('amountMinor', 'An amount is above zero.')
    : null;
}

/** The entry is not on the ledger: it is recorded and applied by one act. */
async function takeOpen(
  db: EntityManager,
  commandId: string,
  { entryHash, amountMinor, isMatchable }: AgentEntry,
  settlement: Settlement,
): Promise<Act | InputInvalidError> {
  if (isMatchable !== true) {
    return new InputInvalidError('entryHash', 'Money out, or not booked yet: it pays nothing.');
  }
  const { allocations } = settlement.proposal;
  if (allocations.reduce((sum, one) => sum + one.amountMinor, 0n) > amountMinor) {
    return new InputInvalidError('applications', 'They are more than the entry.');
  }
  if ((await lockOpenEntries(db, [entryHash])) === 0) {
    return new InputInvalidError('entryHash', 'The entry was matched meanwhile.');
  }
  await storeProposals(db, [settlement], commandId);
  await storeAllocations(db, [settlement]);
  return settleAct([settlement]);
}

async function allocateRecorded(
  db: EntityManager,
  commandId: string,
  settlement: Settlement,
): Promise<Act> {
  const { entryHash } = settlement.entry;
  const { allocations } = settlement.proposal;
  await db.query(
    `INSERT INTO allocation_order (command_id, position, entry_hash, receivable_id, amount_minor)
     SELECT $1, w.position - 1, $2, w.receivable_id, w.amount_minor
     FROM unnest($3::text[], $4::bigint[]) WITH ORDINALITY
       AS w (receivable_id, amount_minor, position)`,
    [
      commandId,
      entryHash,
      allocations.map(({ receivableId }) => receivableId),
      allocations.map(({ amountMinor }) => amountMinor.toString()),
    ],
  );
  const applications = allocations.map(({ receivableId, amountMinor }) => ({
    receivableId,
    amountMinor,
  }));
  const { settlement: contract } = contractInterfaces;
  return {
    kind: 'ALLOCATE_ENTRY',
    contract: 'settlement',
    callData: contract.encodeFunctionData('allocate', [entryHash, applications]),
    gas: gasOf([settlement]),
    subjects: [entryHash],
  };
}
