import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowStore,
  bigintArg,
  rowKey,
  textArg,
} from '../ledger/projection.js';
import { StatementEntity } from './statement.entity.js';
import { StatementLineEntity } from './statement-line.entity.js';
import { statementLineVerification } from './statement-line.verification.js';

/** What one side says that a line should be. */
interface Proposal {
  readonly proposalMinor: bigint;
  readonly evidenceHash: string | null;
  readonly proposedAt: Date;
}

const statementIdOf = (event: LedgerEvent): string => textArg(event, 'statementId');
const statementKey = (event: LedgerEvent) => rowKey(StatementEntity, statementIdOf(event));
const lineKey = (event: LedgerEvent) =>
  rowKey(StatementLineEntity, statementIdOf(event), textArg(event, 'receivableId'));

function isSupplier(event: LedgerEvent, rows: RowStore, party: string): boolean {
  return rows.getOrThrow(statementKey(event)).supplier === party;
}

function supplierSays({ proposalMinor, evidenceHash, proposedAt }: Proposal) {
  return {
    supplierProposalMinor: proposalMinor,
    supplierEvidenceHash: evidenceHash,
    supplierProposedAt: proposedAt,
  };
}

function buyerSays({ proposalMinor, evidenceHash, proposedAt }: Proposal) {
  return {
    buyerProposalMinor: proposalMinor,
    buyerEvidenceHash: evidenceHash,
    buyerProposedAt: proposedAt,
  };
}

/** The figure of a list is what its side proposes, until it says otherwise. */
function figureOf(event: LedgerEvent, proposalMinor: bigint): Proposal {
  return { proposalMinor, evidenceHash: null, proposedAt: event.blockTime };
}

const SILENT_SUPPLIER = {
  supplierProposalMinor: null,
  supplierEvidenceHash: null,
  supplierProposedAt: null,
};
const SILENT_BUYER = { buyerProposalMinor: null, buyerEvidenceHash: null, buyerProposedAt: null };

function raised(event: LedgerEvent, rows: RowStore): StatementLineEntity {
  const raisedBy = textArg(event, 'raisedBy');
  const bySupplier = isSupplier(event, rows, raisedBy);
  const supplierMinor = bigintArg(event, 'supplierMinor');
  const buyerMinor = bigintArg(event, 'buyerMinor');
  const supplierSpoke = bySupplier || supplierMinor !== 0n;
  const buyerSpoke = !bySupplier || buyerMinor !== 0n;
  return {
    statementId: statementIdOf(event),
    receivableId: textArg(event, 'receivableId'),
    raisedBy,
    raisedAt: event.blockTime,
    supplierMinor,
    ...(supplierSpoke ? supplierSays(figureOf(event, supplierMinor)) : SILENT_SUPPLIER),
    buyerMinor,
    ...(buyerSpoke ? buyerSays(figureOf(event, buyerMinor)) : SILENT_BUYER),
    agreedMinor: null,
    resolvedAt: null,
  };
}

/** The side whose figure was 0 showed that its list has the receivable. */
function correct(row: StatementLineEntity, event: LedgerEvent): void {
  const supplierMinor = bigintArg(event, 'supplierMinor');
  const buyerMinor = bigintArg(event, 'buyerMinor');
  if (row.supplierMinor !== supplierMinor) {
    Object.assign(row, { supplierMinor }, supplierSays(figureOf(event, supplierMinor)));
  }
  if (row.buyerMinor !== buyerMinor) {
    Object.assign(row, { buyerMinor }, buyerSays(figureOf(event, buyerMinor)));
  }
}

function proposal(event: LedgerEvent): Proposal {
  return {
    proposalMinor: bigintArg(event, 'agreedMinor'),
    evidenceHash: textArg(event, 'evidenceHash'),
    proposedAt: event.blockTime,
  };
}

function changing(
  change: (row: StatementLineEntity, event: LedgerEvent, rows: RowStore) => void,
): EventHandler {
  return {
    keys: (event) => [lineKey(event), statementKey(event)],
    subject: statementIdOf,
    apply: (event, rows) => rows.update(lineKey(event), (row) => change(row, event, rows)),
  };
}

/** Events of `Reconciliation` -> lines of statements. */
const handlers: Readonly<Record<string, EventHandler>> = {
  LineRaised: {
    keys: (event) => [statementKey(event)],
    subject: statementIdOf,
    apply: (event, rows) => rows.insert(StatementLineEntity, raised(event, rows)),
  },
  LineCorrected: changing(correct),
  LineProposed: changing((row, event, rows) => {
    const says = isSupplier(event, rows, textArg(event, 'proposedBy')) ? supplierSays : buyerSays;
    Object.assign(row, says(proposal(event)));
  }),
  LineResolved: changing((row, event) => {
    row.agreedMinor = bigintArg(event, 'agreedMinor');
    row.resolvedAt = event.blockTime;
  }),
};

export const statementLineReadModel: ReadModel = {
  contract: 'reconciliation',
  entities: [StatementLineEntity],
  handlers,
  verifications: [statementLineVerification],
};
