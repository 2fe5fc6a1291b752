import { readFile } from 'node:fs/promises';

import { printApiSchema } from '../../../backend/src/api-schema.js';

describe('backend/schema.graphql', () => {
  it('is what the resolvers say', async () => {
    const committed = await readFile('backend/schema.graphql', 'utf8');

    expect(committed).toBe(await printApiSchema());
  });
});
