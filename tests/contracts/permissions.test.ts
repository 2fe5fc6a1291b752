import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  cellsOf,
  differencesBetween,
  permissionsDocument,
} from '../../scripts/permissions/document.js';
import { measurePermissions, type Permissions } from '../../scripts/permissions/measure.js';
import { type Chain, startChain } from '../support/test-chain.js';

let chain: Chain;
let permissions: Permissions;

beforeAll(async () => {
  chain = await startChain();
  permissions = await measurePermissions(chain);
}, 120_000);

afterAll(async () => {
  await chain.stop();
});

function functionsWhere(
  filter: (fn: Permissions['contracts'][number]['functions'][number]) => boolean,
): string[] {
  return permissions.contracts.flatMap(({ name, functions }) =>
    functions.filter(filter).map((fn) => `${name}.${fn.name}`),
  );
}

describe('docs/permissions.md', () => {
  it('says in each cell what the contracts do', async () => {
    const written = cellsOf(await readFile('docs/permissions.md', 'utf8'));
    const measured = cellsOf(permissionsDocument(permissions));

    expect(differencesBetween(written, measured)).toEqual([]);
  });

  it('is what the script writes', async () => {
    expect(await readFile('docs/permissions.md', 'utf8')).toBe(permissionsDocument(permissions));
  });
});

describe('the contracts', () => {
  it('let anybody do nothing but what depends on time, payments or a signature', () => {
    expect(functionsWhere(({ callers }) => callers.has('stranger'))).toEqual([
      'Powers.renounceRole',
      'Powers.multicall',
      'Factoring.lapse',
      'EarlyPayments.lapse',
      'Pledges.drop',
      'Collections.resolvePromise',
      'Collections.resolveInstalments',
      'DuebillForwarder.execute',
      'DuebillForwarder.executeBatch',
    ]);
  });

  it('never close a function of SETTLEMENT or OPERATION by a pause', () => {
    const isEssential = (right: string): boolean => right === 'SETTLEMENT' || right === 'OPERATION';

    const essential = functionsWhere(({ rights }) => rights.some(isEssential));
    const closable = functionsWhere(
      ({ rights, pausedBy }) => rights.some(isEssential) && pausedBy.length > 0,
    );

    expect(essential).toContain('Settlement.applyRemittances');
    expect(closable).toEqual([]);
  });

  it('let no contract of the ledger do what a key may do', () => {
    const modules = permissions.callers.filter(({ kind }) => kind === 'module');
    const keys = permissions.callers.filter(({ kind }) => kind !== 'module');

    const mixed = functionsWhere(
      ({ callers }) =>
        !callers.has('stranger') &&
        modules.some(({ name }) => callers.has(name)) &&
        keys.some(({ name }) => callers.has(name)),
    );

    expect(mixed).toEqual([]);
  });

  it('give no role in Powers any act of a party', () => {
    const parties = new Set(
      permissions.callers.filter(({ kind }) => kind === 'party').map(({ name }) => name),
    );

    const extended = functionsWhere(
      ({ callers }) =>
        !callers.has('operator') &&
        [...parties].some((name) => callers.has(name)) &&
        ['ADMIN', 'ADMISSION', 'PAUSE', 'ORDERS'].some((name) => callers.has(name)),
    );

    expect(extended).toEqual([]);
  });
});
