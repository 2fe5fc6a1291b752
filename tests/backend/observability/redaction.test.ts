import { Redaction } from '../../../backend/src/observability/redaction.js';

const RELAY_KEY = `0x${'ab12'.repeat(16)}`;
const redaction = new Redaction([RELAY_KEY, 'p.ss+word', 'short', undefined]);
const id = `0x${'cd'.repeat(32)}`;

describe('Redaction', () => {
  it.each([
    ['a key of the configuration', `signing with ${RELAY_KEY}`, 'signing with 0x[hidden]'],
    ['the same in capitals without 0x', 'AB12'.repeat(16), '[hidden]'],
    ['a password with signs', 'no p.ss+word, no entry', 'no [hidden], no entry'],
    [
      'credentials in a URL',
      'postgres://duebill:x@db.example/duebill?a=b',
      'postgres://db.example',
    ],
    [
      'the path of a node',
      'POST https://node.example/v3/KEY failed',
      'POST https://node.example failed',
    ],
    ['a bearer token', 'authorization: Bearer abc.def', 'authorization: Bearer [hidden]'],
    ['an API token', 'token dbt_Abc-123_x', 'token [hidden]'],
    ['a signed transaction', `0xf8ab0102${'00'.repeat(200)}`, '0xf8ab0102…'],
    ['an IBAN', 'from DE89370400440532013000 to', 'from [hidden] to'],
    ['an IBAN in groups', 'from DE89 3704 0044 0532 0130 00', 'from [hidden]'],
    ['an address of a person', 'told ada@example.com.', 'told [hidden].'],
  ])('hides %s', (_, text, clean) => {
    expect(redaction.apply(text)).toBe(clean);
  });

  it.each([
    `receivable ${id} at block 12`,
    'at Relay.step (file:///app/dist/backend/src/ledger/relay.service.js:120:7)',
    'at node_modules/@nestjs/core/router.js:1:1',
    'a short word',
  ])('leaves %s', (text) => {
    expect(redaction.apply(text)).toBe(text);
  });

  it('hides fields by their names, however deep, and leaves ids', () => {
    const fields = {
      commandId: 'c-1',
      party: { partyId: id, iban: 'x', contact: [{ email: 'y', name: 'Ada' }] },
      headers: { authorization: 'z', 'x-request-id': 'r' },
      relayKey: 'k',
      faceMinor: 2n ** 63n,
    };

    expect(redaction.apply(fields)).toEqual({
      commandId: 'c-1',
      party: { partyId: id, iban: '[hidden]', contact: [{ email: '[hidden]', name: 'Ada' }] },
      headers: { authorization: '[hidden]', 'x-request-id': 'r' },
      relayKey: '[hidden]',
      faceMinor: '9223372036854775808',
    });
  });

  it('prints an error as its stack with its causes, without what a driver hung on it', () => {
    const cause = Object.assign(new Error('connect to https://node.example/KEY'), { body: 'x' });
    const error = Object.assign(new Error('query failed', { cause }), {
      parameters: ['Ada Lovelace', 'secret value'],
    });

    const printed = redaction.apply(error);

    expect(printed).toMatch(
      /^Error: query failed\n +at .*\nbecause Error: connect to https:\/\/node.example\n/s,
    );
    expect(printed).not.toMatch(/Lovelace|secret value|KEY/);
  });

  it.each(['a', 'A1', 'a.', '0x', 'DE89 ', 'https://', 'Bearer ', '@'])(
    'takes linear time and cuts, when a text repeats %p a million times',
    (part) => {
      const startedAt = performance.now();

      const printed = redaction.apply(part.repeat(1_000_000)) as string;

      expect(printed.length).toBeLessThanOrEqual(20_001);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );

  it('ends, when an object holds itself', () => {
    const circle: { self?: object } = {};
    circle.self = circle;

    expect(JSON.stringify(redaction.apply(circle))).toContain('[deeper]');
  });
});
