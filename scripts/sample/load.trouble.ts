import type { ActRequest } from './load.acts.js';
import type { Registry } from './load.registry.js';
import type { StoryAct, StoryActOf } from './story.model.js';

/** By kind, what a party sends for it. */
const REQUESTS = {
  DEMAND_REPURCHASE: (act: StoryActOf<'DEMAND_REPURCHASE'>, registry: Registry) => ({
    mutation: 'demandRepurchase',
    input: { ...lotsOf(act, registry), evidence: `demand to repurchase under ${act.deal}` },
  }),
  OFFER_REPURCHASE: (act: StoryActOf<'OFFER_REPURCHASE'>, registry: Registry) => ({
    mutation: 'offerRepurchase',
    input: lotsOf(act, registry),
  }),
  REPURCHASE: (act: StoryActOf<'REPURCHASE'>, registry: Registry) => ({
    mutation: 'repurchaseLots',
    input: { ...lotsOf(act, registry), evidence: `repurchase price under ${act.deal}` },
  }),
  MANDATE: ({ collector, receivables }: StoryActOf<'MANDATE'>, registry: Registry) => ({
    mutation: 'mandateCollector',
    input: {
      lotIds: receivables.map((key) => registry.lotId(key)),
      collectorId: registry.actor(collector).partyId,
      note: 'collection order',
    },
  }),
  COLLECT: ({ steps }: StoryActOf<'COLLECT'>, registry: Registry) => ({
    mutation: 'recordCollectionSteps',
    input: {
      steps: steps.map(({ receivable, stage }) => ({
        lotId: registry.lotId(receivable),
        ...{ stage, note: `${stage} of ${receivable}` },
      })),
    },
  }),
  PROMISE: (act: StoryActOf<'PROMISE'>, registry: Registry) => ({
    mutation: 'recordPromise',
    input: {
      lotId: registry.lotId(act.receivable),
      ...{ amountMinor: act.amountMinor, promisedDate: act.promisedDate },
      note: 'promised by telephone',
    },
  }),
  PLAN: ({ receivable, instalments }: StoryActOf<'PLAN'>, registry: Registry) => ({
    mutation: 'recordInstalmentPlan',
    input: { lotId: registry.lotId(receivable), instalments, note: 'agreed in writing' },
  }),
  RESOLVE_PROMISE: ({ receivable }: StoryActOf<'RESOLVE_PROMISE'>, registry: Registry) => ({
    ...{ mutation: 'resolvePromise', inputType: 'ResolveArrangementInput' },
    input: { receivableId: registry.receivableId(receivable) },
  }),
  RESOLVE_PLAN: ({ receivable }: StoryActOf<'RESOLVE_PLAN'>, registry: Registry) => ({
    ...{ mutation: 'resolveInstalments', inputType: 'ResolveArrangementInput' },
    input: { receivableId: registry.receivableId(receivable) },
  }),
  WRITE_OFF: ({ receivable, amountMinor }: StoryActOf<'WRITE_OFF'>, registry: Registry) => ({
    mutation: 'writeOffLots',
    input: {
      writeOffs: [{ lotId: registry.lotId(receivable), amountMinor, note: 'insolvent' }],
    },
  }),
  MARK_RECOVERED: ({ receivable }: StoryActOf<'MARK_RECOVERED'>, registry: Registry) => ({
    mutation: 'markRecovered',
    input: { recoveries: [{ lotId: registry.lotId(receivable), note: 'dividend' }] },
  }),
} satisfies Partial<Record<StoryAct['kind'], unknown>>;

export type TroubleAct = StoryActOf<keyof typeof REQUESTS>;

export function isTroubleAct(act: StoryAct): act is TroubleAct {
  return act.kind in REQUESTS;
}

export function troubleRequest(act: TroubleAct, registry: Registry): ActRequest {
  const request = REQUESTS[act.kind] as (act: TroubleAct, registry: Registry) => ActRequest;
  return request(act, registry);
}

function lotsOf(
  { deal, receivables }: StoryActOf<'DEMAND_REPURCHASE' | 'OFFER_REPURCHASE' | 'REPURCHASE'>,
  registry: Registry,
) {
  const lotIds = receivables.map((key) => registry.lotId(key));
  return { dealNumber: registry.dealNumber(deal), lotIds };
}
