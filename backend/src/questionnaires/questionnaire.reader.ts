import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { type Listed, OffLedgerRecords } from '../ledger/index.js';
import type {
  AnswerSheetType,
  GivenAnswerType,
  QuestionSetType,
  QuestionnaireStatus,
  QuestionnaireType,
} from './questionnaire.type.js';

interface QuestionnaireRow {
  questionnaire_id: string;
  party: string;
  set_version: number;
  status: QuestionnaireStatus;
  points: number | null;
  opened_at: Date;
  closed_at: Date | null;
}

const TABLE = {
  ...{ table: 'questionnaire', id: 'questionnaire_id', owner: 'owner', at: 'opened_at' },
  isOverseen: true,
};

interface SheetRow {
  number: number;
  answers: GivenAnswerType[];
  answered_by: string;
  answered_at: Date;
}

/** Questionnaires of the viewer's party; operator and auditor see all. */
@Injectable()
export class QuestionnaireReader {
  private readonly records: OffLedgerRecords<QuestionnaireRow>;

  constructor(private readonly dataSource: DataSource) {
    this.records = new OffLedgerRecords(dataSource, TABLE);
  }

  async findSet(viewer: Viewer): Promise<QuestionSetType | null> {
    const rows: QuestionSetType[] = await this.dataSource.query(
      `SELECT version, questions FROM question_set WHERE owner = $1
       ORDER BY version DESC LIMIT 1`,
      [viewer.party],
    );
    return rows[0] ?? null;
  }

  async list(viewer: Viewer, page: Page): Promise<QuestionnaireType[]> {
    return (await this.records.list(viewer, page)).map(toQuestionnaire);
  }

  async find(viewer: Viewer, id: string): Promise<QuestionnaireType | null> {
    const row = await this.records.find(viewer, id);
    return row === null ? null : toQuestionnaire(row);
  }

  /** What the first person said is shown to others once the second has answered, so that both judge by themselves. */
  async sheets(viewer: Viewer, id: string): Promise<AnswerSheetType[]> {
    const rows: SheetRow[] = await this.dataSource.query(
      `SELECT a.* FROM questionnaire_answer a WHERE a.questionnaire_id = $1
         AND (a.answered_by = $2 OR EXISTS (SELECT FROM questionnaire_answer s
           WHERE s.questionnaire_id = $1 AND s.number = 2))
       ORDER BY a.number`,
      [id, viewer.userId],
    );
    return rows.map((row) => ({
      number: row.number,
      answers: row.answers,
      answeredBy: row.answered_by,
      answeredAt: row.answered_at,
    }));
  }
}

function toQuestionnaire(row: Listed<QuestionnaireRow>): QuestionnaireType {
  return {
    questionnaireId: row.questionnaire_id,
    partyId: row.party,
    setVersion: row.set_version,
    status: row.status,
    points: row.points,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    keyset: [row.listed_at, row.questionnaire_id],
  };
}
