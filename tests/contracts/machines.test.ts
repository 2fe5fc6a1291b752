import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { MACHINES } from '../../scripts/deep/machines.js';

const FOLDER = 'tests/contracts/invariants';

let handlers: string;

beforeAll(async () => {
  const files = (await readdir(FOLDER, { recursive: true })).filter((file) =>
    file.endsWith('.sol'),
  );
  const sources = await Promise.all(files.map((file) => readFile(join(FOLDER, file), 'utf8')));
  handlers = sources.join('\n');
});

describe('the transitions of a deep run', () => {
  it('are counted by a handler each', () => {
    const { 'collection stage': stages, ...others } = MACHINES;
    const uncounted = Object.values(others)
      .flat()
      .filter((transition) => !handlers.includes(`"${transition}"`));

    expect(stages).toBeDefined();
    expect(uncounted).toEqual([]);
  });

  it('of collection are those that the handlers allow', () => {
    const rows = /uint16\[10\] memory rows = \[([^\]]+)\]/.exec(handlers)?.[1] ?? '';
    const allowed = [...rows.matchAll(/0x[0-9a-f]+/g)].flatMap(([row], from) =>
      Array.from({ length: 10 }, (_, to) => to)
        .filter((to) => (Number(row) & (1 << to)) !== 0)
        .map((to) => `stage ${from} > ${to}`),
    );

    expect(MACHINES['collection stage']).toEqual(allowed);
  });
});
