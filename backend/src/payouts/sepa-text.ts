/** Characters that every bank of the euro area takes, in either direction. */
const ALLOWED = /[^A-Za-z0-9/?:().,'+ -]/g;
/** What stands for letters that have no plain one inside. */
const SPELLED: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['Ä', 'Ae'],
  ['Ö', 'Oe'],
  ['Ü', 'Ue'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['Æ', 'Ae'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['&', '+'],
  ['_', '-'],
]);

/**
 * Text in the character set of SEPA, at most `lengthMax` characters; empty where nothing of it can
 * be written so, as in Chinese.
 */
export function toSepaText(text: string, lengthMax: number): string {
  const spelled = [...text.normalize('NFC')].map((letter) => SPELLED.get(letter) ?? letter);
  return spelled
    .join('')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(ALLOWED, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, lengthMax)
    .trim();
}
