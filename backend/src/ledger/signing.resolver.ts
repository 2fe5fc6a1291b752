import type { Type } from '@nestjs/common';
import {
  Args,
  Context,
  Field,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
  createUnionType,
} from '@nestjs/graphql';

import { DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { CommandReader, type CommandView } from './command.reader.js';
import { CommandStatus, CommandType } from './command.type.js';
import { INCLUSION_TIMEOUT_MS } from './command-answer.js';
import { SigningRequestLoader } from './signing.loader.js';
import { SigningReader } from './signing.reader.js';
import { SigningDesk } from './signing.service.js';
import { CommandNotAwaitingSignatureError } from './signing.errors.js';
import { SigningRequest } from './signing-request.type.js';
import {
  SigningRequestsArgs,
  type SubmitSignatureAnswer,
  SubmitSignatureInput,
  SubmitSignatureResult,
  type SubmitSignaturesAnswer,
  SubmitSignaturesInput,
  SubmitSignaturesResult,
} from './signing.type.js';

@ObjectType({ description: 'Requests to be signed, and submitted together.' })
export class SigningRequests {
  @Field(() => [SigningRequest])
  readonly requests!: readonly SigningRequest[];
}

const SigningRequestsResult = createUnionType({
  name: 'SigningRequestsResult',
  types: () =>
    [SigningRequests, CommandNotAwaitingSignatureError, InputInvalidError, NotFoundError] as const,
  resolveType: (value: object) =>
    value instanceof DomainError ? (value.constructor as Type<NotFoundError>) : SigningRequests,
});

@Resolver(() => CommandType)
export class SigningResolver {
  constructor(
    private readonly reader: SigningReader,
    private readonly desk: SigningDesk,
    private readonly commands: CommandReader,
    private readonly loader: SigningRequestLoader,
  ) {}

  @Query(() => SigningRequestsResult, {
    description:
      "What waits for signatures of your party's own keys, the oldest first. The nonces of a key follow one another, " +
      'so that all can be signed at once and given to `submitSignatures` in the same order.',
  })
  async signingRequests(
    @CurrentViewer() viewer: Viewer,
    @Args() args: SigningRequestsArgs,
  ): Promise<typeof SigningRequestsResult> {
    const requests = await this.reader.list(viewer, args);
    return requests instanceof DomainError ? requests : { requests };
  }

  @Mutation(() => SubmitSignatureResult, {
    description:
      "Queues a command with the signature of its party's own key. The same signature again gives the same answer.",
  })
  async submitSignature(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { awaitInclusion, ...signature }: SubmitSignatureInput,
  ): Promise<SubmitSignatureAnswer> {
    const refusal = await this.desk.submit(viewer, [signature]);
    if (refusal !== null) {
      return refusal;
    }
    const timeoutMs = awaitInclusion === true ? INCLUSION_TIMEOUT_MS : 0;
    return this.commands.waitUntilDone(signature.commandId, timeoutMs);
  }

  @Mutation(() => SubmitSignaturesResult, {
    description:
      'Queues many commands with their signatures: all of them, or none and the first refusal.',
  })
  async submitSignatures(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { signatures }: SubmitSignaturesInput,
  ): Promise<SubmitSignaturesAnswer> {
    const refusal = await this.desk.submit(viewer, signatures);
    if (refusal !== null) {
      return refusal;
    }
    const ids = signatures.map(({ commandId }) => commandId.toLowerCase());
    const found = new Map((await this.commands.findByIds(ids)).map((one) => [one.commandId, one]));
    return { commands: ids.map((id) => present(found.get(id), `command ${id}`)) };
  }

  @ResolveField(() => SigningRequest, {
    nullable: true,
    description: 'What its own key signs next, while it is AWAITING_SIGNATURE.',
  })
  async signingRequest(
    @Context() context: RequestContext,
    @Parent() command: CommandView,
  ): Promise<SigningRequest | null> {
    return command.status === CommandStatus.AWAITING_SIGNATURE
      ? this.loader.load(context, command.commandId)
      : null;
  }
}
