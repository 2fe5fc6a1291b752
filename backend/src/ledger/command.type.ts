import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { LedgerRefusedError } from '../api/index.js';

/** How far an act has come. */
export enum CommandStatus {
  AWAITING_SIGNATURE = 'AWAITING_SIGNATURE',
  QUEUED = 'QUEUED',
  SENT = 'SENT',
  INCLUDED = 'INCLUDED',
  REFUSED = 'REFUSED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
  EXPIRED = 'EXPIRED',
}
registerEnumType(CommandStatus, {
  name: 'CommandStatus',
  description: 'How far an act has come on its way to the ledger.',
  valuesMap: {
    AWAITING_SIGNATURE: {
      description:
        "Its party's own key must sign its `signingRequest` first; nothing else waits for it.",
    },
    QUEUED: { description: 'Stored; will be sent.' },
    SENT: { description: 'Signed and sent to a node.' },
    INCLUDED: { description: 'Took effect in a block, and the read models show it.' },
    REFUSED: { description: 'A contract refused it; nothing of it took effect.' },
    FAILED: { description: 'The relay gave up; nothing of it took effect.' },
    CANCELLED: { description: 'Its party took it back before it was sent.' },
    EXPIRED: { description: "Its party's own key did not sign it in time." },
  },
});

@ObjectType('Command', { description: 'An act of a party on its way to the ledger.' })
export class CommandType {
  @Field(() => ID)
  readonly commandId!: string;

  @Field()
  readonly idempotencyKey!: string;

  @Field({ description: 'What is done, such as REGISTER_RECEIVABLES.' })
  readonly kind!: string;

  @Field(() => CommandStatus)
  readonly status!: CommandStatus;

  @Field({
    description:
      'Nothing changes it any more: its block has as many blocks on top as make one final here, or it was never ' +
      'executed and never will be. An INCLUDED or REFUSED command that is not final may be SENT again after a ' +
      'reorganisation.',
  })
  readonly isFinal!: boolean;

  @Field(() => [ID], { description: 'Ids of what it concerns, in the order of the input.' })
  readonly subjects!: readonly string[];

  @Field(() => String, { nullable: true })
  readonly transactionHash!: string | null;

  @Field(() => Int, { nullable: true })
  readonly blockNumber!: number | null;

  @Field(() => LedgerRefusedError, { nullable: true, description: 'Why a contract refused it.' })
  readonly refusal!: LedgerRefusedError | null;

  @Field()
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly includedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was taken back, if it was.' })
  readonly cancelledAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Name of the user who took it back.' })
  readonly cancelledBy!: string | null;
}
