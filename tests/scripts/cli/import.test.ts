import { describe, expect, it, jest } from '@jest/globals';

import { RefusedError } from '../../../scripts/cli/api.errors.js';
import type { ApiClient, Variables } from '../../../scripts/cli/client.js';
import { importInvoices } from '../../../scripts/cli/import/import.invoices.js';
import type { ImportFile, ImportOutcome } from '../../../scripts/cli/import/import.model.js';

interface Sent {
  readonly idempotencyKey: string;
  readonly files: readonly string[];
}

type Answer = Readonly<Record<string, unknown>>;

const file = (name: string, content = name): ImportFile => ({
  file: `/data/${name}`,
  bytes: Buffer.from(content),
  sha256: Buffer.from(content).toString('hex'),
  invoice: null,
});

/** A platform that answers a registration by what is in it. */
function setup(answer: (files: readonly string[]) => Answer, knownKeys: readonly string[] = []) {
  const sent: Sent[] = [];
  const request = jest.fn((document: string, variables: Variables) => {
    if (document.includes('commandByKey')) {
      const isKnown = knownKeys.includes(String(variables['idempotencyKey']));
      return Promise.resolve({ commandByKey: isKnown ? { commandId: 'c' } : null });
    }
    const input = variables['input'] as {
      idempotencyKey: string;
      documents: Array<{ fileName: string }>;
    };
    const files = input.documents.map(({ fileName }) => fileName);
    sent.push({ idempotencyKey: input.idempotencyKey, files });
    return Promise.resolve({ registerReceivables: answer(files) });
  });
  return { client: { request } as unknown as ApiClient, sent };
}

function included(files: readonly string[]): Answer {
  const subjects = files.map((name) => `id of ${name}`);
  return {
    __typename: 'Command',
    commandId: 'c',
    status: 'INCLUDED',
    subjects,
    transactionHash: '0xaa',
    blockNumber: 1,
    refusal: null,
  };
}

async function run(client: ApiClient, files: readonly ImportFile[]): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  const onOutcome = (outcome: ImportOutcome): void => void outcomes.push(outcome);
  await importInvoices(files, { client, dueDays: null, onOutcome });
  return outcomes;
}

describe('importInvoices', () => {
  it('registers a batch in one request and tells the id of each file', async () => {
    const { client, sent } = setup(included);

    const outcomes = await run(client, [file('a.xml'), file('b.xml')]);

    expect(sent.map(({ files }) => files)).toEqual([['a.xml', 'b.xml']]);
    expect(outcomes.map(({ ok, receivableId }) => [ok, receivableId])).toEqual([
      [true, 'id of a.xml'],
      [true, 'id of b.xml'],
    ]);
  });

  it('registers the others under another key, when one of them is refused', async () => {
    const errors = [{ code: 'BR-CO-10', message: 'Sums differ.', path: '/Invoice' }];
    const { client, sent } = setup((files) => {
      const position = files.indexOf('bad.xml');
      return position === -1
        ? included(files)
        : {
            __typename: 'DocumentRefusedError',
            code: 'DOCUMENT_REFUSED',
            message: 'Refused.',
            path: `documents[${position}]`,
            errors,
          };
    });

    const outcomes = await run(client, [file('a.xml'), file('bad.xml'), file('b.xml')]);

    expect(sent.map(({ files }) => files)).toEqual([
      ['a.xml', 'bad.xml', 'b.xml'],
      ['a.xml', 'b.xml'],
    ]);
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ file: '/data/bad.xml', errors });
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
  });

  it('says that it is there already, when the invoice was registered by somebody before', async () => {
    const { client } = setup(() => ({
      __typename: 'ReceivableAlreadyRegisteredError',
      code: 'RECEIVABLE_ALREADY_REGISTERED',
      message: 'Registered.',
      path: 'documents[0]',
      receivableId: '0x07',
    }));

    expect(await run(client, [file('a.xml')])).toMatchObject([
      { ok: true, alreadyThere: true, receivableId: '0x07' },
    ]);
  });

  it('uses the same key, and says that it is there already, when the files are imported again', async () => {
    const first = setup(included);
    await run(first.client, [file('a.xml'), file('b.xml')]);
    const second = setup(included, [first.sent[0]?.idempotencyKey ?? '']);

    const outcomes = await run(second.client, [file('a.xml'), file('b.xml')]);

    expect(second.sent[0]?.idempotencyKey).toBe(first.sent[0]?.idempotencyKey);
    expect(outcomes.every(({ ok, alreadyThere }) => ok && alreadyThere)).toBe(true);
  });

  it('refuses every file of the batch, when the party may not register at all', async () => {
    const { client } = setup(() => ({
      __typename: 'NotPermittedError',
      code: 'NOT_PERMITTED',
      message: 'Only a supplier registers receivables.',
    }));

    const outcomes = await run(client, [file('a.xml'), file('b.xml')]);

    expect(outcomes.map(({ errors }) => errors[0]?.code)).toEqual([
      'NOT_PERMITTED',
      'NOT_PERMITTED',
    ]);
  });

  it('sends at most a hundred files at once', async () => {
    const { client, sent } = setup(included);

    await run(
      client,
      Array.from({ length: 230 }, (_, index) => file(`${index}.xml`)),
    );

    expect(sent.map(({ files }) => files.length)).toEqual([100, 100, 30]);
  });

  it('passes on what is no refusal', async () => {
    const { client } = setup(() => {
      throw new RangeError('a fault');
    });

    await expect(run(client, [file('a.xml')])).rejects.not.toBeInstanceOf(RefusedError);
  });
});
