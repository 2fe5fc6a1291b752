import { assignmentsReadModel } from './assignments/assignments.projector.js';
import { lotNoticeReadModel } from './assignments/notice.projector.js';
import { collectionsReadModel } from './collections/collections.projector.js';
import { writeOffReadModel } from './collections/write-off.projector.js';
import { creditReadModel } from './credit/credit.projector.js';
import { dutyReadModel } from './duties/duty.projector.js';
import { earlyPaymentReadModel } from './early-payments/early-payment.projector.js';
import { dealReadModel } from './factoring/deal.projector.js';
import { lotPositionReadModel, positionReadModel } from './factoring/position.projector.js';
import type { ReadModel } from './ledger/index.js';
import { partyReadModel } from './parties/party.projector.js';
import { lienReadModel } from './pledges/lien.projector.js';
import { lotReadModel } from './receivables/lot.projector.js';
import { receivableReadModel } from './receivables/receivable.projector.js';
import { pairAgentReadModel } from './reconciliation/pair-agent.projector.js';
import { statementLineReadModel } from './reconciliation/statement-line.projector.js';
import { statementReadModel } from './reconciliation/statement.projector.js';
import { settlementReadModel } from './settlement/settlement.projector.js';

/** The read models of every domain module: the one list that the indexer and the verification work from. */
export const readModels: readonly ReadModel[] = [
  partyReadModel,
  receivableReadModel,
  lotReadModel,
  dealReadModel,
  positionReadModel,
  lotPositionReadModel,
  settlementReadModel,
  statementReadModel,
  statementLineReadModel,
  pairAgentReadModel,
  creditReadModel,
  assignmentsReadModel,
  lotNoticeReadModel,
  lienReadModel,
  earlyPaymentReadModel,
  collectionsReadModel,
  writeOffReadModel,
  dutyReadModel,
];
