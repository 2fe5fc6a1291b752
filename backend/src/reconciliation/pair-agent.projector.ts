import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  currencyArg,
  rowKey,
  textArg,
} from '../ledger/projection.js';
import { PairAgentEntity } from './pair-agent.entity.js';
import { pairAgentVerification } from './pair-agent.verification.js';
import { type Pair, pairKeyOf } from './statement-items.js';

const NETWORK_AGENT = `0x${'0'.repeat(40)}`;

const NO_PROPOSALS = {
  supplierProposal: null,
  supplierProposedAt: null,
  buyerProposal: null,
  buyerProposedAt: null,
};

function pairOf(event: LedgerEvent): Pair {
  return {
    supplier: textArg(event, 'supplier'),
    buyer: textArg(event, 'buyer'),
    currency: currencyArg(event),
  };
}

function agentOf(event: LedgerEvent): string | null {
  const agent = textArg(event, 'agent');
  return agent === NETWORK_AGENT ? null : agent;
}

function pairAgentKey(event: LedgerEvent) {
  const { supplier, buyer, currency } = pairOf(event);
  return rowKey(PairAgentEntity, supplier, buyer, currency);
}

function stating(change: (row: PairAgentEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [pairAgentKey(event)],
    subject: (event) => pairKeyOf(pairOf(event)),
    apply: (event, rows) => {
      const key = pairAgentKey(event);
      if (rows.find(key) === undefined) {
        const untouched = { agent: null, agreedAt: null, ...NO_PROPOSALS };
        rows.insert(PairAgentEntity, { ...pairOf(event), ...untouched });
      }
      rows.update(key, (row) => change(row, event));
    },
  };
}

/** Events of `Reconciliation` -> settlement agents of pairs. */
const handlers: Readonly<Record<string, EventHandler>> = {
  SettlementAgentProposed: stating((row, event) => {
    if (textArg(event, 'proposer') === row.supplier) {
      row.supplierProposal = agentOf(event);
      row.supplierProposedAt = event.blockTime;
    } else {
      row.buyerProposal = agentOf(event);
      row.buyerProposedAt = event.blockTime;
    }
  }),
  SettlementAgentAgreed: stating((row, event) => {
    Object.assign(row, NO_PROPOSALS);
    row.agent = agentOf(event);
    row.agreedAt = event.blockTime;
  }),
};

export const pairAgentReadModel: ReadModel = {
  contract: 'reconciliation',
  entities: [PairAgentEntity],
  handlers,
  verifications: [pairAgentVerification],
};
