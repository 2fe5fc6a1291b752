import { statementIdOf } from '../../backend/src/reconciliation/statement-items.js';
import type { Variables } from '../cli/client.js';
import { type PairAct, isPairAct, pairRequest } from './load.pairs.js';
import { type SecurityAct, isSecurityAct, securityRequest } from './load.security.js';
import { type TroubleAct, isTroubleAct, troubleRequest } from './load.trouble.js';
import type { Registry } from './load.registry.js';
import type { StoryAct, StoryActOf } from './story.model.js';
import type { StoryOrderAct } from './story.orders.js';

/** A mutation for an act of the story, still without its idempotency key. */
export interface ActRequest {
  readonly mutation: string;
  readonly inputType?: string;
  readonly input: Variables;
}

/** Acts that become one command; the others take more than that. */
export type CommandAct = Exclude<
  StoryAct,
  | {
      kind: 'QUOTE' | 'BANK_STATEMENT' | 'SETTLE_EARLY' | 'RECORD_OVERPAYMENT' | 'DISCHARGE_DUTIES';
    }
  | StoryOrderAct
>;

const FULL_SCOPE = [
  'EXISTENCE',
  'AMOUNT',
  'DUE_DATE',
  'ASSIGNMENT_CONSENT',
  'SET_OFF_WAIVER',
  'PAYEE',
];

/** What a party sends for an act. */
export function requestOf(act: CommandAct, registry: Registry): ActRequest {
  if (isSecurityAct(act)) return securityRequest(act, registry);
  if (isPairAct(act)) return pairRequest(act, registry);
  if (isTroubleAct(act)) return troubleRequest(act, registry);
  switch (act.kind) {
    case 'REGISTER':
      return registration(act, registry);
    case 'CONFIRM':
      return confirmation(act, registry);
    case 'CREDIT':
      return creditNote(act, registry);
    case 'FUND_DEAL':
    case 'CLOSE_DEAL':
    case 'LAPSE_DEAL':
      return dealAct(act, registry);
    case 'ISSUE_STATEMENTS':
      return { mutation: 'issueStatements', input: { asOfDate: act.asOfDate } };
    case 'ACKNOWLEDGE':
      return acknowledgements(act, registry);
    default:
      return receivableAct(act, registry);
  }
}

function registration(act: StoryActOf<'REGISTER'>, registry: Registry): ActRequest {
  const receivables = act.receivables.map((key) => {
    const { number, buyer, currency, faceMinor, issueDate, dueDate } = registry.receivable(key);
    const buyerId = registry.actor(buyer).partyId;
    return { number, buyerId, currency, faceMinor, issueDate, dueDate };
  });
  return { mutation: 'registerReceivables', input: { receivables } };
}

function confirmation(act: StoryActOf<'CONFIRM'>, registry: Registry): ActRequest {
  const confirmations = act.items.map(({ receivable, confirmedMinor }) => ({
    receivableId: registry.receivableId(receivable),
    confirmedMinor,
    scope: FULL_SCOPE,
  }));
  return { mutation: 'confirmReceivables', input: { confirmations } };
}

function creditNote(act: StoryActOf<'CREDIT'>, registry: Registry): ActRequest {
  const { number, amountMinor, receivable } = act;
  const receivableId = registry.receivableId(receivable);
  const creditNotes = [{ receivableId, number, amountMinor }];
  return { mutation: 'applyCreditNotes', input: { creditNotes } };
}

function dealAct(
  act: StoryActOf<'FUND_DEAL' | 'CLOSE_DEAL' | 'LAPSE_DEAL'>,
  registry: Registry,
): ActRequest {
  const dealNumber = registry.dealNumber(act.deal);
  switch (act.kind) {
    case 'FUND_DEAL': {
      const input = { dealNumber, evidence: `payment order of ${act.deal}` };
      return { mutation: 'fundDeal', inputType: 'DealEvidenceInput', input };
    }
    case 'CLOSE_DEAL': {
      const input = { dealNumber, evidence: `release of the reserve of ${act.deal}` };
      return { mutation: 'closeDeal', input };
    }
    case 'LAPSE_DEAL':
      return { mutation: 'lapseDeal', input: { dealNumber } };
  }
}

/** Who agrees says no figures: the platform takes those of the ledger. */
function acknowledgements(act: StoryActOf<'ACKNOWLEDGE'>, registry: Registry): ActRequest {
  const buyer = registry.actor(act.party).partyId;
  const given = act.answers.map(({ supplier, currency, items }) => {
    const pair = { supplier: registry.actor(supplier).partyId, buyer, currency };
    return {
      statementId: statementIdOf(pair, act.asOfDate),
      items: items?.map(({ receivable, outstandingMinor }) => ({
        receivableId: registry.receivableId(receivable),
        outstandingMinor,
      })),
    };
  });
  return { mutation: 'acknowledgeStatements', input: { acknowledgements: given } };
}

type ReceivableAct = Exclude<
  CommandAct,
  | StoryActOf<
      | 'REGISTER'
      | 'CONFIRM'
      | 'CREDIT'
      | 'FUND_DEAL'
      | 'CLOSE_DEAL'
      | 'LAPSE_DEAL'
      | 'ISSUE_STATEMENTS'
      | 'ACKNOWLEDGE'
    >
  | PairAct
  | SecurityAct
  | TroubleAct
>;

function receivableAct(act: ReceivableAct, registry: Registry): ActRequest {
  const receivableId = registry.receivableId(act.receivable);
  switch (act.kind) {
    case 'REJECT':
      return {
        mutation: 'rejectReceivable',
        input: { receivableId, reason: 'NOT_ORDERED', note: 'No order was found.' },
      };
    case 'WITHDRAW':
      return { mutation: 'withdrawReceivable', input: { receivableId } };
    case 'OPEN_DISPUTE':
      return {
        mutation: 'openDispute',
        input: { receivableId, disputedMinor: act.disputedMinor, reason: 'DEFECTIVE' },
      };
    case 'ACCEPT_DISPUTE':
      return {
        mutation: 'acceptDispute',
        input: { receivableId, acceptedMinor: act.acceptedMinor },
      };
    case 'WITHDRAW_DISPUTE':
      return { mutation: 'withdrawDispute', inputType: 'EndDisputeInput', input: { receivableId } };
  }
}
