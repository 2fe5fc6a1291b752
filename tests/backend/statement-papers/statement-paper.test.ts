import fc from 'fast-check';

import { ageItems } from '../../../backend/src/reconciliation/ageing.js';
import {
  PaperLanguage,
  type StatementPaper,
} from '../../../backend/src/statement-papers/statement-paper.model.js';
import {
  printAmount,
  renderPaper,
} from '../../../backend/src/statement-papers/statement-paper.pdf.js';
import {
  firstBits,
  readVerificationCode,
  verificationCodeOf,
} from '../../../backend/src/statement-papers/verification-code.js';

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);

function paper(language: PaperLanguage, count: number): StatementPaper {
  const items = Array.from({ length: count }, (_, index) => ({
    number: `发票-${index}`,
    dueDate: '2026-03-31',
    openMinor: 1_234_567n,
  }));
  const balanceMinor = 1_234_567n * BigInt(count);
  const [statementId, itemsRoot] = [`0x${'3f'.repeat(32)}`, `0x${'c0'.repeat(32)}`];
  return {
    ...{ language, statementId, itemsRoot, currency: 'CNY', asOfDate: '2026-06-30', items },
    ...{ balanceMinor, status: 'ISSUED', acknowledgedAt: null, acknowledgedMinor: null },
    verificationCode: verificationCodeOf(statementId, itemsRoot),
    supplier: { name: '供应商', partyId: `0x${'ab'.repeat(20)}` },
    buyer: { name: 'Käufer', partyId: `0x${'cd'.repeat(20)}` },
    issuedAt: new Date('2026-07-01T06:00:00Z'),
    movements: null,
    ageing: ageItems(items, '2026-06-30'),
    itemCount: count,
  };
}

/** Pages of a PDF, by the type of its objects. */
function pagesOf(content: Buffer): number {
  return content.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 0;
}

describe('a verification code', () => {
  it('leads back to the statement and to its items, however it is typed', () => {
    fc.assert(
      fc.property(hash, hash, (statementId, itemsRoot) => {
        const code = verificationCodeOf(statementId, itemsRoot);
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');

        const parts = readVerificationCode(typed);

        expect(code).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
        expect(parts?.rootBits).toBe(firstBits(itemsRoot));
        expect((parts?.statementIdFrom ?? '') <= statementId).toBe(true);
        expect((parts?.statementIdTo ?? '') >= statementId).toBe(true);
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

describe('renderPaper', () => {
  it.each(Object.values(PaperLanguage))(
    'gives the same bytes for the same paper: %s',
    async (one) => {
      const [first, second] = [await renderPaper(paper(one, 3)), await renderPaper(paper(one, 3))];

      expect(first.content.subarray(0, 5).toString()).toBe('%PDF-');
      expect(second.sha256).toBe(first.sha256);
      expect((await renderPaper(paper(one, 4))).sha256).not.toBe(first.sha256);
    },
  );

  it('goes on over pages', async () => {
    expect(pagesOf((await renderPaper(paper(PaperLanguage.ZH, 3))).content)).toBe(1);
    expect(pagesOf((await renderPaper(paper(PaperLanguage.ZH, 200))).content)).toBeGreaterThan(4);
  });
});
