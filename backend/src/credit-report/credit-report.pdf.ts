import { PaperLanguage, Sheet, printAmount, printCount, printInstant } from '../papers/index.js';
import { wordFactor } from '../ratings/index.js';
import type { KeptReport } from './credit-report.model.js';
import { writeBehaviour, writePeers, writeRatios } from './credit-report.figures.pdf.js';
import type { StoredReport } from './credit-report.service.js';
import { REPORT_TEXTS, type ReportTexts } from './credit-report.texts.js';

const TITLE_SIZE = 18;
const GRADE_SIZE = 15;
const HASH_SHOWN = 14;

/** What writes one section. */
interface Section {
  readonly sheet: Sheet;
  readonly report: KeptReport;
  readonly texts: ReportTexts;
  readonly language: PaperLanguage;
}

/** The report as PDF: the same report and language give the same bytes. */
export async function renderReport(
  { report, verificationCode, contentHash }: Omit<StoredReport, 'madeAt' | 'reportId'>,
  language: PaperLanguage,
): Promise<Buffer> {
  const texts = REPORT_TEXTS[language];
  const sheet = new Sheet({
    title: `${texts.title} ${report.party.name} ${report.asOfDate}`,
    author: report.owner.name,
    writtenAt: new Date(report.issuedAt),
    verificationCode,
  });
  const section = { sheet, report, texts, language };
  writeHead(section, verificationCode);
  await writeRating(section);
  await writeLimits(section);
  await writeBehaviour(sheet, report, texts);
  await writePeers(sheet, report, texts);
  await writeRatios(sheet, report, texts);
  await writeWarnings(section);
  await writeFile(section);
  writeProof(section, verificationCode, contentHash);
  return sheet.finish((page, pages) => [
    `${texts.code} ${verificationCode}  ${report.party.name}  ${report.asOfDate}`,
    texts.page(page, pages),
  ]);
}

function writeHead({ sheet, report, texts }: Section, verificationCode: string): void {
  const { industry, sizeBand } = report.peers;
  sheet.heading(texts.title, TITLE_SIZE);
  sheet.facts([
    [texts.party, `${report.party.name}\n${report.party.partyId}`],
    [texts.owner, `${report.owner.name}\n${report.owner.partyId}`],
    [texts.asOf, report.asOfDate],
    [texts.made, printInstant(new Date(report.issuedAt))],
    [texts.code, verificationCode],
  ]);
  sheet.facts(
    [
      [texts.currency, report.currency],
      [texts.country, report.country ?? '–'],
      [texts.industry, industry === '' ? texts.notClassified : `${industry} ${sizeBand}`],
      [texts.group, report.companyGroup === '' ? '–' : report.companyGroup],
    ],
    2,
  );
}

async function writeRating({ sheet, report, texts, language }: Section): Promise<void> {
  const { rating, assessment, currency } = report;
  if (rating === null) {
    sheet.heading(texts.grade);
    sheet.paragraph(texts.noRating);
  } else {
    const { grade, points, scaleVersion, gradeCount, rank, assessor, asOfDate } = rating;
    sheet.heading(`${texts.grade}  ${grade}    ${texts.points}  ${points}`, GRADE_SIZE);
    sheet.facts([
      [texts.assessor, texts.ratedBy(assessor.name, asOfDate)],
      [texts.scale, texts.scaleVersion(scaleVersion, gradeCount)],
      [texts.rank, texts.rankOf(rank, gradeCount)],
    ]);
    writePolicy(sheet, report, texts);
    await writeReasons(sheet, rating, texts, language);
  }
  if (assessment === null) return;
  sheet.heading(texts.assessment);
  const limit = `${printAmount(BigInt(assessment.limitMinor), currency)} ${currency}`;
  sheet.paragraph(texts.published(assessment.rank, limit, assessment.assessor.name));
  const [from, until] = [assessment.publishedAt, assessment.expiresAt].map((instant) =>
    printInstant(new Date(instant)),
  );
  sheet.paragraph(texts.publishedAt(from ?? '', until ?? '', assessment.modelVersion));
}

function writePolicy(sheet: Sheet, { rating, currency }: KeptReport, texts: ReportTexts): void {
  if (rating === null) return;
  const { policy } = rating;
  const { limitMinor } = policy;
  const limit =
    limitMinor === null
      ? texts.noLimit
      : `${printAmount(BigInt(limitMinor), currency)} ${currency}`;
  sheet.heading(texts.policy);
  sheet.facts(
    [
      [texts.limit, limit],
      [texts.terms, texts.days(printCount(policy.longestTermsDays))],
      [texts.discount, percent(policy.cashDiscountBps)],
      [texts.prepayment, percent(policy.prepaymentBps)],
      [texts.guarantee, policy.needsGuarantee ? texts.needed : texts.notNeeded],
      [texts.review, texts.within(printCount(policy.reviewDays))],
    ],
    2,
  );
}

async function writeReasons(
  sheet: Sheet,
  rating: NonNullable<KeptReport['rating']>,
  texts: ReportTexts,
  language: PaperLanguage,
): Promise<void> {
  const key = language === PaperLanguage.ZH ? 'zh' : 'en';
  sheet.heading(texts.reasons);
  const rows = rating.reasons.map(({ feature, value, points }) => {
    const { name, said } = wordFactor(feature, value);
    return [name[key], said[key], signed(points)];
  });
  await sheet.table(
    [
      { heading: texts.factor, share: 0.5, align: 'left' },
      { heading: texts.value, share: 0.3, align: 'right' },
      { heading: texts.points, share: 0.2, align: 'right' },
    ],
    [[texts.basePoints, '', signed(rating.basePoints)], ...rows],
    [texts.total, '', String(rating.points)],
  );
}

