import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findText, writeFileAtomic } from '../../../backend/src/runtime/files.js';
import type { TourSummary } from './tour.model.js';

const RUN_ID_BYTES = 4;

/** What a run must remember so that it can be killed anywhere and go on. */
export interface TourRun {
  /** Part of every idempotency key. */
  readonly runId: string;
  /** The day that the run calls today, also when it goes on after midnight. */
  readonly today: string;
  /** 1 for the first run on these files; later ones give the receivables numbers of their own. */
  readonly round: number;
  /** Receivable ids in the order of the table, once the run is complete. */
  readonly receivableIds: readonly string[];
  readonly summary: TourSummary | null;
}

/** The run's memory: one small file for each set of files and system, replaced as a whole. */
export class TourState {
  private constructor(
    private readonly path: string,
    readonly run: TourRun,
    /** The run was begun before, and maybe ended. */
    readonly isResumed: boolean,
  ) {}

  /**
   * Finds the run to go on with, or begins one.
   *
   * @param again begin a new run although the last one is complete
   */
  static async open(
    place: { readonly dataDir: string; readonly systemId: string },
    files: readonly Uint8Array[],
    again: boolean,
  ): Promise<TourState> {
    const folder = join(place.dataDir, 'tour');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${hashOf(place.systemId, files)}.json`);
    const text = await findText(path);
    const last = text === undefined ? null : (JSON.parse(text) as TourRun);
    if (last !== null && !(again && last.summary !== null)) return new TourState(path, last, true);
    const run: TourRun = {
      runId: randomBytes(RUN_ID_BYTES).toString('hex'),
      today: new Date().toISOString().slice(0, 10),
      round: (last?.round ?? 0) + 1,
      receivableIds: [],
      summary: null,
    };
    await writeFileAtomic(path, JSON.stringify(run));
    return new TourState(path, run, false);
  }

  /** Remembers that everything is done. */
  async complete(receivableIds: readonly string[], summary: TourSummary): Promise<void> {
    await writeFileAtomic(this.path, JSON.stringify({ ...this.run, receivableIds, summary }));
  }
}

/** The order of the files does not matter to a person, but it does to the keys: it is kept. */
function hashOf(systemId: string, files: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(systemId);
  for (const bytes of files) hash.update(createHash('sha256').update(bytes).digest());
  return hash.digest('hex').slice(0, 32);
}
