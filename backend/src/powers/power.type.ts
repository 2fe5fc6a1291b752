import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PageArgs } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';
import { CallArgumentType } from './approval.type.js';
import { OperationStatus } from './power.entity.js';

/** Roles of operators' keys; the enum's order is the role's number in the contracts' `OperatorRoles`. */
export enum Power {
  ADMIN = 'ADMIN',
  ADMISSION = 'ADMISSION',
  PAUSE = 'PAUSE',
  ORDERS = 'ORDERS',
}
registerEnumType(Power, {
  name: 'Power',
  description: "Roles of operators' keys.",
  valuesMap: {
    ADMIN: { description: 'Grants and revokes powers, its own too.' },
    ADMISSION: { description: 'Admits, renews, suspends and reinstates parties.' },
    PAUSE: { description: 'Pauses groups of acts and ends a pause.' },
    ORDERS: {
      description:
        'Carries out orders of courts and the like; all but the listing of a rule of rank takes two keys.',
    },
  },
});
registerEnumType(OperationStatus, {
  name: 'OperationStatus',
  valuesMap: {
    SCHEDULED: { description: 'Announced; may be called once it is ready.' },
    EXECUTED: { description: 'Called.' },
    CANCELED: { description: 'Taken back by its caller, a guardian or an admin.' },
    EXPIRED: { description: 'Not called within a week of being ready.' },
  },
});

const powersInOrder = Object.values(Power);

/** Number of the role in the contracts. */
export function roleIdOf(power: Power): number {
  return powersInOrder.indexOf(power);
}

/** Power of a role; null for a role that nothing of the platform asks for. */
export function powerOf(roleId: string): Power | null {
  return powersInOrder[Number(roleId)] ?? null;
}

@ObjectType('PowerHolder', { description: 'A key that has, or once had, a power.' })
export class PowerHolderType {
  @Field(() => ID)
  readonly signerId!: string;

  @Field(() => Power, {
    nullable: true,
    description: 'Null for a role that the platform does not know.',
  })
  readonly power!: Power | null;

  @Field({ description: 'Number of the role, in decimal.' })
  readonly roleId!: string;

  @Field({ description: 'From when it counts.' })
  readonly since!: Date;

  @Field(() => Int, { description: 'How long its acts must be scheduled before.' })
  readonly executionDelaySeconds!: number;

  @Field({ description: 'From when that delay holds; a shorter one than before begins later.' })
  readonly delayFrom!: Date;

  @Field(() => Date, { nullable: true })
  readonly revokedAt!: Date | null;

  @Field({
    description:
      'Whether the key acts for an active operator with the right OPERATION: a power counts only while it does.',
  })
  readonly isInForce!: boolean;

  @Field(() => String, { nullable: true, description: 'The one user who signs with the key.' })
  readonly userName!: string | null;

  /** Resolved by a loader. */
  readonly party!: string | null;
}

@ObjectType('PowerFunction', {
  description: 'A function for operators, and the power it asks for.',
})
export class PowerFunctionType {
  @Field(() => String, {
    nullable: true,
    description: 'Contract; null if it is none of the ledger.',
  })
  readonly contract!: string | null;

  @Field(() => String, { nullable: true })
  readonly functionName!: string | null;

  @Field({ description: 'First four bytes of a call.' })
  readonly selector!: string;

  @Field(() => Power, { nullable: true })
  readonly power!: Power | null;

  @Field()
  readonly roleId!: string;

  @Field({ description: 'Nobody can call it while its contract is closed.' })
  readonly isClosed!: boolean;
}

@ObjectType('PowerRole', { description: 'What was set for a role as such.' })
export class PowerRoleType {
  @Field()
  readonly roleId!: string;

  @Field(() => Power, { nullable: true })
  readonly power!: Power | null;

  @Field(() => String, { nullable: true })
  readonly label!: string | null;

  @Field({ description: 'Role whose keys grant and revoke it.' })
  readonly adminRoleId!: string;

  @Field({ description: 'Role whose keys may cancel what its keys scheduled.' })
  readonly guardianRoleId!: string;

  @Field(() => Int, { description: 'How long after its grant it begins to count.' })
  readonly grantDelaySeconds!: number;

  @Field(() => Date, { nullable: true })
  readonly grantDelayFrom!: Date | null;
}

@ObjectType('ScheduledOperation', {
  description: 'A call that a key with an execution delay announced.',
})
export class ScheduledOperationType {
  @Field(() => ID)
  readonly operationId!: string;

  @Field(() => Int, { description: 'The same call can be scheduled again.' })
  readonly nonce!: number;

  @Field(() => OperationStatus)
  readonly status!: OperationStatus;

  @Field(() => ID, { description: 'Key that announced it and calls.' })
  readonly callerId!: string;

  @Field(() => String, { nullable: true })
  readonly contract!: string | null;

  @Field(() => String, { nullable: true })
  readonly functionName!: string | null;

  @Field(() => [CallArgumentType])
  readonly arguments!: readonly CallArgumentType[];

  @Field()
  readonly scheduledAt!: Date;

  @Field()
  readonly readyAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;
}

@InputType({ description: 'All given conditions must hold.' })
export class PowerHolderFilter {
  @Field(() => ID, { nullable: true })
  readonly signerId?: string | null;

  @Field(() => Power, { nullable: true })
  readonly power?: Power | null;

  @Field(() => Boolean, { nullable: true, description: 'Only powers that were not revoked.' })
  readonly heldOnly?: boolean | null;
}

@ArgsType()
export class PowerHolderArgs extends PageArgs {
  @Field(() => PowerHolderFilter, { nullable: true })
  readonly filter?: PowerHolderFilter | null;
}

@InputType()
export class PowerInput extends CommandInput {
  @Field(() => ID, { description: "An operator's key, also one that `prepareSigner` made." })
  readonly signerId!: string;

  @Field(() => Power)
  readonly power!: Power;
}
