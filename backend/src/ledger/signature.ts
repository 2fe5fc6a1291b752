import { Signature, recoverAddress } from 'ethers';

const SIGNATURE = /^0x[0-9a-f]{130}$/i;
/** Half the order of secp256k1: of the two s that belong to a signature the forwarder takes the lower one. */
const S_MAX = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether the text has the form of a signature. */
export function isSignatureText(text: string): boolean {
  return SIGNATURE.test(text);
}

/** As the forwarder takes it, with v 27 or 28; null if no key can have made it, or s is in the upper half. */
export function canonicalSignature(text: string): string | null {
  const v = Number.parseInt(text.slice(-2), 16);
  const body = text.slice(2, -2).toLowerCase();
  if (![0, 1, 27, 28].includes(v) || BigInt(`0x${body.slice(64)}`) > S_MAX) {
    return null;
  }
  return `0x${body}${(v < 27 ? v + 27 : v).toString(16)}`;
}

/** Address of the key that made a signature over a digest, in lower case; null if none can have. */
export function signerOf(digest: string, signature: string): string | null {
  try {
    return recoverAddress(digest, Signature.from(signature)).toLowerCase();
  } catch {
    return null;
  }
}
