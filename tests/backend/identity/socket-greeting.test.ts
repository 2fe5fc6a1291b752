import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';

import { type Greeting, SocketGreetings } from '../../../backend/src/identity/socket-greeting.js';
import type { Viewer } from '../../../backend/src/identity/viewer.js';

const FORBIDDEN = 4_403;
const PATIENCE_MS = 5_000;
const RECHECK_MS = 5;
const VIEWER: Viewer = { userId: 'u', userName: 'Ada', party: '0x01', roles: [] };

/** A socket that tells with which code it was closed. */
class FakeSocket extends EventEmitter {
  close(code: number): void {
    this.emit('closed', code);
    this.emit('close');
  }
}

function connect(
  known: Greeting['known'],
  findViewer: Greeting['findViewer'],
): { socket: FakeSocket; viewer: Promise<Viewer> } {
  const greetings = new SocketGreetings(PATIENCE_MS, RECHECK_MS);
  const [server, socket] = [new EventEmitter(), new FakeSocket()];
  const request = { socket: new EventEmitter() } as unknown as IncomingMessage;
  greetings.expect(server, request, { known, findViewer });
  server.emit('connection', socket, request);
  const payload = known === null ? { authorization: 'Bearer in-greeting' } : {};
  socket.emit('message', Buffer.from(JSON.stringify({ type: 'connection_init', payload })));
  return { socket, viewer: greetings.viewerOf(socket) };
}

describe('a socket that has greeted', () => {
  it.each([
    ['its first message', null, 'in-greeting'],
    ['its header', { token: 'in-header', viewer: VIEWER }, 'in-header'],
  ])('with the token of %s is closed once that counts no more', async (_, known, token) => {
    const asked: string[] = [];
    let isRevoked = false;
    const { socket, viewer } = connect(known, (one) => {
      asked.push(one);
      return Promise.resolve(isRevoked ? null : VIEWER);
    });
    expect(await viewer).toBe(VIEWER);

    isRevoked = true;
    expect(await once(socket, 'closed')).toEqual([FORBIDDEN]);
    expect(new Set(asked)).toEqual(new Set([token]));
  });

  it('stays open while its token cannot be looked up', async () => {
    const answers = ['fault', 'fault', 'there', 'gone'];
    const { socket, viewer } = connect({ token: 'in-header', viewer: VIEWER }, () => {
      const answer = answers.shift();
      if (answer === 'fault') return Promise.reject(new Error('the database is away'));
      return Promise.resolve(answer === 'there' ? VIEWER : null);
    });
    await viewer;
    await once(socket, 'closed');

    expect(answers).toEqual([]);
  });
});
