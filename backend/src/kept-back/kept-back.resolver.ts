import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DocumentRefusedError,
  type DomainError,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { KeptBackClaimService } from './kept-back-claim.service.js';
import { KeptBackCreditService } from './kept-back-credit.service.js';
import { KeptBackReader } from './kept-back.reader.js';
import {
  ClaimKeptBackInput,
  ClaimKeptBackResult,
  CreditKeptBackInput,
  KeptBack,
  KeptBackArgs,
} from './kept-back.type.js';

const KeptBackConnection = connectionOf('KeptBack', () => KeptBack);
const CreditKeptBackResult = commandResultOf('CreditKeptBackResult', [DocumentRefusedError]);

@Resolver()
export class KeptBackResolver {
  constructor(
    private readonly reader: KeptBackReader,
    private readonly credits: KeptBackCreditService,
    private readonly claims: KeptBackClaimService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => KeptBackConnection, {
    description:
      'Discounts, charges and deductions kept back of your receivables, or by you of what you owe; the latest first.',
  })
  async keptBack(
    @CurrentViewer() viewer: Viewer,
    @Args() args: KeptBackArgs,
  ): Promise<Connection<KeptBack>> {
    const page = toPage(args, ['instant', 'text']);
    const { kind, status, receivableId } = args;
    const rows = await this.reader.list(viewer, page, { kind, status, receivableId });
    return toConnection(rows, page, ({ keyset }) => keyset);
  }

  @Mutation(() => CreditKeptBackResult, {
    description: 'Credits what is owed still of what a payer kept back. Supplier only.',
  })
  async creditKeptBack(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CreditKeptBackInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.credits.credit(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ClaimKeptBackResult, {
    description: 'Insists on what a payer kept back: it stays owed. Supplier only.',
  })
  claimKeptBack(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ClaimKeptBackInput,
  ): Promise<KeptBack | DomainError> {
    return this.claims.claim(viewer, input);
  }
}
