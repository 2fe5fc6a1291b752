#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/scripts/duebill.js', import.meta.url);

if (existsSync(entry)) {
  const { main } = await import(entry.href);
  await main(process.argv);
} else {
  console.error(
    "Duebill is not built yet. Run: npx -y -p node@24 -c 'npm install && npm run build'",
  );
  process.exitCode = 2;
}
