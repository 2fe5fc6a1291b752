import { statementIdOf } from '../../backend/src/reconciliation/statement-items.js';
import type { ActRequest } from './load.acts.js';
import type { Registry } from './load.registry.js';
import type { StoryAct, StoryActOf } from './story.model.js';
import type { StoryStatement } from './story.pairs.js';

/** What the invoice itself says: silence consents to nothing beyond it. */
const SILENT_SCOPE = ['EXISTENCE', 'AMOUNT', 'DUE_DATE'];

/** By kind, what a party sends for it. */
const REQUESTS = {
  AGREE_SILENCE: ({ supplier, silenceDays }: StoryActOf<'AGREE_SILENCE'>, registry: Registry) => ({
    mutation: 'agreeSilence',
    input: { supplierId: registry.actor(supplier).partyId, silenceDays, scope: SILENT_SCOPE },
  }),
  CONFIRM_BY_SILENCE: ({ receivables }: StoryActOf<'CONFIRM_BY_SILENCE'>, registry: Registry) => ({
    mutation: 'confirmBySilence',
    input: { receivableIds: receivables.map((key) => registry.receivableId(key)) },
  }),
  AGREE_AGENT: (act: StoryActOf<'AGREE_AGENT'>, registry: Registry) => ({
    mutation: 'agreeSettlementAgent',
    input: {
      supplierId: registry.actor(act.supplier).partyId,
      buyerId: registry.actor(act.buyer).partyId,
      ...{ currency: act.currency, agentId: registry.platform.partyId },
    },
  }),
  RAISE_LINES: ({ statement }: StoryActOf<'RAISE_LINES'>, registry: Registry) => ({
    mutation: 'raiseStatementLines',
    input: { statementId: idOf(statement, registry) },
  }),
  AGREE_LINES: (act: StoryActOf<'AGREE_LINES'>, registry: Registry) => ({
    mutation: 'agreeStatementLines',
    input: {
      statementId: idOf(act.statement, registry),
      resolutions: act.resolutions.map(({ receivable, ...said }) => ({
        receivableId: registry.receivableId(receivable),
        ...said,
      })),
    },
  }),
  DISCHARGE: (act: StoryActOf<'DISCHARGE'>, registry: Registry) => ({
    mutation: 'dischargeDuty',
    input: {
      debtorId: registry.actor(act.debtor).partyId,
      ...{ currency: act.currency, amountMinor: act.amountMinor, note: 'paid back' },
    },
  }),
} satisfies Partial<Record<StoryAct['kind'], unknown>>;

export type PairAct = StoryActOf<keyof typeof REQUESTS>;

export function isPairAct(act: StoryAct): act is PairAct {
  return act.kind in REQUESTS;
}

export function pairRequest(act: PairAct, registry: Registry): ActRequest {
  const request = REQUESTS[act.kind] as (act: PairAct, registry: Registry) => ActRequest;
  return request(act, registry);
}

function idOf({ supplier, buyer, currency, asOfDate }: StoryStatement, registry: Registry): string {
  const pair = {
    supplier: registry.actor(supplier).partyId,
    buyer: registry.actor(buyer).partyId,
    currency,
  };
  return statementIdOf(pair, asOfDate);
}
