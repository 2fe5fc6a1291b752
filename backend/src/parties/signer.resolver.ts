import type { Type } from '@nestjs/common';
import {
  Args,
  Context,
  Field,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
  createUnionType,
} from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  NotPermittedError,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyLoader } from './party.loader.js';
import { PartyType } from './party.type.js';
import {
  AddSignerInput,
  ChangeSignerInput,
  RevokeSignerInput,
  RotateSignerInput,
} from './signer.input.js';
import { SignerReader } from './signer.reader.js';
import { SignerService } from './signer.service.js';
import { SignerArgs, SignerType } from './signer.type.js';

const SignerConnection = connectionOf('Signer', () => SignerType);
const AddSignerResult = commandResultOf('AddSignerResult');
const ChangeSignerResult = commandResultOf('ChangeSignerResult');
const RevokeSignerResult = commandResultOf('RevokeSignerResult');
const RotateSignerResult = commandResultOf('RotateSignerResult');

@ObjectType({ description: 'A key that the platform keeps; the ledger does not know it yet.' })
export class PreparedSigner {
  @Field(() => ID)
  readonly signerId!: string;
}

const PrepareSignerResult = createUnionType({
  name: 'PrepareSignerResult',
  types: () => [PreparedSigner, NotPermittedError] as const,
  resolveType: (value: PreparedSigner | DomainError) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : PreparedSigner,
});

@Resolver(() => SignerType)
export class SignerResolver {
  constructor(
    private readonly reader: SignerReader,
    private readonly service: SignerService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => SignerConnection, {
    name: 'signers',
    description:
      'Keys of your party, revoked ones too, the latest first; of all parties for operator and auditor.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: SignerArgs,
  ): Promise<Connection<SignerType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.reader.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => PrepareSignerResult, {
    description:
      'Makes a key of your party that signs nothing yet, so that powers can be granted to it before `rotateSigner`.',
  })
  async prepareSigner(@CurrentViewer() viewer: Viewer): Promise<PreparedSigner | DomainError> {
    const prepared = await this.service.prepare(viewer);
    return prepared instanceof DomainError ? prepared : { signerId: prepared };
  }

  @Mutation(() => AddSignerResult, {
    description: 'Adds a key that acts for your party. Subject: its address.',
  })
  async addSigner(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AddSignerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.add(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ChangeSignerResult, {
    description: 'Sets rights and limit of another key of your party anew.',
  })
  async changeSigner(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ChangeSignerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.change(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RevokeSignerResult, {
    description: 'Revokes another key of your party; whoever signed with it signs nothing more.',
  })
  async revokeSigner(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RevokeSignerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.revoke(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RotateSignerResult, {
    description: 'Replaces the key that you sign with by a new one. Subject: its address.',
  })
  async rotateSigner(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RotateSignerInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.rotate(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @ResolveField(() => PartyType, { nullable: true })
  party(
    @Context() context: RequestContext,
    @Parent() signer: SignerType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, signer.party);
  }
}
