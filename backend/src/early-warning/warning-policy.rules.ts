import { InputInvalidError } from '../api/index.js';
import {
  REPORTED,
  WarningLevel,
  type WarningPolicy,
  type WarningReaction,
  type WarningRule,
} from './warning-policy.js';

const TASKS_MAX = 20;
const TASK_CHARS_MAX = 300;
const DAYS_MAX = 365;
const BPS_MAX = 10_000;
const LEVELS = Object.values(WarningLevel);

/** The first thing that is wrong with a policy; null if nothing is. */
export function checkPolicy({ rules, reactions }: WarningPolicy): InputInvalidError | null {
  if (rules.length < 1 || new Set(rules.map(({ indicator }) => indicator)).size !== rules.length) {
    return new InputInvalidError('rules', 'At least one rule, and one for each indicator.');
  }
  for (const [index, rule] of rules.entries()) {
    const wrong = checkRule(rule, `rules[${index}]`);
    if (wrong !== null) return wrong;
  }
  const levels = new Set(reactions.map(({ level }) => level));
  if (reactions.length !== LEVELS.length || levels.size !== LEVELS.length) {
    return new InputInvalidError('reactions', 'One reaction for each level.');
  }
  for (const [index, reaction] of reactions.entries()) {
    const wrong = checkReaction(reaction, `reactions[${index}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkRule(rule: WarningRule, path: string): InputInvalidError | null {
  if (REPORTED.has(rule.indicator)) {
    return new InputInvalidError(`${path}.indicator`, 'People report this one with its level.');
  }
  const bounds = [rule.lightFrom, rule.mediumFrom, rule.severeFrom].filter((one) => one !== null);
  const isRising = bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0));
  return bounds.length > 0 && isRising
    ? null
    : new InputInvalidError(path, 'Bounds rise from light to severe, and there is one.');
}

function checkReaction(reaction: WarningReaction, path: string): InputInvalidError | null {
  const { days, tasks } = reaction;
  const [termsDays, prepaymentBps] = [reaction.longestTermsDays ?? 0, reaction.prepaymentBps ?? 0];
  if (days < 1 || days > DAYS_MAX) {
    return new InputInvalidError(`${path}.days`, `1 to ${DAYS_MAX} days.`);
  }
  const isTask = (task: string): boolean => task.trim() !== '' && task.length <= TASK_CHARS_MAX;
  if (tasks.length > TASKS_MAX || !tasks.every(isTask)) {
    const message = `Up to ${TASKS_MAX} tasks of 1 to ${TASK_CHARS_MAX} characters.`;
    return new InputInvalidError(`${path}.tasks`, message);
  }
  if (termsDays < 0 || termsDays > DAYS_MAX) {
    return new InputInvalidError(`${path}.longestTermsDays`, `0 to ${DAYS_MAX} days.`);
  }
  return prepaymentBps < 0 || prepaymentBps > BPS_MAX
    ? new InputInvalidError(`${path}.prepaymentBps`, `0 to ${BPS_MAX} basis points.`)
    : null;
}
