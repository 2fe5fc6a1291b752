import type { Type } from '@nestjs/common';
import {
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';

export enum WebhookStatus {
  ACTIVE = 'ACTIVE',
  PAUSED = 'PAUSED',
}
registerEnumType(WebhookStatus, { name: 'WebhookStatus' });

export enum WebhookPause {
  PARTY = 'PARTY',
  FAILING = 'FAILING',
  GONE = 'GONE',
}
registerEnumType(WebhookPause, {
  name: 'WebhookPause',
  description: 'Why nothing is sent to a webhook.',
  valuesMap: {
    PARTY: { description: 'Its party wanted it.' },
    FAILING: { description: 'It took nothing for three days.' },
    GONE: { description: 'It answered that it is gone (410).' },
  },
});

export enum WebhookDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  ABANDONED = 'ABANDONED',
}
registerEnumType(WebhookDeliveryState, { name: 'WebhookDeliveryState' });

@ObjectType('Webhook', { description: 'An address of your party that is told of events.' })
export class WebhookType {
  @Field(() => ID)
  readonly webhookId!: string;

  @Field()
  readonly url!: string;

  @Field(() => [String], { nullable: true, description: 'Of `eventTypes`; null is all of them.' })
  readonly types!: readonly string[] | null;

  @Field(() => WebhookStatus)
  readonly status!: WebhookStatus;

  @Field(() => WebhookPause, { nullable: true })
  readonly pausedBecause!: WebhookPause | null;

  @Field(() => Date, { nullable: true })
  readonly pausedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Since then it took nothing.' })
  readonly failingSince!: Date | null;

  @Field(() => Int, { description: 'Messages that were not accepted yet, up to 500.' })
  readonly waitingCount!: number;

  @Field(() => Date, {
    nullable: true,
    description: 'Until then messages have a signature of the former secret too.',
  })
  readonly formerSecretUntil!: Date | null;

  @Field()
  readonly cursor!: string;

  @Field()
  readonly createdAt!: Date;
}

@ObjectType({
  description: 'A webhook and, this once, the secret that its messages are signed with.',
})
export class WebhookWithSecret {
  @Field(() => WebhookType)
  readonly webhook!: WebhookType;

  @Field(() => String, {
    nullable: true,
    description: 'Null if it was exchanged since this request was first made.',
  })
  readonly secret!: string | null;
}

@ObjectType()
export class RemovedWebhook {
  @Field(() => ID)
  readonly webhookId!: string;
}

@ObjectType({ description: 'How a webhook answered a test message.' })
export class WebhookPing {
  @Field()
  readonly isAccepted!: boolean;

  @Field(() => Int, { nullable: true })
  readonly statusCode!: number | null;

  @Field(() => String, { nullable: true })
  readonly error!: string | null;
}

@ObjectType('WebhookDelivery', { description: 'One event on its way to a webhook.' })
export class WebhookDeliveryType {
  @Field(() => ID, { description: 'Header `webhook-id` of the message.' })
  readonly id!: string;

  @Field()
  readonly type!: string;

  @Field()
  readonly subject!: string;

  @Field()
  readonly cursor!: string;

  @Field(() => WebhookDeliveryState)
  readonly state!: WebhookDeliveryState;

  @Field(() => Int)
  readonly attempts!: number;

  @Field(() => Int, { nullable: true, description: 'Of the last answer.' })
  readonly statusCode!: number | null;

  @Field(() => String, { nullable: true, description: 'What was wrong with the last attempt.' })
  readonly error!: string | null;

  @Field(() => Date, { nullable: true })
  readonly lastAttemptAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Null if there is none any more.' })
  readonly nextAttemptAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;
}

@InputType({ isAbstract: true })
abstract class KeyedInput {
  @Field({
    description:
      'Chosen by the client, 1 to 200 characters: the same key and body give the same answer, for ever.',
  })
  readonly idempotencyKey!: string;
}

@InputType({ isAbstract: true })
abstract class WebhookActInput extends KeyedInput {
  @Field(() => ID)
  readonly webhookId!: string;
}

@InputType()
export class AddWebhookInput extends KeyedInput {
  @Field({ description: 'https, up to 2000 characters.' })
  readonly url!: string;

  @Field(() => [String], { nullable: true, description: 'Of `eventTypes`; null is all of them.' })
  readonly types?: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of an event: what came after it is told too. Without it, from now on.',
  })
  readonly after?: string | null;
}

@InputType()
export class ChangeWebhookInput extends WebhookActInput {
  @Field(() => String, { nullable: true, description: 'Null leaves it.' })
  readonly url?: string | null;

  @Field(() => [String], { nullable: true, description: 'Null leaves them; an empty list is all.' })
  readonly types?: readonly string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True pauses it; false lets it go on, with what waits first. Null leaves it.',
  })
  readonly isPaused?: boolean | null;
}

@InputType()
export class RotateWebhookSecretInput extends WebhookActInput {
  @Field(() => Int, {
    nullable: true,
    description:
      'How long messages are signed with the present secret too: 0 to 168, by default 24.',
  })
  readonly formerValidHours?: number | null;
}

@InputType()
export class RemoveWebhookInput extends WebhookActInput {}

@InputType()
export class ReplayWebhookInput extends WebhookActInput {
  @Field({ description: 'Cursor of an event: everything after it is told again.' })
  readonly after!: string;
}

const REFUSALS = [
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
] as const;

function resultOf<Value extends object>(name: string, type: Type<Value>): Value | DomainError {
  return createUnionType({
    name,
    types: () => [type, ...REFUSALS] as Array<Type<unknown>>,
    resolveType: (value: object) =>
      value instanceof DomainError ? (value.constructor as Type<unknown>) : type,
  }) as Value | DomainError;
}

export const AddWebhookResult = resultOf('AddWebhookResult', WebhookWithSecret);
export const ChangeWebhookResult = resultOf('ChangeWebhookResult', WebhookType);
export const RotateWebhookSecretResult = resultOf('RotateWebhookSecretResult', WebhookWithSecret);
export const RemoveWebhookResult = resultOf('RemoveWebhookResult', RemovedWebhook);
export const ReplayWebhookResult = resultOf('ReplayWebhookResult', WebhookType);
export const PingWebhookResult = resultOf('PingWebhookResult', WebhookPing);
