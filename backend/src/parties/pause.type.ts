import { Field, InputType, ObjectType } from '@nestjs/graphql';

import { ActGroup } from '../common/index.js';
import { CommandInput } from '../ledger/index.js';
import './act-group.type.js';

@ObjectType('PausedActs', { description: 'A group of acts that stands still for all parties.' })
export class PausedActsType {
  @Field(() => ActGroup)
  readonly group!: ActGroup;

  @Field()
  readonly pausedAt!: Date;

  @Field()
  readonly reasonHash!: string;

  @Field(() => String, { nullable: true, description: 'Null if this platform did not pause it.' })
  readonly reason!: string | null;
}

@ObjectType('PauseChange', { description: 'Groups of acts were paused, or went on.' })
export class PauseChangeType {
  @Field({ description: 'False where they went on.' })
  readonly isStart!: boolean;

  @Field(() => [ActGroup], { description: 'What it was about.' })
  readonly groups!: readonly ActGroup[];

  @Field(() => [ActGroup], { description: 'All that stood still after it.' })
  readonly pausedGroups!: readonly ActGroup[];

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;

  @Field()
  readonly changedAt!: Date;
}

@InputType()
export class PauseActsInput extends CommandInput {
  @Field(() => [ActGroup], { description: 'At least one; neither SETTLEMENT nor OPERATION.' })
  readonly groups!: readonly ActGroup[];

  @Field({ description: 'For all to read, 1 to 2000 characters; the ledger gets a salted hash.' })
  readonly reason!: string;
}

@InputType()
export class ResumeActsInput extends CommandInput {
  @Field(() => [ActGroup], { description: 'At least one; neither SETTLEMENT nor OPERATION.' })
  readonly groups!: readonly ActGroup[];
}
