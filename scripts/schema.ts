import { readFile, writeFile } from 'node:fs/promises';

import { printApiSchema } from '../backend/src/api-schema.js';

const SCHEMA_FILE = 'backend/schema.graphql';

/** Writes the schema file of the API; with `--check` only says whether it is current. */
async function main(): Promise<void> {
  const schema = await printApiSchema();
  if (!process.argv.includes('--check')) {
    await writeFile(SCHEMA_FILE, schema);
    return;
  }
  if ((await readFile(SCHEMA_FILE, 'utf8')) !== schema) {
    console.error(`${SCHEMA_FILE} is not what the resolvers say; write it anew and commit it.`);
    process.exitCode = 1;
  }
}

await main();
