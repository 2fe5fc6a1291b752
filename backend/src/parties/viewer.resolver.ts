import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import { DomainError } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { BankAccountService } from './bank-account.service.js';
import { AddBankAccountInput, IssueTokenInput } from './party.input.js';
import { PartyLoader } from './party.loader.js';
import { PartyType, ViewerType } from './party.type.js';
import { SignerReader } from './signer.reader.js';
import { UserAccessService } from './user-access.service.js';
import {
  type AddBankAccountAnswer,
  AddBankAccountResult,
  type IssueTokenAnswer,
  IssueTokenResult,
} from './user-access.type.js';

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly accounts: BankAccountService,
    private readonly access: UserAccessService,
    private readonly signers: SignerReader,
  ) {}

  @Query(() => ViewerType, { description: 'Whom your token stands for.' })
  viewer(@CurrentViewer() viewer: Viewer): ViewerType {
    return viewer;
  }

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'The party that the user works for; null until its admission is included.',
  })
  party(
    @Context() context: RequestContext,
    @Parent() viewer: ViewerType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, viewer.party);
  }

  @ResolveField(() => ID, {
    nullable: true,
    description:
      'Key that signs what you do: your own, or that of your party; null if there is none.',
  })
  signerId(@CurrentViewer() viewer: Viewer): Promise<string | null> {
    return this.signers.signerOf(viewer);
  }

  @Mutation(() => AddBankAccountResult, {
    description: 'Adds a bank account to your party; adding it again changes nothing.',
  })
  async addBankAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AddBankAccountInput,
  ): Promise<AddBankAccountAnswer> {
    const added = await this.accounts.add(viewer, input.account);
    return added instanceof DomainError ? added : { account: added };
  }

  @Mutation(() => IssueTokenResult, {
    description: 'Makes a token for a user of a party. Operator only.',
  })
  issueToken(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: IssueTokenInput,
  ): Promise<IssueTokenAnswer> {
    return this.access.issueToken(viewer, input);
  }
}
