import { jest } from '@jest/globals';

import { BoundedCheck } from '../../../backend/src/observability/bounded-check.js';

const onFault = () => 'cannot be reached';

describe('BoundedCheck', () => {
  it('is ok, when nothing is found', async () => {
    const check = new BoundedCheck(() => Promise.resolve(null), { timeoutMs: 1_000, onFault });

    expect(await check.run()).toEqual({ ok: true });
  });

  it('says what a fault means and nothing of the fault, when the check throws', async () => {
    const failing = () => Promise.reject(new Error('password authentication failed for hunter2'));
    const check = new BoundedCheck(failing, { timeoutMs: 1_000, onFault });

    expect(await check.run()).toEqual({ ok: false, reason: 'cannot be reached' });
  });

  it('answers in time and asks once, when the check hangs and is asked for again', async () => {
    const hanging = jest.fn(() => new Promise<null>(() => undefined));
    const check = new BoundedCheck(hanging, { timeoutMs: 20, onFault });

    const results = [...(await Promise.all([check.run(), check.run()])), await check.run()];

    const late = { ok: false, reason: 'gave no answer within 20 ms' };
    expect(results).toEqual([late, late, late]);
    expect(hanging).toHaveBeenCalledTimes(1);
  });

  it('checks anew, when the one before has ended', async () => {
    const answers = ['is slow', null];
    const find = () => Promise.resolve(answers.shift() ?? null);
    const check = new BoundedCheck(find, { timeoutMs: 1_000, onFault });

    expect(await check.run()).toEqual({ ok: false, reason: 'is slow' });
    expect(await check.run()).toEqual({ ok: true });
  });
});
