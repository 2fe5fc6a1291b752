import { copyContractTree, removeContractTree } from './contract-tree.js';
import { type Place, runAll, runFiles, runInvariants, type Verdict } from './mutants/catch.js';
import { MONEY_MUTANTS } from './mutants/money.mutants.js';
import type { Mutant } from './mutants/mutant.js';
import { plant } from './mutants/plant.js';
import { TITLE_MUTANTS } from './mutants/title.mutants.js';

/** Those whose name contains what was asked for, all unless told otherwise. */
const wanted = process.argv[2] ?? '';
const mutants = [...MONEY_MUTANTS, ...TITLE_MUTANTS].filter(({ name }) => name.includes(wanted));
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

/** Plants each bug in a copy of the tree and shows which test sees it. */
async function main(): Promise<void> {
  const folder = await copyContractTree();
  const place = { folder, signal: stopping.signal };
  try {
    await requireSound(place);
    let caught = 0;
    for (const [index, mutant] of mutants.entries()) {
      const started = performance.now();
      const { caughtBy } = await tryMutant(place, mutant);
      if (caughtBy !== null) caught += 1;
      const seconds = Math.round((performance.now() - started) / 1_000);
      console.log(
        `${String(index + 1).padStart(2)} of ${mutants.length}  ${mutant.kind}: ${mutant.name}\n` +
          `          ${caughtBy === null ? 'SURVIVED' : `caught by ${caughtBy}`} (${seconds} s)`,
      );
    }
    console.log(`${mutants.length} planted, ${caught} caught`);
    process.exitCode = caught === mutants.length ? 0 : 1;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.exitCode = 1;
  } finally {
    await removeContractTree(folder);
  }
}

/** A bug is caught only by what passes without it. */
async function requireSound(place: Place): Promise<void> {
  const files = [...new Set(mutants.flatMap(({ tests }) => tests ?? []))];
  const verdicts = [await runInvariants(place, 0)];
  if (files.length > 0) verdicts.push(await runFiles(place, files));
  for (const { caughtBy } of verdicts) {
    if (caughtBy !== null) throw new Error(`fails without any bug: ${caughtBy}`);
  }
  console.log('without a bug the tests pass');
}

async function tryMutant(place: Place, mutant: Mutant): Promise<Verdict> {
  const takeOut = await plant(place.folder, mutant);
  try {
    if (mutant.tests !== undefined) {
      const verdict = await runFiles(place, mutant.tests);
      if (verdict.caughtBy !== null) return verdict;
    }
    const verdict = await runInvariants(place, mutant.focus ?? 0);
    return verdict.caughtBy === null ? await runAll(place) : verdict;
  } finally {
    await takeOut();
  }
}

await main();
