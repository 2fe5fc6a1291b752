import { type Evaluation, evaluate } from '../matching/evaluate.js';
import { HARD, NORMAL, type NoiseModel } from './matching/noise.js';
import { makeWorld } from './matching/world.js';

const SIZE = { receivables: 100_000, buyers: 500, entries: 50_000 };
const seed = process.argv[2] ?? 'duebill';

/** What is reported of one profile; its decisions are let go before the next one is made. */
type Outcome = Pick<Evaluation, 'figures' | 'matchingCpuMs'>;

function run(name: string, noise: NoiseModel): Outcome {
  const world = makeWorld(`${seed}/${name}`, SIZE, noise);
  const { figures, matchingCpuMs } = evaluate(world);
  const { precision, precisionOfAllKinds, automatic, topThree, matchableCount } = figures;
  console.log(
    `${name}: precision ${percent(precision)} (all kinds ${percent(precisionOfAllKinds)}), ` +
      `automatic ${percent(automatic)} of ${matchableCount}, top three ${percent(topThree)}, ` +
      `${Math.round(SIZE.entries / (matchingCpuMs / 1_000))} entries/s`,
  );
  return { figures, matchingCpuMs };
}

function shares({ figures: { precision, automatic, topThree } }: Outcome): object {
  return {
    precision: rounded(precision),
    automatic: rounded(automatic),
    topThree: rounded(topThree),
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}

/** Down, so that no figure looks better than it is. */
function rounded(share: number): number {
  return Math.floor(share * 100_000) / 100_000;
}

const normal = run('normal', NORMAL);
const hard = run('hard', HARD);
// Of one core: what else runs on the machine is not counted.
const seconds = (normal.matchingCpuMs + hard.matchingCpuMs) / 1_000;
console.log(
  JSON.stringify({
    bench: 'match',
    normal: shares(normal),
    hard: shares(hard),
    entriesPerSecond: Math.floor((2 * SIZE.entries) / seconds),
    peakRssMb: Math.ceil(process.resourceUsage().maxRSS / 1_024),
  }),
);
