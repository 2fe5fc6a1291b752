import type { Type } from '@nestjs/common';
import { Field, InputType, Int, ObjectType, createUnionType } from '@nestjs/graphql';

import { DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';

@ObjectType({
  description:
    'Read models that are filled anew from block 0 beside the live ones, and take their place then.',
})
export class ReadModelRebuild {
  @Field(() => [String], {
    description:
      'Tables that are to be replaced: those that were asked for, and new or changed ones.',
  })
  readonly tables!: readonly string[];

  @Field(() => Date, {
    nullable: true,
    description: 'When it was asked for; null if tables are filled because they changed.',
  })
  readonly askedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the last attempt failed for, which is tried again; null if none did.',
  })
  readonly problem!: string | null;

  @Field(() => Int, { description: 'Block that the new tables show; −1 before the first.' })
  readonly indexedBlock!: number;

  @Field(() => Int, { description: 'Block that the live tables show.' })
  readonly liveBlock!: number;

  @Field(() => Int, { description: 'Blocks that are done of those that there are, in percent.' })
  readonly percent!: number;
}

@ObjectType({ description: 'A rebuild that was asked for or taken back.' })
export class RebuildRequest {
  @Field(() => ReadModelRebuild, {
    nullable: true,
    description: 'What is to be done now; null if nothing is.',
  })
  readonly rebuild!: ReadModelRebuild | null;
}

@ObjectType({ description: 'Tables that earlier rebuilds had replaced and that are gone now.' })
export class DroppedTables {
  @Field(() => [String], { description: 'Schemas of the database that held them.' })
  readonly schemas!: readonly string[];
}

@InputType()
export class RebuildReadModelsInput {
  @Field(() => [String], {
    nullable: true,
    description: 'Tables to be filled anew, at most 200; all if not given.',
  })
  readonly tables?: readonly string[] | null;
}

export type RebuildAnswer = RebuildRequest | DomainError;
export type DropReplacedAnswer = DroppedTables | DomainError;

export const RebuildReadModelsResult = createUnionType({
  name: 'RebuildReadModelsResult',
  types: () => [RebuildRequest, InputInvalidError, NotPermittedError] as const,
  resolveType: (value: RebuildAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : RebuildRequest,
});

export const CancelRebuildResult = createUnionType({
  name: 'CancelRebuildResult',
  types: () => [RebuildRequest, NotPermittedError] as const,
  resolveType: (value: RebuildAnswer) =>
    value instanceof DomainError ? NotPermittedError : RebuildRequest,
});

export const DropReplacedTablesResult = createUnionType({
  name: 'DropReplacedTablesResult',
  types: () => [DroppedTables, NotPermittedError] as const,
  resolveType: (value: DropReplacedAnswer) =>
    value instanceof DomainError ? NotPermittedError : DroppedTables,
});
