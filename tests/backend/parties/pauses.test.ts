import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { ActGroup, PartyRole } from '../../../backend/src/common/index.js';
import { PartyReader } from '../../../backend/src/parties/party.reader.js';
import { PauseReader } from '../../../backend/src/parties/pause.reader.js';
import { PauseService } from '../../../backend/src/parties/pause.service.js';
import { StandingService } from '../../../backend/src/parties/standing.service.js';
import { PAGE, PowersWorld } from '../powers/powers.world.js';

const REASON = 'A key of the supplier was stolen.';

let world: PowersWorld;
let pauses: PauseService;
let reader: PauseReader;
let standing: StandingService;
let parties: PartyReader;

beforeAll(async () => {
  world = await PowersWorld.start();
  const { outbox, database } = world.pipeline;
  pauses = new PauseService(outbox);
  reader = new PauseReader(database.dataSource);
  parties = new PartyReader(database.dataSource);
  standing = new StandingService(outbox, parties);
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function pause(...groups: ActGroup[]) {
  const input = { ...world.key(), groups, reason: REASON };
  return world.outcome(world.operator, await pauses.pause(world.operator, input));
}

async function resume(...groups: ActGroup[]) {
  const input = { ...world.key(), groups };
  return world.outcome(world.operator, await pauses.resume(world.operator, input));
}

describe('a pause', () => {
  it('stops groups of acts for all, and says since when and why', async () => {
    await pause(ActGroup.REGISTRATION, ActGroup.CREDIT);
    expect(await reader.pausedNow()).toMatchObject([
      { group: 'REGISTRATION', reason: REASON, pausedAt: expect.any(Date) },
      { group: 'CREDIT', reason: REASON },
    ]);
    const submitted = await world.pipeline.register('P-1');
    expect((await world.outcome(world.supplier, submitted)).refusal).toMatchObject({
      error: 'ActsPaused',
    });
  });

  it('ends for some groups, keeps its beginning for the others, and leaves its history', async () => {
    const [registration] = await reader.pausedNow();
    await pause(ActGroup.REGISTRATION, ActGroup.PLEDGING);
    await resume(ActGroup.CREDIT);
    const now = await reader.pausedNow();
    expect(now.map(({ group }) => group)).toEqual(['REGISTRATION', 'PLEDGING']);
    expect(now[0]).toEqual(registration);

    const changes = await reader.listChanges(PAGE);
    expect(changes).toMatchObject([
      { isStart: false, groups: ['CREDIT'], pausedGroups: ['REGISTRATION', 'PLEDGING'] },
      { isStart: true, pausedGroups: ['REGISTRATION', 'PLEDGING', 'CREDIT'] },
      { isStart: true, groups: ['REGISTRATION', 'CREDIT'], reason: REASON },
    ]);
    const after = changes[1]?.keyset ?? null;
    expect(await reader.listChanges({ ...PAGE, after })).toHaveLength(1);
  });

  it('never stops payment, and is for operators', async () => {
    expect((await pause(ActGroup.SETTLEMENT)).refusal).toMatchObject({ error: 'ActsNotPausable' });
    const input = { ...world.key(), groups: [ActGroup.CREDIT], reason: REASON };
    expect(await pauses.pause(world.supplier, input)).toBeInstanceOf(NotPermittedError);
    const none = { ...input, groups: [] };
    expect(await pauses.resume(world.operator, none)).toBeInstanceOf(InputInvalidError);
    const silent = { ...input, reason: '' };
    expect(await pauses.pause(world.operator, silent)).toMatchObject({ path: 'reason' });
  });

  it('is compared with the ledger, and is the same after a rebuild', async () => {
    const before = await world.pipeline.readModels();
    await world.rebuild();
    expect(await world.pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);
    await world.pipeline.db.query('UPDATE paused_act SET paused_at = NULL WHERE act = 2');
    expect(await world.differences()).toMatchObject([
      { table: 'paused_act', field: 'acts', readModel: '16', ledger: '18' },
    ]);
    await world.rebuild();
    await resume(ActGroup.REGISTRATION, ActGroup.PLEDGING);
    expect(await reader.pausedNow()).toEqual([]);
    expect(await world.differences()).toEqual([]);
  });
});

describe('the standing of a party', () => {
  const party = async () => (await parties.findByIds([world.supplier.party]))[0];

  it('is suspended with a reason, reinstated and renewed by an operator', async () => {
    const partyId = world.supplier.party;
    const { operator } = world;
    const suspension = { ...world.key(), partyId, reason: REASON };
    await world.done(operator, await standing.suspend(operator, suspension));
    expect(await party()).toMatchObject({
      ...{ status: 'SUSPENDED', suspendedAt: expect.any(Date), suspendedFor: REASON },
    });
    const submitted = await world.pipeline.register('P-2');
    expect((await world.outcome(world.supplier, submitted)).refusal).toMatchObject({
      error: 'PartyNotActive',
    });

    const back = { ...world.key(), partyId };
    await world.done(operator, await standing.reinstate(operator, back));
    expect(await party()).toMatchObject({
      status: 'ACTIVE',
      suspendedAt: null,
      suspendedFor: null,
    });

    const roles = [PartyRole.SUPPLIER, PartyRole.FINANCIER];
    const renewal = { ...world.key(), partyId, roles, expiresOn: '2031-01-01' };
    await world.done(operator, await standing.renew(operator, renewal));
    const expiresAt = new Date('2031-01-01T00:00:00Z');
    expect(await party()).toMatchObject({ roles, expiresAt });
    const later = { ...world.key(), partyId, expiresOn: '2032-01-01' };
    await world.done(operator, await standing.renew(operator, later));
    expect(await party()).toMatchObject({ roles, expiresAt: new Date('2032-01-01T00:00:00Z') });
    expect(await world.differences()).toEqual([]);
  });

  it('is for operators to decide, about parties that are there', async () => {
    const input = { ...world.key(), partyId: world.buyer.party };
    expect(await standing.reinstate(world.supplier, input)).toBeInstanceOf(NotPermittedError);
    const nobody = { ...world.key(), partyId: '0x1' };
    expect(await standing.reinstate(world.operator, nobody)).toBeInstanceOf(NotFoundError);
    const empty = { ...input, reason: '' };
    expect(await standing.suspend(world.operator, empty)).toMatchObject({ path: 'reason' });
    const bare = { ...input, roles: [], expiresOn: '2031-01-01' };
    expect(await standing.renew(world.operator, bare)).toMatchObject({ path: 'roles' });
    const active = await standing.reinstate(world.operator, input);
    expect((await world.outcome(world.operator, active)).refusal).toMatchObject({
      error: 'PartyNotSuspended',
    });
  });
});
