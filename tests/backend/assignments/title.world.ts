import { randomUUID } from 'node:crypto';

import type { DomainError } from '../../../backend/src/api/index.js';
import { NoticeReader } from '../../../backend/src/assignments/notice.reader.js';
import { NoticeService } from '../../../backend/src/assignments/notice.service.js';
import { OnwardReader } from '../../../backend/src/assignments/onward.reader.js';
import { OnwardService } from '../../../backend/src/assignments/onward.service.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { PositionReader } from '../../../backend/src/factoring/position.reader.js';
import type { PositionType } from '../../../backend/src/factoring/position.type.js';
import { QuoteCancelService } from '../../../backend/src/factoring/quote-cancel.service.js';
import type { QuoteRequestType, QuoteType } from '../../../backend/src/factoring/quote.type.js';
import { RecourseService } from '../../../backend/src/factoring/recourse.service.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { type CommandEntity, CommandStatus } from '../../../backend/src/ledger/index.js';
import { LotSplitService } from '../../../backend/src/receivables/lot-split.service.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { StoryWorld } from '../settlement/story.world.js';

/** Account of the second financier. */
export const RIVAL_IBAN = 'DE75512108001245126199';
const DAY_SECONDS = 86_400;

/** Terms in which the deals of these tests differ. */
interface Terms {
  readonly disclosed?: boolean;
  readonly recourseDays?: number;
  readonly dueInDays?: number;
}

/** A story whose financiers sell lots on, tell buyers, and give lots back. */
export class TitleWorld {
  readonly lots: LotReader;
  readonly notices: NoticeReader;
  readonly noticing: NoticeService;
  readonly onwards: OnwardReader;
  readonly passing: OnwardService;
  readonly positions: PositionReader;
  readonly recourse: RecourseService;
  readonly cancelling: QuoteCancelService;
  readonly splits: LotSplitService;
  /** A financier that has to do with nothing here. */
  readonly outsider: Viewer;
  private keys = 0;

  private constructor(readonly story: StoryWorld) {
    const { database, outbox } = story.pipeline;
    this.lots = new LotReader(database.dataSource);
    this.notices = new NoticeReader(database.dataSource);
    this.noticing = new NoticeService(outbox, this.lots, this.notices);
    this.onwards = new OnwardReader(database.dataSource);
    this.passing = new OnwardService(outbox, this.onwards);
    this.positions = new PositionReader(database.dataSource);
    this.recourse = new RecourseService(outbox, this.positions);
    this.cancelling = new QuoteCancelService(outbox, story.quotes);
    this.splits = new LotSplitService(outbox, this.lots);
    const roles = [PartyRole.FINANCIER];
    const party = `0x${'99'.repeat(20)}`;
    this.outsider = { userId: randomUUID(), userName: 'outsider', party, roles };
  }

  static async start(): Promise<TitleWorld> {
    const story = await StoryWorld.start();
    const { party } = story.stranger;
    await story.limit(story.stranger, 2n ** 62n);
    await story.pipeline.db.query(
      'INSERT INTO party_profile (party, name, name_key) VALUES ($1, $2, $2)',
      [party, 'rival'],
    );
    await story.pipeline.db.query('INSERT INTO bank_account (account, party) VALUES ($1, $2)', [
      ...[RIVAL_IBAN, party],
    ]);
    return new TitleWorld(story);
  }

  get supplier(): Viewer {
    return this.story.supplier;
  }

  get buyer(): Viewer {
    return this.story.buyer;
  }

  get financier(): Viewer {
    return this.story.financier;
  }

  /** A second financier. */
  get rival(): Viewer {
    return this.story.stranger;
  }

  stop(): Promise<void> {
    return this.story.pipeline.stop();
  }

  /** A key that no request had before. */
  key(): string {
    return `title ${++this.keys}`;
  }

  /** The latest instant that the chain knows, some days later. */
  async inDays(days: number): Promise<Date> {
    const block = await this.story.pipeline.chain.provider.getBlock('latest');
    return new Date(((block?.timestamp ?? 0) + days * DAY_SECONDS) * 1_000);
  }

  /** Lets days pass; the read models know of them with the next block. */
  async pass(days: number): Promise<void> {
    const { provider } = this.story.pipeline.chain;
    await provider.send('evm_increaseTime', [days * DAY_SECONDS]);
    await provider.send('evm_mine', []);
    await this.story.pipeline.indexAll();
  }

  outcome(who: Viewer, submitted: CommandEntity | DomainError) {
    return this.story.outcome(who, submitted);
  }

