import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { EndpointState } from './ledger-endpoint.js';

registerEnumType(EndpointState, {
  name: 'LedgerEndpointState',
  description: 'What the answering process knows of an endpoint of the ledger.',
  valuesMap: {
    UNCHECKED: { description: 'Not asked for its chain yet.' },
    OK: { description: 'It answers, for the right chain, and is not behind.' },
    LAGGING: { description: 'It is too many blocks behind another one.' },
    UNREACHABLE: { description: 'It failed or gave no answer in time; it is tried again.' },
    OTHER_CHAIN: { description: 'It answers for another chain and is not used.' },
  },
});

@ObjectType({ description: 'A node of the ledger, as the answering process knows it.' })
export class LedgerEndpointStatus {
  @Field({ description: 'Host and port.' })
  readonly name!: string;

  @Field(() => EndpointState)
  readonly state!: EndpointState;

  @Field(() => Int, { nullable: true, description: 'Newest block that it told of.' })
  readonly headBlock!: number | null;
}

@ObjectType({ description: 'A field in which a read model differs from the ledger.' })
export class LedgerDifference {
  @Field()
  readonly table!: string;

  @Field()
  readonly key!: string;

  @Field()
  readonly field!: string;

  @Field()
  readonly readModel!: string;

  @Field()
  readonly ledger!: string;
}

@ObjectType({ description: 'A field in which a read model was found to differ from the ledger.' })
export class FoundDifference extends LedgerDifference {
  @Field(() => Int, { description: 'Block at which both were read.' })
  readonly blockNumber!: number;

  @Field()
  readonly foundAt!: Date;
}

@ObjectType({ description: 'How far the read models have followed the ledger.' })
export class LedgerStatus {
  @Field({ description: 'Chain id of the ledger.' })
  readonly chainId!: string;

  @Field(() => Int, { description: 'Newest block of the ledger.' })
  readonly headBlock!: number;

  @Field(() => Int, { description: 'Block that the read models show; −1 before the first.' })
  readonly indexedBlock!: number;

  @Field(() => Date, { nullable: true, description: "The ledger's time in that block." })
  readonly indexedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Block up to which all events are those of the ledger, and every row that they touched was found equal.',
  })
  readonly verifiedBlock!: number | null;

  @Field(() => Int, { nullable: true, description: 'Events up to the verified block.' })
  readonly eventCount!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256 over the events up to the verified block, one after the other: equal for all who follow the same ledger.',
  })
  readonly eventsHash!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Every row of every read model was compared since this block, touched or not.',
  })
  readonly sweptBlock!: number | null;

  @Field(() => Date, { nullable: true, description: 'When the pass over all rows began.' })
  readonly sweptAt!: Date | null;

  @Field(() => FoundDifference, {
    nullable: true,
    description: 'The oldest difference that still stands. For operators and auditors.',
  })
  readonly firstDifference!: FoundDifference | null;

  @Field(() => Int, { description: 'Commands that wait for being sent.' })
  readonly queuedCommands!: number;

  @Field(() => [LedgerEndpointStatus], {
    nullable: true,
    description: 'In the order of the configuration. For operators and auditors; null for others.',
  })
  readonly endpoints!: readonly LedgerEndpointStatus[] | null;
}

@ObjectType({ description: 'Number of rows of a read model that were compared.' })
export class ComparedTable {
  @Field()
  readonly table!: string;

  @Field(() => Int)
  readonly rows!: number;
}

@ObjectType({ description: 'Read models compared with the contracts at one block.' })
export class LedgerVerification {
  @Field(() => Int)
  readonly blockNumber!: number;

  @Field(() => [ComparedTable])
  readonly compared!: readonly ComparedTable[];

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 over all events up to the block; null if they differ.',
  })
  readonly eventsHash!: string | null;

  @Field(() => [LedgerDifference], {
    description: 'At most the first hundred; empty if all agree.',
  })
  readonly differences!: readonly LedgerDifference[];
}
