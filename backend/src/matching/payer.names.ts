import anyAscii from 'any-ascii';

import { editDistance } from './edit-distance.js';

/** A name as it is compared. */
export interface NameForm {
  /** Words without legal forms, Latin letters, sorted as written. */
  readonly words: readonly string[];
  /** The words without space. */
  readonly compact: string;
}

/** Legal forms, each as its letters without points. */
const LEGAL_FORMS: ReadonlySet<string> = new Set(
  (
    'gmbh mbh ag kg kgaa ohg gbr ug se ev eg co cokg compagnie cie company inc incorporated corp corporation llc ' +
    'llp lp ltd limited plc pte pty pvt private public sa sas sarl sasu snc srl spa sapa sl slu bv nv cv vof as asa ' +
    'ab aps oy oyj ou sia uab sro doo dd kft zrt nyrt bt spzoo zoo sp sk kk gk oao ooo pao zao ao tbk pt sdn bhd ' +
    'sab sadecv rl haftungsbeschrankt und and et y e u the der die das'
  ).split(' '),
);
const HAN_FORMS = /(股份有限公司|有限责任公司|有限公司|公司|株式会社|有限会社|合同会社)/gu;
/** What Chinese companies call themselves, as their English names have it. */
const HAN_WORDS: ReadonlyArray<[RegExp, string]> = [
  [/进出口/gu, ' import export '],
  [/贸易/gu, ' trading '],
  [/科技/gu, ' technology '],
  [/技术/gu, ' technology '],
  [/电子/gu, ' electronics '],
  [/工业/gu, ' industrial '],
  [/制造/gu, ' manufacturing '],
  [/国际/gu, ' international '],
  [/物流/gu, ' logistics '],
  [/集团/gu, ' group '],
  [/实业/gu, ' industry '],
  [/机械/gu, ' machinery '],
  [/化工/gu, ' chemical '],
  [/纺织/gu, ' textile '],
  [/食品/gu, ' food '],
  [/汽车/gu, ' automotive '],
];
const UMLAUTS: Readonly<Record<string, string>> = {
  ä: 'a',
  ö: 'o',
  ü: 'u',
  å: 'a',
  ø: 'o',
  æ: 'a',
  œ: 'o',
};

const NAME_CHARS_MAX = 140;
const WORDS_MAX = 12;
/** A bank cuts names at 27, 35 or 70 characters. */
const CUT_CHARS_MIN = 12;

/** The comparable form of a name in any script. */
export function nameFormOf(name: string): NameForm {
  let text = name.slice(0, NAME_CHARS_MAX).normalize('NFKC').replace(HAN_FORMS, ' ');
  if (/\p{Script=Han}/u.test(text)) {
    for (const [word, english] of HAN_WORDS) text = text.replace(word, english);
  }
  text = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüåøæœ]/g, (char) => UMLAUTS[char] ?? char);
  text = text.replace(/\p{Script=Han}+/gu, (run) => `${anyAscii(run).toLowerCase()} `);
  // Points within abbreviations join (S.p.A., e.V.); all else that is no letter or digit separates.
  const parts = anyAscii(text)
    .toLowerCase()
    .replace(/[.'`]/g, '')
    .split(/[^a-z0-9]+/);
  const folded = parts.filter((part) => part !== '').map(foldUmlauts);
  const words = folded.filter((word) => !LEGAL_FORMS.has(word)).slice(0, WORDS_MAX);
  const kept = words.length > 0 ? words : folded.slice(0, WORDS_MAX);
  return { words: kept, compact: kept.join('') };
}

/** `mueller`, `muller` and `müller` are one. */
function foldUmlauts(word: string): string {
  return LEGAL_FORMS.has(word) ? word : word.replace(/([aou])e/g, '$1');
}

/** How much a word tells about a name, by how few names have it. */
export type WordWeight = (word: string) => number;

/** Likeness of two names, 0 to 1; 1 is the same name. */
export function nameLikeness(left: NameForm, right: NameForm, weightOf: WordWeight): number {
  if (left.compact === '' || right.compact === '') return 0;
  if (left.compact === right.compact) return 1;
  return Math.max(
    compactLikeness(left.compact, right.compact),
    wordLikeness(left, right, weightOf),
  );
}

function compactLikeness(left: string, right: string): number {
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left];
  if (shorter.length >= CUT_CHARS_MIN && longer.startsWith(shorter)) return 0.95;
  if (shorter.length < 6) return 0;
  const max = longer.length >= 12 ? 2 : 1;
  const edits = editDistance(left, right, max);
  return edits > max ? 0 : 0.96 - 0.03 * edits;
}

function wordLikeness(left: NameForm, right: NameForm, weightOf: WordWeight): number {
  const total = (form: NameForm): number =>
    form.words.reduce((sum, word) => sum + weightOf(word), 0);
  const free = new Set(right.words);
  let common = 0;
  for (const word of left.words) {
    let [best, bestLikeness] = ['', 0];
    for (const other of free) {
      const likeness = likenessOfWords(word, other);
      if (likeness > bestLikeness) [best, bestLikeness] = [other, likeness];
    }
    if (bestLikeness === 0) continue;
    free.delete(best);
    common += bestLikeness * (weightOf(word) + weightOf(best));
  }
  return common / (total(left) + total(right));
}

function likenessOfWords(left: string, right: string): number {
  if (left === right) return 1;
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left];
  if (longer.startsWith(shorter))
    return shorter.length >= 4 ? 0.85 : shorter.length >= 2 ? 0.6 : 0.3;
  if (shorter.length < 4) return 0;
  const max = shorter.length >= 8 ? 2 : 1;
  const edits = editDistance(left, right, max);
  return edits > max ? 0 : 1 - 0.12 * edits;
}
