import { readInvoice, type InvoiceReading } from '../../../backend/src/documents/index.js';

type Change = readonly [string | RegExp, string];

function fapiao(...changes: readonly Change[]): InvoiceReading {
  const bent = changes.reduce((text, [from, to]) => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
    return changed;
  }, FAPIAO);
  return readInvoice(Buffer.from(bent));
}

function outcomeOf(reading: InvoiceReading): string {
  return reading.ok
    ? `${reading.invoice.issueDate} ${reading.invoice.payableMinor}`
    : reading.errors.map(({ code }) => code).join(' ');
}

const FAPIAO = `<EInvoice><Header><EIid>26110000000000000042</EIid>
<EInvoiceTag>SWEI1100</EInvoiceTag></Header><EInvoiceData>
<SellerInformation><SellerIdNum>911100001000013428</SellerIdNum>
<SellerName>北京卖方有限公司</SellerName></SellerInformation>
<BuyerInformation><BuyerName>上海买方有限公司</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>200.00</TotalAmWithoutTax><TotalTaxAm>6.00</TotalTaxAm>
<TotalTax-includedAmount>206.00</TotalTax-includedAmount></BasicInformation>
<IssuItemInformation><ItemName>*服务*甲</ItemName><Amount>250.00</Amount><ComTaxAm>7.50</ComTaxAm>
</IssuItemInformation>
<IssuItemInformation><ItemName>*服务*甲</ItemName><Amount>-50.00</Amount><ComTaxAm>-1.50</ComTaxAm>
</IssuItemInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>26110000000000000042</InvoiceNumber>
<IssueTime>2026-02-28</IssueTime></TaxSupervisionInfo></EInvoice>`;

const UNTAXED: readonly Change[] = [
  ['Amount>206.00<', 'Amount>200.00<'],
  ['<ComTaxAm>7.50', '<ComTaxAm>***'],
  ['<ComTaxAm>-1.50', '<ComTaxAm>***'],
];

describe('a fapiao', () => {
  it('is read with a discount line', () => {
    expect(outcomeOf(fapiao())).toBe('2026-02-28 20600');
  });

  it.each(['2026-02-28 10:11:12', '20260228', '2026年02月28日', '2026-02-28T10:11:12'])(
    'is read with the issue time %s',
    (time) => {
      expect(outcomeOf(fapiao(['>2026-02-28<', `>${time}<`]))).toBe('2026-02-28 20600');
    },
  );

  it.each(['2026-02-30', '2026-2-28', '28.02.2026', '202602281'])(
    'is refused with the issue time %s',
    (time) => {
      expect(outcomeOf(fapiao(['>2026-02-28<', `>${time}<`]))).toBe('INVALID_DATE');
    },
  );

  it.each(['', '***'])('is read with the tax of exempt goods written %j', (tax) => {
    const untaxed = fapiao(['<TotalTaxAm>6.00', `<TotalTaxAm>${tax}`], ...UNTAXED);
    expect(outcomeOf(untaxed)).toBe('2026-02-28 20000');
  });

  it('is refused when the tax is missing, or exempt goods cost more than their lines', () => {
    expect(outcomeOf(fapiao([/<TotalTaxAm>.*?<\/TotalTaxAm>/, '']))).toBe('MISSING_TERM');
    const tax: Change = ['<TotalTaxAm>6.00', '<TotalTaxAm>***'];
    expect(outcomeOf(fapiao(tax))).toBe('FAPIAO-TOTAL');
  });

  it('is compared with its lines only where all of them state an amount', () => {
    expect(outcomeOf(fapiao(['<Amount>250.00</Amount>', '']))).toBe('2026-02-28 20600');
    expect(outcomeOf(fapiao(['<Amount>250.00', '<Amount>251.00']))).toBe('FAPIAO-LINES');
  });
});
