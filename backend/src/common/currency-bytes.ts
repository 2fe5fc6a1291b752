/** ISO 4217 alpha code -> bytes3 of the ledger. */
export function currencyBytes(currency: string): string {
  return `0x${Buffer.from(currency, 'ascii').toString('hex')}`;
}

/** bytes3 of the ledger -> ISO 4217 alpha code; empty for what the ledger does not have. */
export function currencyFromBytes(bytes: string): string {
  return Buffer.from(bytes.slice(2), 'hex').toString('ascii').replaceAll('\0', '');
}
