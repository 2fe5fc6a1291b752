/** An event that decides whom the buyer pays for a lot, as the ledger has it. */
export interface PayeeEvent {
  readonly name: string;
  /** Numbers of lots are decimal. */
  readonly args: Readonly<Record<string, string>>;
  readonly time: Date;
}

/** Whom the buyer acknowledged to pay, and by which notice. */
export interface AcknowledgedPayee {
  readonly payee: string;
  readonly noticeHash: string | null;
  readonly acknowledgedAt: Date;
}

/** Names of events that change whom a buyer pays. */
export const PAYEE_EVENTS = [
  'NoticeGiven',
  'NoticeAcknowledged',
  'NoticeEnded',
  'LotSplit',
  'LotMerged',
] as const;

/** Payees of lots after these events, in the order of the ledger; a lot that is missing is its supplier's. */
export function payeesAfter(events: readonly PayeeEvent[]): Map<string, AcknowledgedPayee> {
  const noticeHashOf = new Map<string, string>();
  const payeeOf = new Map<string, AcknowledgedPayee>();
  for (const { name, args, time } of events) {
    const lotId = lotIdOf(args['lotId']);
    if (name === 'NoticeGiven') noticeHashOf.set(lotId, args['evidenceHash'] ?? '');
    if (name === 'NoticeAcknowledged') {
      const noticeHash = noticeHashOf.get(lotId) ?? null;
      payeeOf.set(lotId, { payee: args['payee'] ?? '', noticeHash, acknowledgedAt: time });
    }
    if (name === 'NoticeEnded' || name === 'LotMerged') {
      noticeHashOf.delete(lotId);
      payeeOf.delete(lotId);
    }
    if (name === 'LotSplit') {
      // A part was told what its lot was told.
      const part = lotIdOf(args['newLotId']);
      const [hash, payee] = [noticeHashOf.get(lotId), payeeOf.get(lotId)];
      if (hash !== undefined) noticeHashOf.set(part, hash);
      if (payee !== undefined) payeeOf.set(part, payee);
    }
  }
  return payeeOf;
}

function lotIdOf(number: string | undefined): string {
  return `0x${BigInt(number ?? '0')
    .toString(16)
    .padStart(64, '0')}`;
}
