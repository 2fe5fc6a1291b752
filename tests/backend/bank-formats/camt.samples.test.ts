import {
  readStatements,
  type BankEntry,
  type BankStatement,
  type ReferenceType,
} from '../../../backend/src/bank-formats/index.js';
import { describeWithSharedData, readShared, sharedFiles } from '../../support/shared-data.js';
import { actualLeaves, expectedLeaves } from '../../support/camt-leaves.js';
import {
  expectedStatements,
  type ExpectedDetail,
  type ExpectedEntry,
  type ExpectedStatement,
} from '../../support/camt-expected.js';

const WITH_JSON = 'bank/camt-with-expected-json';
const FROM_BANKS = 'bank/camt-from-banks';

function statementsIn(file: string): readonly BankStatement[] {
  const reading = readStatements(readShared(file));
  if (!reading.ok) throw new Error(`${file}: ${JSON.stringify(reading.errors)}`);
  return reading.statements;
}

function signedMinor({ creditDebit, amountMinor }: Pick<BankEntry, 'creditDebit' | 'amountMinor'>) {
  return String(creditDebit === 'DBIT' ? -amountMinor : amountMinor);
}

function valueOf(references: BankEntry['references'], type: ReferenceType): string | null {
  return references.find((reference) => reference.type === type)?.value ?? null;
}

/** What the expected files and our model both say about one statement. */
function comparable(statement: BankStatement): ExpectedStatement {
  return {
    id: statement.id,
    account: statement.account,
    balances: statement.balances.map((balance) => ({
      amount: signedMinor(balance),
      date: balance.date,
    })),
    entries: statement.entries.map(comparableEntry),
  };
}

function comparableEntry(entry: BankEntry): ExpectedEntry {
  return {
    amount: signedMinor(entry),
    currency: entry.currency,
    bookingDate: entry.bookingDate,
    valueDate: entry.valueDate,
    status: entry.status,
    isReversal: entry.isReversal,
    accountServicerReference: entry.accountServicerReference,
    additionalInfo: entry.additionalInfo,
    details: entry.details.map((detail): ExpectedDetail => ({
      amount: detail.amountMinor === null ? null : String(detail.amountMinor),
      message: detail.remittance,
      creditorReference: valueOf(detail.references, 'CREDITOR_REFERENCE'),
      endToEndId: valueOf(detail.references, 'END_TO_END_ID'),
      instructionId: valueOf(detail.references, 'INSTRUCTION_ID'),
      mandateId: valueOf(detail.references, 'MANDATE_ID'),
      uetr: valueOf(detail.references, 'UETR'),
    })),
  };
}

type Dump = Record<string, unknown>;

interface Scope {
  readonly expected: unknown;
  readonly scope: (statements: readonly BankStatement[]) => unknown;
}

const listOf = (dump: unknown, name: string): Dump[] =>
  ((dump as Dump)[name] as unknown[]).filter((one): one is Dump => typeof one === 'object');

/** Parts of a dump, and what they are to be compared with. */
function scopesOf(json: unknown): Scope[] {
  const entries = listOf(json, 'getEntries');
  const records = [...entries.map((entry) => entry['getRecord']), ...listOf(json, 'getRecords')];
  return [
    { expected: (json as Dump)['getGroupHeader'], scope: (statements) => statements },
    ...records.map((expected) => ({ expected, scope: (all: unknown) => all })),
    ...entries.flatMap((entry): Scope[] => {
      // Statements of several entries are dumped in part: it is one of the entries.
      const entriesIn = (all: readonly BankStatement[]) => all.flatMap((one) => one.entries);
      const first = entry['getTransactionDetail'];
      const details = [first, ...listOf(entry, 'getTransactionDetails')].filter(Boolean);
      return [
        { expected: entry, scope: entriesIn },
        ...details.map((expected, index) => ({
          expected,
          scope: (all: readonly BankStatement[]) => entriesIn(all).map((one) => one.details[index]),
        })),
      ];
    }),
  ];
}

