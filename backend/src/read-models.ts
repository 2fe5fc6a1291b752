import { assignmentsReadModel } from './assignments/assignments.projector.js';
import { lotNoticeReadModel } from './assignments/notice.projector.js';
import { cashReadModel } from './cash/cash.projector.js';
import { collectionsReadModel } from './collections/collections.projector.js';
import { writeOffReadModel } from './collections/write-off.projector.js';
import { creditReadModel } from './credit/credit.projector.js';
import { dutyReadModel } from './duties/duty.projector.js';
import {
  earlyAllocationReadModel,
  earlyRestorationReadModel,
} from './early-payments/early-payment-settling.projector.js';
import { earlyPaymentReadModel } from './early-payments/early-payment.projector.js';
import { dealReadModel } from './factoring/deal.projector.js';
import { lotPositionReadModel, positionReadModel } from './factoring/position.projector.js';
import type { ReadModel } from './ledger/index.js';
import { partyReadModel } from './parties/party.projector.js';
import { pauseReadModel } from './parties/pause.projector.js';
import { lienReadModel } from './pledges/lien.projector.js';
import { approvalReadModel } from './powers/approval.projector.js';
import { lotOrderReadModel } from './powers/lot-order.projector.js';
import { powerReadModel } from './powers/power.projector.js';
import { lotFundingReadModel, lotReadModel } from './receivables/lot.projector.js';
import { receivableReadModel } from './receivables/receivable.projector.js';
import { pairAgentReadModel } from './reconciliation/pair-agent.projector.js';
import { statementLineReadModel } from './reconciliation/statement-line.projector.js';
import { statementReadModel } from './reconciliation/statement.projector.js';
import { settlementReadModel } from './settlement/settlement.projector.js';

/** The read models of every domain module: the one list that the indexer and the verification work from. */
export const readModels: readonly ReadModel[] = [
  partyReadModel,
  pauseReadModel,
  receivableReadModel,
  lotReadModel,
  dealReadModel,
  positionReadModel,
  lotPositionReadModel,
  lotFundingReadModel,
  settlementReadModel,
  statementReadModel,
  statementLineReadModel,
  pairAgentReadModel,
  creditReadModel,
  assignmentsReadModel,
  lotNoticeReadModel,
  lienReadModel,
  earlyPaymentReadModel,
  earlyAllocationReadModel,
  earlyRestorationReadModel,
  cashReadModel,
  collectionsReadModel,
  writeOffReadModel,
  dutyReadModel,
  powerReadModel,
  approvalReadModel,
  lotOrderReadModel,
];
