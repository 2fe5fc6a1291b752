import { startEmbeddedLedger, startEmbeddedPostgres } from '../../backend/src/runtime/index.js';

/** What a part says once it serves; the rest of the line is its URL. */
const READY = 'CHAOS_READY';

const [kind, dataDir = ''] = process.argv.slice(2);
const options = { dataDir, log: (line: string) => void process.stdout.write(`${line}\n`) };

/** Runs the database or the ledger as a process of its own, which ends with it. */
async function main(): Promise<void> {
  const part =
    kind === 'postgres'
      ? await startEmbeddedPostgres(options)
      : await startEmbeddedLedger(options).then((ledger) => ({ ...ledger, url: ledger.rpcUrl }));
  let isStopping = false;
  const stop = (exitCode: number): void => {
    if (isStopping) return;
    isStopping = true;
    void part.stop().finally(() => process.exit(exitCode));
  };
  process.on('SIGTERM', () => stop(0));
  void part.ended.then((sentence) => {
    process.stderr.write(`${sentence}\n`);
    stop(1);
  });
  process.stdout.write(`${READY} ${part.url}\n`);
}

await main();
