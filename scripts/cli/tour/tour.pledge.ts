import { addDays } from '../../../backend/src/common/index.js';
import { firstLotOf } from '../../sample/load.registry.js';
import { type PaidEntry, payOne } from './tour.bank.js';
import type { Registered, TourActor, TourContext } from './tour.context.js';
import { money, transactionText } from './tour.output.js';
import { shareOf } from './tour.plan.js';

const SECURED_PERCENT = 60n;
/** Less than is secured, so that a part of the lien is left to be released. */
const PAID_PERCENT = 40n;
const OFFER_VALID_DAYS = 30;
/** The first rule of rank is there on every ledger. */
const POLICY_NUMBER = 1;

const FIND_LIEN = `query FindLien($lotId: ID!) {
  rankPolicies { policyNumber title }
  lot(lotId: $lotId) { availableMinor }
  liens(first: 1, filter: { lotId: $lotId }) {
    edges { node { lienNumber securedMinor status rank } }
  }
}`;

const FIND_DUTIES = `query FindDuties($sourceHash: String!) {
  dutyEntries(first: 10, filter: { sourceHash: $sourceHash }) {
    edges { node { amountMinor reason debtor { name } creditor { partyId name } } }
  }
}`;

interface FoundLien {
  readonly rankPolicies: ReadonlyArray<{ readonly policyNumber: number; readonly title: string }>;
  readonly lot: { readonly availableMinor: string };
  readonly liens: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly lienNumber: number;
        readonly securedMinor: string;
        readonly status: string;
        readonly rank: number | null;
      };
    }>;
  };
}

interface FoundDuties {
  readonly dutyEntries: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly amountMinor: string;
        readonly reason: string | null;
        readonly debtor: { readonly name: string };
        readonly creditor: { readonly partyId: string; readonly name: string };
      };
    }>;
  };
}

/** Security over a part of a lot: what the buyer pays belongs to the lienholder first. */
export async function showPledge(
  context: TourContext,
  receivable: Registered,
): Promise<PaidEntry[]> {
  const { out } = context;
  out.step('A supplier pledges a part of a receivable; what is paid goes to the lienholder first');
  const lienNumber = await context.unlessRefused(receivable.plan.number, () =>
    pledge(context, receivable),
  );
  if (lienNumber === null) return [];
  const { plan } = receivable;
  const supplier = context.actor(plan.source.supplier);
  const amountMinor = shareOf(plan.faceMinor, PAID_PERCENT);
  const entry = await payOne(context, receivable, { payee: supplier, amountMinor });
  if (entry !== null) await passOn(context, supplier, entry);
  const before = await findLien(context, receivable);
  const released = await context.command(context.financier, {
    mutation: 'releaseLien',
    key: `lien-release:${plan.key}`,
    input: { lienNumber },
  });
  const { lien } = await findLien(context, receivable);
  const securedMinor = money(
    BigInt(before.lien?.securedMinor ?? '0'),
    plan.source.invoice.currency,
  );
  const left = before.lien?.status === 'ACTIVE' ? `${securedMinor} left, ` : '';
  out.line(`  lien ${lienNumber}: ${left}${lien?.status ?? ''}${transactionText(released)}`);
  return entry === null ? [] : [entry];
}

/** Offer, acceptance, registration and notice. */
async function pledge(context: TourContext, receivable: Registered): Promise<number> {
  const { out, financier, run } = context;
  const { plan, receivableId } = receivable;
  const supplier = context.actor(plan.source.supplier);
  const securedMinor = shareOf(plan.faceMinor, SECURED_PERCENT);
  const offer = {
    ...{ lotId: firstLotOf(receivableId), pledgeeId: financier.partyId },
    ...{ securedMinor, policyNumber: POLICY_NUMBER },
    acceptBy: `${addDays(run.today, OFFER_VALID_DAYS)}T00:00:00Z`,
  };
  const step = (name: string): string => `lien-${name}:${plan.key}`;
  await context.command(supplier, {
    ...{ mutation: 'offerLiens', key: step('offer') },
    input: { liens: [offer] },
  });
  const { lien, policy } = await findLien(context, receivable);
  const lienNumber = lien?.lienNumber ?? 0;
  const { currency } = plan.source.invoice;
  out.line(
    `${plan.number}  lien ${lienNumber} secures ${money(securedMinor, currency)}  "${policy}"`,
  );
  const accepted = await context.command(financier, {
    ...{ mutation: 'acceptLiens', inputType: 'LiensInput', key: step('accept') },
    input: { lienNumbers: [lienNumber] },
  });
  out.line(`  accepted${transactionText(accepted)}`);
  const registered = await context.command(financier, {
    ...{ mutation: 'registerLien', key: step('register') },
    input: { lienNumber, registration: `public register, file ${run.runId}/${plan.key}` },
  });
  out.line(`  registered${transactionText(registered)}`);
  const noticed = await context.command(financier, {
    ...{ mutation: 'giveLienNotice', inputType: 'LienEvidenceInput', key: step('notice') },
    input: { lienNumber, evidence: `notice of the pledge of ${plan.number}` },
  });
  out.line(`  buyer notified${transactionText(noticed)}`);
  const { availableMinor } = await findLien(context, receivable);
  out.line(`  left to sell: ${money(availableMinor, currency)}`);
  return lienNumber;
}

/** The supplier's account was credited: the ledger says what of it is the lienholder's. */
async function passOn(context: TourContext, supplier: TourActor, entry: PaidEntry): Promise<void> {
  const { out, financier } = context;
  const { entryHash, currency } = entry;
  const { dutyEntries } = await financier.client.request<FoundDuties>(FIND_DUTIES, {
    sourceHash: entryHash,
  });
  for (const { node } of dutyEntries.edges) {
    if (node.reason === null || node.creditor.partyId !== financier.partyId) continue;
    const { amountMinor, reason, debtor, creditor } = node;
    const owed = money(BigInt(amountMinor), currency);
    out.line(`  ${debtor.name} owes ${creditor.name} ${owed} of it (${reason})`);
    const passed = await context.command(financier, {
      mutation: 'dischargeDuty',
      key: `pass-on:${entryHash}`,
      input: { debtorId: supplier.partyId, currency, amountMinor, note: `payment of ${owed}` },
    });
    out.line(`  passed on${transactionText(passed)}`);
  }
}

async function findLien({ financier }: TourContext, { receivableId }: Registered) {
  const found = await financier.client.request<FoundLien>(FIND_LIEN, {
    lotId: firstLotOf(receivableId),
  });
  return {
    lien: found.liens.edges[0]?.node ?? null,
    availableMinor: BigInt(found.lot.availableMinor),
    policy: found.rankPolicies.find((one) => one.policyNumber === POLICY_NUMBER)?.title ?? '',
  };
}
