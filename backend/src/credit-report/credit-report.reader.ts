import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { BehaviourReader, PaymentPatternReader, maySeeBehaviour } from '../behaviour/index.js';
import { PartyRole, currencyBytes, present } from '../common/index.js';
import { CreditGate } from '../credit-limits/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { PeersReader } from '../peers/index.js';
import type { CreditReport, ReportedLimit, ReportedParty } from './credit-report.model.js';
import {
  type AssessmentRow,
  type RatingRow,
  type RecordRow,
  type WarningRow,
  type YearRow,
  toAssessment,
  toGaps,
  toRating,
  toRecord,
  toWarning,
  toYear,
} from './credit-report.rows.js';
import {
  ASSESSMENT,
  GROUP,
  PROFILES,
  RATING,
  RECORDS,
  WARNINGS,
  YEARS,
} from './credit-report.sql.js';

export interface ReportTask {
  readonly reportId: string;
  readonly party: string;
  readonly currency: string;
  readonly asOfDate: string;
  readonly issuedAt: Date;
}

type Found<Key extends keyof CreditReport> = Promise<Pick<CreditReport, Key>>;

/** Puts together what a viewer's party knows about another one. */
@Injectable()
export class CreditReportReader {
  constructor(
    private readonly behaviours: BehaviourReader,
    private readonly patterns: PaymentPatternReader,
    private readonly peers: PeersReader,
    private readonly gate: CreditGate,
  ) {}

  /** Null for a party that the platform does not know. */
  async read(db: EntityManager, viewer: Viewer, task: ReportTask): Promise<CreditReport | null> {
    const { party, currency, asOfDate, reportId, issuedAt } = task;
    const profile = await profileOf(db, party);
    if (profile === null) return null;
    const owner = present(await profileOf(db, viewer.party), viewer.party);
    return {
      ...{ reportId, currency, asOfDate, issuedAt, country: profile.country },
      owner: { partyId: viewer.party, name: owner.name },
      party: { partyId: party, name: profile.name },
      ...(await this.judgement(db, viewer, task)),
      ...(await this.habits(db, viewer, task)),
      ...(await this.file(db, viewer, task)),
      limits: await this.limits(db, viewer, task),
      peers: await this.peers.compare(viewer, { party, currency, asOfDate }, db),
    };
  }

  private async judgement(
    db: EntityManager,
    viewer: Viewer,
    { party, asOfDate, currency }: ReportTask,
  ): Found<'rating' | 'assessment'> {
    const asked = [viewer.party, party, asOfDate];
    const ratings: RatingRow[] = await db.query(RATING, [
      ...[...asked, currency, seesEverything(viewer)],
    ]);
    const published: AssessmentRow[] = await db.query(ASSESSMENT, [
      ...[...asked, currencyBytes(currency)],
    ]);
    const names = await namesOf(
      db,
      [...ratings, ...published].map(({ assessor }) => assessor),
    );
    const [rating, assessment] = [ratings[0], published[0]];
    return {
      rating: rating === undefined ? null : toRating(rating, currency, names),
      assessment: assessment === undefined ? null : toAssessment(assessment, names),
    };
  }

  private async habits(
    db: EntityManager,
    viewer: Viewer,
    { party, asOfDate, currency }: ReportTask,
  ): Found<'isBehaviourShown' | 'behaviour' | 'times' | 'amounts' | 'months'> {
    const asked = { buyer: party, supplier: null, asOfDate };
    const all = await this.behaviours.find(viewer, asked, db);
    const behaviour = all.find((one) => one.currency === currency) ?? null;
    const pattern = await this.patterns.find(viewer, { ...asked, currency }, db);
    return {
      isBehaviourShown: maySeeBehaviour(viewer, party, null),
      behaviour,
      times: pattern?.times ?? [],
      amounts: pattern?.amounts ?? [],
      months: pattern?.months ?? [],
    };
  }

  private async file(
    db: EntityManager,
    viewer: Viewer,
    { party, asOfDate, currency }: ReportTask,
  ): Found<'companyGroup' | 'years' | 'warnings' | 'records' | 'gaps'> {
    const asked = [viewer.party, party, asOfDate];
    const years: YearRow[] = await db.query(YEARS, [...asked, currency]);
    const warnings: WarningRow[] = await db.query(WARNINGS, asked);
    const records: RecordRow[] = await db.query(RECORDS, asked);
    const classes: Array<{ company_group: string }> = await db.query(GROUP, [party, asOfDate]);
    return {
      companyGroup: classes[0]?.company_group ?? '',
      years: years.map(toYear),
      warnings: warnings.map(toWarning),
      records: records.map(toRecord),
      gaps: toGaps(records, asOfDate),
    };
  }

  /** Limits of the viewer's party that a debt of the buyer falls under, as they stand now. */
  private async limits(
    db: EntityManager,
    viewer: Viewer,
    { party, currency }: ReportTask,
  ): Promise<ReportedLimit[]> {
    const debt = { countedId: '', supplier: '', amountMinor: 0n };
    const finances = viewer.roles.includes(PartyRole.FINANCIER);
    const checks = await this.gate.preview(db, [viewer.party], {
      debts: [{ ...debt, buyer: party, currency }],
      financier: finances ? viewer.party : null,
    });
    return checks.map(({ limit, usedMinor, state }) => ({
      ...{ scope: limit.scope, limitMinor: limit.limitMinor, usedMinor, state },
    }));
  }
}

interface ProfileRow {
  party: string;
  name: string;
  country: string | null;
}

async function profileOf(db: EntityManager, party: string): Promise<ProfileRow | null> {
  const rows: ProfileRow[] = await db.query(PROFILES, [[party]]);
  return rows[0] ?? null;
}

async function namesOf(
  db: EntityManager,
  partyIds: readonly string[],
): Promise<(partyId: string) => ReportedParty> {
  const rows: ProfileRow[] = await db.query(PROFILES, [partyIds]);
  const names = new Map(rows.map(({ party, name }) => [party, name]));
  return (partyId) => ({ partyId, name: names.get(partyId) ?? partyId });
}
