import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { NetworkKey } from '../../../backend/src/ledger/index.js';
import { PartyReader } from '../../../backend/src/parties/index.js';
import { AmendmentService } from '../../../backend/src/receivables/amendment.service.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { ConfirmationScope } from '../../../backend/src/receivables/receivable.type.js';
import { ReceivableSilenceResolver } from '../../../backend/src/receivables/silence.resolver.js';
import { SilenceLoader } from '../../../backend/src/receivables/silence.loader.js';
import { SilenceReader } from '../../../backend/src/receivables/silence.reader.js';
import { SilenceService } from '../../../backend/src/receivables/silence.service.js';
import { PartyLoader } from '../../../backend/src/parties/index.js';
import { PipelineWorld } from '../ledger/pipeline.world.js';

const { EXISTENCE, AMOUNT, DUE_DATE } = ConfirmationScope;
const PAGE = { size: 10, limit: 11, after: null };
const DAY_SECONDS = 86_400;

let world: PipelineWorld;
let service: SilenceService;
let amending: AmendmentService;
let reader: SilenceReader;
let receivables: ReceivableReader;
let resolver: ReceivableSilenceResolver;
let keys = 0;

beforeAll(async () => {
  world = await PipelineWorld.start();
  const { database, outbox, configuration } = world;
  const parties = new PartyReader(database.dataSource);
  reader = new SilenceReader(database.dataSource);
  receivables = new ReceivableReader(database.dataSource);
  service = new SilenceService(outbox, parties, receivables);
  amending = new AmendmentService(outbox, new NetworkKey(configuration), parties, receivables);
  resolver = new ReceivableSilenceResolver(new SilenceLoader(reader), new PartyLoader(parties));
  for (const { party } of [world.supplier, world.buyer]) {
    await world.db.query('INSERT INTO party_profile (party, name, name_key) VALUES ($1, $1, $1)', [
      party,
    ]);
  }
});

afterAll(async () => {
  await world.stop();
});

const key = () => ({ idempotencyKey: `silence ${++keys}` });

async function agree(silenceDays: number, scope = [EXISTENCE, AMOUNT], as = world.buyer) {
  const input = { ...key(), supplierId: world.supplier.party, silenceDays, scope };
  return service.agree(as, input);
}

/** An agreement that the ledger took. */
async function agreed(silenceDays: number, scope?: ConfirmationScope[]): Promise<void> {
  const submitted = await agree(silenceDays, scope);
  await world.settle();
  const { refusal } = await world.command(world.buyer, submitted);
  if (refusal !== null) throw new Error(JSON.stringify(refusal));
}

async function registered(number: string): Promise<string> {
  await world.register(number);
  await world.settle();
  return world.receivableId(number);
}

async function confirm(...receivableIds: string[]) {
  const submitted = await service.confirm(world.supplier, { ...key(), receivableIds });
  await world.settle();
  return world.command(world.supplier, submitted);
}

async function pass(seconds: number): Promise<void> {
  await world.chain.provider.send('evm_increaseTime', [seconds]);
}

async function find(receivableId: string, as = world.buyer) {
  const [receivable] = await receivables.findVisible(as, [receivableId]);
  if (receivable === undefined) throw new Error(`${receivableId} is not there`);
  const context = { viewer: as } as Parameters<typeof resolver.silence>[0];
  return {
    ...receivable,
    silence: await resolver.silence(context, receivable),
    confirmedBy: (await resolver.confirmedBy(context, receivable))?.partyId ?? null,
  };
}

