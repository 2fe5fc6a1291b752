import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

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
import { AddCreditRecordInput, ImportStatementsInput } from './credit-file.input.js';
import { CreditFileReader } from './credit-file.reader.js';
import { CreditFileService } from './credit-file.service.js';
import {
  CreditFileType,
  CreditRecordType,
  FileGapType,
  FinancialStatementType,
  ImportedStatementsType,
} from './credit-file.type.js';

const RecordConnection = connectionOf('CreditRecord', () => CreditRecordType);
const AddResult = offLedgerResultOf('AddCreditRecordResult', () => CreditRecordType);
const ImportResult = offLedgerResultOf(
  'ImportFinancialStatementsResult',
  () => ImportedStatementsType,
);

@Resolver(() => CreditFileType)
export class CreditFileResolver {
  constructor(
    private readonly reader: CreditFileReader,
    private readonly service: CreditFileService,
  ) {}

  @Query(() => CreditFileType, { description: 'What your party knows about another one.' })
  creditFile(@Args('partyId', { type: () => ID }) partyId: string): CreditFileType {
    return { partyId: partyId.toLowerCase() };
  }

  @ResolveField(() => RecordConnection, { description: 'The latest first.' })
  async records(
    @CurrentViewer() viewer: Viewer,
    @Parent() file: CreditFileType,
    @Args() args: PageArgs,
  ): Promise<Connection<CreditRecordType>> {
    const page = toPage(args, ['instant', 'uuid']);
    const rows = await this.reader.list(viewer, file.partyId, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => [FinancialStatementType], { description: 'The newest year first, up to 50.' })
  statements(
    @CurrentViewer() viewer: Viewer,
    @Parent() file: CreditFileType,
  ): Promise<FinancialStatementType[]> {
    return this.reader.statements(viewer, file.partyId);
  }

  @ResolveField(() => [FileGapType], { description: 'What is missing or old today.' })
  gaps(@CurrentViewer() viewer: Viewer, @Parent() file: CreditFileType): Promise<FileGapType[]> {
    return this.reader.gaps(viewer, file.partyId);
  }

  @Mutation(() => AddResult, { description: 'Adds a record to a file that your party keeps.' })
  async addCreditRecord(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AddCreditRecordInput,
  ): Promise<CreditRecordType | DomainError> {
    const made = await this.service.add(viewer, input);
    return made instanceof DomainError ? made : present(await this.reader.find(viewer, made), made);
  }

  @Mutation(() => ImportResult, {
    description: 'Reads statements of several years from CSV or key and value, all or none.',
  })
  async importFinancialStatements(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ImportStatementsInput,
  ): Promise<ImportedStatementsType | DomainError> {
    const made = await this.service.importStatements(viewer, input);
    if (made instanceof DomainError) return made;
    const { recordId, unknown } = made;
    const record = present(await this.reader.find(viewer, recordId), recordId);
    const statements = await this.reader.statements(viewer, record.partyId, recordId);
    return { record, statements, unknown };
  }
}
