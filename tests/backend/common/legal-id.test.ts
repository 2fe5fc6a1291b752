import fc from 'fast-check';
import { isRefusal } from '../../../backend/src/common/refusal.js';
import {
  isValidLei,
  isValidUscc,
  leiCheckDigits,
  parseLegalId,
  usccCheckCharacter,
} from '../../../backend/src/common/legal-id.js';
import { describeWithSharedData, readShared, sharedFiles } from '../../support/shared-data.js';

const LEI = '529900T8BM49AURSDO55';
/** A made-up company of Shanghai, with its check character. */
const USCC_BASE = '91310115MA1K4TEST'.replace('S', '5');
const USCC = `${USCC_BASE}${usccCheckCharacter(USCC_BASE)}`;

const alphanumerics = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const usccCharacters = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];

function textOf(characters: readonly string[], length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...characters), { minLength: length, maxLength: length })
    .map((array) => array.join(''));
}

const leiBases = textOf(alphanumerics, 18);
const usccBases = fc
  .tuple(textOf(usccCharacters, 2), textOf([...'0123456789'], 6), textOf(usccCharacters, 9))
  .map((parts) => parts.join(''));

function codeOf(scheme: string | null, value: string): string | null {
  const id = parseLegalId(scheme, value, '/ID');
  return isRefusal(id) ? id.code : null;
}

describe('parseLegalId', () => {
  it.each(['LEI', 'lei', '0199', ' 0199 '])('normalises an LEI under the scheme %j', (scheme) => {
    const spaced = ` ${LEI.slice(0, 4).toLowerCase()} ${LEI.slice(4)} `;
    expect(parseLegalId(scheme, spaced)).toEqual({ scheme: 'LEI', value: LEI });
  });

  it('refuses an LEI with wrong check digits, length or characters', () => {
    expect(codeOf('0199', LEI.replace('55', '56'))).toBe('INVALID_LEI');
    expect(codeOf('LEI', LEI.slice(1))).toBe('INVALID_LEI');
    expect(codeOf('LEI', `${LEI.slice(0, 17)}-${LEI.slice(18)}`)).toBe('INVALID_LEI');
  });

  it('normalises a USCC and refuses one with a wrong check character', () => {
    expect(parseLegalId('USCC', USCC.toLowerCase())).toEqual({ scheme: 'USCC', value: USCC });
    const wrong = `${USCC.slice(0, 17)}${USCC.endsWith('0') ? '1' : '0'}`;
    expect(codeOf('USCC', wrong)).toBe('INVALID_USCC');
    expect(codeOf('USCC', '91SELLERTAXID00000X')).toBe('INVALID_USCC');
  });

  it('knows the check character of a published code', () => {
    expect(isValidUscc('91350100M000100Y43')).toBe(true);
  });

  it('recognises an LEI and a USCC without a scheme', () => {
    expect(parseLegalId(null, LEI)).toEqual({ scheme: 'LEI', value: LEI });
    expect(parseLegalId('', USCC)).toEqual({ scheme: 'USCC', value: USCC });
  });

  it('keeps any other identifier with its scheme', () => {
    expect(parseLegalId('0088', ' 7300010000001 ')).toEqual({
      scheme: '0088',
      value: '7300010000001',
    });
    expect(parseLegalId(null, 'HRB 12345')).toEqual({ scheme: null, value: 'HRB 12345' });
    expect(parseLegalId('0088', LEI)).toEqual({ scheme: '0088', value: LEI });
  });

  it('refuses an empty or an endless identifier', () => {
    expect(codeOf(null, '  ')).toBe('INVALID_LEGAL_ID');
    expect(codeOf('0088', '1'.repeat(101))).toBe('INVALID_LEGAL_ID');
  });

  // A letter counts as two digits, so a letter in place of a digit moves what stands before it and may go unnoticed.
  it('finds every digit for another digit and letter for another letter, in an LEI', () => {
    const changes = fc.tuple(leiBases, fc.nat(17), fc.constantFrom(...alphanumerics));
    fc.assert(
      fc.property(changes, ([base, at, character]) => {
        fc.pre(/\d/.test(character) === /\d/.test(base.charAt(at)));
        const digits = leiCheckDigits(base);
        expect(isValidLei(`${base}${digits}`)).toBe(true);
        const changed = `${base.slice(0, at)}${character}${base.slice(at + 1)}${digits}`;
        expect(isValidLei(changed)).toBe(character === base[at]);
      }),
    );
  });

  it('finds every wrong single character and every swap of neighbours in a USCC', () => {
    const changes = fc.tuple(usccBases, fc.nat(16), fc.constantFrom(...usccCharacters));
    fc.assert(
      fc.property(changes, ([base, at, character]) => {
        const check = usccCheckCharacter(base);
        expect(isValidUscc(`${base}${check}`)).toBe(true);
        const changed = `${base.slice(0, at)}${character}${base.slice(at + 1)}${check}`;
        expect(isValidUscc(changed) && character !== base[at]).toBe(false);
        const next = `${base}${check}`;
        const swapped = `${next.slice(0, at)}${next[at + 1]}${next[at]}${next.slice(at + 2)}`;
        expect(isValidUscc(swapped) && next[at] !== next[at + 1]).toBe(false);
      }),
    );
  });
});

describeWithSharedData('LEI records of GLEIF', () => {
  it.each(sharedFiles('lei', '.json'))('accepts the LEI of %s', (file) => {
    const record = JSON.parse(readShared(file).toString()) as { data: { id: string } };
    expect(isValidLei(record.data.id)).toBe(true);
  });
});
