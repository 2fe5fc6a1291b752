import { createHash } from 'node:crypto';

import { type Result, getAddress } from 'ethers';

import { DocumentRefusedError, type DomainError } from '../../../backend/src/api/index.js';
import { type CommandEntity, contractInterfaces } from '../../../backend/src/ledger/index.js';
import { PartyNotAdmittedError } from '../../../backend/src/parties/index.js';
import { ReceivableAlreadyRegisteredError } from '../../../backend/src/receivables/receivable.errors.js';
import type { RegisterReceivablesInput } from '../../../backend/src/receivables/registration.input.js';
import { ciiInvoice, ublInvoice } from '../../support/invoice-xml.js';
import { TestDatabase } from '../../support/test-database.js';
import { BUYER, ReceivablesWorld, STRANGER, SUPPLIER_LEI } from './receivables.world.js';

type Change = readonly [string | RegExp, string];

const fields = {
  number: ' inv-0 7',
  buyerId: BUYER.toUpperCase().replace('X', 'x'),
  currency: 'EUR',
  faceMinor: 10_000n,
  issueDate: '2026-03-01',
  dueDate: '2026-04-30',
};

function ubl(...changes: Change[]) {
  return { fileName: 'a.xml', contentBase64: ublInvoice(...changes).toString('base64') };
}

/** Due by terms in prose only. */
const NO_DUE_DATE: Change[] = [
  ['<b:DueDate>2026-04-30</b:DueDate>', ''],
  [
    '<a:AllowanceCharge>',
    '<a:PaymentTerms><b:Note>60 d</b:Note></a:PaymentTerms><a:AllowanceCharge>',
  ],
];

function cii(...changes: Change[]) {
  return { fileName: 'b.xml', contentBase64: ciiInvoice(...changes).toString('base64') };
}

