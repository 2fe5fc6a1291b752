import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TourSummary } from '../../../scripts/cli/tour/tour.model.js';
import { TourState } from '../../../scripts/cli/tour/tour.state.js';

const FILES = [Buffer.from('one'), Buffer.from('two')];
const SUMMARY: TourSummary = {
  tour: 'complete',
  receivables: 1,
  faceMinor: { EUR: '100' },
  paidMinor: { EUR: '100' },
  creditedMinor: { EUR: '0' },
  outstandingMinor: { EUR: '0' },
  unappliedMinor: {},
  statementsAgreed: 1,
  verify: 'clean',
};

let dataDir = '';

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-tour-'));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

function open(again = false, files = FILES, systemId = '0x01'): Promise<TourState> {
  return TourState.open({ dataDir, systemId }, files, again);
}

describe('TourState.open', () => {
  it('goes on with the same run, when the last one did not end', async () => {
    const first = await open();
    const second = await open();

    expect(first.isResumed).toBe(false);
    expect(second.isResumed).toBe(true);
    expect(second.run).toEqual(first.run);
  });

  it('goes on with it even when a new round is asked for', async () => {
    const first = await open();

    expect((await open(true)).run.runId).toBe(first.run.runId);
  });

  it('tells the summary, when the last run is complete', async () => {
    await (await open()).complete(['0xaa'], SUMMARY);

    const again = await open();

    expect(again.run).toMatchObject({ receivableIds: ['0xaa'], summary: SUMMARY });
  });

  it('begins the next round, when the last run is complete and a new one is asked for', async () => {
    const first = await open();
    await first.complete([], SUMMARY);

    const { run } = await open(true);

    expect(run).toMatchObject({ round: 2, summary: null });
    expect(run.runId).not.toBe(first.run.runId);
  });

  it('begins a run of its own for other files or another system', async () => {
    const first = await open();
    const otherFiles = await open(false, [Buffer.from('one')]);
    const otherSystem = await open(false, FILES, '0x02');

    expect(new Set([first, otherFiles, otherSystem].map(({ run }) => run.runId)).size).toBe(3);
  });
});
