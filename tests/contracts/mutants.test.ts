import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { MONEY_MUTANTS } from '../../scripts/mutants/money.mutants.js';
import { TITLE_MUTANTS } from '../../scripts/mutants/title.mutants.js';

describe('a bug that is planted in the contracts', () => {
  it.each([...MONEY_MUTANTS, ...TITLE_MUTANTS])('has one place: $name', async (mutant) => {
    const source = await readFile(mutant.file, 'utf8');

    expect(source.split(mutant.find)).toHaveLength(2);
    expect(mutant.replace).not.toBe(mutant.find);
  });
});