describeWithSharedData('camt samples with expected results', () => {
  const files = sharedFiles(WITH_JSON).filter((file) => !file.endsWith('wrong.xml'));

  it.each(files)('reads %s as expected', (file) => {
    const json = JSON.parse(readShared(file.replace('.xml', '.json')).toString()) as unknown;
    const { statementCount, statements } = expectedStatements(json);
    const actual = statementsIn(file);
    expect(actual).toHaveLength(statementCount);
    expect(actual.map(comparable)).toEqual(expect.arrayContaining([...statements]));
    expect(statements.length).toBeGreaterThan(0);
  });

  it.each(files)('reads every value of %s', (file) => {
    const json: unknown = JSON.parse(readShared(file.replace('.xml', '.json')).toString());
    const statements = statementsIn(file);
    for (const { expected, scope } of scopesOf(json)) {
      const actual = actualLeaves(scope(statements));
      // Pieces of a text are joined.
      const isThere = (leaf: string) => [...actual].some((text) => text.includes(leaf));
      expect(expectedLeaves(expected).filter((leaf) => !isThere(leaf))).toEqual([]);
    }
  });

  it('refuses the file without a statement', () => {
    expect(readStatements(readShared(`${WITH_JSON}/camt053.v2.wrong.xml`))).toMatchObject({
      ok: false,
      errors: [{ code: 'MISSING_ELEMENT', path: '/Document/BkToCstmrStmt/Stmt' }],
    });
  });

  it('reads two statements of one file', () => {
    const statements = statementsIn(`${WITH_JSON}/camt053.v2.multi.statement.xml`);
    expect(statements.map(({ entries }) => entries.map(signedMinor))).toEqual([['885'], ['-700']]);
  });

  it('takes the currency of the account, else of its balances, else of its entries', () => {
    const currencyOf = (name: string) => statementsIn(`${WITH_JSON}/${name}`)[0]?.currency;
    expect(currencyOf('camt053.v2.with-account-name.xml')).toBe('JPY');
    expect(currencyOf('camt53.only-Dt-with-DtTm.xml')).toBe('RON');
    expect(currencyOf('camt054.v8.xml')).toBe('SEK');
  });
});

describeWithSharedData('camt files of banks', () => {
  it.each([
    ['abn_amro/example_camt.xml', 'NL77ABNA0574908765', 13, '-90000'],
    ['ing/example_camt.xml', 'NL08INGB0000001234', 9, '60500'],
    ['nordea/example_camt.xml', 'FI8529501800030574', 6, '860000'],
    ['goldman_sachs/camt_053_us_v2_sample.xml', 'DD01100056869', 15, '3094'],
  ])('reads %s: account, entries and their sum', (name, account, entryCount, sum) => {
    const [statement] = statementsIn(`${FROM_BANKS}/${name}`);
    expect(statement?.account).toBe(account);
    expect(statement?.entries).toHaveLength(entryCount);
    const total = statement?.entries.reduce(
      (minor, entry) => minor + BigInt(signedMinor(entry)),
      0n,
    );
    expect(String(total)).toBe(sum);
  });

  it('finds the other side of a returned direct debit', () => {
    const [statement] = statementsIn(`${FROM_BANKS}/abn_amro/example_camt.xml`);
    expect(statement?.entries.at(-1)).toMatchObject({
      isReversal: true,
      creditDebit: 'DBIT',
      counterparty: { name: 'Debtor', account: 'NL27ABNA0592326340' },
      details: [{ returnReason: expect.stringMatching(/^[A-Z0-9]{4}$/) as string }],
    });
  });

  const payments = sharedFiles(FROM_BANKS).filter((file) => file.includes('pain_'));
  it.each(payments)('refuses %s, which is no statement', (file) => {
    expect(readStatements(readShared(file))).toMatchObject({
      ok: false,
      errors: [{ code: 'UNSUPPORTED_DOCUMENT', path: '/Document' }],
    });
  });
});
