import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ChainFile } from './chain-file.js';
import { ChainStory } from './chain-story.js';
import { CHAIN_ID, type SourceMessage } from './messages.js';

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

const [path = '', ...milestones] = process.argv.slice(2);
const chain = new ChainFile(path);
/** What the node says its newest block is; the bench moves it on. */
let head = 0;

/** Answers as a node would, from the file: the bench's input, made before anything is measured. */
function answer({ method, params }: RpcRequest): string | Buffer {
  if (method === 'eth_getLogs') {
    const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }];
    return chain.logs(Number(fromBlock), Math.min(Number(toBlock), head));
  }
  if (method === 'eth_getBlockByNumber') {
    const number = params[0] === 'latest' ? head : Number(params[0]);
    return number > head ? 'null' : chain.header(number);
  }
  return JSON.stringify(`0x${(method === 'eth_chainId' ? CHAIN_ID : head).toString(16)}`);
}

function respond(body: string): Buffer {
  const asked = JSON.parse(body) as RpcRequest | RpcRequest[];
  const parts = [asked]
    .flat()
    .flatMap((request, index) => [
      Buffer.from(`${index === 0 ? '' : ','}{"jsonrpc":"2.0","id":${request.id},"result":`),
      Buffer.from(answer(request) as Buffer),
      Buffer.from('}'),
    ]);
  return Array.isArray(asked)
    ? Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')])
    : Buffer.concat(parts);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(respond(Buffer.concat(chunks).toString()));
  });
});

function tell(message: SourceMessage): void {
  process.send?.(message);
}

const transactions = new ChainStory().transactions();
const ends: Array<{ block: number; events: number }> = [];
for (const milestone of milestones.map(Number)) {
  let told = 0;
  for (const events of chain.grow(transactions, milestone)) {
    if (events - told > 10_000) {
      tell({ generated: (told = events) });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  ends.push({ block: chain.head, events: chain.eventCount });
}
process.on('message', (message: { head: number }) => {
  ({ head } = message);
  tell({ headAt: head });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  tell({
    ready: {
      url: `http://127.0.0.1:${port}`,
      genesisHash: chain.genesisHash,
      contracts: chain.contracts,
      ends,
    },
  });
});
