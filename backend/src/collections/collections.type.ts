import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, PageArgs } from '../api/index.js';
import { ArrangementKind, ArrangementStatus } from './arrangement.entity.js';
import { CollectionStage } from './course.entity.js';

registerEnumType(CollectionStage, {
  name: 'CollectionStage',
  valuesMap: {
    REMINDER: { description: 'The buyer was reminded.' },
    FORMAL_DEMAND: { description: 'Payment was demanded formally.' },
    PROMISE: { description: 'The buyer promised to pay by a day.' },
    INSTALMENT_PLAN: { description: 'Buyer and holder agreed on instalments.' },
    INSURER_NOTIFIED: { description: 'A credit insurer was told.' },
    AGENCY: { description: 'An agency collects.' },
    LEGAL: { description: 'A court or arbitrator has it.' },
    WRITTEN_OFF: { description: 'The owners gave up expecting what was left.' },
    RECOVERED: { description: 'Something of what was written off was paid.' },
  },
});
registerEnumType(ArrangementKind, { name: 'ArrangementKind' });
registerEnumType(ArrangementStatus, {
  name: 'ArrangementStatus',
  valuesMap: {
    RUNNING: { description: 'A day is still to come, or nobody has resolved it since.' },
    KEPT: { description: 'What was promised was paid.' },
    BROKEN: { description: 'A day passed and what was due until then was not paid.' },
    CANCELLED: { description: 'The holder took a step before it was kept or broken.' },
  },
});

export enum InstalmentStatus {
  OPEN = 'OPEN',
  MET = 'MET',
  MISSED = 'MISSED',
}
registerEnumType(InstalmentStatus, {
  name: 'InstalmentStatus',
  valuesMap: {
    OPEN: { description: 'Neither met nor missed, or not any more what counts.' },
    MET: { description: 'What was paid covered it and those before it.' },
    MISSED: { description: 'Its day passed and it was not covered.' },
  },
});

@ObjectType('Instalment', { description: 'What is to be paid by a day; a promise is one.' })
export class InstalmentType {
  @Field(() => Int, { description: 'Counted from 1.' })
  readonly number!: number;

  @Field(() => CalendarDate, { description: 'Last day on which it may be paid.' })
  readonly dueDate!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => InstalmentStatus)
  readonly status!: InstalmentStatus;
}

@ObjectType('Arrangement', { description: 'A promise of the buyer, or an instalment plan.' })
export class ArrangementType {
  @Field(() => ArrangementKind)
  readonly kind!: ArrangementKind;

  @Field(() => ArrangementStatus)
  readonly status!: ArrangementStatus;

  @Field(() => AmountMinor, { description: 'What was promised in all.' })
  readonly amountMinor!: bigint;

  @Field(() => CalendarDate, { description: 'Promised day, or that of the last instalment.' })
  readonly lastDate!: string;

  @Field({ description: 'Salted hash of what it rests on; zero if nothing was given.' })
  readonly evidenceHash!: string;

  @Field()
  readonly recordedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'Null while it runs.' })
  readonly endedAt!: Date | null;

  @Field(() => [InstalmentType], { description: 'In their order; at most 36.' })
  readonly instalments!: readonly InstalmentType[];
}

@ObjectType('CollectionStep', { description: 'A step of the course of a receivable.' })
export class CollectionStepType {
  @Field(() => CollectionStage, { nullable: true, description: 'Null for the first step.' })
  readonly from!: CollectionStage | null;

  @Field(() => CollectionStage)
  readonly stage!: CollectionStage;

  @Field({ description: 'Salted hash of what it rests on; zero if nothing was given.' })
  readonly evidenceHash!: string;

  @Field()
  readonly enteredAt!: Date;

  /** Resolved by loaders; null for who may not know who holds a lot. */
  readonly actor!: string | null;
  readonly lotId!: string;
}

@ObjectType('WriteOff', { description: 'What the owner of a lot gave up expecting.' })
export class WriteOffType {
  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field({ description: 'Salted hash of what it rests on; zero if nothing was given.' })
  readonly evidenceHash!: string;

  @Field()
  readonly writtenOffAt!: Date;
}

@ObjectType('Collection', {
  description: 'Course of collection of a receivable; a step for one lot is a step for all.',
})
export class CollectionType {
  @Field(() => CollectionStage)
  readonly stage!: CollectionStage;

  @Field({ description: 'When the stage was entered.' })
  readonly since!: Date;

  @Field(() => AmountMinor, { description: 'Written off and not recovered.' })
  readonly writtenOffMinor!: bigint;

  @Field(() => AmountMinor, {
    description: 'Paid of what was written off, since the newest write-off.',
  })
  readonly recoveredMinor!: bigint;

  /** Resolved by loaders. */
  readonly receivableId!: string;
}

@ObjectType('PromiseRecord', {
  description: 'How a buyer kept what it promised, over all its receivables.',
})
export class PromiseRecordType {
  @Field(() => Int)
  readonly promisesKept!: number;

  @Field(() => Int)
  readonly promisesBroken!: number;

  @Field(() => Int)
  readonly plansKept!: number;

  @Field(() => Int)
  readonly plansBroken!: number;

  /** Resolved by loaders. */
  readonly buyer!: string;
}

@ObjectType('CollectionMandate', { description: 'Who collects a lot for its owner.' })
export class MandateType {
  @Field(() => ID)
  readonly lotId!: string;

  @Field()
  readonly givenAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  @Field({ description: 'False if it ended, or rests since the lot belongs to somebody else.' })
  readonly holds!: boolean;

  @Field({ description: 'Salted hash of what it rests on; zero if nothing was given.' })
  readonly evidenceHash!: string;

  /** Resolved by loaders. */
  readonly owner!: string;
  readonly collector!: string;
}

@InputType({ description: 'All given conditions must hold.' })
export class CollectionFilter {
  @Field(() => [CollectionStage], { nullable: true })
  readonly stage?: readonly CollectionStage[] | null;

  @Field(() => ArrangementStatus, {
    nullable: true,
    description: 'Of the newest promise or plan.',
  })
  readonly arrangementStatus?: ArrangementStatus | null;

  @Field(() => ID, { nullable: true })
  readonly buyerId?: string | null;
}

@ArgsType()
export class CollectionArgs extends PageArgs {
  @Field(() => CollectionFilter, { nullable: true })
  readonly filter?: CollectionFilter | null;
}

@ArgsType()
export class CollectionStepArgs extends PageArgs {
  @Field(() => ID)
  readonly receivableId!: string;
}
