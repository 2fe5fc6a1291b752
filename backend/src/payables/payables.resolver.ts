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

import { type Connection, DomainError, connectionOf, toConnection, toPage } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  INCLUSION_TIMEOUT_MS,
  answerAct,
  commandResultOf,
} from '../ledger/index.js';
import { ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { PayablesMappingService } from './payables.mapping.js';
import { PayablesReader } from './payables.reader.js';
import { PayablesService } from './payables.service.js';
import {
  AcknowledgePayablesInput,
  CsvMappingInput,
  PayableDifferenceArgs,
  PayableDifferenceType,
  PayablesArgs,
  PayablesMapping,
  PayablesType,
  type SavePayablesMappingAnswer,
  SavePayablesMappingResult,
  type UploadPayablesAnswer,
  UploadPayablesInput,
  UploadPayablesResult,
} from './payables.type.js';

const PayablesConnection = connectionOf('Payables', () => PayablesType);
const PayableDifferenceConnection = connectionOf('PayableDifference', () => PayableDifferenceType);
const AcknowledgePayablesResult = commandResultOf('AcknowledgePayablesResult');
const NOBODYS = '00000000-0000-0000-0000-000000000000';

@Resolver(() => PayablesType)
export class PayablesResolver {
  constructor(
    private readonly service: PayablesService,
    private readonly reader: PayablesReader,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => PayablesConnection, {
    name: 'payablesLists',
    description:
      'Lists of payables of your party, or that a buyer answered you with; the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() { statementId, ...args }: PayablesArgs,
  ): Promise<Connection<PayablesType>> {
    const page = toPage(args, ['instant', 'uuid']);
    const rows = await this.reader.list(viewer, page, statementId?.toLowerCase() ?? null);
    return toConnection(rows, page, (row) => [row.createdAt.toISOString(), row.payablesId]);
  }

  @Query(() => PayablesType, { nullable: true })
  async payables(
    @CurrentViewer() viewer: Viewer,
    @Args('payablesId', { type: () => ID }) payablesId: string,
  ): Promise<PayablesType | null> {
    return isUuid(payablesId) ? this.reader.find(viewer, payablesId) : null;
  }

  @Query(() => PayableDifferenceConnection, {
    name: 'payableDifferences',
    description: 'What is not the same in a list of payables and its statement.',
  })
  async differences(
    @CurrentViewer() viewer: Viewer,
    @Args() { payablesId, cause, ...args }: PayableDifferenceArgs,
  ): Promise<Connection<PayableDifferenceType>> {
    const page = toPage(args, ['integer', 'none']);
    const payables = await this.payables(viewer, payablesId);
    const id = payables?.payablesId ?? NOBODYS;
    const rows = await this.reader.differences(id, page, cause ?? null);
    return toConnection(rows, page, ({ position }) => [String(position), '']);
  }

  @Mutation(() => UploadPayablesResult, {
    description:
      "Compares a file of your payables with a supplier's statement, item by item. With " +
      '`acknowledgeIfEqual` a statement from which nothing differs is acknowledged on the ledger. Buyer only.',
  })
  async uploadPayables(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: UploadPayablesInput,
  ): Promise<UploadPayablesAnswer> {
    const answer = await this.service.upload(viewer, input);
    if (!(answer instanceof DomainError) && answer.commandId !== null) {
      const timeoutMs = input.awaitInclusion === true ? INCLUSION_TIMEOUT_MS : 0;
      const { refusal } = await this.commands.waitForOutcome(viewer, answer.commandId, timeoutMs);
      return refusal ?? answer;
    }
    return answer;
  }

  @Mutation(() => AcknowledgePayablesResult, {
    description:
      'Answers the statement with the figures of a list that differs from it, so that both sides can settle the ' +
      'lines. Buyer only.',
  })
  acknowledgePayables(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcknowledgePayablesInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.acknowledge(viewer, input));
  }
}

@Resolver(() => PayablesMapping)
export class PayablesMappingResolver {
  constructor(private readonly mappings: PayablesMappingService) {}

  @Mutation(() => SavePayablesMappingResult, {
    description: 'Saves how CSV files of your payables are read, in place of what was. Buyer only.',
  })
  savePayablesMapping(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CsvMappingInput,
  ): Promise<SavePayablesMappingAnswer> {
    return this.mappings.save(viewer, input);
  }

  @Query(() => PayablesMapping, {
    nullable: true,
    description: 'How CSV files of your payables are read that come without a mapping.',
  })
  payablesMapping(@CurrentViewer() viewer: Viewer): Promise<PayablesMapping | null> {
    return this.mappings.find(viewer);
  }
}

@Resolver(() => PayableDifferenceType)
export class PayableDifferenceResolver {
  constructor(private readonly receivables: ReceivableLoader) {}

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() { receivableId }: PayableDifferenceType,
  ): Promise<ReceivableType | null> {
    return receivableId === null
      ? Promise.resolve(null)
      : this.receivables.load(context, receivableId);
  }
}
