import { createHash } from 'node:crypto';

import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { DomainError } from '../api/index.js';
import { canonicalJson, present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import { PaperLanguage } from '../papers/index.js';
import { MakeCreditReportInput } from './credit-report.input.js';
import { renderReport } from './credit-report.pdf.js';
import { CreditReportService, type StoredReport } from './credit-report.service.js';
import {
  CreditReportCheckType,
  CreditReportPdfType,
  CreditReportType,
} from './credit-report.type.js';

const MakeResult = offLedgerResultOf('MakeCreditReportResult', () => CreditReportType);

@Resolver(() => CreditReportType)
export class CreditReportResolver {
  constructor(private readonly reports: CreditReportService) {}

  @Mutation(() => MakeResult, {
    description:
      'Puts together what your party knew about another one at the end of a day, and keeps it. Assessor, financier and operator.',
  })
  async makeCreditReport(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: MakeCreditReportInput,
  ): Promise<CreditReportType | DomainError> {
    const made = await this.reports.make(viewer, input);
    if (made instanceof DomainError) return made;
    return toType(present(await this.reports.find(viewer, made), made));
  }

  @Query(() => CreditReportType, {
    nullable: true,
    description: 'A credit report that your party made; nobody else sees it.',
  })
  async creditReport(
    @CurrentViewer() viewer: Viewer,
    @Args('reportId', { type: () => ID }) reportId: string,
  ): Promise<CreditReportType | null> {
    const stored = await this.reports.find(viewer, reportId);
    return stored === null ? null : toType(stored);
  }

  @Query(() => CreditReportPdfType, {
    nullable: true,
    description: 'A credit report that your party made, as PDF.',
  })
  async creditReportPdf(
    @CurrentViewer() viewer: Viewer,
    @Args('reportId', { type: () => ID }) reportId: string,
    @Args('language', { type: () => PaperLanguage }) language: PaperLanguage,
  ): Promise<CreditReportPdfType | null> {
    const stored = await this.reports.find(viewer, reportId);
    if (stored === null) return null;
    const { verificationCode, report } = stored;
    const content = await renderReport(stored, language);
    return {
      fileName: `credit-report-${report.asOfDate}-${report.currency}-${verificationCode}.pdf`,
      verificationCode,
      sha256: createHash('sha256').update(content).digest('hex'),
      contentBase64: content.toString('base64'),
    };
  }

  @Query(() => CreditReportCheckType, {
    nullable: true,
    description:
      'What the credit report is about that a verification code was printed on: for everybody who has the code. Null ' +
      'if no report has it.',
  })
  creditReportByCode(@Args('code') code: string): Promise<CreditReportCheckType | null> {
    return this.reports.findByCode(code);
  }
}

function toType({ report, ...stored }: StoredReport): CreditReportType {
  return {
    ...stored,
    partyId: report.party.partyId,
    currency: report.currency,
    asOfDate: report.asOfDate,
    content: canonicalJson(report),
  };
}
