import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import {
  CreditCheckArgs,
  CreditLimitIdInput,
  ProposeCreditLimitInput,
} from './credit-limit.input.js';
import { CreditLimitReader } from './credit-limit.reader.js';
import { CreditLimitService } from './credit-limit.service.js';
import { CreditLimitCheckType, CreditLimitType } from './credit-limit.type.js';

const CreditLimitConnection = connectionOf('CreditLimit', () => CreditLimitType);
const ProposeResult = offLedgerResultOf('ProposeCreditLimitResult', () => CreditLimitType);
const ApproveResult = offLedgerResultOf('ApproveCreditLimitResult', () => CreditLimitType);
const EndResult = offLedgerResultOf('EndCreditLimitResult', () => CreditLimitType);

type Answer = Promise<CreditLimitType | DomainError>;

@Resolver(() => CreditLimitType)
export class CreditLimitResolver {
  constructor(
    private readonly reader: CreditLimitReader,
    private readonly service: CreditLimitService,
  ) {}

  @Query(() => CreditLimitConnection, {
    name: 'creditLimits',
    description: 'Limits of your party and proposals, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<CreditLimitType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.reader.list(viewer, page), page, (row) => row.keyset);
  }

  @Query(() => [CreditLimitCheckType], {
    description: 'How the limits of your party would stand with a debt more.',
  })
  creditCheck(
    @CurrentViewer() viewer: Viewer,
    @Args() args: CreditCheckArgs,
  ): Promise<CreditLimitCheckType[]> {
    return this.reader.check(viewer, args);
  }

  @Mutation(() => ProposeResult, {
    description: 'Proposes a limit or an override of one. Supplier, financier and operator.',
  })
  async proposeCreditLimit(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ProposeCreditLimitInput,
  ): Answer {
    return this.answer(viewer, await this.service.propose(viewer, input));
  }

  @Mutation(() => ApproveResult, {
    description: 'Approves a limit that another user of your party proposed.',
  })
  async approveCreditLimit(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CreditLimitIdInput,
  ): Answer {
    return this.answer(viewer, await this.service.approve(viewer, input));
  }

  @Mutation(() => EndResult, { description: 'Ends a limit, or takes a proposal back.' })
  async endCreditLimit(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CreditLimitIdInput,
  ): Answer {
    return this.answer(viewer, await this.service.end(viewer, input));
  }

  private async answer(viewer: Viewer, made: string | DomainError): Answer {
    return made instanceof DomainError ? made : present(await this.reader.find(viewer, made), made);
  }
}