  /** A confirmed receivable of 100.00 EUR; the id of its one lot. */
  async confirmed(number: string, dueInDays = 100): Promise<string> {
    const due = await this.inDays(dueInDays);
    const dueDay = Math.floor(due.getTime() / (DAY_SECONDS * 1_000));
    await this.story.pipeline.register(number, { dueDay });
    await this.story.pipeline.settle();
    await this.story.confirm(number);
    return this.story.lotId(number);
  }

  async quoted(terms: Terms, ...lotIds: string[]): Promise<QuoteType> {
    const requests = await this.story.requests.request(this.supplier, {
      ...{ idempotencyKey: this.key(), financierIds: [this.financier.party], lotIds },
    });
    const [request] = requests as readonly QuoteRequestType[];
    const quote = await this.story.issuing.issue(this.financier, {
      ...{ idempotencyKey: this.key(), requestId: request?.requestId ?? '' },
      ...{ advanceRateBps: 8_000, discountRateBps: 20, serviceFeeBps: 50, dayCountBasis: 360 },
      ...{ recourseDays: terms.recourseDays ?? 60, disclosed: terms.disclosed ?? true },
      ...{ fundingHours: 48, validUntil: await this.inDays(1) },
    });
    if (!('quoteHash' in quote)) throw new Error(JSON.stringify(quote));
    return quote;
  }

  async accept({ quoteHash }: QuoteType) {
    const input = { idempotencyKey: this.key(), quoteHash };
    return this.outcome(this.supplier, await this.story.acts.accept(this.supplier, input));
  }

  /** A deal over new lots, one for each number, that the financier paid for. */
  async sold(
    terms: Terms,
    ...numbers: string[]
  ): Promise<{ dealNumber: number; lotIds: string[] }> {
    const lotIds: string[] = [];
    for (const number of numbers) {
      lotIds.push(await this.confirmed(number, terms.dueInDays));
    }
    const quote = await this.quoted(terms, ...lotIds);
    await this.accept(quote);
    const [deal] = await this.story.deals.findByQuotes(this.supplier, [quote.quoteHash]);
    const dealNumber = deal?.dealNumber ?? 0;
    const funding = await this.story.fund(quote.quoteHash, dealNumber);
    if (funding.status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(funding.refusal));
    return { dealNumber, lotIds };
  }

  async position(lotId: string, as = this.financier): Promise<PositionType | undefined> {
    return (await this.positions.find(as, [lotId]))[0];
  }

  /** Whom the buyer has to pay for the lot. */
  async payee(lotId: string): Promise<string | undefined> {
    return (await this.notices.payeesOf([lotId])).get(lotId);
  }

  async owner(lotId: string): Promise<string | undefined> {
    return (await this.lots.findVisible(this.story.pipeline.operator, [lotId]))[0]?.owner;
  }

  async give(lotIds: readonly string[], as = this.financier) {
    const input = { idempotencyKey: this.key(), lotIds, evidence: 'registered letter' };
    return this.noticing.give(as, input);
  }

  async acknowledge(lotIds: readonly string[], as = this.buyer) {
    return this.noticing.acknowledge(as, { idempotencyKey: this.key(), lotIds });
  }

  /** The buyer was told of lots and acknowledged it. */
  told(...lotIds: string[]): Promise<void> {
    return this.story.told(this.financier, ...lotIds);
  }

  async offer(lotIds: readonly string[], change = {}, as = this.financier) {
    const acceptBy = await this.inDays(1);
    const offer = { idempotencyKey: this.key(), lotIds, toId: this.rival.party, acceptBy };
    return this.passing.offer(as, { ...offer, ...change });
  }

  /** An offer that the ledger took; its number. */
  async offered(...lotIds: string[]): Promise<number> {
    const { status, refusal } = await this.outcome(this.financier, await this.offer(lotIds));
    if (status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(refusal));
    const [latest] = await this.onwards.list(this.financier, { size: 1, limit: 1, after: null });
    return latest?.onwardNumber ?? 0;
  }

  async take(onwardNumber: number, as = this.rival) {
    const input = { idempotencyKey: this.key(), onwardNumber, evidence: 'transfer' };
    return this.passing.accept(as, input);
  }

  async split(lotId: string, partMinor: bigint, as = this.financier) {
    const input = { idempotencyKey: this.key(), lotId, partsMinor: [partMinor] };
    return this.outcome(as, await this.splits.split(as, input));
  }
}
