/** Hex digits of the lot's index at the end of its id. */
const INDEX_CHARS = 4;

/** `lotId = receivableId | index`: the receivable's id has zeros where the index stands. */
export function receivableIdOfLot(lotId: string): string {
  return lotId.slice(0, -INDEX_CHARS) + '0'.repeat(INDEX_CHARS);
}

export function lotIndexOf(lotId: string): number {
  return parseInt(lotId.slice(-INDEX_CHARS), 16);
}
