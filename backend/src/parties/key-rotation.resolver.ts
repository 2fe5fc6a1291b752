import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import { type DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { CurrentViewer, KeyRotation, REWRAP_MAX, type Viewer } from '../identity/index.js';
import {
  type KeyWrappingAnswer,
  KeyWrappingResult,
  type RewrapKeysAnswer,
  RewrapKeysInput,
  RewrapKeysResult,
} from './key-rotation.type.js';

const STEP_DEFAULT = 100;

@Resolver()
export class KeyRotationResolver {
  constructor(private readonly rotation: KeyRotation) {}

  @Query(() => KeyWrappingResult, {
    description: 'How far kept keys are under the current master key. Operator only.',
  })
  async keyWrapping(@CurrentViewer() viewer: Viewer): Promise<KeyWrappingAnswer> {
    return refuse(viewer) ?? this.rotation.read();
  }

  @Mutation(() => RewrapKeysResult, {
    description:
      'Wraps some keys anew with the current master key; repeat it until `after` is null. Operator only.',
  })
  async rewrapKeys(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { first, after }: RewrapKeysInput,
  ): Promise<RewrapKeysAnswer> {
    const limit = first ?? STEP_DEFAULT;
    const refusal = refuse(viewer);
    if (refusal === null && (limit < 1 || limit > REWRAP_MAX)) {
      return new InputInvalidError('first', `A step has 1 to ${REWRAP_MAX} keys.`);
    }
    return refusal ?? this.rotation.step(limit, after ?? null);
  }
}

function refuse({ roles }: Viewer): DomainError | null {
  return roles.includes(PartyRole.OPERATOR)
    ? null
    : new NotPermittedError('Only the operator rotates master keys.');
}
