import { Wallet } from 'ethers';

import { ActGroup } from '../../../backend/src/common/index.js';
import { QuoteSignatureService } from '../../../backend/src/factoring/quote-signature.service.js';
import { QuoteSignatureResolver } from '../../../backend/src/factoring/quote-signature.resolver.js';
import type { QuoteView } from '../../../backend/src/factoring/quote.reader.js';
import type { QuoteType } from '../../../backend/src/factoring/quote.type.js';
import { KeyVault, TokenService, type Viewer } from '../../../backend/src/identity/index.js';
import { SignerReader } from '../../../backend/src/parties/signer.reader.js';
import { SignerService } from '../../../backend/src/parties/signer.service.js';
import { StoryWorld } from '../settlement/story.world.js';

const DAY_MS = 86_400_000;

let world: StoryWorld;
let signatures: QuoteSignatureService;
let resolver: QuoteSignatureResolver;
/** A user of the financier whose key is that of the wallet. */
let trader: Viewer;
const wallet = new Wallet(Wallet.createRandom().privateKey);
let requestCount = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { configuration, database, outbox } = world.pipeline;
  const { dataSource } = database;
  signatures = new QuoteSignatureService(dataSource, world.quotes);
  resolver = new QuoteSignatureResolver(configuration, signatures);
  const tokens = new TokenService(dataSource);
  const signers = new SignerService(
    ...([dataSource, outbox, new KeyVault(configuration), tokens] as const),
    new SignerReader(dataSource),
  );
  const userName = 'Trader';
  const added = await signers.add(world.financier, {
    ...{ idempotencyKey: 'trader', userName, signerId: wallet.address },
    ...{ amountMaxMinor: 1_000_000n, rights: [ActGroup.FINANCING] },
  });
  await world.outcome(world.financier, added);
  const user = { party: world.financier.party, name: userName };
  trader = {
    ...world.financier,
    ...{ userName, userId: await tokens.findOrMakeUser(world.pipeline.db, user) },
  };
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function quoted(number: string, validUntil = new Date(Date.now() + DAY_MS)) {
  requestCount += 1;
  const requests = await world.requests.request(world.supplier, {
    idempotencyKey: `request ${requestCount}`,
    financierIds: [world.financier.party],
    lotIds: [await world.confirmed(number)],
  });
  const [request] = requests as unknown as ReadonlyArray<{ requestId: string }>;
  const answer = await world.issuing.issue(trader, {
    ...{ idempotencyKey: `quote ${requestCount}`, requestId: request?.requestId ?? '' },
    ...{ advanceRateBps: 8_000, discountRateBps: 20, serviceFeeBps: 50, dayCountBasis: 360 },
    ...{ recourseDays: 60, disclosed: true, validUntil, fundingHours: 48 },
  });
  if (!('quoteHash' in answer)) throw new Error(JSON.stringify(answer));
  return answer as QuoteView;
}

/** As a wallet signs what it is shown. */
function sign(quote: QuoteView, by = wallet): Promise<string> {
  const { domain, types, message } = JSON.parse(
    resolver.signingRequest(quote)?.typedData ?? '{}',
  ) as {
    domain: Record<string, unknown>;
    types: Record<string, Array<{ name: string; type: string }>>;
    message: Record<string, unknown>;
  };
  return by.signTypedData(domain, { Quote: types['Quote'] ?? [] }, message);
}

function seenBy(viewer: Viewer, { quoteHash }: QuoteType): Promise<QuoteView[]> {
  return world.quotes.findByHashes(viewer, [quoteHash]);
}

describe('a quote of a financier with its own key', () => {
  it('waits, unseen by the supplier, for a signature over what its wallet shows', async () => {
    const quote = await quoted('O-1');

    expect(quote).toMatchObject({ status: 'AWAITING_SIGNATURE', signature: null });
    expect(resolver.signingRequest(quote)).toMatchObject({
      ...{ quoteHash: quote.quoteHash, digest: quote.quoteHash },
      signerId: wallet.address.toLowerCase(),
    });
    expect(await seenBy(world.supplier, quote)).toEqual([]);
    const input = { idempotencyKey: 'too early', quoteHash: quote.quoteHash };
    expect(await world.acts.accept(world.supplier, input)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('becomes a deal once it is signed', async () => {
    const quote = await quoted('O-2');
    const signature = await sign(quote);

    const signed = await signatures.submit(trader, { quoteHash: quote.quoteHash, signature });
    expect(signed).toMatchObject({ status: 'OPEN', signature });
    expect(await signatures.submit(trader, { quoteHash: quote.quoteHash, signature })).toEqual(
      signed,
    );
    expect(resolver.signingRequest(signed as QuoteView)).toBeNull();

    const [seen] = await seenBy(world.supplier, quote);
    expect(seen?.signature).toBe(signature);
    const input = { idempotencyKey: 'accept', quoteHash: quote.quoteHash };
    const accepted = await world.acts.accept(world.supplier, input);
    expect(await world.outcome(world.supplier, accepted)).toMatchObject({ status: 'INCLUDED' });
  });

  it('refuses the signature of another key, one that is none, and one for an expired quote', async () => {
    const quote = await quoted('O-3');
    const { quoteHash } = quote;
    const refusal = { code: 'INPUT_INVALID', path: 'signature' };

    const foreign = await sign(quote, new Wallet(Wallet.createRandom().privateKey));
    expect(await signatures.submit(trader, { quoteHash, signature: foreign })).toMatchObject(
      refusal,
    );
    expect(await signatures.submit(trader, { quoteHash, signature: '0x12' })).toMatchObject(
      refusal,
    );
    const signature = await sign(quote);
    expect(await signatures.submit(world.supplier, { quoteHash, signature })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await world.pipeline.db.query(
      `UPDATE quote SET valid_until = '2000-01-01' WHERE quote_hash = $1`,
      [quoteHash],
    );
    expect(await signatures.submit(trader, { quoteHash, signature })).toMatchObject({
      code: 'QUOTE_NOT_AWAITING_SIGNATURE',
    });
  });
});
