import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, NotFoundError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { DifferingStatementReader, type SidedStatement } from './differing-statement.reader.js';
import { keepNotes } from './statement-evidence.js';
import type {
  AgreeStatementLinesInput,
  ProveStatementItemsInput,
  RaiseStatementLinesInput,
} from './statement-line.input.js';
import {
  type ProvenItem,
  type RaisedLine,
  type Resolution,
  checkNamed,
  checkResolutions,
  itemsToProve,
  linesToRaise,
} from './statement-line.rules.js';

const BASE_GAS = 150_000;
/** Some 26,000 measured, without the proofs. */
const RAISED_LINE_GAS = 45_000;
const PROVEN_ITEM_GAS = 45_000;
/** Some 14,000 measured. */
const RESOLUTION_GAS = 30_000;
/** Its bytes in the transaction, copied twice, and one hashing: some 1,200 measured. */
const PROOF_HASH_GAS = 1_500;

type Submitted = Promise<CommandEntity | DomainError>;

/** Supplier and buyer settle a statement on which they differ, line by line. */
@Injectable()
export class StatementLineService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly statements: DifferingStatementReader,
  ) {}

  async raise(
    viewer: Viewer,
    { idempotencyKey: key, ...input }: RaiseStatementLinesInput,
  ): Submitted {
    const body = checkNamed(input);
    if (body instanceof DomainError) {
      return body;
    }
    const { statementId, receivableIds: named } = body;
    const idempotency = { key, operation: 'raiseStatementLines', body };
    return this.outbox.submit(viewer, idempotency, (db) =>
      this.ofSide(db, viewer, statementId, async (statement) => {
        const lists = await this.statements.lists(db, statement);
        const raised = await this.statements.raisedReceivables(db, statementId);
        const lines = linesToRaise(statement, lists, { named, raised });
        return lines instanceof DomainError ? lines : raiseAct(statementId, lines);
      }),
    );
  }

  async prove(
    viewer: Viewer,
    { idempotencyKey: key, ...input }: ProveStatementItemsInput,
  ): Submitted {
    const body = checkNamed(input);
    if (body instanceof DomainError) {
      return body;
    }
    const { statementId, receivableIds: named } = body;
    const idempotency = { key, operation: 'proveStatementItems', body };
    return this.outbox.submit(viewer, idempotency, (db) =>
      this.ofSide(db, viewer, statementId, async (statement) => {
        const { [statement.side]: own } = await this.statements.lists(db, statement);
        const open = await this.statements.openLines(db, statementId);
        const items = itemsToProve(statement, own, { named, open });
        return items instanceof DomainError ? items : proveAct(statementId, items);
      }),
    );
  }

  async agree(
    viewer: Viewer,
    { idempotencyKey: key, ...input }: AgreeStatementLinesInput,
  ): Submitted {
    const statementId = input.statementId.toLowerCase();
    const resolutions = checkResolutions(input.resolutions);
    if (resolutions instanceof DomainError) {
      return resolutions;
    }
    const idempotency = {
      key,
      operation: 'agreeStatementLines',
      body: { statementId, resolutions },
    };
    return this.outbox.submit(viewer, idempotency, (db, commandId) =>
      this.ofSide(db, viewer, statementId, async () => {
        const owner = { statementId, party: viewer.party, commandId };
        return agreeAct(statementId, resolutions, await keepNotes(db, owner, resolutions));
      }),
    );
  }

  private async ofSide(
    db: EntityManager,
    viewer: Viewer,
    statementId: string,
    prepare: (statement: SidedStatement) => Promise<Act | DomainError>,
  ): Promise<Act | DomainError> {
    const statement = await this.statements.find(db, viewer.party, statementId);
    return statement === null ? new NotFoundError(statementId) : prepare(statement);
  }
}

function raiseAct(statementId: string, lines: readonly RaisedLine[]): Act {
  const proofLength = lines.reduce(
    (sum, { supplierProof, buyerProof }) => sum + supplierProof.length + buyerProof.length,
    0,
  );
  return {
    kind: 'RAISE_STATEMENT_LINES',
    contract: 'reconciliation',
    callData: contractInterfaces.reconciliation.encodeFunctionData('raiseLines', [
      statementId,
      lines.map((line) => ({ ...line })),
    ]),
    gas: BASE_GAS + RAISED_LINE_GAS * lines.length + PROOF_HASH_GAS * proofLength,
    subjects: [statementId],
  };
}

function proveAct(statementId: string, items: readonly ProvenItem[]): Act {
  const proofLength = items.reduce((sum, { proof }) => sum + proof.length, 0);
  return {
    kind: 'PROVE_STATEMENT_ITEMS',
    contract: 'reconciliation',
    callData: contractInterfaces.reconciliation.encodeFunctionData('proveItems', [
      statementId,
      items.map((item) => ({ ...item })),
    ]),
    gas: BASE_GAS + PROVEN_ITEM_GAS * items.length + PROOF_HASH_GAS * proofLength,
    subjects: [statementId],
  };
}

function agreeAct(
  statementId: string,
  resolutions: readonly Resolution[],
  evidenceHashes: readonly string[],
): Act {
  return {
    kind: 'AGREE_STATEMENT_LINES',
    contract: 'reconciliation',
    callData: contractInterfaces.reconciliation.encodeFunctionData('agreeLines', [
      statementId,
      resolutions.map(({ receivableId, agreedMinor }, index) => ({
        receivableId,
        agreedMinor,
        evidenceHash: evidenceHashes[index] ?? '',
      })),
    ]),
    gas: BASE_GAS + RESOLUTION_GAS * resolutions.length,
    subjects: [statementId],
  };
}
