import { Field, Int, ObjectType } from '@nestjs/graphql';

import { DomainError, DomainErrorCode } from '../api/index.js';

@ObjectType('HistoryTooShortError', {
  implements: () => [DomainError],
  description: 'Too few receivables have fallen due, or too few of one outcome, to learn from.',
})
export class HistoryTooShortRefusal extends DomainError {
  readonly code = DomainErrorCode.HISTORY_TOO_SHORT;
  readonly message: string;

  @Field(() => Int, { description: 'Receivables that were paid in time.' })
  readonly paidInTimeCount: number;

  @Field(() => Int, {
    description: 'Receivables that were paid late, or are open after their due date.',
  })
  readonly lateCount: number;

  @Field(() => Int, { description: 'How many of each are needed at least.' })
  readonly neededOfEach: number;

  constructor(paidInTimeCount: number, lateCount: number, neededOfEach: number) {
    super();
    this.paidInTimeCount = paidInTimeCount;
    this.lateCount = lateCount;
    this.neededOfEach = neededOfEach;
    this.message =
      `The history has ${paidInTimeCount} receivables paid in time and ${lateCount} late ones: ` +
      `${neededOfEach} of each are needed at least.`;
  }
}
