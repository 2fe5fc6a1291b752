import { describeWithSharedData, readShared } from '../support/shared-data.js';
import { PartyClient } from './party-client.js';
import { makeDataDir, removeDataDir, StartedSystem } from './started-system.js';

/** One invoice in both syntaxes; it states no due date. */
const UBL = 'einvoice/xrechnung/business/01.01a-INVOICE_ubl.xml';
const CII = 'einvoice/xrechnung/business/01.01a-INVOICE_uncefact.xml';
const NUMBER = '123456XX';
const CAMT = 'bank/camt-from-banks/abn_amro/example_camt.xml';
const ACCOUNT = /<IBAN>([A-Z0-9]+)<\/IBAN>/;

const SUPPLIER = {
  ...{ name: '[Seller name]', roles: ['SUPPLIER'] },
  legalId: { scheme: 'VAT', value: 'DE123456789' },
};
const BUYER = {
  ...{ name: '[Buyer name]', roles: ['BUYER'] },
  legalId: { scheme: 'NAME', value: '[Buyer name]' },
  otherIdentifiers: [{ scheme: '', value: '[Buyer identifier]' }],
};

describeWithSharedData('documents and bank files that a system is given', () => {
  let dataDir: string;
  let system: StartedSystem;
  let supplier: PartyClient;

  beforeAll(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    const operator = await PartyClient.operator(await system.ready());
    const { subjects } = await operator.act('admitParties', { parties: [SUPPLIER, BUYER] });
    supplier = await operator.userOf(subjects?.[0] ?? '');
    const account = ACCOUNT.exec(readShared(CAMT).toString())?.[1];
    await supplier.act('addBankAccount', { account }, { isCommand: false });
  });
  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  const base64 = (text: string) => Buffer.from(text).toString('base64');

  const register = (...texts: string[]) =>
    supplier.act(
      'registerReceivables',
      { documents: texts.map((text) => ({ contentBase64: base64(text), dueDate: '2099-01-01' })) },
      {
        selection: `... on DocumentRefusedError { path errors { code path line } }
          ... on ReceivableAlreadyRegisteredError { path number receivableId }`,
      },
    );

  const importFile = (text: string) =>
    supplier.act(
      'importBankStatement',
      { contentBase64: base64(text) },
      {
        isCommand: false,
        selection: `... on BankStatementImport { entryCount }
          ... on DocumentRefusedError { path errors { code path line } }`,
      },
    );

  /** Everything that the party sees. */
  const seen = async () =>
    (
      await supplier.send(`{
        receivables { edges { cursor } } commands { edges { cursor } }
        bankStatements { edges { cursor } } bankEntries { edges { cursor } }
      }`)
    ).data;

  it('registers one receivable for an invoice, whatever its syntax and spelling', async () => {
    const ubl = readShared(UBL).toString();
    const cii = readShared(CII).toString();
    const first = await register(ubl);
    const before = await seen();
    expect(first.status).toBe('INCLUDED');

    for (const number of [NUMBER, ' 123456xx', '123 456 Xx', '000123456XX', '１２３456\u200bXX']) {
      for (const text of [ubl, cii]) {
        const spelled = text.replace(`ID>${NUMBER}<`, `ID>${number}<`);

        expect(await register(spelled)).toMatchObject({
          ...{ code: 'RECEIVABLE_ALREADY_REGISTERED', path: 'documents[0]' },
          receivableId: first.subjects?.[0],
        });
      }
    }
    expect(await seen()).toEqual(before);
  });

  it('registers neither of two spellings in one request', async () => {
    const [one, other] = [
      readShared(UBL).toString().replace(`ID>${NUMBER}<`, 'ID>twice-007<'),
      readShared(CII).toString().replace(`ID>${NUMBER}<`, 'ID>TWICE - 7<'),
    ];
    const before = await seen();

    expect(await register(one, other)).toMatchObject({
      ...{ code: 'RECEIVABLE_ALREADY_REGISTERED', path: 'documents[1]' },
    });
    expect(await seen()).toEqual(before);
  });

  it.each<[string, (text: string) => string]>([
    ['that breaks off', (text) => text.slice(0, text.length / 2)],
    ['whose total is another', (text) => text.replace(/(PayableAmount[^>]*>)[\d.]+/, '$11.00')],
    ['with a date that does not exist', (text) => text.replace('2016-04-04', '2016-02-30')],
    ['that declares an entity', (text) => text.replace('?>', '?><!DOCTYPE x [<!ENTITY e "e">]>')],
  ])('refuses an invoice %s, and a good one with it, and keeps nothing', async (_, damage) => {
    const fresh = readShared(UBL).toString().replace(`ID>${NUMBER}<`, 'ID>FRESH-1<');
    const before = await seen();
    const refused = await register(fresh, damage(fresh.replace('FRESH-1', 'FRESH-2')));

    expect(refused).toMatchObject({ code: 'DOCUMENT_REFUSED', path: 'documents[1]' });
    expect(refused['errors']).toEqual(
      expect.arrayContaining([{ ...POSITION, code: expect.stringMatching(/^[A-Z][A-Z0-9_-]+$/) }]),
    );
    expect(await seen()).toEqual(before);
  });

  it.each<[string, (text: string) => string]>([
    ['that breaks off', (text) => text.slice(0, text.length / 2)],
    ['with a sign at an amount', (text) => text.replace(/(<Ntry>\s*<Amt[^>]*>)/, '$1-')],
    [
      'with a day that does not exist',
      (text) => text.replace(/<Dt>\d{4}-\d\d-\d\d</, '<Dt>2014-02-30<'),
    ],
  ])('refuses a bank file %s and keeps nothing', async (_, damage) => {
    const before = await seen();
    const refused = await importFile(damage(readShared(CAMT).toString()));

    expect(refused).toMatchObject({ code: 'DOCUMENT_REFUSED', path: 'contentBase64' });
    expect(refused['errors']).toEqual([
      { ...POSITION, code: expect.stringMatching(/^[A-Z][A-Z_]+$/) },
    ]);
    expect(await seen()).toEqual(before);
  });

  it('takes the undamaged bank file after all that, once', async () => {
    const before = await seen();
    const taken = await importFile(readShared(CAMT).toString());
    const count = Number(taken['entryCount']);

    expect(count).toBeGreaterThan(0);
    await importFile(readShared(CAMT).toString());
    expect(await seen()).toMatchObject({
      receivables: before?.['receivables'],
      bankEntries: { edges: Array(count).fill({ cursor: expect.any(String) }) },
    });
  });

  const POSITION = { path: expect.any(String), line: expect.anything() };
});
