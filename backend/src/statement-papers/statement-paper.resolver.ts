import { Args, ID, Query, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { PaperLanguage } from '../papers/index.js';
import { renderPaper } from './statement-paper.pdf.js';
import { StatementPaperReader } from './statement-paper.reader.js';
import { StatementCheckType, StatementPdfType } from './statement-paper.type.js';

@Resolver(() => StatementPdfType)
export class StatementPaperResolver {
  constructor(private readonly papers: StatementPaperReader) {}

  @Query(() => StatementPdfType, {
    nullable: true,
    description: 'A statement of or to your party as PDF, with its first 5000 items.',
  })
  async statementPdf(
    @CurrentViewer() viewer: Viewer,
    @Args('statementId', { type: () => ID }) statementId: string,
    @Args('language', { type: () => PaperLanguage }) language: PaperLanguage,
  ): Promise<StatementPdfType | null> {
    const paper = await this.papers.find(viewer, statementId.toLowerCase(), language);
    if (paper === null) return null;
    const { content, sha256 } = await renderPaper(paper);
    const { asOfDate, currency, verificationCode } = paper;
    const fileName = `statement-${asOfDate}-${currency}-${verificationCode}.pdf`;
    return { fileName, verificationCode, sha256, contentBase64: content.toString('base64') };
  }

  @Query(() => StatementCheckType, {
    nullable: true,
    description:
      'What the ledger holds of the statement that a verification code was printed on: for everybody who has the ' +
      'code. Null if no statement has it.',
  })
  statementByCode(@Args('code') code: string): Promise<StatementCheckType | null> {
    return this.papers.findByCode(code);
  }
}
