import { Inject, Injectable } from '@nestjs/common';

import {
  type LegalIdKey,
  PLATFORM_LEGAL_ID,
  keccakOf,
  keyedHash,
  legalIdHashOf,
  partyAddressOf,
} from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';

/** An address in a word of the ABI has twelve zero bytes before it. */
const ADDRESS_PADDING = Buffer.alloc(12);

/** Hashes under the network's key: what stands on the ledger in place of names and numbers. */
@Injectable()
export class NetworkKey {
  private readonly key: string;

  constructor(@Inject(BACKEND_CONFIG) config: BackendConfig) {
    this.key = config.networkKey;
  }

  /** Party of the platform itself: operator and settlement agent. */
  get platformParty(): string {
    return this.partyAddress(PLATFORM_LEGAL_ID);
  }

  partyAddress(legalId: LegalIdKey): string {
    return partyAddressOf(this.key, legalId);
  }

  legalIdHash(legalId: LegalIdKey): string {
    return legalIdHashOf(this.key, legalId);
  }

  /** Fingerprint of an invoice: the same document gives the same one, whoever presents it. */
  invoiceFingerprint(supplier: string, normalisedNumber: string): string {
    return keyedHash(this.key, 'invoice', [supplier, normalisedNumber]);
  }

  creditNoteFingerprint(supplier: string, normalisedNumber: string): string {
    return keyedHash(this.key, 'credit-note', [supplier, normalisedNumber]);
  }

  /** Identifies a bank entry: account, bank's own reference or position, day, amount. */
  bankEntryHash(parts: readonly string[]): string {
    return keyedHash(this.key, 'bank-entry', parts);
  }

  /** Id under which the ledger registers a fingerprint; see `IReceivableRegistry.receivableIdOf`. */
  receivableId(supplier: string, fingerprint: string): string {
    const words = [supplier, fingerprint].map((word) => Buffer.from(word.slice(2), 'hex'));
    return `0x${keccakOf(ADDRESS_PADDING, ...words)
      .toString('hex')
      .slice(0, -4)}0000`;
  }
}
