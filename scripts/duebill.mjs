#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

import { isNodeTooOld } from './node-version.mjs';

const entry = new URL('../dist/scripts/duebill.js', import.meta.url);

/** Runs this file on the Node that the start took, which npm has kept. */
function runOnNewerNode() {
  const self = fileURLToPath(import.meta.url);
  const program = ['--prefer-offline', '-y', '-p', 'node@24', 'node', self];
  const child = spawn('npx', [...program, ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  // Ctrl-C reaches the child as well: it decides what that means.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('error', (error) => {
    console.error(`Duebill needs a newer Node, and npx cannot be run: ${error.message}`);
    process.exitCode = 78;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

if (!existsSync(entry)) {
  console.error(
    "Duebill is not built yet. Run: npx -y -p node@24 -c 'npm install && npm run build'",
  );
  process.exitCode = 2;
} else if (isNodeTooOld()) {
  runOnNewerNode();
} else {
  const { main } = await import(entry.href);
  await main(process.argv);
}
