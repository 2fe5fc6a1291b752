import type { ChaosClient } from './client.js';
import type { Journal } from './journal.js';

/** A booking of the bank that names a receivable. */
export interface Payment {
  readonly reference: string;
  readonly receivableId: string;
  readonly amountMinor: bigint;
}

const IMPORT = `mutation ($input: ImportBankStatementInput!) {
  importBankStatement(input: $input) {
    __typename ... on BankStatementImport { importId alreadyKnown } ... on DomainError { code message }
  }
}`;

interface ImportAnswer {
  readonly importBankStatement: {
    readonly __typename: string;
    readonly importId?: string;
    readonly alreadyKnown?: number;
    readonly message?: string;
  };
}

/** Statements that were handed in, each of them now and then twice. */
export class Payments {
  readonly handed = new Map<string, Payment>();

  constructor(private readonly journal: Journal) {}

  async hand(client: ChaosClient, payment: Payment, xml: string): Promise<void> {
    const { reference } = payment;
    const contentBase64 = Buffer.from(xml).toString('base64');
    const input = { idempotencyKey: reference, contentBase64, awaitSettlement: false };
    const first = await client.ask<ImportAnswer>(IMPORT, { input });
    const { __typename, importId, alreadyKnown, message } = first.importBankStatement;
    if (__typename !== 'BankStatementImport' || alreadyKnown !== 0) {
      this.journal.violates(`the statement ${reference} was not taken: ${message ?? __typename}`);
      return;
    }
    this.handed.set(reference, payment);
    const again = await client.ask<ImportAnswer>(IMPORT, { input });
    if (again.importBankStatement.importId !== importId) {
      this.journal.violates(`the statement ${reference} was taken twice`);
    }
    // The same file as another one: all of it is known.
    const copy = { ...input, idempotencyKey: `${reference} again` };
    const known = await client.ask<ImportAnswer>(IMPORT, { input: copy });
    if (known.importBankStatement.alreadyKnown === 0) {
      this.journal.violates(`the entries of ${reference} were taken twice`);
    }
  }
}
