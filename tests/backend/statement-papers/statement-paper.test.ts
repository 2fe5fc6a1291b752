import { ageItems } from '../../../backend/src/reconciliation/ageing.js';
import { PaperLanguage, verificationCodeOf } from '../../../backend/src/papers/index.js';
import type { StatementPaper } from '../../../backend/src/statement-papers/statement-paper.model.js';
import { renderPaper } from '../../../backend/src/statement-papers/statement-paper.pdf.js';

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
