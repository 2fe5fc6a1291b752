import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { BackendConfig } from '../../../backend/src/config/index.js';
import { WebhookSender } from '../../../backend/src/events/webhook-sender.js';
import { checkWebhookUrl } from '../../../backend/src/events/webhook-url.js';

const SECRETS = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`];

function senderOf(production: boolean): WebhookSender {
  return new WebhookSender({ production } as BackendConfig);
}

describe('the address of a webhook', () => {
  it.each([
    'https://example.com/hook?a=b',
    'https://[2001:db8::1]:8443/',
    'https://xn--fiqs8s.example/',
  ])('may be %s', (url) => {
    expect(checkWebhookUrl(url, true)).toBeNull();
  });

  it.each([
    ['no address', 'example.com'],
    ['another protocol', 'ftp://example.com'],
    ['a local file', 'file:///etc/passwd'],
    ['no encryption', 'http://example.com'],
    ['a password', 'https://user:secret@example.com'],
    ['too many characters', `https://example.com/${'a'.repeat(2_000)}`],
  ])('is refused with %s', (_, url) => {
    for (const production of [true, false]) {
      expect(checkWebhookUrl(url, production)).toMatchObject({ path: 'url' });
    }
  });

  it('may be of this machine without encryption outside production only', () => {
    expect(checkWebhookUrl('http://127.0.0.1:8080/', false)).toBeNull();
    expect(checkWebhookUrl('http://127.0.0.1:8080/', true)).toMatchObject({ path: 'url' });
  });
});

describe('sending', () => {
  let server: Server;
  let connections = 0;
  let url: string;
  const sending = () => ({ url, id: 'evt_1', body: '{}', secrets: SECRETS });

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      if (request.url === '/silent') return;
      if (request.url === '/endless') {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'.repeat(60_000)), 1);
        response.on('close', () => clearInterval(timer));
        return;
      }
      response.writeHead(200).end();
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    connections = 0;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    'http://127.0.0.1:PORT',
    'http://localhost:PORT',
    'http://[::1]:PORT',
    'http://[::ffff:127.0.0.1]:PORT',
    'http://0.0.0.0:PORT',
    'http://2130706433:PORT',
    'http://0x7f.1:PORT',
    'https://127.0.0.1:PORT',
    'https://localhost:PORT',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://10.0.0.1',
    'http://172.16.0.1',
    'http://192.168.1.1',
    'http://100.64.0.1',
    'http://[fe80::1]',
  ])('to %s is refused in production, before anything is connected', async (address) => {
    const { port } = server.address() as AddressInfo;
    const inside = { ...sending(), url: address.replace('PORT', String(port)) };

    expect(await senderOf(true).send(inside)).toEqual({
      ...{ isAccepted: false, statusCode: null, error: 'the address is inside of a network' },
    });
    expect(connections).toBe(0);
  });

  it.each(['http://169.254.169.254', 'http://10.0.0.1', 'http://192.168.1.1'])(
    'to %s is refused outside production too',
    async (address) => {
      const outcome = await senderOf(false).send({ ...sending(), url: address });

      expect(outcome.error).toBe('the address is inside of a network');
    },
  );

  it('does not wait longer than it may', async () => {
    const outcome = await senderOf(false).send({ ...sending(), url: `${url}/silent` }, 100);

    expect(outcome).toEqual({ isAccepted: false, statusCode: null, error: 'no answer in time' });
  });

  it('reads no more of an answer than a little', async () => {
    const outcome = await senderOf(false).send({ ...sending(), url: `${url}/endless` });
    const open = () =>
      new Promise<number>((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      );
    while ((await open()) > 0) {
      server.closeIdleConnections();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }

    expect(outcome.isAccepted).toBe(true);
  });

  it('names what is wrong with a connection, and no address that a name was resolved to', async () => {
    const closed = { ...sending(), url: 'http://127.0.0.1:1' };

    expect(await senderOf(false).send(closed)).toMatchObject({ error: 'ECONNREFUSED' });
  });
});