async function writeLimits({ sheet, report, texts }: Section): Promise<void> {
  const { limits, currency } = report;
  sheet.heading(texts.limits);
  if (limits.length === 0) {
    sheet.paragraph(texts.noLimits);
    return;
  }
  await sheet.table(
    [
      { heading: texts.scope, share: 0.24, align: 'left' },
      { heading: `${texts.limit} (${currency})`, share: 0.24, align: 'right' },
      { heading: `${texts.used} (${currency})`, share: 0.24, align: 'right' },
      { heading: texts.usedShare, share: 0.12, align: 'right' },
      { heading: texts.state, share: 0.16, align: 'right' },
    ],
    limits.map(({ scope, limitMinor, usedMinor, state }) => [
      texts[scope],
      printAmount(BigInt(limitMinor), currency),
      printAmount(BigInt(usedMinor), currency),
      usedShare(BigInt(usedMinor), BigInt(limitMinor)),
      texts[state],
    ]),
    null,
  );
  sheet.paragraph(texts.limitsNote(printInstant(new Date(report.issuedAt))));
}

/** In whole percent, rounded up: a limit that is passed never shows 100. */
function usedShare(usedMinor: bigint, limitMinor: bigint): string {
  if (limitMinor === 0n) return '–';
  return printCount(Number((usedMinor * 100n + limitMinor - 1n) / limitMinor));
}

async function writeWarnings({ sheet, report, texts }: Section): Promise<void> {
  const { warnings } = report;
  sheet.heading(texts.warnings);
  if (warnings.length === 0) {
    sheet.paragraph(texts.noWarnings);
    return;
  }
  await sheet.table(
    [
      { heading: texts.indicator, share: 0.26, align: 'left' },
      { heading: texts.level, share: 0.11, align: 'left' },
      { heading: texts.raised, share: 0.14, align: 'left' },
      { heading: texts.deadline, share: 0.14, align: 'left' },
      { heading: texts.handling, share: 0.35, align: 'left' },
    ],
    warnings.map(({ indicator, currency, level, raisedAt, deadline, ...rest }) => [
      `${texts.indicators[indicator]} ${currency}`,
      texts.levels[level],
      raisedAt.slice(0, 10),
      deadline,
      [
        rest.outcome === null ? texts.openWarning : texts.outcomes[rest.outcome],
        ...(rest.taskCount === 0 ? [] : [texts.steps(rest.tasksDone, rest.taskCount)]),
      ].join(', '),
    ]),
    null,
  );
  sheet.heading(texts.record);
  sheet.facts(
    warnings.flatMap(({ indicator, currency, handlings }) =>
      handlings.map(({ kind, note, handledAt }): [string, string] => [
        printInstant(new Date(handledAt)),
        `${texts.indicators[indicator]} ${currency}: ${texts.handlings[kind]}. ${printNote(kind, note, texts)}`,
      ]),
    ),
  );
}

/** What the platform noted itself is a level and a figure; people's notes stand as they were written. */
function printNote(kind: string, note: string, texts: ReportTexts): string {
  if (kind !== 'RAISED' && kind !== 'ESCALATED') return note;
  const [level = '', , value] = note.split(' ');
  const named = Object.entries(texts.levels).find(([name]) => name === level)?.[1] ?? level;
  return value === undefined ? named : `${named} (${value})`;
}

async function writeFile({ sheet, report, texts }: Section): Promise<void> {
  const { records, gaps } = report;
  sheet.heading(texts.file);
  if (records.length === 0) sheet.paragraph(texts.noRecords);
  else {
    await sheet.table(
      [
        { heading: texts.kind, share: 0.2, align: 'left' },
        { heading: texts.source, share: 0.46, align: 'left' },
        { heading: texts.date, share: 0.17, align: 'left' },
        { heading: texts.expires, share: 0.17, align: 'left' },
      ],
      records.map(({ kind, title, source, documentHash, recordDate, expiresDate }) => [
        texts.kinds[kind],
        [`${title} (${source})`, ...(documentHash === null ? [] : [shortHash(documentHash)])].join(
          '\n',
        ),
        recordDate,
        expiresDate ?? '–',
      ]),
      null,
    );
  }
  sheet.heading(texts.gaps);
  if (gaps.length === 0) {
    sheet.paragraph(texts.noGaps);
    return;
  }
  await sheet.table(
    [
      { heading: texts.kind, share: 0.4, align: 'left' },
      { heading: texts.problem, share: 0.3, align: 'left' },
      { heading: texts.last, share: 0.3, align: 'left' },
    ],
    gaps.map(({ kind, problem, lastDate }) => [texts.kinds[kind], texts[problem], lastDate ?? '–']),
    null,
  );
}

function writeProof(
  { sheet, report, texts }: Section,
  verificationCode: string,
  contentHash: string,
): void {
  sheet.heading(`${texts.code}  ${verificationCode}`, 13);
  sheet.paragraph(texts.check);
  sheet.facts([
    [texts.report, report.reportId],
    [texts.hash, contentHash],
  ]);
}

function shortHash(hash: string): string {
  return `SHA-256 ${hash.slice(2, 2 + HASH_SHOWN)}…`;
}

function percent(bps: number): string {
  return `${bps / 100} %`;
}

function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`;
}
