import { ArgsType, Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PageArgs } from '../api/index.js';
import { StatementItemType } from './statement.type.js';

export enum StatementSide {
  SUPPLIER = 'SUPPLIER',
  BUYER = 'BUYER',
}

registerEnumType(StatementSide, {
  name: 'StatementSide',
  valuesMap: {
    SUPPLIER: { description: 'What the supplier says is open.' },
    BUYER: { description: 'What the buyer answered.' },
  },
});

@ObjectType('ProvenStatementItem', {
  description: 'An item of one side of a statement with its way to the root on the ledger.',
})
export class ProvenStatementItemType extends StatementItemType {
  @Field(() => [String], {
    description:
      'Hashes from the leaf keccak256(keccak256(abi.encode(bytes32 receivableId, uint64 outstandingMinor))) ' +
      'to the root; each pair is hashed in the order of its bytes.',
  })
  readonly proof!: readonly string[];

  /** Place in the list, which is ordered by receivable. */
  readonly position!: number;
}

@ArgsType()
export class StatementItemArgs extends PageArgs {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => StatementSide)
  readonly side!: StatementSide;
}
