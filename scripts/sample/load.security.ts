import type { ActRequest } from './load.acts.js';
import type { Registry } from './load.registry.js';
import type { StoryAct, StoryActOf } from './story.model.js';

/** Rule of rank that every lien of the story follows: the first one of the platform. */
const POLICY_NUMBER = 1;

/** By kind, what a party sends for it. */
const REQUESTS = {
  SPLIT: (act: StoryActOf<'SPLIT'>, registry: Registry) => ({
    mutation: 'splitLot',
    input: { lotId: registry.lotId(act.receivable), partsMinor: [act.partMinor] },
  }),
  OFFER_LIENS: (act: StoryActOf<'OFFER_LIENS'>, registry: Registry) => ({
    mutation: 'offerLiens',
    input: {
      liens: act.liens.map(({ receivable, lotIndex, pledgee, securedMinor }) => ({
        lotId: registry.lotId(receivable, lotIndex),
        pledgeeId: registry.actor(pledgee).partyId,
        ...{ securedMinor, policyNumber: POLICY_NUMBER, acceptBy: evening(act.acceptBy) },
      })),
    },
  }),
  ACCEPT_LIENS: (act: StoryActOf<'ACCEPT_LIENS'>, registry: Registry) => ({
    ...{ mutation: 'acceptLiens', inputType: 'LiensInput' },
    input: { lienNumbers: act.receivables.map((key) => registry.lienNumber(key)) },
  }),
  WITHDRAW_LIENS: (act: StoryActOf<'WITHDRAW_LIENS'>, registry: Registry) => ({
    ...{ mutation: 'withdrawLiens', inputType: 'LiensInput' },
    input: { lienNumbers: act.receivables.map((key) => registry.lienNumber(key)) },
  }),
  REGISTER_LIEN: ({ receivable }: StoryActOf<'REGISTER_LIEN'>, registry: Registry) => ({
    mutation: 'registerLien',
    input: {
      lienNumber: registry.lienNumber(receivable),
      registration: `public register, entry ${receivable}`,
    },
  }),
  NOTIFY_LIEN: ({ receivable }: StoryActOf<'NOTIFY_LIEN'>, registry: Registry) => ({
    ...{ mutation: 'giveLienNotice', inputType: 'LienEvidenceInput' },
    input: {
      lienNumber: registry.lienNumber(receivable),
      evidence: `notice of pledge ${receivable}`,
    },
  }),
  RELEASE_LIEN: (act: StoryActOf<'RELEASE_LIEN'>, registry: Registry) => ({
    mutation: 'releaseLien',
    input: { lienNumber: registry.lienNumber(act.receivable), amountMinor: act.amountMinor },
  }),
  OFFER_EARLY: (act: StoryActOf<'OFFER_EARLY'>, registry: Registry) => ({
    mutation: 'offerEarlyPayment',
    input: {
      lotId: registry.lotId(act.receivable),
      ...{ discountMinor: act.discountMinor, payBy: evening(act.payBy) },
    },
  }),
  ACCEPT_EARLY: ({ receivable }: StoryActOf<'ACCEPT_EARLY'>, registry: Registry) =>
    earlyRequest('acceptEarlyPayment', registry.earlyPaymentNumber(receivable)),
  WITHDRAW_EARLY: ({ receivable }: StoryActOf<'WITHDRAW_EARLY'>, registry: Registry) =>
    earlyRequest('withdrawEarlyPayment', registry.earlyPaymentNumber(receivable)),
  LAPSE_EARLY: ({ receivable }: StoryActOf<'LAPSE_EARLY'>, registry: Registry) =>
    earlyRequest('lapseEarlyPayment', registry.earlyPaymentNumber(receivable)),
  GIVE_NOTICE: (act: StoryActOf<'GIVE_NOTICE'>, registry: Registry) => ({
    mutation: 'giveNotice',
    input: {
      lotIds: act.receivables.map((key) => registry.lotId(key)),
      evidence: `notice of assignment of ${act.receivables.length} invoices`,
    },
  }),
  ACKNOWLEDGE_NOTICE: (act: StoryActOf<'ACKNOWLEDGE_NOTICE'>, registry: Registry) => ({
    mutation: 'acknowledgeNotice',
    input: { lotIds: act.receivables.map((key) => registry.lotId(key)) },
  }),
  OFFER_ONWARD: (act: StoryActOf<'OFFER_ONWARD'>, registry: Registry) => ({
    mutation: 'offerOnward',
    input: {
      lotIds: act.receivables.map((key) => registry.lotId(key)),
      ...{ toId: registry.actor(act.to).partyId, acceptBy: evening(act.acceptBy) },
    },
  }),
  ACCEPT_ONWARD: ({ deal }: StoryActOf<'ACCEPT_ONWARD'>, registry: Registry) => ({
    mutation: 'acceptOnward',
    input: { onwardNumber: registry.onwardNumber(deal), evidence: `price of ${deal}` },
  }),
  WITHDRAW_ONWARD: ({ deal }: StoryActOf<'WITHDRAW_ONWARD'>, registry: Registry) => ({
    mutation: 'withdrawOnward',
    input: { onwardNumber: registry.onwardNumber(deal) },
  }),
} satisfies Partial<Record<StoryAct['kind'], unknown>>;

export type SecurityAct = StoryActOf<keyof typeof REQUESTS>;

export function isSecurityAct(act: StoryAct): act is SecurityAct {
  return act.kind in REQUESTS;
}

export function securityRequest(act: SecurityAct, registry: Registry): ActRequest {
  const request = REQUESTS[act.kind] as (act: SecurityAct, registry: Registry) => ActRequest;
  return request(act, registry);
}

function earlyRequest(mutation: string, earlyPaymentNumber: number): ActRequest {
  return { mutation, inputType: 'EarlyPaymentInput', input: { earlyPaymentNumber } };
}

function evening(date: string): string {
  return `${date}T17:00:00Z`;
}
