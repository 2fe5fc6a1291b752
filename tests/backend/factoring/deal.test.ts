import {
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { PositionReader } from '../../../backend/src/factoring/position.reader.js';
import { priceQuote } from '../../../backend/src/factoring/quote-price.js';
import type { QuoteRequestType, QuoteType } from '../../../backend/src/factoring/quote.type.js';
import { RecourseService } from '../../../backend/src/factoring/recourse.service.js';
import { FINANCIER_IBAN, StoryWorld } from '../settlement/story.world.js';

let world: StoryWorld;
let recourse: RecourseService;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { outbox, database } = world.pipeline;
  recourse = new RecourseService(outbox, new PositionReader(database.dataSource));
});

afterAll(async () => {
  await world.pipeline.stop();
});

const DAY_MS = 86_400_000;

async function requested(key: string, ...lotIds: string[]): Promise<QuoteRequestType> {
  const answer = await world.requests.request(world.supplier, {
    idempotencyKey: key,
    financierIds: [world.financier.party],
    lotIds,
  });
  if (!Array.isArray(answer)) throw new Error(JSON.stringify(answer));
  return answer[0] as QuoteRequestType;
}

function terms(requestId: string, change = {}) {
  return {
    requestId,
    advanceRateBps: 8_000,
    // The receivables of this world are due in decades.
    discountRateBps: 20,
    serviceFeeBps: 50,
    dayCountBasis: 360,
    recourseDays: 60,
    disclosed: true,
    validUntil: new Date(Date.now() + DAY_MS),
    fundingHours: 48,
    ...change,
  };
}

