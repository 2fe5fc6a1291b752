import { Wallet, verifyTypedData } from 'ethers';

import { contractInterfaces } from '../../../backend/src/ledger/contracts.js';
import {
  forwarderDomainSeparator,
  requestDigest,
  typedDataOf,
} from '../../../backend/src/ledger/forward-request.js';
import { readRequests, signRequest } from '../../../scripts/cli/sign.command.js';

const FORWARDER = `0x${'f0'.repeat(20)}`;
const CHAIN_ID = 20_260n;
const wallet = new Wallet(`0x${'17'.repeat(32)}`);

const request = {
  from: wallet.address.toLowerCase(),
  to: `0x${'c0'.repeat(20)}`,
  value: 0n,
  gas: 200_000n,
  nonce: 3n,
  deadline: 1_800_000_000n,
  data: contractInterfaces.parties.encodeFunctionData('revokeSigner', [`0x${'a1'.repeat(20)}`]),
};
const digest = requestDigest(forwarderDomainSeparator(CHAIN_ID, FORWARDER), request);
const typedData = typedDataOf({ chainId: CHAIN_ID, forwarder: FORWARDER }, request);
const signingRequest = { commandId: 'c-1', digest, typedData: JSON.stringify(typedData) };

let shown: string;
let write: typeof process.stderr.write;

beforeEach(() => {
  shown = '';
  write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text: string | Uint8Array) => {
    shown += String(text);
    return true;
  };
});

afterEach(() => {
  process.stderr.write = write;
});

describe('duebill sign', () => {
  it.each([
    ['the answer of signingRequests', { requests: [signingRequest] }],
    ['one signing request', signingRequest],
    ['typed data alone', typedData],
  ])('signs %s', async (_, answer) => {
    const [one] = readRequests(JSON.stringify(answer));
    const { signature } = await signRequest(wallet, one as never);

    const { domain, types, message } = typedData as never as Record<string, never>;
    const { ForwardRequest = [] } = types as unknown as Record<string, never[]>;
    expect(verifyTypedData(domain as never, { ForwardRequest }, message as never, signature)).toBe(
      wallet.address,
    );
  });

  it('shows the call that is signed, and never the key', async () => {
    await signRequest(wallet, readRequests(JSON.stringify(signingRequest))[0] as never);

    expect(shown).toContain('which calls parties.revokeSigner');
    expect(shown).toContain('on chain 20260');
    expect(shown).not.toContain('17'.repeat(32));
  });

  it('refuses a request of another key, and one whose digest is of something else', async () => {
    const [one] = readRequests(JSON.stringify(signingRequest));
    const other = new Wallet(`0x${'18'.repeat(32)}`);

    await expect(signRequest(other, one as never)).rejects.toThrow(/the key is that of/);
    await expect(
      signRequest(wallet, { ...(one as object), digest: `0x${'00'.repeat(32)}` } as never),
    ).rejects.toThrow(/that of its data/);
  });

  it.each(['', '[]', '{}', 'null', '{"typedData":"{"}'])('refuses %j', (text) => {
    expect(() => readRequests(text)).toThrow();
  });
});
