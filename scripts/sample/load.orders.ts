import { present } from '../../backend/src/common/assert.js';
import type { ApiClient } from '../cli/client.js';
import { runCommand } from '../cli/commands.js';
import { issueToken } from '../cli/token.command.js';
import type { ActRequest } from './load.acts.js';
import type { Registry } from './load.registry.js';
import type { StoryAct } from './story.model.js';
import type { StoryOrderAct } from './story.orders.js';

/** The user of the platform who does what another operator approved, with a key of its own. */
const DEPUTY_NAME = 'sample deputy';
const ORDER = 'order of the district court, 3 O 114';

/** Who operates the platform. */
export interface Platform {
  readonly partyId: string;
  readonly operator: ApiClient;
  /** Its power to carry out orders counts three days after it was given: the story asks later. */
  readonly deputy: ApiClient;
}

const MUTATIONS = {
  APPROVE_FREEZE: 'approveLotFreeze',
  FREEZE: 'freezeLot',
  APPROVE_UNFREEZE: 'approveLotUnfreeze',
  UNFREEZE: 'unfreezeLot',
} as const;

/** The operator with a second one beside it; made once, however often it is asked for. */
export async function openPlatform(operator: ApiClient, seed: number): Promise<Platform> {
  const { viewer } = await operator.request<{
    viewer: { party: { readonly partyId: string } | null };
  }>('{ viewer { party { partyId } } }');
  const { partyId } = present(viewer.party, 'party of the operator');
  const { subjects } = await runCommand(operator, {
    mutation: 'addSigner',
    idempotencyKey: `sample:${seed}:deputy`,
    input: { userName: DEPUTY_NAME, rights: ['OPERATION'], amountMaxMinor: '0' },
  });
  await runCommand(operator, {
    ...{ mutation: 'grantPower', inputType: 'PowerInput' },
    idempotencyKey: `sample:${seed}:deputy:orders`,
    input: { signerId: present(subjects[0], 'key of the deputy'), power: 'ORDERS' },
  });
  const { token } = await issueToken(operator, { partyId, userName: DEPUTY_NAME });
  return { partyId, operator, deputy: operator.as(token) };
}

export function isOrderAct(act: StoryAct): act is StoryOrderAct {
  return act.kind in MUTATIONS;
}

/** Each of the two approves once, and carries out once what the other one approved. */
export function orderOf(
  { kind, receivable }: StoryOrderAct,
  registry: Registry,
): ActRequest & { readonly by: ApiClient } {
  const { operator, deputy } = registry.platform;
  const lotId = registry.lotId(receivable);
  const mutation = MUTATIONS[kind];
  const isApproval = kind === 'APPROVE_FREEZE' || kind === 'APPROVE_UNFREEZE';
  return {
    mutation,
    inputType: isApproval ? 'ApproveLotOrderInput' : 'LotOrderInput',
    input: isApproval ? { lotId, order: ORDER } : { lotId },
    by: kind === 'APPROVE_FREEZE' || kind === 'UNFREEZE' ? operator : deputy,
  };
}
