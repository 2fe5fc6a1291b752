import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import {
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  checkCurrency,
} from '../api/index.js';
import { PartyRole, canonicalJson } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock, OffLedgerActs } from '../ledger/index.js';
import { firstBits, readVerificationCode, verificationCodeOf } from '../papers/index.js';
import type { MakeCreditReportInput } from './credit-report.input.js';
import type { KeptReport } from './credit-report.model.js';
import { CreditReportReader } from './credit-report.reader.js';
import type { CreditReportCheckType } from './credit-report.type.js';

const MAKERS = [PartyRole.ASSESSOR, PartyRole.FINANCIER, PartyRole.OPERATOR];

interface ReportRow {
  report_id: string;
  party: string;
  currency: string;
  as_of_date: string;
  content: string;
  content_hash: string;
  made_at: Date;
}

/** A report with what it is known by. */
export interface StoredReport {
  readonly reportId: string;
  readonly verificationCode: string;
  readonly contentHash: string;
  readonly madeAt: Date;
  readonly report: KeptReport;
}

/** Makes credit reports and keeps what they say, so that a paper can be printed again and checked. */
@Injectable()
export class CreditReportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly acts: OffLedgerActs,
    private readonly clock: LedgerClock,
    private readonly reader: CreditReportReader,
  ) {}

  /** Id of the report. */
  async make(viewer: Viewer, input: MakeCreditReportInput): Promise<string | DomainError> {
    const { idempotencyKey: key, currency, asOfDate } = input;
    const party = input.partyId.toLowerCase();
    if (!MAKERS.some((role) => viewer.roles.includes(role))) {
      return new NotPermittedError('Only an assessor, a financier or the operator makes reports.');
    }
    if (!PARTY_ID.test(party)) return new InputInvalidError('partyId', 'This is no id of a party.');
    const wrong = checkCurrency('currency', currency);
    if (wrong !== null) return wrong;
    const body = { partyId: party, currency, asOfDate };
    return this.acts.once<DomainError>(
      viewer,
      { key, operation: 'makeCreditReport', body },
      async (db) => {
        const { today } = await this.clock.read(db);
        if (asOfDate > today) {
          return new InputInvalidError('asOfDate', `The ledger’s day is ${today}.`);
        }
        const reportId = `0x${randomBytes(32).toString('hex')}`;
        const task = { reportId, party, currency, asOfDate, issuedAt: new Date() };
        const report = await this.reader.read(db, viewer, task);
        if (report === null) return new NotFoundError(party);
        const content = canonicalJson(report);
        await db.query(
          `INSERT INTO credit_report (report_id, owner, party, currency, as_of_date, content,
             content_hash, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            ...[reportId, viewer.party, party, currency, asOfDate, content, hashOf(content)],
            ...[viewer.userId, task.issuedAt],
          ],
        );
        return reportId;
      },
    );
  }

  /** One of the viewer's party; null for any other, since credit files are shown to nobody else. */
  async find(viewer: Viewer, reportId: string): Promise<StoredReport | null> {
    const rows: ReportRow[] = await this.dataSource.query(
      'SELECT * FROM credit_report WHERE report_id = $1 AND owner = $2',
      [reportId.toLowerCase(), viewer.party],
    );
    const row = rows[0];
    return row === undefined
      ? null
      : {
          reportId: row.report_id,
          verificationCode: verificationCodeOf(row.report_id, row.content_hash),
          contentHash: row.content_hash,
          madeAt: row.made_at,
          report: JSON.parse(row.content) as KeptReport,
        };
  }

  /** The report that a code was printed on; null if there is none, or one that says something else. */
  async findByCode(code: string): Promise<CreditReportCheckType | null> {
    const parts = readVerificationCode(code);
    if (parts === null) return null;
    const rows: Array<ReportRow & { owner: string }> = await this.dataSource.query(
      `SELECT * FROM credit_report WHERE report_id BETWEEN $1 AND $2 ORDER BY report_id LIMIT 10`,
      [parts.idFrom, parts.idTo],
    );
    const row = rows.find((one) => firstBits(one.content_hash) === parts.contentBits);
    if (row === undefined) return null;
    const { rating } = JSON.parse(row.content) as KeptReport;
    return {
      reportId: row.report_id,
      ownerId: row.owner,
      partyId: row.party,
      currency: row.currency,
      asOfDate: row.as_of_date,
      contentHash: row.content_hash,
      grade: rating?.grade ?? null,
      points: rating?.points ?? null,
      scaleVersion: rating?.scaleVersion ?? null,
      madeAt: row.made_at,
    };
  }
}

function hashOf(content: string): string {
  return `0x${createHash('sha256').update(content).digest('hex')}`;
}
