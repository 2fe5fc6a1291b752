import { Wallet } from 'ethers';

import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { ActGroup, PartyRole } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { PAGE, PowersWorld } from '../powers/powers.world.js';

const CLERK_RIGHTS = [ActGroup.CONFIRMATION, ActGroup.SETTLEMENT];

let world: PowersWorld;
let buyer: Viewer;
let clerk: Viewer;
let clerkKey: string;
let partyKey: string;

beforeAll(async () => {
  world = await PowersWorld.start();
  buyer = world.buyer;
  const [first] = await world.signerReader.list(buyer, PAGE, {});
  partyKey = first?.signerId as string;
  const added = await world.userWithKey(buyer, 'Clerk', CLERK_RIGHTS, 5_000n);
  [clerk, clerkKey] = [added.user, added.signer];
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function confirm(as: Viewer, number: string, confirmedMinor: bigint) {
  await world.pipeline.register(number, { faceMinor: confirmedMinor });
  await world.pipeline.settle();
  const receivableId = world.pipeline.receivableId(number);
  const confirmation = { receivableId, confirmedMinor, scope: 63 };
  return world.call(as, 'receivables', 'confirm', [[confirmation]]);
}

/** Keys are listed by the second in which they were added: what was added at once has no order of its own. */
async function listed(signerId: string, as: Viewer = buyer) {
  const all = await world.signerReader.list(as, PAGE, {});
  return all.find((signer) => signer.signerId === signerId);
}

async function signerOf(commandId: string): Promise<string> {
  const rows = await world.pipeline.db.query('SELECT signer FROM command WHERE command_id = $1', [
    commandId,
  ]);
  return rows[0].signer as string;
}

describe('a key of one user', () => {
  it('is shown to its party and the operator with rights, limit and user, and to nobody else', async () => {
    const own = { signerId: clerkKey, userName: 'Clerk', rights: CLERK_RIGHTS, isKept: true };
    expect(await listed(clerkKey)).toMatchObject({
      ...{ ...own, amountMaxMinor: 5_000n, revokedAt: null },
    });
    expect(await listed(partyKey)).toMatchObject({ signerId: partyKey, userName: null });
    const seen = await world.signerReader.list(world.operator, PAGE, { partyId: buyer.party });
    expect(seen.map(({ signerId }) => signerId).sort()).toEqual([clerkKey, partyKey].sort());
    const page = { size: 1, limit: 1, after: seen[0]?.keyset ?? null };
    const rest = await world.signerReader.list(buyer, page, {});
    expect(rest.map(({ signerId }) => signerId)).toEqual([seen[1]?.signerId]);
    expect(await world.signerReader.list(world.supplier, PAGE, { partyId: buyer.party })).toEqual(
      [],
    );
  });

  it('signs what its user does, within its limit; others sign with the key of the party', async () => {
    const small = await confirm(clerk, 'S-1', 5_000n);
    expect(small.status).toBe('INCLUDED');
    expect(await signerOf(small.commandId)).toBe(clerkKey);

    const large = await confirm(clerk, 'S-2', 5_001n);
    expect(large.refusal).toMatchObject({
      error: 'SignerAmountAboveMax',
      values: expect.arrayContaining([{ name: 'maxMinor', value: '5000' }]),
    });
    const by = await confirm(buyer, 'S-3', 5_001n);
    expect(await signerOf(by.commandId)).toBe(partyKey);
  });

  it('cannot make keys, and is the only one of its user', async () => {
    const input = { rights: [ActGroup.CONFIRMATION], amountMaxMinor: 1n };
    const more = await world.signers.add(clerk, { ...world.key(), ...input, userName: 'Friend' });
    expect((await world.outcome(clerk, more)).refusal).toMatchObject({ error: 'SignerLacksRight' });
    const again = await world.signers.add(buyer, { ...world.key(), ...input, userName: 'Clerk' });
    expect(again).toMatchObject({ path: 'userName' });
    // The key that was refused is nobody's: its user signs as before.
    const friend = await world.user(buyer, 'Friend');
    expect((await confirm(friend, 'S-4', 9_000n)).status).toBe('INCLUDED');
  });

  it('gets other rights from another key, never from its own', async () => {
    const change = { signerId: clerkKey, rights: CLERK_RIGHTS, amountMaxMinor: 20_000n };
    await world.done(buyer, await world.signers.change(buyer, { ...world.key(), ...change }));
    expect((await confirm(clerk, 'S-5', 20_000n)).status).toBe('INCLUDED');
    const own = { ...change, ...world.key(), signerId: partyKey };
    expect(
      (await world.outcome(buyer, await world.signers.change(buyer, own))).refusal,
    ).toMatchObject({
      error: 'SignerCannotChangeItself',
    });
  });

  it('is rotated by its user, and what was queued before and after is signed by the right one', async () => {
    const rotation = await world.signers.rotate(clerk, world.key());
    const queued = await confirm(clerk, 'S-6', 7n);
    const { subjects } = await world.pipeline.command(clerk, rotation);
    expect(queued.status).toBe('INCLUDED');
    expect(await signerOf(queued.commandId)).toBe(subjects[0]);
    expect(await listed(subjects[0] as string)).toMatchObject({
      ...{ userName: 'Clerk', amountMaxMinor: 20_000n, revokedAt: null },
    });
    const active = await world.signerReader.list(buyer, PAGE, { activeOnly: true });
    expect(active.some(({ signerId }) => signerId === clerkKey)).toBe(false);
    [clerkKey] = subjects as [string];
  });

  it('signs nothing once it is revoked, nor does another for its user, until that gets a new one', async () => {
    const input = { ...world.key(), signerId: clerkKey };
    await world.done(buyer, await world.signers.revoke(buyer, input));
    await expect(confirm(clerk, 'S-7', 1n)).rejects.toThrow(/SIGNER_MISSING/);

    const next = await world.userWithKey(buyer, 'Clerk', CLERK_RIGHTS, 10n);
    const again = await confirm(clerk, 'S-8', 10n);
    expect(await signerOf(again.commandId)).toBe(next.signer);
  });
});

describe('keys of a party', () => {
  it('may be kept elsewhere', async () => {
    const signerId = Wallet.createRandom().address;
    const input = { signerId, rights: [ActGroup.CREDIT], amountMaxMinor: 0n };
    await world.done(buyer, await world.signers.add(buyer, { ...world.key(), ...input }));
    expect(await listed(signerId.toLowerCase())).toMatchObject({ isKept: false });
  });

  it('are rotated without moving anything, and can be prepared for it', async () => {
    const signerId = (await world.signers.prepare(buyer)) as string;
    const other = { ...world.key(), newSignerId: signerId };
    expect(await world.signers.rotate(world.supplier, other)).toBeInstanceOf(NotFoundError);

    const input = { ...world.key(), newSignerId: signerId };
    await world.done(buyer, await world.signers.rotate(buyer, input));
    const done = await confirm(buyer, 'S-9', 1n);
    expect([done.status, await signerOf(done.commandId)]).toEqual(['INCLUDED', signerId]);
    const rows = await world.pipeline.db.query(
      'SELECT revoked_at IS NOT NULL AS revoked FROM signer WHERE signer = $1',
      [partyKey],
    );
    expect(rows).toEqual([{ revoked: true }]);
  });

  it.each([
    ['signerId', { userName: null, signerId: null }],
    ['signerId', { signerId: 'key' }],
    // The last letter of the checksum is wrong.
    ['signerId', { signerId: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAED' }],
    ['userName', { userName: ' ' }],
    ['rights', { userName: 'Ada', rights: [] }],
  ])('are refused for what is wrong at %s', async (path, change) => {
    const input = { ...world.key(), rights: [ActGroup.CREDIT], amountMaxMinor: 0n, ...change };
    expect(await world.signers.add(buyer, input)).toMatchObject({ path });
  });

  it("are neither another party's to change nor an auditor's to make", async () => {
    const input = { ...world.key(), signerId: world.genesisSigner };
    expect(await world.signers.revoke(buyer, input)).toBeInstanceOf(NotFoundError);
    const auditor = { ...buyer, roles: [PartyRole.AUDITOR] };
    expect(await world.signers.prepare(auditor)).toBeInstanceOf(NotPermittedError);
  });

  it('are compared with the ledger, and are the same after a rebuild', async () => {
    const before = await world.pipeline.readModels();
    await world.rebuild();
    expect(await world.pipeline.readModels()).toEqual(before);
    await world.pipeline.db.query(
      `UPDATE signer SET revoked_at = NULL, rights = 1 WHERE signer = $1`,
      [partyKey],
    );
    expect((await world.differences()).map(({ field }) => field)).toEqual(['rights', 'revoked']);
  });
});
