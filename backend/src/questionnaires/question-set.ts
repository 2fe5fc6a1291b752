import { InputInvalidError } from '../api/index.js';

export interface AnswerChoice {
  readonly code: string;
  readonly textEn: string;
  readonly textZh: string;
  /** 0 to 100. */
  readonly points: number;
}

export interface Question {
  readonly code: string;
  readonly textEn: string;
  readonly textZh: string;
  /** Those of a set sum to 10,000. */
  readonly weightBps: number;
  /** An answer names the record or document that it rests on. */
  readonly needsEvidence: boolean;
  readonly answers: readonly AnswerChoice[];
}

/** What an assessor chose, and why. */
export interface GivenAnswer {
  readonly question: string;
  readonly answer: string;
  readonly evidence: string | null;
}

const QUESTIONS_MAX = 100;
const ANSWERS_MAX = 20;
const TEXT_MAX = 500;
const WEIGHTS = 10_000;
const POINTS_MAX = 100;
const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;

/** The first thing that is wrong with a set; null if nothing is. */
export function checkQuestions(questions: readonly Question[]): InputInvalidError | null {
  if (questions.length < 1 || questions.length > QUESTIONS_MAX) {
    return new InputInvalidError('questions', `1 to ${QUESTIONS_MAX} questions.`);
  }
  for (const [index, question] of questions.entries()) {
    const wrong = checkQuestion(question, `questions[${index}]`);
    if (wrong !== null) return wrong;
  }
  if (!areUnique(questions)) return new InputInvalidError('questions', 'Each code once.');
  const weights = questions.reduce((sum, { weightBps }) => sum + weightBps, 0);
  return weights === WEIGHTS
    ? null
    : new InputInvalidError('questions', `Weights sum to ${WEIGHTS}, not ${weights}.`);
}

function checkQuestion(question: Question, path: string): InputInvalidError | null {
  if (!CODE.test(question.code) || !isText(question)) {
    return new InputInvalidError(path, 'A code in capitals and texts in both languages.');
  }
  if (question.weightBps < 1) return new InputInvalidError(`${path}.weightBps`, 'Above 0.');
  const { answers } = question;
  if (answers.length < 2 || answers.length > ANSWERS_MAX || !areUnique(answers)) {
    return new InputInvalidError(`${path}.answers`, `2 to ${ANSWERS_MAX} answers, each code once.`);
  }
  const wrong = answers.findIndex(
    (one) => !CODE.test(one.code) || !isText(one) || one.points < 0 || one.points > POINTS_MAX,
  );
  return wrong === -1
    ? null
    : new InputInvalidError(
        `${path}.answers[${wrong}]`,
        `A code, texts, 0 to ${POINTS_MAX} points.`,
      );
}

function isText({ textEn, textZh }: { readonly textEn: string; readonly textZh: string }): boolean {
  return [textEn, textZh].every((text) => text.trim() !== '' && text.length <= TEXT_MAX);
}

function areUnique(items: ReadonlyArray<{ readonly code: string }>): boolean {
  return new Set(items.map(({ code }) => code)).size === items.length;
}

/** Refuses unless each of the questions has one answer of its choices, with evidence where that is asked for. */
export function checkAnswers(
  questions: readonly Question[],
  given: readonly GivenAnswer[],
): InputInvalidError | null {
  const asked = new Map(questions.map((question) => [question.code, question]));
  for (const [index, { question: code, answer, evidence }] of given.entries()) {
    const path = `answers[${index}]`;
    const question = asked.get(code);
    if (question === undefined) {
      return new InputInvalidError(`${path}.question`, 'It is not asked, or was answered before.');
    }
    asked.delete(code);
    if (!question.answers.some((choice) => choice.code === answer)) {
      return new InputInvalidError(`${path}.answer`, 'This is no answer of the question.');
    }
    if (question.needsEvidence && (evidence ?? '').trim() === '') {
      return new InputInvalidError(`${path}.evidence`, 'This question asks for evidence.');
    }
    if ((evidence?.length ?? 0) > TEXT_MAX) {
      return new InputInvalidError(`${path}.evidence`, `${TEXT_MAX} characters at most.`);
    }
  }
  const [missing] = asked.keys();
  return missing === undefined ? null : new InputInvalidError('answers', `${missing} is missing.`);
}

/** Questions on which two assessors differ. */
export function differing(
  questions: readonly Question[],
  first: readonly GivenAnswer[],
  second: readonly GivenAnswer[],
): Question[] {
  const chosen = (given: readonly GivenAnswer[], code: string): string | undefined =>
    given.find(({ question }) => question === code)?.answer;
  return questions.filter(({ code }) => chosen(first, code) !== chosen(second, code));
}

/** Weighted points of agreed answers, 0 to 10,000; rounded down. */
export function pointsOf(questions: readonly Question[], agreed: readonly GivenAnswer[]): number {
  let sum = 0;
  for (const { code, weightBps, answers } of questions) {
    const answer = agreed.find(({ question }) => question === code)?.answer;
    sum += weightBps * (answers.find((choice) => choice.code === answer)?.points ?? 0);
  }
  return Math.floor(sum / POINTS_MAX);
}
