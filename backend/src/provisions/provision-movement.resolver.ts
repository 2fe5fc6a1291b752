import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { NetworkKey } from '../ledger/index.js';
import { type Book, bookOfRun } from './provision-access.js';
import { ProvisionMovementReader } from './provision-movement.reader.js';
import { ProvisionJournalType, ProvisionMovementType } from './provision-movement.type.js';
import { ProvisionReader } from './provision.reader.js';
import type { ProvisionRunType } from './provision.type.js';

@ArgsType()
class RunPair {
  @Field(() => ID, { description: 'Run of the earlier day.' })
  readonly openingRunId!: string;

  @Field(() => ID, { description: 'Run of the same party for the same or a later day.' })
  readonly closingRunId!: string;
}

@Resolver()
export class ProvisionMovementResolver {
  constructor(
    private readonly reader: ProvisionReader,
    private readonly movements: ProvisionMovementReader,
    private readonly networkKey: NetworkKey,
  ) {}

  @Query(() => [ProvisionMovementType], {
    nullable: true,
    description: 'How the allowance came from one run to another; null unless you see both.',
  })
  async provisionMovement(
    @CurrentViewer() viewer: Viewer,
    @Args() pair: RunPair,
  ): Promise<ProvisionMovementType[] | null> {
    const runs = await this.runsOf(viewer, pair);
    return runs && this.movements.movement(runs.opening, runs.closing, runs.book);
  }

  @Query(() => [ProvisionJournalType], {
    nullable: true,
    description: 'Entries that bring the books from one run to another; null unless you see both.',
  })
  async provisionJournal(
    @CurrentViewer() viewer: Viewer,
    @Args() pair: RunPair,
  ): Promise<ProvisionJournalType[] | null> {
    const runs = await this.runsOf(viewer, pair);
    return runs && this.movements.journal(runs.opening, runs.closing, runs.book);
  }

  private async runsOf(viewer: Viewer, pair: RunPair): Promise<Runs | null> {
    const [opening, closing] = await Promise.all([
      this.reader.findRun(viewer, pair.openingRunId),
      this.reader.findRun(viewer, pair.closingRunId),
    ]);
    if (opening === null || closing === null) return null;
    const isOneBook = opening.party === closing.party && opening.book === closing.book;
    const isPair = isOneBook && opening.asOfDate <= closing.asOfDate;
    const book = bookOfRun(closing, this.networkKey.platformParty);
    return isPair ? { opening, closing, book } : null;
  }
}

interface Runs {
  readonly opening: ProvisionRunType;
  readonly closing: ProvisionRunType;
  readonly book: Book;
}
