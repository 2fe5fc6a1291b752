import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { CommandInput } from '../ledger/index.js';

@InputType()
export class GiveNoticeInput extends CommandInput {
  @Field(() => [ID], {
    description: '1 to 100 lots of your party, under disclosed deals or past due.',
  })
  readonly lotIds!: readonly string[];

  @Field({
    description: 'The notice as it was sent, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}

@InputType()
export class AcknowledgeNoticeInput extends CommandInput {
  @Field(() => [ID], { description: '1 to 100 lots that your party was given notice of.' })
  readonly lotIds!: readonly string[];
}

@InputType()
export class OfferOnwardInput extends CommandInput {
  @Field(() => [ID], {
    description: '1 to 100 lots of your party, all of one buyer and in one currency.',
  })
  readonly lotIds!: readonly string[];

  @Field(() => ID, { description: 'Financier that may take them; it sees the lots from then on.' })
  readonly toId!: string;

  @Field({ description: 'In the future of the ledger; whole seconds count.' })
  readonly acceptBy!: Date;
}

@InputType()
export class AcceptOnwardInput extends CommandInput {
  @Field(() => Int)
  readonly onwardNumber!: number;

  @Field({
    description:
      'Proof or reference of the payment, 1 to 2000 characters; the ledger gets a salted hash.',
  })
  readonly evidence!: string;
}

@InputType()
export class WithdrawOnwardInput extends CommandInput {
  @Field(() => Int)
  readonly onwardNumber!: number;
}
