import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  InputInvalidError,
  NotPermittedError,
  PARTY_ID,
  checkCurrency,
} from '../api/index.js';
import { currencyBytes } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import type { AgreeSettlementAgentInput } from './pair-agent.input.js';
import { type Pair, pairKeyOf } from './statement-items.js';

const AGREE_GAS = 200_000;
const NETWORK_AGENT = `0x${'0'.repeat(40)}`;

/** Both sides of a pair say who states what was paid; it takes effect when they say the same. */
@Injectable()
export class PairAgentService {
  constructor(private readonly outbox: CommandOutbox) {}

  async agree(
    viewer: Viewer,
    { idempotencyKey: key, ...input }: AgreeSettlementAgentInput,
  ): Promise<CommandEntity | DomainError> {
    const pair = {
      supplier: input.supplierId.toLowerCase(),
      buyer: input.buyerId.toLowerCase(),
      currency: input.currency,
    };
    const agent = input.agentId?.toLowerCase() ?? NETWORK_AGENT;
    const wrong = checkInput(pair, agent);
    if (wrong !== null) {
      return wrong;
    }
    if (viewer.party !== pair.supplier && viewer.party !== pair.buyer) {
      return new NotPermittedError('Only supplier and buyer agree on their settlement agent.');
    }
    const body = { pair, agent };
    const idempotency = { key, operation: 'agreeSettlementAgent', body };
    return this.outbox.submit(viewer, idempotency, () => Promise.resolve(agreeAct(pair, agent)));
  }
}

function checkInput(pair: Pair, agent: string): InputInvalidError | null {
  const ids = { supplierId: pair.supplier, buyerId: pair.buyer, agentId: agent };
  const wrong = Object.entries(ids).find(([, id]) => !PARTY_ID.test(id));
  if (wrong !== undefined) {
    return new InputInvalidError(wrong[0], 'This is no id of a party.');
  }
  return checkCurrency('currency', pair.currency);
}

function agreeAct(pair: Pair, agent: string): Act {
  return {
    kind: 'AGREE_SETTLEMENT_AGENT',
    contract: 'reconciliation',
    callData: contractInterfaces.reconciliation.encodeFunctionData('agreeSettlementAgent', [
      { ...pair, currency: currencyBytes(pair.currency) },
      agent,
    ]),
    gas: AGREE_GAS,
    subjects: [pairKeyOf(pair)],
  };
}
