import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
} from '../api/index.js';
import { PartyRole, isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import {
  type GivenAnswer,
  type Question,
  checkAnswers,
  checkQuestions,
  differing,
  pointsOf,
} from './question-set.js';
import type {
  AnswerQuestionnaireInput,
  OpenQuestionnaireInput,
  QuestionSetInput,
} from './questionnaire.input.js';
import { QuestionnaireStatus } from './questionnaire.type.js';

interface OpenRow {
  status: QuestionnaireStatus;
  questions: Question[];
}

interface Sheet {
  answers: GivenAnswer[];
  answered_by: string;
}

const NOT_PERMITTED = 'Only an assessor or a financier asks its assessors.';

/** Persons of a party assess another one by questions: two by themselves, and a third where they differ. */
@Injectable()
export class QuestionnaireService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** The version of the questions that later questionnaires ask. */
  async setQuestions(viewer: Viewer, input: QuestionSetInput): Promise<number | DomainError> {
    const { idempotencyKey: key, questions } = input;
    if (!mayAssess(viewer)) return new NotPermittedError(NOT_PERMITTED);
    const wrong = checkQuestions(questions);
    if (wrong !== null) return wrong;
    const act = { key, operation: 'setQuestions', body: { questions } };
    const made = await this.acts.once(viewer, act, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [viewer.party]);
      const rows: Array<{ version: number }> = await db.query(
        `INSERT INTO question_set (owner, version, questions, set_by)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM question_set WHERE owner = $1
         RETURNING version`,
        [viewer.party, JSON.stringify(questions), viewer.userId],
      );
      return String(rows[0]?.version);
    });
    return typeof made === 'string' ? Number(made) : made;
  }

  /** Id of the questionnaire; there is one open at a time for a party. */
  async open(viewer: Viewer, input: OpenQuestionnaireInput): Promise<string | DomainError> {
    const partyId = input.partyId.toLowerCase();
    if (!mayAssess(viewer)) return new NotPermittedError(NOT_PERMITTED);
    if (!PARTY_ID.test(partyId)) {
      return new InputInvalidError('partyId', 'This is no id of a party.');
    }
    const act = { key: input.idempotencyKey, operation: 'openQuestionnaire', body: { partyId } };
    return this.acts.once<DomainError>(viewer, act, async (db) => {
      const questionnaireId = randomUUID();
      const rows: unknown[] = await db.query(
        `INSERT INTO questionnaire (questionnaire_id, owner, party, set_version, status)
         SELECT $1, $2, $3, max(version), $4 FROM question_set WHERE owner = $2
         HAVING max(version) IS NOT NULL
         ON CONFLICT (owner, party) WHERE closed_at IS NULL DO NOTHING RETURNING 1`,
        [questionnaireId, viewer.party, partyId, QuestionnaireStatus.OPEN],
      );
      return rows.length > 0
        ? questionnaireId
        : new InputInvalidError('partyId', 'One is open, or there are no questions yet.');
    });
  }

  /** Id of the questionnaire, which the second or third person closes. */
  async answer(viewer: Viewer, input: AnswerQuestionnaireInput): Promise<string | DomainError> {
    const { idempotencyKey: key, questionnaireId: id, answers } = input;
    if (!isUuid(id)) return new NotFoundError(id);
    const act = { key, operation: 'answerQuestionnaire', body: { id, answers } };
    return this.acts.once<DomainError>(viewer, act, async (db) => {
      const open = await findOpen(db, viewer, id);
      if (open === null) return new NotFoundError(id);
      const sheets: Sheet[] = await db.query(
        `SELECT answers, answered_by FROM questionnaire_answer WHERE questionnaire_id = $1
         ORDER BY number`,
        [id],
      );
      if (sheets.some(({ answered_by: by }) => by === viewer.userId)) {
        return new NotPermittedError('You have answered it; another person is next.');
      }
      const [first, second] = sheets.map((sheet) => sheet.answers);
      const asked =
        first === undefined || second === undefined
          ? open.questions
          : differing(open.questions, first, second);
      const wrong = checkAnswers(asked, answers);
      if (wrong !== null) return wrong;
      await db.query(
        `INSERT INTO questionnaire_answer (questionnaire_id, number, answers, answered_by)
         VALUES ($1, $2, $3, $4)`,
        [id, sheets.length + 1, JSON.stringify(answers), viewer.userId],
      );
      await advance(db, id, open.questions, { first, second, last: answers });
      return id;
    });
  }
}

export function mayAssess({ roles }: Viewer): boolean {
  return roles.includes(PartyRole.ASSESSOR) || roles.includes(PartyRole.FINANCIER);
}

async function findOpen(db: EntityManager, viewer: Viewer, id: string): Promise<OpenRow | null> {
  const rows: OpenRow[] = await db.query(
    `SELECT n.status, s.questions FROM questionnaire n
     JOIN question_set s ON s.owner = n.owner AND s.version = n.set_version
     WHERE n.questionnaire_id = $1 AND n.owner = $2 AND n.closed_at IS NULL FOR UPDATE OF n`,
    [id, viewer.party],
  );
  return rows[0] ?? null;
}

interface Given {
  readonly first: readonly GivenAnswer[] | undefined;
  readonly second: readonly GivenAnswer[] | undefined;
  readonly last: readonly GivenAnswer[];
}

/** What the answers make of the questionnaire: nothing after the first. */
async function advance(
  db: EntityManager,
  id: string,
  questions: readonly Question[],
  { first, second, last }: Given,
): Promise<void> {
  if (first === undefined) return;
  if (second === undefined && differing(questions, first, last).length > 0) {
    await db.query('UPDATE questionnaire SET status = $2 WHERE questionnaire_id = $1', [
      id,
      QuestionnaireStatus.DIFFERING,
    ]);
    return;
  }
  const decided = new Set(last.map(({ question }) => question));
  const agreed = [...first.filter(({ question }) => !decided.has(question)), ...last];
  const status = second === undefined ? QuestionnaireStatus.AGREED : QuestionnaireStatus.SETTLED;
  await db.query(
    `UPDATE questionnaire SET status = $2, agreed = $3, points = $4, closed_at = now()
     WHERE questionnaire_id = $1`,
    [id, status, JSON.stringify(agreed), pointsOf(questions, agreed)],
  );
}
