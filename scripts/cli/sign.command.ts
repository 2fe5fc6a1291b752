import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  HDNodeWallet,
  Mnemonic,
  Result,
  type TypedDataDomain,
  TypedDataEncoder,
  Wallet,
} from 'ethers';
import { UsageError } from './api.errors.js';
import { reportingFailures } from './system.js';

const EXAMPLES = `
Examples:
  $ duebill sign request.json --key-file treasurer.key
  $ jq -c '.data.signingRequests' answer.json | duebill sign - --key-file treasurer.key

Takes the answer of \`signingRequests\`, one signing request or its typed data, and prints the input
of \`submitSignatures\` as JSON; of typed data alone, the signature. Nothing is sent anywhere, and
no system has to run. What is signed, with the call that it carries, is shown on standard error.

The key file holds a private key in hex, or with --mnemonic the words of a wallet. A key that is
worth anything belongs in a hardware module: this is for trying out, and for small systems.

Exit code: 0 signed, 2 wrong usage, or a request of another key.`;

const MNEMONIC_PATH = "m/44'/60'/0'/0/0";

interface SignOptions {
  readonly keyFile: string;
  readonly mnemonic?: boolean;
}

interface TypedData {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, Array<{ name: string; type: string }>>;
  readonly primaryType: string;
  readonly message: Record<string, unknown> & { readonly from?: string; readonly data?: unknown };
}

interface Request {
  readonly commandId?: string;
  /** Key that must sign; of a command's request it is `from`. */
  readonly signerId?: string;
  readonly typedData: TypedData;
  readonly digest?: string;
}

/** Adds `duebill sign`. */
export function registerSign(program: Command): void {
  program
    .command('sign')
    .description('sign requests of the platform with a key of your own')
    .argument('<file>', 'JSON with signing requests; "-" is standard input')
    .requiredOption('--key-file <file>', 'private key in hex, or words with --mnemonic')
    .option('--mnemonic', `the file holds the words of a wallet; its key ${MNEMONIC_PATH} signs`)
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: SignOptions) =>
      reportingFailures(async () => {
        const wallet = await readWallet(options);
        const requests = readRequests(await readText(file));
        const signatures = await Promise.all(requests.map((one) => signRequest(wallet, one)));
        process.stdout.write(`${outputOf(signatures)}\n`);
      }),
    );
}

export interface SignedRequest {
  readonly commandId: string | undefined;
  readonly signature: string;
}

/** @throws {UsageError} when another key is asked for, or the digest is not that of what is shown */
export async function signRequest(
  wallet: Wallet | HDNodeWallet,
  { commandId, signerId, typedData, digest }: Request,
): Promise<SignedRequest> {
  const { domain, message, primaryType } = typedData;
  // Wallets want the type of the domain spelled out; here it is known.
  const types = Object.fromEntries(
    Object.entries(typedData.types).filter(([name]) => name !== 'EIP712Domain'),
  );
  const asked = message.from ?? signerId;
  if (asked?.toLowerCase() !== wallet.address.toLowerCase()) {
    const signer = wallet.address.toLowerCase();
    throw new UsageError(`the request is for ${asked}, and the key is that of ${signer}`);
  }
  const signed = TypedDataEncoder.hash(domain, types, message);
  if (digest !== undefined && digest !== signed) {
    throw new UsageError(`the digest of the request is ${digest}, and that of its data ${signed}`);
  }
  const lines = [`${primaryType} ${commandId ?? ''}`, ...describe(domain, message)];
  process.stderr.write(`${[...lines, ...(await describeCall(message))].join('\n')}\n`);
  return { commandId, signature: await wallet.signTypedData(domain, types, message) };
}

/** Signing requests in whichever of the forms they come in. */
export function readRequests(text: string): Request[] {
  const found = parse(text);
  const inner = (found as { requests?: unknown } | null)?.requests ?? found;
  const requests = (Array.isArray(inner) ? inner : [inner]).map(toRequest);
  if (requests.length === 0) throw new UsageError('there is nothing to sign');
  return requests;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('the file holds no JSON');
  }
}

function toRequest(value: unknown): Request {
  const fields = (value ?? {}) as Partial<Request> & Partial<TypedData>;
  const inner: unknown = fields.typedData ?? fields;
  const typedData = (typeof inner === 'string' ? parse(inner) : inner) as Partial<TypedData>;
  if (typedData.domain === undefined || typedData.types === undefined || !typedData.message) {
    throw new UsageError('a request has typed data with domain, types and message');
  }
  const { commandId, signerId, digest } = fields;
  return {
    typedData: typedData as TypedData,
    ...(commandId === undefined ? {} : { commandId }),
    ...(signerId === undefined ? {} : { signerId }),
    ...(digest === undefined ? {} : { digest }),
  };
}

async function readWallet({ keyFile, mnemonic }: SignOptions): Promise<Wallet | HDNodeWallet> {
  const text = (await readText(keyFile)).trim();
  // What a library says of a wrong key may quote it.
  try {
    if (mnemonic) return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(text), MNEMONIC_PATH);
    return new Wallet(text.startsWith('0x') ? text : `0x${text}`);
  } catch {
    throw new UsageError(`${keyFile} holds no ${mnemonic ? 'words of a wallet' : 'private key'}`);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function outputOf(signatures: readonly SignedRequest[]): string {
  const [first] = signatures;
  return signatures.length === 1 && first?.commandId === undefined
    ? String(first?.signature)
    : JSON.stringify({ signatures });
}

function describe(
  { name, chainId, verifyingContract }: TypedDataDomain,
  message: object,
): string[] {
  const fields = Object.entries(message).map(([field, value]) => `  ${field}: ${String(value)}`);
  return [`  ${name} ${verifyingContract} on chain ${BigInt(chainId ?? 0)}`, ...fields];
}

/** The call as the contracts read it, so that nobody has to sign bytes. */
async function describeCall({ data }: TypedData['message']): Promise<string[]> {
  // Loaded only here: the other commands need no contracts.
  const { contractInterfaces } = await import('../../backend/src/ledger/contracts.js');
  for (const [contract, abi] of Object.entries(contractInterfaces)) {
    const call = typeof data === 'string' ? abi.parseTransaction({ data }) : null;
    if (call !== null) {
      const names = call.fragment.inputs.map(({ name }) => name);
      const values = call.args.map(
        (value: unknown, index) => `    ${names[index]}: ${textOf(value)}`,
      );
      return [`  which calls ${contract}.${call.name}`, ...values];
    }
  }
  if (data === undefined) return [];
  return ['  which calls something that this version does not know'];
}

/** Structs with the names of their fields; integers as text, exact whatever their size. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    if (!(inner instanceof Result)) return inner;
    const named = inner.toObject();
    return '_' in named || Object.keys(named).length === 0 ? inner.toArray() : named;
  });
}
