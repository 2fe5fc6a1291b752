import {
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

import {
  CalendarDate,
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotPermittedError,
} from '../api/index.js';
import { LimitationLaw, type LimitationRule } from './limitation-laws.js';

/** Why no end of the limitation period is shown. */
export enum LimitationGap {
  NO_LAW_AGREED = 'NO_LAW_AGREED',
  NOT_ACKNOWLEDGED = 'NOT_ACKNOWLEDGED',
  NOTHING_OPEN = 'NOTHING_OPEN',
}

registerEnumType(LimitationLaw, {
  name: 'LimitationLaw',
  description: 'ISO 3166 code of the country, and EN for England and Wales; see `limitationLaws`.',
});
registerEnumType(LimitationGap, {
  name: 'LimitationGap',
  valuesMap: {
    NO_LAW_AGREED: { description: 'Supplier and buyer have not said the same law.' },
    NOT_ACKNOWLEDGED: { description: 'The buyer has not acknowledged the statement.' },
    NOTHING_OPEN: { description: 'There is no item, or it is not kept here.' },
  },
});

@ObjectType('LimitationRule', {
  description: 'How long a claim for payment can be enforced under a law, and what says so.',
})
export class LimitationRuleType implements Omit<LimitationRule, 'start'> {
  @Field(() => LimitationLaw)
  readonly law!: LimitationLaw;

  @Field()
  readonly name!: string;

  @Field(() => Int)
  readonly years!: number;

  @Field({
    description: 'Whether the first period begins with the end of the year of the due date.',
  })
  readonly fromEndOfYear!: boolean;

  @Field(() => CalendarDate)
  readonly inForceFrom!: string;

  @Field(() => [String])
  readonly sources!: readonly string[];

  @Field({ description: 'Of all rules; changes with any of them.' })
  readonly version!: string;
}

@ObjectType('Limitation', {
  description:
    'When a claim can no longer be enforced, counting acknowledgements alone: suits, negotiations and payments may ' +
    'make it later. No legal advice.',
})
export class LimitationType {
  @Field(() => LimitationLaw, { nullable: true })
  readonly law!: LimitationLaw | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day.' })
  readonly limitationEndsOn!: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description:
      'The acknowledgement from which the period counts; null if it counts from the due date.',
  })
  readonly interruptedOn!: string | null;

  @Field(() => LimitationGap, { nullable: true, description: 'Why no day is shown.' })
  readonly reason!: LimitationGap | null;
}

@ObjectType('PairLaw', {
  description: 'Under which law supplier and buyer count limitation periods.',
})
export class PairLawType {
  @Field(() => ID)
  readonly supplierId!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => LimitationLaw, { nullable: true, description: 'What both last said alike.' })
  readonly law!: LimitationLaw | null;

  @Field(() => Date, { nullable: true })
  readonly agreedAt!: Date | null;

  @Field(() => LimitationLaw, { nullable: true, description: 'The last word of the supplier.' })
  readonly supplierSays!: LimitationLaw | null;

  @Field(() => LimitationLaw, { nullable: true, description: 'The last word of the buyer.' })
  readonly buyerSays!: LimitationLaw | null;
}

@InputType()
export class AgreePairLawInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly supplierId!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => LimitationLaw)
  readonly law!: LimitationLaw;
}

export type AgreePairLawAnswer = PairLawType | DomainError;

export const AgreePairLawResult = createUnionType({
  name: 'AgreePairLawResult',
  types: () =>
    [PairLawType, IdempotencyKeyReusedError, InputInvalidError, NotPermittedError] as const,
  resolveType: (value: AgreePairLawAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : PairLawType,
});
