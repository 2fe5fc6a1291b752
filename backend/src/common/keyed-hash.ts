import { createHmac } from 'node:crypto';

/**
 * HMAC-SHA-256 under the network's key, as 32-byte hex.
 *
 * Parts are length-prefixed, so that no two lists of parts give the same input; the domain keeps uses apart. Outsiders
 * who see the hash on the ledger can't try out guesses without the key.
 */
export function keyedHash(networkKey: string, domain: string, parts: readonly string[]): string {
  const hmac = createHmac('sha256', Buffer.from(networkKey.replace(/^0x/, ''), 'hex'));
  for (const part of [domain, ...parts]) {
    const bytes = Buffer.from(part, 'utf8');
    hmac.update(`${bytes.length}:`).update(bytes);
  }
  return `0x${hmac.digest('hex')}`;
}

/** A legal id in normal form, such as LEI and USCC, or another scheme's value. */
export interface LegalIdKey {
  readonly scheme: string;
  readonly value: string;
}

/** Ledger address of a party: pseudonymous, without a private key. */
export function partyAddressOf(networkKey: string, { scheme, value }: LegalIdKey): string {
  return `0x${keyedHash(networkKey, 'party', [scheme, value]).slice(-40)}`;
}

/** What the ledger knows of a party's legal id. */
export function legalIdHashOf(networkKey: string, { scheme, value }: LegalIdKey): string {
  return keyedHash(networkKey, 'legal-id', [scheme, value]);
}

/** The platform's own organisation: it operates the deployment and settles bank entries. */
export const PLATFORM_LEGAL_ID: LegalIdKey = { scheme: 'PLATFORM', value: 'OPERATOR' };