async function quoted(key: string, ...lotIds: string[]): Promise<QuoteType> {
  const { requestId } = await requested(`request ${key}`, ...lotIds);
  const answer = await world.issuing.issue(world.financier, {
    idempotencyKey: `quote ${key}`,
    ...terms(requestId),
  });
  if (!('quoteHash' in answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

async function accepted(key: string, quoteHash: string) {
  const input = { idempotencyKey: key, quoteHash };
  return world.outcome(world.supplier, await world.acts.accept(world.supplier, input));
}

describe('a deal', () => {
  it('is quoted, accepted, funded and seen by both sides, with the price of the contract', async () => {
    const lotIds = [await world.confirmed('D-1'), await world.confirmed('D-2', 3_333n)];
    const quote = await quoted('deal', ...lotIds);
    expect(quote.status).toBe('OPEN');

    const command = await accepted('accept deal', quote.quoteHash);
    expect(command).toMatchObject({ status: 'INCLUDED', subjects: [quote.quoteHash] });

    const [deal] = await world.deals.findByQuotes(world.supplier, [quote.quoteHash]);
    const today = Math.floor((deal?.acceptedAt.getTime() ?? 0) / DAY_MS);
    const expected = priceQuote(
      quote.terms,
      [10_000n, 3_333n].map((outstandingMinor) => ({
        outstandingMinor,
        tenorDays: 30_000 - today,
      })),
    );
    expect(deal).toMatchObject({ status: 'ACCEPTED', price: expected, disclosed: true });

    const funding = await world.acts.fund(world.financier, {
      idempotencyKey: 'fund deal',
      dealNumber: deal?.dealNumber ?? 0,
      evidence: 'SEPA transfer 4711',
    });
    expect(await world.outcome(world.financier, funding)).toMatchObject({ status: 'INCLUDED' });
    expect(await world.deals.find(world.financier, deal?.dealNumber ?? 0)).toMatchObject({
      status: 'FUNDED',
    });
    expect(await world.deals.find(world.stranger, deal?.dealNumber ?? 0)).toBeNull();
  });

  it('is refused by the ledger by name, when a quote is accepted twice or a fund repeated', async () => {
    const quote = await quoted('twice', await world.confirmed('D-3'));
    await accepted('accept once', quote.quoteHash);
    const again = await accepted('accept again', quote.quoteHash);
    expect(again.refusal).toMatchObject({ error: 'QuoteAlreadyAccepted' });

    const [deal] = await world.deals.findByQuotes(world.supplier, [quote.quoteHash]);
    const dealNumber = deal?.dealNumber ?? 0;
    const early = await recourse.close(world.financier, {
      idempotencyKey: 'close early',
      dealNumber,
      evidence: 'none',
    });
    expect((await world.outcome(world.financier, early)).refusal).toMatchObject({
      error: 'DealWrongStatus',
    });
    const lapse = await world.acts.lapse(world.supplier, {
      idempotencyKey: 'lapse early',
      dealNumber,
    });
    expect((await world.outcome(world.supplier, lapse)).refusal).toMatchObject({
      error: 'FundingNotOverdue',
    });
  });
});

describe('closing', () => {
  it('releases the reserve of what is collected, and ends the deal with its last lot', async () => {
    const lotIds = [await world.confirmed('C-101'), await world.confirmed('C-102')];
    const dealNumber = await world.acceptedDeal('closing', ...lotIds);
    expect(await world.fund('closing', dealNumber)).toMatchObject({ status: 'INCLUDED' });
    await world.told(world.financier, ...lotIds);
    const close = async (key: string) => {
      const input = { idempotencyKey: key, dealNumber, evidence: key };
      return world.outcome(world.financier, await recourse.close(world.financier, input));
    };

    expect((await close('too early')).refusal).toMatchObject({ error: 'LotNotCollected' });
    await world.receive([{ remittance: 'C-101' }], world.financier, FINANCIER_IBAN);
    expect(await close('first lot')).toMatchObject({ status: 'INCLUDED' });
    expect(await world.deals.find(world.supplier, dealNumber)).toMatchObject({
      ...{ status: 'FUNDED', reserveReleasedMinor: 2_000n, reserveNettedMinor: 0n },
    });
    await world.receive([{ remittance: 'C-102' }], world.financier, FINANCIER_IBAN);
    expect(await close('last lot')).toMatchObject({ status: 'INCLUDED' });
    expect(await world.deals.find(world.supplier, dealNumber)).toMatchObject({
      ...{ status: 'CLOSED', reserveReleasedMinor: 4_000n },
    });
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
  });
});

describe('requestQuote', () => {
  it('gives the same requests for the same key and body, and refuses another body', async () => {
    const lotId = await world.confirmed('R-1');
    const first = await requested('request key', lotId);
    expect((await requested('request key', lotId)).requestId).toBe(first.requestId);

    const other = await world.requests.request(world.supplier, {
      idempotencyKey: 'request key',
      financierIds: [world.financier.party, world.stranger.party],
      lotIds: [lotId],
    });
    expect(other).toBeInstanceOf(IdempotencyKeyReusedError);
  });

  it('refuses lots of others, parties that are no financiers, repeats and several buyers, by path', async () => {
    const lotId = await world.confirmed('R-2');
    const ask = (financierIds: string[], lotIds: string[], who = world.supplier) =>
      world.requests.request(who, { idempotencyKey: 'bad', financierIds, lotIds });

    expect(await ask([world.financier.party], [lotId], world.stranger)).toBeInstanceOf(
      NotFoundError,
    );
    expect(await ask([world.buyer.party], [lotId])).toMatchObject({ path: 'financierIds[0]' });
    expect(await ask([world.financier.party], [lotId, lotId])).toMatchObject({
      path: 'lotIds[1]',
    });
    expect(await ask([], [lotId])).toBeInstanceOf(InputInvalidError);
    const other = await world.confirmed('R-3');
    await world.pipeline.db.query('UPDATE receivable SET buyer = $1 WHERE receivable_id = $2', [
      world.stranger.party,
      world.receivableId('R-3'),
    ]);
    expect(await ask([world.financier.party], [lotId, other])).toMatchObject({
      ...{ code: 'LOT_BUYERS_MIXED', path: 'lotIds[1]', buyerId: world.stranger.party },
    });
    expect(await ask([world.financier.party], [lotId], world.buyer)).toBeInstanceOf(
      NotPermittedError,
    );
  });
});

describe('issueQuote', () => {
  it('refuses requests to others, terms out of bounds and reused keys', async () => {
    const { requestId } = await requested('to quote', await world.confirmed('Q-1'));
    const issue = (who: typeof world.financier, key: string, change = {}) =>
      world.issuing.issue(who, { idempotencyKey: key, ...terms(requestId, change) });

    expect(await issue(world.stranger, 'stranger')).toBeInstanceOf(NotFoundError);
    expect(await issue(world.financier, 'bad', { advanceRateBps: 10_001 })).toMatchObject({
      path: 'advanceRateBps',
    });
    const validUntil = new Date(Date.now() + DAY_MS);
    const first = await issue(world.financier, 'key', { validUntil });
    expect(await issue(world.financier, 'key', { validUntil })).toEqual(first);
    expect(await issue(world.financier, 'key', { validUntil, disclosed: false })).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });
});
