import type { Type } from '@nestjs/common';
import { Field, ID, InputType, Int, ObjectType, createUnionType } from '@nestjs/graphql';

import { DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';

@ObjectType({
  description:
    'How far the keys that the platform keeps, and secrets of webhooks, are under its current master key.',
})
export class KeyWrapping {
  @Field(() => ID, { description: 'Of the master key; tells nothing of the key.' })
  readonly currentKeyId!: string;

  @Field(() => Int)
  readonly keys!: number;

  @Field(() => Int, { description: 'Of these, still under an earlier master key.' })
  readonly outdated!: number;
}

@ObjectType({ description: 'What one step of a rotation did.' })
export class RewrappedKeys {
  @Field(() => Int)
  readonly rewrapped!: number;

  @Field(() => Int, {
    description: 'Keys whose master key this process was not given; they stay as they are.',
  })
  readonly notOpened!: number;

  @Field(() => ID, {
    nullable: true,
    description: 'Where the next step goes on; null after the last.',
  })
  readonly after!: string | null;
}

@InputType()
export class RewrapKeysInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Keys of this step, 1 to 1,000; 100 if not given.',
  })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: '`after` of the step before.' })
  readonly after?: string | null;
}

export type KeyWrappingAnswer = KeyWrapping | DomainError;
export type RewrapKeysAnswer = RewrappedKeys | DomainError;

export const KeyWrappingResult = createUnionType({
  name: 'KeyWrappingResult',
  types: () => [KeyWrapping, NotPermittedError] as const,
  resolveType: (value: KeyWrappingAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : KeyWrapping,
});

export const RewrapKeysResult = createUnionType({
  name: 'RewrapKeysResult',
  types: () => [RewrappedKeys, InputInvalidError, NotPermittedError] as const,
  resolveType: (value: RewrapKeysAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : RewrappedKeys,
});