describe('silence of a buyer', () => {
  it('confirms nothing without an agreement before the registration', async () => {
    const receivableId = await registered('Q-1');
    expect((await confirm(receivableId)).refusal).toMatchObject({ error: 'SilenceNotAgreed' });
    await pass(1);
    await agreed(10);

    expect((await find(receivableId)).silence).toBeNull();
    await pass(11 * DAY_SECONDS);
    expect((await confirm(receivableId)).refusal).toMatchObject({ error: 'SilenceNotAgreed' });
  });

  it('shows on a claim from which day it counts, and then confirms it as deemed', async () => {
    await agreed(10, [EXISTENCE, AMOUNT, DUE_DATE]);
    const receivableId = await registered('Q-2');
    const waiting = await find(receivableId);
    const confirmableAt = new Date(waiting.registeredAt.getTime() + 10 * DAY_SECONDS * 1_000);
    expect(waiting).toMatchObject({
      silence: {
        ...{ silenceDays: 10, since: waiting.registeredAt, confirmableAt },
        deemedOn: confirmableAt.toISOString().slice(0, 10),
        scope: [EXISTENCE, AMOUNT, DUE_DATE],
      },
      confirmedBy: null,
    });
    expect((await confirm(receivableId)).refusal).toMatchObject({
      error: 'SilenceTooShort',
      values: expect.arrayContaining([
        { name: 'confirmableAt', value: String(confirmableAt.getTime() / 1_000) },
      ]),
    });

    await pass(10 * DAY_SECONDS);
    expect(await confirm(receivableId)).toMatchObject({ subjects: [receivableId], refusal: null });

    expect(await find(receivableId)).toMatchObject({
      ...{ status: 'CONFIRMED', isDeemed: true, outstandingMinor: 10_000n, silence: null },
      ...{ scope: [EXISTENCE, AMOUNT, DUE_DATE], confirmedBy: world.supplier.party },
    });
    expect((await world.verifier.verify()).differences).toEqual([]);
  });

  it('is told from a confirmation of the buyer itself', async () => {
    const receivableId = await registered('Q-3');
    await world.confirm('Q-3');
    await world.settle();
    expect(await find(receivableId)).toMatchObject({
      ...{ isDeemed: false, confirmedBy: world.buyer.party, silence: null },
    });
  });

  it('counts anew from an amendment, whose figures are then confirmed', async () => {
    await agreed(5);
    const receivableId = await registered('Q-4');
    await pass(4 * DAY_SECONDS);
    const amendment = { receivableId, faceMinor: 9_500n, dueDate: '2050-01-01' };
    const submitted = await amending.amend(world.supplier, { ...key(), amendments: [amendment] });
    await world.settle();
    expect(await world.command(world.supplier, submitted)).toMatchObject({ refusal: null });

    const amended = await find(receivableId);
    expect(amended).toMatchObject({ faceMinor: 9_500n, dueDate: '2050-01-01' });
    expect(Number(amended.silence?.since)).toBeGreaterThan(Number(amended.registeredAt));
    await pass(2 * DAY_SECONDS);
    expect((await confirm(receivableId)).refusal).toMatchObject({ error: 'SilenceTooShort' });
    await pass(3 * DAY_SECONDS);
    await confirm(receivableId);
    expect(await find(receivableId)).toMatchObject({ isDeemed: true, outstandingMinor: 9_500n });

    const late = await amending.amend(world.supplier, { ...key(), amendments: [amendment] });
    await world.settle();
    expect((await world.command(world.supplier, late)).refusal).toMatchObject({
      error: 'ReceivableWrongStatus',
    });
    expect((await world.verifier.verify()).differences).toEqual([]);
  });

  it('counts no more once the agreement ended', async () => {
    await agreed(5);
    const receivableId = await registered('Q-5');
    await agreed(0, []);
    expect((await find(receivableId)).silence).toBeNull();
    expect(await reader.list(world.buyer, PAGE)).toMatchObject([{ silenceDays: 0, scope: [] }]);
  });
});

describe('agreements on silence', () => {
  it('are seen by the two sides, and by nobody else', async () => {
    await agreed(7);
    const agreement = { silenceDays: 7, scope: [EXISTENCE, AMOUNT], buyer: world.buyer.party };
    expect(await reader.list(world.supplier, PAGE)).toMatchObject([agreement]);
    expect(await reader.list(world.operator, PAGE)).toMatchObject([agreement]);
    const stranger = { ...world.supplier, party: `0x${'99'.repeat(20)}` };
    expect(await reader.list(stranger, PAGE)).toEqual([]);
    const after = [world.buyer.party, world.supplier.party] as const;
    expect(await reader.list(world.buyer, { ...PAGE, after })).toEqual([]);
  });

  it('are refused by role, form and knowledge, and by the ledger for a scope that says nothing', async () => {
    expect(await agree(5, [EXISTENCE, AMOUNT], world.supplier)).toBeInstanceOf(NotPermittedError);
    expect(await agree(366)).toMatchObject({ path: 'silenceDays' });
    expect(await agree(-1)).toMatchObject({ path: 'silenceDays' });
    const unknown = `0x${'cd'.repeat(20)}`;
    const input = { ...key(), supplierId: unknown, silenceDays: 1, scope: [EXISTENCE, AMOUNT] };
    expect(await service.agree(world.buyer, input)).toEqual(new NotFoundError(unknown));
    expect(await service.agree(world.buyer, { ...input, supplierId: '0x1' })).toMatchObject({
      path: 'supplierId',
    });
    const meagre = await agree(5, [EXISTENCE]);
    await world.settle();
    expect((await world.command(world.buyer, meagre)).refusal).toMatchObject({
      error: 'ConfirmationScopeInvalid',
    });
  });

  it('are made use of by the supplier alone', async () => {
    const receivableId = await registered('Q-6');
    const input = { ...key(), receivableIds: [receivableId] };
    expect(await service.confirm(world.buyer, input)).toBeInstanceOf(NotPermittedError);
    const stranger = { ...world.supplier, party: `0x${'99'.repeat(20)}` };
    expect(await service.confirm(stranger, input)).toEqual(new NotFoundError(receivableId));
    expect(await service.confirm(world.supplier, { ...input, receivableIds: [] })).toMatchObject({
      path: 'receivableIds',
    });
  });

  it('are the same after a rebuild, and a planted difference is told', async () => {
    const before = await world.readModels();
    await world.db.query('DELETE FROM ledger_checkpoint');
    await world.indexAll();
    expect(await world.readModels()).toEqual(before);

    await world.db.query('UPDATE silence_agreement SET silence_days = 8');
    await world.db.query(
      `UPDATE receivable SET claimed_at = claimed_at + interval '1 day' WHERE receivable_id = $1`,
      [world.receivableId('Q-6')],
    );
    expect((await world.verifier.verify()).differences).toMatchObject([
      { table: 'receivable', field: 'answerable_since' },
      { table: 'silence_agreement', field: 'silence_days', readModel: '8', ledger: '7' },
    ]);
  });
});
