import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';
import { CollectionStage } from './course.entity.js';

const NOTE = 'What it rests on, at most 2000 characters; the ledger gets a salted hash.';

@InputType()
export class CollectionStepInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => CollectionStage, {
    description: 'REMINDER, FORMAL_DEMAND, INSURER_NOTIFIED, AGENCY or LEGAL.',
  })
  readonly stage!: CollectionStage;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class RecordCollectionStepsInput extends CommandInput {
  @Field(() => [CollectionStepInput], { description: '1 to 50, taken in their order.' })
  readonly steps!: readonly CollectionStepInput[];
}

@InputType()
export class RecordPromiseInput extends CommandInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => AmountMinor, { description: 'At most what is outstanding of the receivable.' })
  readonly amountMinor!: bigint;

  @Field(() => CalendarDate, { description: 'Last day on which it may be paid.' })
  readonly promisedDate!: string;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class InstalmentInput {
  @Field(() => CalendarDate, { description: 'Last day on which it may be paid.' })
  readonly dueDate!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;
}

@InputType()
export class RecordInstalmentPlanInput extends CommandInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => [InstalmentInput], { description: '1 to 36, each due after the one before it.' })
  readonly instalments!: readonly InstalmentInput[];

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class ResolveArrangementInput extends CommandInput {
  @Field(() => ID)
  readonly receivableId!: string;
}

@InputType()
export class WriteOffInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => AmountMinor, { description: 'At most what is outstanding on the lot.' })
  readonly amountMinor!: bigint;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class WriteOffLotsInput extends CommandInput {
  @Field(() => [WriteOffInput], { description: '1 to 50, all or none.' })
  readonly writeOffs!: readonly WriteOffInput[];
}

@InputType()
export class RecoveryInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class MarkRecoveredInput extends CommandInput {
  @Field(() => [RecoveryInput], { description: '1 to 100, all or none.' })
  readonly recoveries!: readonly RecoveryInput[];
}

@InputType()
export class MandateCollectorInput extends CommandInput {
  @Field(() => [ID], { description: '1 to 100 lots of your party, each once.' })
  readonly lotIds!: readonly string[];

  @Field(() => ID)
  readonly collectorId!: string;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class EndMandateInput extends CommandInput {
  @Field(() => [ID], { description: '1 to 100 lots, each once.' })
  readonly lotIds!: readonly string[];
}
