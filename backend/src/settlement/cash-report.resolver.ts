import { Args, Query, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { CashReportReader } from './cash-report.reader.js';
import { CashReport, CashReportArgs } from './cash-report.type.js';

@Resolver(() => CashReport)
export class CashReportResolver {
  constructor(private readonly reports: CashReportReader) {}

  @Query(() => CashReport, {
    description:
      'How money in of a day was matched, unapplied cash by age, and differences by cause.',
  })
  cashReport(
    @CurrentViewer() viewer: Viewer,
    @Args() { day, account }: CashReportArgs,
  ): Promise<CashReport> {
    return this.reports.read(viewer, day, account ?? null);
  }
}
