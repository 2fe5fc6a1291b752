import type { DomainError } from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import type { CommandEntity } from '../../../backend/src/ledger/index.js';
import { LienActsService } from '../../../backend/src/pledges/lien-acts.service.js';
import { LienOfferService } from '../../../backend/src/pledges/lien-offer.service.js';
import { LienReader } from '../../../backend/src/pledges/lien.reader.js';
import type { LienOfferInput } from '../../../backend/src/pledges/lien.input.js';
import type { LienType } from '../../../backend/src/pledges/lien.type.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { StoryWorld } from '../settlement/story.world.js';

const DAY_SECONDS = 86_400;
/** Rules of rank as the deployment lists them. */
export const CIVIL_CODE_768 = 1;
export const FIRST_TO_FILE = 2;

/** A story with liens on its lots. */
export class PledgesWorld {
  readonly reader: LienReader;
  readonly offering: LienOfferService;
  readonly acts: LienActsService;
  private keys = 0;

  private constructor(readonly story: StoryWorld) {
    const { database, outbox } = story.pipeline;
    this.reader = new LienReader(database.dataSource);
    this.offering = new LienOfferService(outbox, new LotReader(database.dataSource), this.reader);
    this.acts = new LienActsService(outbox, this.reader);
  }

  static async start(): Promise<PledgesWorld> {
    const story = await StoryWorld.start();
    await story.limit(story.stranger, 2n ** 62n);
    return new PledgesWorld(story);
  }

  get supplier(): Viewer {
    return this.story.supplier;
  }

  get financier(): Viewer {
    return this.story.financier;
  }

  /** A second financier. */
  get rival(): Viewer {
    return this.story.stranger;
  }

  /** A key that no request had before. */
  key(): string {
    return `pledges ${++this.keys}`;
  }

  /** The latest instant that the chain knows, some days later. */
  async inDays(days: number): Promise<Date> {
    const block = await this.story.pipeline.chain.provider.getBlock('latest');
    return new Date(((block?.timestamp ?? 0) + days * DAY_SECONDS) * 1_000);
  }

  async pass(days: number): Promise<void> {
    await this.story.pipeline.chain.provider.send('evm_increaseTime', [days * DAY_SECONDS]);
  }

  async offer(
    lotId: string,
    change: Partial<LienOfferInput> = {},
    as = this.supplier,
  ): Promise<CommandEntity | DomainError> {
    const acceptBy = await this.inDays(100);
    const offer = {
      ...{ lotId, pledgeeId: this.financier.party, securedMinor: 6_000n },
      ...{ policyNumber: FIRST_TO_FILE, acceptBy },
    };
    return this.offering.offer(as, {
      idempotencyKey: this.key(),
      liens: [{ ...offer, ...change }],
    });
  }

  /** An offer that the ledger took; the number of the lien. */
  async offered(lotId: string, change: Partial<LienOfferInput> = {}): Promise<number> {
    const command = await this.story.outcome(this.supplier, await this.offer(lotId, change));
    if (command.refusal !== null) throw new Error(JSON.stringify(command.refusal));
    const rows = await this.story.pipeline.db.query('SELECT max(lien_number) AS number FROM lien');
    return rows[0].number as number;
  }

  async accept(lienNumbers: readonly number[], as: Viewer = this.financier) {
    const input = { idempotencyKey: this.key(), lienNumbers };
    return this.story.outcome(as, await this.offering.accept(as, input));
  }

  /** A lien that stands. */
  async pledged(
    lotId: string,
    change: Partial<LienOfferInput> = {},
    as: Viewer = this.financier,
  ): Promise<number> {
    const lienNumber = await this.offered(lotId, { pledgeeId: as.party, ...change });
    const command = await this.accept([lienNumber], as);
    if (command.refusal !== null) throw new Error(JSON.stringify(command.refusal));
    return lienNumber;
  }

  async lien(lienNumber: number, as: Viewer = this.financier): Promise<LienType | undefined> {
    return (await this.reader.findMany(as, [lienNumber]))[0];
  }

  async availableMinor(lotId: string): Promise<bigint | undefined> {
    return (await this.reader.availableMinor([lotId])).get(lotId);
  }
}
