import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { BuyerBooks, type OwedStatement } from './buyer-books.js';
import { checkAcknowledgements } from './statement.rules.js';
import { balanceOf, longRootOf } from './statement-items.js';
import type { AcknowledgeStatementsInput, AcknowledgementInput } from './statement.input.js';
import { type ItemsOfStatement, keepItems } from './statement.store.js';

const ACKNOWLEDGE_GAS = 300_000;
/** Compares two figures and writes two words, and the buyer's root where they differ. */
const ACKNOWLEDGE_STATEMENT_GAS = 80_000;

/** What a buyer answers to one statement. */
type Answer = ItemsOfStatement & { readonly balanceMinor: bigint };

/** Buyers answer statements with the figures of their own books; the contract says who agrees. */
@Injectable()
export class StatementAcknowledgeService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly books: BuyerBooks,
  ) {}

  async acknowledge(
    viewer: Viewer,
    { idempotencyKey, acknowledgements }: AcknowledgeStatementsInput,
  ): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.BUYER)) {
      return new NotPermittedError('Only a buyer acknowledges statements.');
    }
    const checked = checkAcknowledgements(acknowledgements);
    if (checked instanceof DomainError) {
      return checked;
    }
    const idempotency = {
      key: idempotencyKey,
      operation: 'acknowledgeStatements',
      body: { acknowledgements: checked },
    };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const answers = await this.answer(db, viewer.party, checked);
      if (answers instanceof DomainError) {
        return answers;
      }
      await keepItems(db, answers);
      return acknowledgeAct(answers);
    });
  }

  private async answer(
    db: EntityManager,
    buyer: string,
    acknowledgements: readonly AcknowledgementInput[],
  ): Promise<Answer[] | DomainError> {
    const ids = acknowledgements.map(({ statementId }) => statementId);
    const statements = await this.books.findStatements(db, buyer, ids);
    const missing = ids.find((id) => !statements.has(id));
    if (missing !== undefined) {
      return new NotFoundError(missing);
    }
    const onLedger = await this.books.itemsOnLedger(db, buyer, [...statements.values()]);
    const dueDates = await this.books.dueDates(db, buyer, acknowledgements);
    const answers: Answer[] = [];
    for (const [index, acknowledgement] of acknowledgements.entries()) {
      const statement = statements.get(acknowledgement.statementId);
      if (statement === undefined) continue;
      const own = ownItems(acknowledgement, statement, dueDates);
      if (typeof own === 'number') {
        const path = `acknowledgements[${index}].items[${own}].receivableId`;
        return new InputInvalidError(path, 'This is no receivable of the pair of the statement.');
      }
      const items = own ?? onLedger.get(statement.statementId) ?? [];
      answers.push({
        statementId: statement.statementId,
        itemsRoot: await longRootOf(items),
        blockNumber: statement.blockNumber,
        items,
        balanceMinor: acknowledgement.balanceMinor ?? balanceOf(items),
      });
    }
    return answers;
  }
}

/** Items that the buyer gave; null if none were, the position of the first that is not of the pair. */
function ownItems(
  { items }: AcknowledgementInput,
  statement: OwedStatement,
  dueDates: ReadonlyMap<string, { readonly pair: string; readonly dueDate: string }>,
): Answer['items'] | number | null {
  if (items === undefined || items === null) {
    return null;
  }
  const own: Array<Answer['items'][number]> = [];
  for (const [position, { receivableId, outstandingMinor }] of items.entries()) {
    const receivable = dueDates.get(receivableId);
    if (receivable?.pair !== `${statement.supplier} ${statement.currency}`) {
      return position;
    }
    own.push({ receivableId, outstandingMinor, dueDate: receivable.dueDate });
  }
  return own.sort((a, b) => (a.receivableId < b.receivableId ? -1 : 1));
}

/** The act by which a buyer states its own figures of statements. */
export function acknowledgeAct(
  answers: ReadonlyArray<Pick<Answer, 'statementId' | 'balanceMinor' | 'itemsRoot'>>,
): Act {
  const values = answers.map(({ statementId, balanceMinor, itemsRoot }) => ({
    statementId,
    balanceMinor,
    itemsRoot,
  }));
  const { reconciliation } = contractInterfaces;
  return {
    kind: 'ACKNOWLEDGE_STATEMENTS',
    contract: 'reconciliation',
    callData: reconciliation.encodeFunctionData('acknowledgeStatements', [values]),
    gas: ACKNOWLEDGE_GAS + ACKNOWLEDGE_STATEMENT_GAS * answers.length,
    subjects: answers.map(({ statementId }) => statementId),
  };
}
