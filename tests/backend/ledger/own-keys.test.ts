import { Signature, Wallet, toBeHex } from 'ethers';

import { PartyRole } from '../../../backend/src/common/index.js';
import { readBacklog } from '../../../backend/src/ledger/command-backlog.js';
import { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { OwnKeysWorld, sign, typedData } from './own-keys.world.js';

const WEEK_SECONDS = 7 * 86_400;
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let world: OwnKeysWorld;

beforeAll(async () => {
  world = await OwnKeysWorld.start();
});

afterAll(async () => {
  await world.pipeline.stop();
});

describe('a command of an own key', () => {
  it('waits for its signature, and takes effect with it', async () => {
    const commandId = await world.register('A-1');
    await world.pipeline.settle();
    expect([await world.status(commandId), await world.receivables('A-1')]).toEqual([
      'AWAITING_SIGNATURE',
      0,
    ]);

    expect(await world.signAndSubmit(commandId)).toBeNull();
    expect(await world.status(commandId)).toBe('QUEUED');
    await world.pipeline.settle();

    expect([await world.status(commandId), await world.receivables('A-1')]).toEqual([
      'INCLUDED',
      1,
    ]);
  });

  it('is asked for as typed data that holds the whole call', async () => {
    const commandId = await world.register('A-2');
    const request = await world.request(commandId);
    const [command] = await world.pipeline.db.query(
      'SELECT call_data, gas FROM command WHERE command_id = $1',
      [commandId],
    );

    expect(typedData(request)).toMatchObject({
      primaryType: 'ForwardRequest',
      domain: { name: 'Duebill Forwarder', chainId: '0x7a69' },
      message: {
        from: world.wallet.address.toLowerCase(),
        to: world.pipeline.configuration.deployment.contracts.receivables.toLowerCase(),
        ...{ value: '0', gas: String(command.gas), nonce: String(request.nonce) },
        data: `0x${(command.call_data as Buffer).toString('hex')}`,
      },
    });
    expect(request.digest).toMatch(/^0x[0-9a-f]{64}$/);
    await world.pipeline.cancellation.cancel(world.treasurer, commandId);
  });

  it('takes effect once, when its signature comes again', async () => {
    const commandId = await world.register('A-3');
    const signature = await sign(world.wallet, await world.request(commandId));

    const answers = await Promise.all([1, 2, 3].map(() => world.submit(commandId, signature)));
    await world.pipeline.settle();

    expect(answers).toEqual([null, null, null]);
    expect(await world.submit(commandId, signature)).toBeNull();
    const other = await world.register('A-3 other');
    expect(await world.submit(other, signature)).toMatchObject({ code: 'SIGNATURE_WRONG' });
    const again = await sign(world.wallet, await world.request(other));
    expect(await world.submit(commandId, again)).toMatchObject({
      ...{ code: 'COMMAND_NOT_AWAITING_SIGNATURE', commandId },
    });
    expect(await world.receivables('A-3')).toBe(1);
  });

  it('is taken back until it is signed', async () => {
    const commandId = await world.register('A-4');
    const signature = await sign(world.wallet, await world.request(commandId));
    expect(await world.pipeline.cancellation.cancel(world.treasurer, commandId)).toBeNull();
    expect(await world.submit(commandId, signature)).toMatchObject({
      code: 'COMMAND_NOT_AWAITING_SIGNATURE',
    });

    const signed = await world.register('A-5');
    await world.signAndSubmit(signed);
    expect(await world.pipeline.cancellation.cancel(world.treasurer, signed)).toMatchObject({
      code: 'COMMAND_NOT_QUEUED',
    });
    await world.pipeline.settle();
    expect([await world.status(commandId), await world.status(signed)]).toEqual([
      'CANCELLED',
      'INCLUDED',
    ]);
  });

  it('expires when nobody signs it in time', async () => {
    const commandId = await world.register('A-6');
    const signature = await sign(world.wallet, await world.request(commandId));
    await world.pipeline.db.query(
      `UPDATE command SET request_deadline = now() + interval '59 minutes' WHERE command_id = $1`,
      [commandId],
    );

    expect(await world.submit(commandId, signature)).toMatchObject({ code: 'SIGNATURE_EXPIRED' });
    await world.pipeline.newRelay().step();

    expect(await world.status(commandId)).toBe('EXPIRED');
    expect(await world.reader.requestsOf([commandId])).toEqual(new Map());
  });
});

describe('a signature', () => {
  it('of another key is refused, and named', async () => {
    const commandId = await world.register('B-1');
    const stranger = new Wallet(Wallet.createRandom().privateKey);
    const request = await world.request(commandId);

    expect(await world.submit(commandId, await sign(stranger, request))).toMatchObject({
      code: 'SIGNATURE_WRONG',
      recoveredSignerId: stranger.address.toLowerCase(),
      signingRequest: { signerId: world.wallet.address.toLowerCase(), digest: request.digest },
    });
    expect(await world.status(commandId)).toBe('AWAITING_SIGNATURE');
  });

  it('with the other s is refused, which the forwarder would pass over', async () => {
    const commandId = await world.register('B-2');
    const { r, s, v } = Signature.from(await sign(world.wallet, await world.request(commandId)));
    const high = toBeHex(CURVE_ORDER - BigInt(s), 32).slice(2);

    expect(await world.submit(commandId, `${r}${high}${(55 - v).toString(16)}`)).toMatchObject({
      code: 'SIGNATURE_WRONG',
      recoveredSignerId: null,
    });
    const parity = (v - 27).toString(16).padStart(2, '0');
    expect(await world.submit(commandId, `${r}${s.slice(2)}${parity}`)).toBeNull();
    await world.pipeline.settle();
    expect(await world.status(commandId)).toBe('INCLUDED');
  });

  it.each([
    ['signatures', []],
    ['signatures[0].signature', [{ commandId: crypto.randomUUID(), signature: '0x00' }]],
    ['signatures[0].commandId', [{ commandId: 'x', signature: `0x${'00'.repeat(65)}` }]],
  ])('without its form is refused at %s', async (path, signatures) => {
    expect(await world.desk.submit(world.treasurer, signatures)).toMatchObject({ path });
  });

  it('is taken from users of the party alone', async () => {
    const commandId = await world.register('B-3');
    const signature = await sign(world.wallet, await world.request(commandId));
    const auditor = { ...world.treasurer, roles: [PartyRole.AUDITOR] };

    expect(await world.submit(commandId, signature, world.pipeline.buyer)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await world.submit(commandId, signature, auditor)).toMatchObject({
      code: 'NOT_PERMITTED',
    });
    expect(await world.submit(commandId, signature, world.pipeline.supplier)).toBeNull();
  });

  it('of a revoked key is refused', async () => {
    const wallet = new Wallet(Wallet.createRandom().privateKey);
    const clerk = await world.userWithOwnKey('Clerk', wallet);
    const commandId = await world.register('B-4', clerk);
    const { powers } = world;
    const revoke = { ...powers.key(), signerId: wallet.address };
    await powers.done(powers.supplier, await powers.signers.revoke(powers.supplier, revoke));

    expect(await world.signAndSubmit(commandId, wallet)).toMatchObject({
      ...{ code: 'SIGNER_NOT_ACTIVE', signerId: wallet.address.toLowerCase() },
      revokedAt: expect.any(Date),
    });
  });
});

describe('requests of one key', () => {
  it('hold up nobody when they are not signed', async () => {
    const ignored = await world.register('C-1');
    const later = await world.register('C-2');
    const kept = await world.register('C-3', world.pipeline.supplier);

    expect(await world.signAndSubmit(later)).toBeNull();
    await world.pipeline.settle();

    const statuses = [ignored, later, kept].map((one) => world.status(one));
    expect(await Promise.all(statuses)).toEqual(['AWAITING_SIGNATURE', 'INCLUDED', 'INCLUDED']);
  });

  it('are signed at the same time: one counts, the other gets its next nonce at once', async () => {
    const commands = [await world.register('C-4'), await world.register('C-5')];
    const signed = await Promise.all(
      commands.map(async (one) => sign(world.wallet, await world.request(one))),
    );

    const refusals = await Promise.all(
      commands.map((commandId, index) => world.submit(commandId, signed[index] ?? '')),
    );

    const late = refusals.findIndex((refusal) => refusal !== null);
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(1);
    const outdated = refusals[late] as unknown as { code: string; signingRequest: never };
    expect(outdated.code).toBe('SIGNING_REQUEST_OUTDATED');
    const next = await sign(world.wallet, outdated.signingRequest);
    expect(await world.submit(commands[late] ?? '', next)).toBeNull();
    await world.pipeline.settle();
    expect(await Promise.all(commands.map((one) => world.status(one)))).toEqual([
      'INCLUDED',
      'INCLUDED',
    ]);
  });

  it('are signed together: all are taken, or none', async () => {
    const commands = [];
    for (let one = 0; one < 5; one++) commands.push(await world.register(`D-${one}`));
    const requests = await world.requests(commands);
    const signatures = await Promise.all(
      requests.map(async (request) => ({
        ...{ commandId: request.commandId, signature: await sign(world.wallet, request) },
      })),
    );
    const first = requests[0]?.nonce ?? 0;
    expect(requests.map(({ nonce }) => nonce - first)).toEqual([0, 1, 2, 3, 4]);

    expect(await world.desk.submit(world.treasurer, signatures.toReversed())).toMatchObject({
      code: 'SIGNING_REQUEST_OUTDATED',
    });
    expect(await world.status(commands[4] ?? '')).toBe('AWAITING_SIGNATURE');
    expect(await world.desk.submit(world.treasurer, signatures)).toBeNull();
    await world.pipeline.settle();

    for (const [index, commandId] of commands.entries()) {
      expect([await world.status(commandId), await world.receivables(`D-${index}`)]).toEqual([
        'INCLUDED',
        1,
      ]);
    }
  });

  it('are found by whoever signs them', async () => {
    const waiting = await world.register('D-6');

    const found = await world.reader.list(world.treasurer, { signerId: world.wallet.address });
    const others = await world.reader.list(world.pipeline.buyer, {});

    expect((found as Array<{ commandId: string }>).at(-1)?.commandId).toBe(waiting);
    expect(others).toEqual([]);
    expect(await world.reader.list(world.pipeline.buyer, { commandIds: [waiting] })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a key that signs elsewhere, too', () => {
  it.each([
    ['before the relay sends', () => Promise.resolve(false)],
    ['before the block is mined', () => world.pipeline.relay.step()],
  ])('is asked again, when its nonce is gone %s', async (when, prepare) => {
    const [here, elsewhere] = [`F-1 ${when}`, `F-2 ${when}`];
    const commandId = await world.register(here);
    const other = await world.register(elsewhere);
    const [request, foreign] = [await world.request(commandId), await world.request(other)];
    await world.pipeline.cancellation.cancel(world.treasurer, other);
    await world.submit(commandId, await sign(world.wallet, request));
    await world.pipeline.chain.provider.send('evm_setAutomine', [false]);
    await world.executeElsewhere(foreign);
    await prepare();
    await world.pipeline.chain.provider.send('evm_setAutomine', [true]);
    await world.pipeline.chain.provider.send('evm_mine', []);
    await world.pipeline.indexAll();

    for (let round = 0; round < 3; round++) {
      await world.pipeline.newRelay().step();
      await world.pipeline.indexAll();
    }

    expect([await world.status(commandId), await world.receivables(here)]).toEqual([
      'AWAITING_SIGNATURE',
      0,
    ]);
    expect(await world.signAndSubmit(commandId)).toBeNull();
    world.pipeline.relay = world.pipeline.newRelay();
    await world.pipeline.settle();
    expect([await world.status(commandId), await world.receivables(here)]).toEqual(['INCLUDED', 1]);
    expect(await world.receivables(elsewhere)).toBe(1);
  });

  it('is not asked again, when somebody else sent the request of the command', async () => {
    const commandId = await world.register('F-3');
    const request = await world.request(commandId);
    await world.submit(commandId, await sign(world.wallet, request));

    await world.executeElsewhere(request);
    await world.pipeline.indexAll();
    await world.pipeline.newRelay().step();
    await world.pipeline.newRelay().step();

    expect([await world.status(commandId), await world.receivables('F-3')]).toEqual([
      'INCLUDED',
      1,
    ]);
    expect(await readBacklog(world.pipeline.db)).toMatchObject({ queued: 0 });
  });
});

describe('a relay that dies', () => {
  it('leaves one effect of what an own key signed', async () => {
    const commandId = await world.register('E-1');
    await world.signAndSubmit(commandId);
    const deaf = new LedgerRpc(world.pipeline.configuration);
    deaf.sendRawTransaction = () => Promise.reject(new Error('killed'));
    await expect(world.pipeline.newRelay(deaf).step()).rejects.toThrow('killed');
    deaf.onModuleDestroy();

    world.pipeline.relay = world.pipeline.newRelay();
    await world.pipeline.settle();

    expect([await world.status(commandId), await world.receivables('E-1')]).toEqual([
      'INCLUDED',
      1,
    ]);
  });

  it('until the deadline is asked for a new signature of that command, and of none behind it', async () => {
    const late = await world.register('E-2');
    await world.signAndSubmit(late);
    const deaf = new LedgerRpc(world.pipeline.configuration);
    deaf.sendRawTransaction = () => Promise.reject(new Error('killed'));
    await expect(world.pipeline.newRelay(deaf).step()).rejects.toThrow('killed');
    deaf.onModuleDestroy();
    await world.pass(WEEK_SECONDS + 86_400);
    const behind = await world.register('E-3');
    await world.signAndSubmit(behind);

    for (let round = 0; round < 4; round++) {
      await world.pipeline.newRelay().step();
      await world.pipeline.indexAll();
    }

    expect([await world.status(late), await world.status(behind)]).toEqual([
      'AWAITING_SIGNATURE',
      'QUEUED',
    ]);
    expect([await world.receivables('E-2'), await world.receivables('E-3')]).toEqual([0, 0]);
    expect(await world.signAndSubmit(late)).toBeNull();
    world.pipeline.relay = world.pipeline.newRelay();
    await world.pipeline.settle();
    expect([await world.receivables('E-2'), await world.receivables('E-3')]).toEqual([1, 1]);
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
  });
});
