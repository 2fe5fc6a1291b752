import fc from 'fast-check';

import {
  Sheet,
  chartSvg,
  firstBits,
  printAmount,
  readVerificationCode,
  verificationCodeOf,
} from '../../../backend/src/papers/index.js';

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);

describe('a verification code', () => {
  it('leads back to the paper and to what it says, however it is typed', () => {
    fc.assert(
      fc.property(hash, hash, (paperId, contentHash) => {
        const code = verificationCodeOf(paperId, contentHash);
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');

        const parts = readVerificationCode(typed);

        expect(code).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
        expect(parts?.contentBits).toBe(firstBits(contentHash));
        expect((parts?.idFrom ?? '') <= paperId).toBe(true);
        expect((parts?.idTo ?? '') >= paperId).toBe(true);
      }),
    );
  });

  it.each(['', '7YMKZ', '7YMKZ-A9ZN4-R1ZC0-ZP0F*', 'x'.repeat(1_000)])('is not %j', (text) => {
    expect(readVerificationCode(text)).toBeNull();
  });
});

describe('a printed amount', () => {
  it.each([
    [0n, 'EUR', '0.00'],
    [-123_456n, 'EUR', '-1,234.56'],
    [1_234_567n, 'JPY', '1,234,567'],
    [9_223_372_036_854_775_807n, 'KWD', '9,223,372,036,854,775.807'],
  ])('of %s %s is %s', (amountMinor, currency, text) => {
    expect(printAmount(amountMinor, currency)).toBe(text);
  });
});

describe('charts on a sheet', () => {
  const sheet = () => new Sheet({ title: 't', author: 'a', writtenAt: new Date(0) });
  const option = {
    title: { text: '付款时间' },
    xAxis: { type: 'category', data: ['a', '乙'] },
    yAxis: { type: 'value' },
    series: [
      { type: 'bar', data: [1, 2] },
      { type: 'line', data: [2, 1], markArea: { data: [[{ yAxis: 1 }, { yAxis: 2 }]] } },
    ],
  };

  it('are drawn, each of two in its half, and go to the next page where they do not fit', async () => {
    const one = sheet();
    const svg = await chartSvg(option, { width: one.width / 2, height: 400 });
    one.charts([svg], 400);
    one.charts([svg, svg], 400);
    const pages: string[] = [];
    const content = await one.finish((page, count) => [
      `${pages.push('page')}`,
      `${page} ${count}`,
    ]);
    expect(pages).toHaveLength(2);
    const empty = await sheet().finish(() => ['', '']);
    expect(content.length).toBeGreaterThan(empty.length + 2_000);
  });

  it('are refused with an element or a transform that would be left out', () => {
    const wrong = ['<image/>', '<g transform="skewX(3)"/>', '<svg><defs/><foreignObject/></svg>'];
    for (const svg of wrong) {
      expect(() => sheet().charts([svg], 10)).toThrow(/A chart has no/);
    }
  });
});
