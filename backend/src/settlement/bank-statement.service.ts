import { Injectable } from '@nestjs/common';

import { DomainError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { CommandReader } from '../ledger/index.js';
import { BankImportService } from './bank-import.service.js';
import { BankStatementReader } from './bank-statement.reader.js';
import type { ImportBankStatementAnswer, ImportBankStatementInput } from './bank-statement.type.js';
import { SettlementService } from './settlement.service.js';

/** Longest time that an import waits for what it settles. */
const SETTLEMENT_TIMEOUT_MS = 30_000;

/** Imports statements and has their entries matched at once. */
@Injectable()
export class BankStatementService {
  constructor(
    private readonly imports: BankImportService,
    private readonly statements: BankStatementReader,
    private readonly settlement: SettlementService,
    private readonly commands: CommandReader,
  ) {}

  async import(
    viewer: Viewer,
    input: ImportBankStatementInput,
  ): Promise<ImportBankStatementAnswer> {
    const importId = await this.imports.import(viewer, input);
    if (importId instanceof DomainError) {
      return importId;
    }
    const imported = await this.statements.readImport(importId);
    const parties = new Set(imported.statements.map(({ party }) => party));
    await this.settlement.settleMatched([...parties]);
    if (input.awaitSettlement === true) {
      await this.awaitSettlement(importId);
    }
    return imported;
  }

  private async awaitSettlement(importId: string): Promise<void> {
    const deadline = Date.now() + SETTLEMENT_TIMEOUT_MS;
    for (const commandId of await this.statements.commandsOfImport(importId)) {
      const remainingMs = Math.max(deadline - Date.now(), 0);
      await this.commands.waitForOutcome(this.settlement.agent, commandId, remainingMs);
    }
  }
}
