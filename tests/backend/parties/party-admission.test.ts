import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { type CommandEntity, contractInterfaces } from '../../../backend/src/ledger/index.js';
import { PartyAlreadyAdmittedError } from '../../../backend/src/parties/party.errors.js';
import type { PartyAdmissionInput } from '../../../backend/src/parties/party.input.js';
import { TestDatabase } from '../../support/test-database.js';
import { TABLES, partiesWorld, projectParty, viewerOf } from './parties.world.js';

const LEI = '529900T8BM49AURSDO55';
const IBAN = 'DE75 5121 0800 1245 1261 99';

const acme: PartyAdmissionInput = {
  legalId: { scheme: 'lei', value: ` ${LEI.toLowerCase()} ` },
  otherIdentifiers: [{ scheme: 'VAT', value: 'de 123 456 789' }],
  name: ' Acme   GmbH ',
  country: 'DE',
  roles: [PartyRole.SUPPLIER, PartyRole.BUYER],
  bankAccounts: [IBAN],
};

describe('PartyAdmissionService.admit', () => {
  let database: TestDatabase;
  let world: ReturnType<typeof partiesWorld>;

  beforeAll(async () => {
    database = await TestDatabase.start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    await database.truncate(...TABLES.split(', '));
    world = partiesWorld(database.dataSource);
    await world.keys.keep(
      database.dataSource.manager,
      world.operator.party,
      `0x${'33'.repeat(32)}`,
    );
  });

  function admit(idempotencyKey: string, ...parties: PartyAdmissionInput[]) {
    return world.admissions.admit(world.operator, { idempotencyKey, parties });
  }

  async function failCommands(): Promise<void> {
    await database.dataSource.query(`UPDATE command SET failure = 'gave up'`);
  }

  it('queues one act whose subject is the address of the legal id, in normal form', async () => {
    const command = (await admit('a', acme)) as CommandEntity;

    const party = world.networkKey.partyAddress({ scheme: 'LEI', value: LEI });
    expect(command.subjects).toEqual([party]);
    const data = `0x${command.callData.toString('hex')}`;
    const call = contractInterfaces.parties.decodeFunctionData('admitParties', data);
    const [admission] = call[0] as Array<{ party: string; roles: bigint; signer: string }>;
    expect(admission?.party.toLowerCase()).toBe(party);
    expect(admission?.roles).toBe(3n);
    const keys = await world.keys.open(database.dataSource.manager, [
      admission?.signer.toLowerCase() as string,
    ]);
    expect(keys.size).toBe(1);
  });

  it('shows the party with name, identifiers and accounts, once the ledger has it', async () => {
    const { subjects } = (await admit('a', acme)) as CommandEntity;
    const party = subjects[0] as string;
    expect(await world.parties.findByIds([party])).toEqual([]);
    await projectParty(database, party);

    expect(await world.parties.findByIds([party])).toMatchObject([
      {
        partyId: party,
        name: 'Acme GmbH',
        country: 'DE',
        legalId: { scheme: 'LEI', value: LEI },
        roles: ['SUPPLIER', 'BUYER'],
      },
    ]);
    const vat = { scheme: 'VAT', value: 'DE123456789' };
    expect([...(await world.parties.findByIdentifiers([vat])).values()]).toEqual([party]);
    expect([...(await world.parties.findByNames(['ACME gmbh'])).values()]).toEqual([party]);
    expect(await world.accounts.list(viewerOf(party), party)).toEqual([IBAN.replace(/ /g, '')]);
    expect(await world.accounts.list(viewerOf('0xother'), party)).toBeNull();
  });

  it('lists parties of a role page by page, the latest first', async () => {
    await projectParty(database, '0xa', 1);
    await projectParty(database, '0xb', 2);
    await projectParty(database, '0xc', 3);
    const all = await world.parties.list({ size: 2, limit: 3, after: null }, null);
    const after = ['2026-01-01T00:00:00.000Z', '0xb'] as const;

    expect(all.map((party) => party.partyId)).toEqual(['0xc', '0xb', '0xa']);
    const rest = await world.parties.list({ size: 2, limit: 3, after }, null);
    expect(rest.map((party) => party.partyId)).toEqual(['0xa']);
    const buyers = await world.parties.list({ size: 9, limit: 9, after: null }, PartyRole.BUYER);
    expect(buyers.map((party) => party.partyId)).toEqual(['0xc', '0xb']);
  });

  it('gives the same command for the same key, and refuses the party under another key', async () => {
    const first = (await admit('a', acme)) as CommandEntity;
    const again = (await admit('a', acme)) as CommandEntity;
    const other = await admit('b', { ...acme, otherIdentifiers: [], bankAccounts: [] });

    expect(again.commandId).toBe(first.commandId);
    expect(other).toBeInstanceOf(PartyAlreadyAdmittedError);
    expect(other).toMatchObject({ path: 'parties[0].legalId', legalId: { value: LEI } });
  });

  it('lets exactly one of two admissions at the same time through', async () => {
    const answers = await Promise.all([admit('a', acme), admit('b', acme), admit('c', acme)]);

    expect(answers.filter((answer) => answer instanceof PartyAlreadyAdmittedError)).toHaveLength(2);
  });

  it('overwrites what a failed admission left behind', async () => {
    await admit('a', { ...acme, name: 'Misspelt', otherIdentifiers: [], bankAccounts: ['9'] });
    await failCommands();
    const again = (await admit('b', acme)) as CommandEntity;
    await projectParty(database, again.subjects[0] as string);

    expect(await world.parties.findByIds(again.subjects)).toMatchObject([{ name: 'Acme GmbH' }]);
    expect(await world.parties.bankAccounts(again.subjects[0] as string)).toHaveLength(1);
  });

  it("refuses another party's identifier or account, unless its admission failed", async () => {
    await admit('a', acme);
    const rival = { ...acme, legalId: { scheme: '0002', value: '77' }, name: 'Rival' };
    const refused = await admit('b', rival);
    const noVat = await admit('c', { ...rival, otherIdentifiers: [] });
    await failCommands();
    const accepted = await admit('d', rival);

    expect(refused).toMatchObject({ message: "VAT DE123456789 is another party's." });
    expect(noVat).toMatchObject({ message: "Account DE75512108001245126199 is another party's." });
    expect('commandId' in accepted).toBe(true);
  });

  it.each([
    ['parties', []],
    ['parties[0].legalId.value', [{ ...acme, legalId: { scheme: 'LEI', value: `${LEI}1` } }]],
    ['parties[0].legalId.scheme', [{ ...acme, legalId: { scheme: ' ', value: LEI } }]],
    ['parties[0].name', [{ ...acme, name: '  ' }]],
    ['parties[0].country', [{ ...acme, country: 'Germany' }]],
    ['parties[0].roles', [{ ...acme, roles: [] }]],
    ['parties[0].expiresOn', [{ ...acme, expiresOn: '2020-01-01' }]],
    ['parties[0].bankAccounts[1]', [{ ...acme, bankAccounts: ['1', 'DE00512108001245126199'] }]],
    ['parties[1]', [acme, { ...acme, legalId: { scheme: '0002', value: '7' } }]],
  ])('refuses what is wrong at %s', async (path, parties) => {
    const answer = await admit('a', ...parties);

    expect(answer).toBeInstanceOf(InputInvalidError);
    expect(answer).toMatchObject({ path });
  });

  it('refuses whoever is not the operator', async () => {
    const input = { idempotencyKey: 'a', parties: [acme] };
    const answer = await world.admissions.admit(viewerOf('0xa', PartyRole.AUDITOR), input);

    expect(answer).toBeInstanceOf(NotPermittedError);
  });

  describe('UserAccessService.issueToken', () => {
    it('makes a token that stands for the party, as soon as its admission is queued', async () => {
      const { subjects } = (await admit('a', acme)) as CommandEntity;
      const input = { partyId: subjects[0] as string, userName: 'Grace' };
      const issued = await world.access.issueToken(world.operator, input);

      const viewer = await world.tokens.findViewer((issued as { token: string }).token);
      expect(viewer).toMatchObject({ party: subjects[0], userName: 'Grace', roles: [] });
    });

    it('refuses an unknown party and whoever is not the operator', async () => {
      const input = { partyId: '0xdead', userName: 'Grace' };

      expect(await world.access.issueToken(world.operator, input)).toBeInstanceOf(NotFoundError);
      expect(await world.access.issueToken(viewerOf('0xa'), input)).toBeInstanceOf(
        NotPermittedError,
      );
    });
  });
});
