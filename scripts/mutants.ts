import { runAll, runFiles, runInvariants, type Verdict } from './mutants/catch.js';
import { MONEY_MUTANTS } from './mutants/money.mutants.js';
import type { Mutant } from './mutants/mutant.js';
import { TITLE_MUTANTS } from './mutants/title.mutants.js';
import { MutantTree } from './mutants/tree.js';

/** Those whose name contains what was asked for, all unless told otherwise. */
const wanted = process.argv[2] ?? '';
const mutants = [...MONEY_MUTANTS, ...TITLE_MUTANTS].filter(({ name }) => name.includes(wanted));

/** Plants each bug in a copy of the tree and shows which test sees it. */
async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  const tree = await MutantTree.create();
  try {
    await requireSound(tree, stopping.signal);
    let caught = 0;
    for (const [index, mutant] of mutants.entries()) {
      const started = performance.now();
      const { caughtBy } = await tryMutant(tree, mutant, stopping.signal);
      if (caughtBy !== null) caught += 1;
      const seconds = Math.round((performance.now() - started) / 1_000);
      console.log(
        `${String(index + 1).padStart(2)} of ${mutants.length}  ${mutant.kind}: ${mutant.name}\n` +
          `          ${caughtBy === null ? 'SURVIVED' : `caught by ${caughtBy}`} (${seconds} s)`,
      );
    }
    console.log(`${mutants.length} planted, ${caught} caught`);
    process.exitCode = caught === mutants.length ? 0 : 1;
  } finally {
    await tree.remove();
  }
}

/** A bug is caught only by what passes without it. */
async function requireSound(tree: MutantTree, signal: AbortSignal): Promise<void> {
  const { caughtBy } = await runInvariants(tree.folder, signal);
  if (caughtBy !== null) throw new Error(`fails without any bug: ${caughtBy}`);
  const files = [...new Set(mutants.flatMap(({ tests }) => tests ?? []))];
  if (files.length > 0) {
    const verdict = await runFiles(tree.folder, files, signal);
    if (verdict.caughtBy !== null) throw new Error(`fails without any bug: ${verdict.caughtBy}`);
  }
  console.log('without a bug the tests pass');
}

async function tryMutant(tree: MutantTree, mutant: Mutant, signal: AbortSignal): Promise<Verdict> {
  const takeOut = await tree.plant(mutant);
  try {
    if (mutant.tests !== undefined) {
      const verdict = await runFiles(tree.folder, mutant.tests, signal);
      if (verdict.caughtBy !== null) return verdict;
    }
    const verdict = await runInvariants(tree.folder, signal);
    return verdict.caughtBy === null ? await runAll(tree.folder, signal) : verdict;
  } finally {
    await takeOut();
  }
}

await main();