describe('RegistrationService.register', () => {
  let database: TestDatabase;
  let world: ReceivablesWorld;

  beforeAll(async () => {
    database = await TestDatabase.start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    world = await new ReceivablesWorld(database).begin();
  });

  function register(
    idempotencyKey: string,
    input: Omit<RegisterReceivablesInput, 'idempotencyKey'>,
  ) {
    return world.registrations.register(world.supplier, { idempotencyKey, ...input });
  }

  it('commits to a document with a salt and keeps it for those who see the receivable', async () => {
    const document = ubl();
    const command = (await register('a', { documents: [document] })) as CommandEntity;

    expect(command.subjects).toEqual([world.receivableId('INV-7')]);
    const data = `0x${command.callData.toString('hex')}`;
    const call = contractInterfaces.receivables.decodeFunctionData('register', data);
    const [registration] = call[0] as Result[];
    const [row] = await database.dataSource.query('SELECT * FROM document');
    const digest = createHash('sha256').update(Buffer.from(document.contentBase64, 'base64'));
    const salted = createHash('sha256').update(Buffer.from(row.salt, 'hex'));
    expect(registration?.toObject()).toMatchObject({
      faceMinor: 10_000n,
      currency: '0x455552',
      documentCommitment: `0x${salted.update(digest.digest()).digest('hex')}`,
    });
    expect(await world.details.documents(command.subjects)).toMatchObject([
      { number: 'INV-007', fileName: 'a.xml', format: 'UBL_INVOICE', sha256: row.sha256 },
    ]);
  });

  it.each([
    ['as CII', { documents: [cii()] }],
    ['in other spelling', { documents: [ubl(['INV-007', '  inv-7 '])] }],
    ['without a document', { receivables: [fields] }],
  ])('refuses the same invoice %s', async (_, second) => {
    await register('a', { documents: [ubl()] });
    const answer = await register('b', second);

    expect(answer).toBeInstanceOf(ReceivableAlreadyRegisteredError);
    expect(answer).toMatchObject({ receivableId: world.receivableId('INV-7') });
  });

  it('refuses the same invoice twice in one request and names the second', async () => {
    const answer = await register('a', { documents: [ubl(), cii()] });

    expect(answer).toBeInstanceOf(ReceivableAlreadyRegisteredError);
    expect(answer).toMatchObject({ path: 'documents[1]' });
    expect(await database.dataSource.query('SELECT FROM document')).toEqual([]);
  });

  it('refuses an invoice that the ledger knows from elsewhere', async () => {
    await world.project(world.receivableId('INV-7'));

    expect(await register('a', { documents: [ubl()] })).toBeInstanceOf(
      ReceivableAlreadyRegisteredError,
    );
  });

  it('lets exactly one of several registrations at the same time through', async () => {
    const keys = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(keys.map((key) => register(key, { documents: [ubl()] })));

    const refused = answers.filter((answer) => answer instanceof ReceivableAlreadyRegisteredError);
    expect(refused).toHaveLength(3);
  });

  it('registers again what failed before, and gives the same command for the same key', async () => {
    await register('a', { documents: [ubl()] });
    await world.failCommands();
    const retried = (await register('b', { documents: [ubl()] })) as CommandEntity;
    const again = (await register('b', { documents: [ubl()] })) as CommandEntity;

    expect(again.commandId).toBe(retried.commandId);
    expect(await world.details.documents(retried.subjects)).toHaveLength(1);
  });

  it('finds the buyer by any of its identifiers before its name', async () => {
    await world.identify(STRANGER, 'VAT', 'DE123456789');
    const vat = `<a:PartyTaxScheme><b:CompanyID>de 123456789</b:CompanyID>
      <a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme><a:PartyLegalEntity>
      <b:RegistrationName>Buyer<`;
    const named = /<a:PartyLegalEntity><b:RegistrationName>Buyer</;
    const command = (await register('a', { documents: [ubl([named, vat])] })) as CommandEntity;

    const data = `0x${command.callData.toString('hex')}`;
    const call = contractInterfaces.receivables.decodeFunctionData('register', data);
    expect((call[0] as Array<{ buyer: string }>)[0]?.buyer).toBe(getAddress(STRANGER));
  });

  it('names the organisation that is not admitted', async () => {
    const answer = await register('a', { documents: [ubl(['>Buyer<', '>Nobody<'])] });

    expect(answer).toBeInstanceOf(PartyNotAdmittedError);
    expect(answer).toMatchObject({ path: 'documents[0].buyer', name: 'Nobody' });
  });

  it.each<[string, Change[]]>([
    ['SUPPLIER_IS_ANOTHER_PARTY', [[SUPPLIER_LEI, '5493001KJTIIGC8Y1R12']]],
    ['DUE_DATE_MISSING', NO_DUE_DATE],
    ['DUE_BEFORE_ISSUE', [['2026-04-30', '2026-02-28']]],
    ['CREDIT_NOTE', [['>380<', '>381<']]],
  ])('refuses a document with %s and its place', async (code, changes) => {
    const good = ubl(['INV-007', 'OTHER']);
    const answer = (await register('a', { documents: [good, ubl(...changes)] })) as DomainError;

    expect(answer).toBeInstanceOf(DocumentRefusedError);
    expect(answer).toMatchObject({ path: 'documents[1]', errors: [{ code }] });
  });

  it('passes the refusals of the reader on', async () => {
    const contentBase64 = Buffer.from('<Invoice').toString('base64');
    const answer = await register('a', { documents: [{ contentBase64 }] });

    expect(answer).toBeInstanceOf(DocumentRefusedError);
    expect(await register('b', { documents: [{ contentBase64: '*' }] })).toMatchObject({
      errors: [{ code: 'CONTENT_INVALID' }],
    });
  });

  it('takes the agreed due date where the document states none', async () => {
    const document = ubl(...NO_DUE_DATE);
    const answer = await register('a', { documents: [{ ...document, dueDate: '2026-05-01' }] });

    expect('commandId' in answer).toBe(true);
  });

  it.each([
    ['documents', {}],
    ['receivables[0].number', { receivables: [{ ...fields, number: ' ' }] }],
    ['receivables[0].currency', { receivables: [{ ...fields, currency: 'XXX' }] }],
    ['receivables[0].faceMinor', { receivables: [{ ...fields, faceMinor: 0n }] }],
    ['receivables[0].issueDate', { receivables: [{ ...fields, issueDate: '1969-12-31' }] }],
    ['receivables[0].dueDate', { receivables: [{ ...fields, dueDate: '2026-02-01' }] }],
    ['receivables[0].buyerId', { receivables: [{ ...fields, buyerId: '0xnobody' }] }],
  ])('refuses what is wrong at %s', async (path, input) => {
    expect(await register('a', input)).toMatchObject({ path });
  });
});
