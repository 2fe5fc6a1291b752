import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import type { Keyset } from '../api/index.js';

/** What takes an assessor's party longer than a request may. */
export enum AssessmentWorkKind {
  TRAIN_MODEL = 'TRAIN_MODEL',
  RATE_BUYERS = 'RATE_BUYERS',
}
registerEnumType(AssessmentWorkKind, { name: 'AssessmentWorkKind' });

export enum AssessmentWorkStatus {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  DONE = 'DONE',
  /** What was asked for is not possible; `answer` says why. */
  REFUSED = 'REFUSED',
  CANCELLED = 'CANCELLED',
  /** It was begun several times and never came to an end. */
  FAILED = 'FAILED',
}
registerEnumType(AssessmentWorkStatus, { name: 'AssessmentWorkStatus' });

@ObjectType('AssessmentWork', {
  description:
    'Work in the background, in one of all processes; it survives the end of any of them.',
})
export class AssessmentWorkType {
  @Field(() => ID)
  readonly workId!: string;

  @Field(() => AssessmentWorkKind)
  readonly kind!: AssessmentWorkKind;

  @Field(() => AssessmentWorkStatus)
  readonly status!: AssessmentWorkStatus;

  @Field(() => Int, { description: 'How much of it is done, 0 to 100.' })
  readonly percent!: number;

  @Field(() => Int, { description: 'How often it was begun.' })
  readonly attempt!: number;

  @Field(() => String, {
    nullable: true,
    description: 'What it came to, in one sentence, or why it could not be done.',
  })
  readonly answer!: string | null;

  @Field()
  readonly askedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly startedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  readonly keyset!: Keyset;
}
