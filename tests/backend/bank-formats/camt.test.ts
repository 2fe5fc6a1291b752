import { readStatements, type BankStatement } from '../../../backend/src/bank-formats/index.js';
import { camtStatement } from '../../support/camt-xml.js';

type Change = readonly [string | RegExp, string];

function statementOf(...changes: readonly Change[]): BankStatement {
  const reading = readStatements(camtStatement(...changes));
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  const [statement] = reading.statements;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

const STMT = '/Document/BkToCstmrStmt/Stmt';
const ENTRY = `${STMT}/Ntry`;

describe('a camt.053 with one payment', () => {
  it('is read with account, balances, references and counterparty', () => {
    const statement = statementOf();
    expect(statement).toMatchObject({
      kind: 'STATEMENT',
      message: 'camt.053.001.08',
      iban: 'DE79000000001234567890',
      account: 'DE79000000001234567890',
      currency: 'EUR',
      openingBalance: { amountMinor: 1_000n, date: '2026-04-29' },
      closingBalance: { amountMinor: 11_000n },
    });
    expect(statement.entries).toHaveLength(1);
    expect(statement.entries[0]).toMatchObject({
      amountMinor: 10_000n,
      creditDebit: 'CRDT',
      status: 'BOOK',
      isReversal: false,
      remittance: 'INV-007 thank you',
      counterparty: {
        name: 'Buyer',
        account: 'CH4112345003131313131',
        lei: '529900T8BM49AURSDO55',
      },
      references: [
        { type: 'ENTRY', value: 'N1' },
        { type: 'ACCOUNT_SERVICER', value: 'A1' },
        { type: 'CREDITOR_REFERENCE', value: 'RF18539007547034', code: 'SCOR' },
        { type: 'DOCUMENT_NUMBER', value: 'INV-007', code: 'CINV' },
        { type: 'END_TO_END_ID', value: 'E1' },
        { type: 'UETR', value: '255ae394-9965-4438-ac86-f406feada396' },
      ],
    });
  });

  it('keeps the booking day as written, whatever the time zone makes of it', () => {
    expect(statementOf().entries[0]?.bookingDate).toBe('2026-04-30');
  });

  it('takes the other side when the expected one is the account itself', () => {
    const own = statementOf(['CRDT</x:CdtDbtInd>\n<x:Sts', 'DBIT</x:CdtDbtInd>\n<x:Sts']);
    expect(own.entries[0]?.counterparty?.name).toBe('Buyer');
    const self = statementOf(['CH4112345003131313131', 'DE79000000001234567890']);
    expect(self.entries[0]?.counterparty).toBeNull();
  });

  it('is read in versions that are not published yet', () => {
    expect(statementOf(['001.08', '001.15']).message).toBe('camt.053.001.15');
  });

  it('speaks through its structured reference where there is no free text', () => {
    const changes: Change = [/<x:Ustrd>.*<\/x:Ustrd>/, ''];
    expect(statementOf(changes).entries[0]?.remittance).toBe('RF18539007547034');
  });

  it('warns of a closing balance that the entries do not lead to', () => {
    const reading = readStatements(camtStatement(['110.00', '111.00']));
    expect(reading).toMatchObject({ ok: true, warnings: [{ code: 'BALANCE_MISMATCH' }] });
  });

  it('leaves out a charge in an odd precision with a warning, because no money hangs on it', () => {
    const charge = '<x:Chrgs><x:Rcrd><x:Amt Ccy="EUR">0.001</x:Amt></x:Rcrd></x:Chrgs><x:NtryDtls>';
    const reading = readStatements(camtStatement(['<x:NtryDtls>', charge]));
    expect(reading).toMatchObject({ ok: true, warnings: [{ code: 'AMOUNT_PRECISION' }] });
  });

  it.each<readonly [string, Change, string]>([
    ['no statement', [/<x:Stmt>[^]*<\/x:Stmt>/, ''], `MISSING_ELEMENT ${STMT}`],
    [
      'no message',
      [/<x:BkToCstmrStmt>[^]*<\/x:BkToCstmrStmt>/, ''],
      'MISSING_ELEMENT /Document/BkToCstmrStmt',
    ],
    ['no account', [/<x:IBAN>DE.*<\/x:IBAN>/, ''], `MISSING_ELEMENT ${STMT}/Acct/Id`],
    ['no entry amount', ['<x:Amt Ccy="EUR">100.00</x:Amt>', ''], `MISSING_ELEMENT ${ENTRY}/Amt`],
    ['an entry without currency', ['Ccy="EUR">100', '>100'], `MISSING_CURRENCY ${ENTRY}/Amt`],
    ['an unknown currency', ['Ccy="EUR">100', 'Ccy="EUX">100'], `UNKNOWN_CURRENCY ${ENTRY}/Amt`],
    ['a negative amount', ['>100.00<', '>-100.00<'], `INVALID_AMOUNT ${ENTRY}/Amt`],
    ['a lost digit', ['>100.00<', '>100.00001<'], `AMOUNT_PRECISION ${ENTRY}/Amt`],
    ['too much money', ['>100.00<', '>92233720368547758.08<'], `AMOUNT_TOO_LARGE ${ENTRY}/Amt`],
    [
      'a direction nobody knows',
      ['CRDT</x:CdtDbtInd>\n<x:Sts', 'C</x:CdtDbtInd>\n<x:Sts'],
      `INVALID_CODE ${ENTRY}/CdtDbtInd`,
    ],
    ['no status', ['<x:Sts><x:Cd>BOOK</x:Cd></x:Sts>', ''], `MISSING_ELEMENT ${ENTRY}/Sts`],
    [
      'two amounts',
      [
        '<x:CdtDbtInd>CRDT</x:CdtDbtInd>\n<x:Sts',
        '<x:Amt Ccy="EUR">1</x:Amt><x:CdtDbtInd>CRDT</x:CdtDbtInd>\n<x:Sts',
      ],
      `DUPLICATE_ELEMENT ${ENTRY}/Amt[2]`,
    ],
    [
      'an impossible booking day',
      ['2026-04-30T23', '2026-04-31T23'],
      `INVALID_DATE ${ENTRY}/BookgDt/DtTm`,
    ],
    ['an impossible hour', ['T23:30:00-', 'T29:30:00-'], `INVALID_DATE ${ENTRY}/BookgDt/DtTm`],
    [
      'an unknown account currency',
      ['<x:Ccy>EUR<', '<x:Ccy>EU<'],
      `UNKNOWN_CURRENCY ${STMT}/Acct/Ccy`,
    ],
    ['another message', ['camt.053', 'pain.001'], 'UNSUPPORTED_DOCUMENT /Document'],
  ])('is refused with %s', (_what, change, refusal) => {
    const reading = readStatements(camtStatement(change));
    const [first] = reading.ok ? [] : reading.errors;
    expect(`${first?.code} ${first?.path}`).toBe(refusal);
    expect(first?.line).toBeGreaterThan(0);
  });
});

describe('a statement behind a business application header', () => {
  it('is read as the statement itself', () => {
    const header = '<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"/>';
    const statement = camtStatement().toString().replace(/^.*\n/, '');
    const sealed = `<BizMsgEnvlp>${header}${statement}</BizMsgEnvlp>`;
    expect(readStatements(Buffer.from(sealed))).toMatchObject({
      ok: true,
      format: 'CAMT_053',
      statements: [{ id: 'S1', entries: [{ amountMinor: 10_000n }] }],
    });
  });
});

describe('a camt.053 of a payment in another currency', () => {
  const exchange =
    '<x:AmtDtls><x:InstdAmt><x:Amt Ccy="USD">108.50</x:Amt></x:InstdAmt><x:TxAmt>' +
    '<x:Amt Ccy="EUR">100.00</x:Amt><x:CcyXchg><x:SrcCcy>USD</x:SrcCcy><x:TrgtCcy>EUR</x:TrgtCcy>' +
    '<x:XchgRate>0.921659</x:XchgRate></x:CcyXchg></x:TxAmt></x:AmtDtls>';

  it('has its first amount and the rate', () => {
    const statement = statementOf(['</x:Refs>', `</x:Refs>${exchange}`]);
    expect(statement.entries[0]?.details[0]).toMatchObject({
      ...{ amountMinor: 10_000n, instructed: { amountMinor: 10_850n, currency: 'USD' } },
      exchange: { rate: '0.921659', sourceCurrency: 'USD', targetCurrency: 'EUR' },
    });
  });

  it.each(['001.10', '001.11', '001.12', '001.13'])('is read in version %s', (version) => {
    const statement = statementOf(['001.08', version], ['</x:Refs>', `</x:Refs>${exchange}`]);
    expect(statement.message).toBe(`camt.053.${version}`);
    expect(statement.entries[0]?.details[0]?.exchange?.rate).toBe('0.921659');
  });
});

describe('a camt.053 with somebody behind the debtor', () => {
  it('names both', () => {
    const behind = '<x:UltmtDbtr><x:Pty><x:Nm>Parent</x:Nm></x:Pty></x:UltmtDbtr>';
    const statement = statementOf(['</x:DbtrAcct>', `</x:DbtrAcct>${behind}`]);
    expect(statement.entries[0]).toMatchObject({
      counterparty: { name: 'Buyer' },
      details: [
        {
          parties: {
            debtor: { name: 'Buyer', identifications: [{ scheme: 'LEI' }] },
            ultimateDebtor: { name: 'Parent' },
          },
        },
      ],
    });
  });
});
