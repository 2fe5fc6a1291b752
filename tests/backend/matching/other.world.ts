import { MatchedKind, type MatchCandidate } from '../../../backend/src/matching/index.js';
import type { BookEntry, JudgedBook, TruthRow } from '../../../scripts/matching/book.model.js';
import { Random } from '../../../scripts/sample/random.js';

/**
 * A book by another hand than the bench: other numbers, other texts, other habits.
 *
 * Short numbers, texts full of dates and amounts, buyers that pay a month at once, remitters without account.
 */
export interface OtherNoise {
  readonly slips: number;
  readonly unnamed: number;
  readonly noAccount: number;
  readonly strange: number;
}

export const TIDY: OtherNoise = { slips: 0.02, unnamed: 0.08, noAccount: 0.3, strange: 0.04 };
export const MESSY: OtherNoise = { slips: 0.12, unnamed: 0.2, noAccount: 0.6, strange: 0.1 };

interface Debtor {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly monthly: boolean;
  readonly phrase: number;
  readonly items: MatchCandidate[];
}

const STEMS =
  'north river stone cedar harbor summit willow copper maple granite falcon meadow orchid raven birch amber'.split(
    ' ',
  );
const TRADES = ['Supplies', 'Foods', 'Marine', 'Tools', 'Fashion', 'Optics', 'Media', 'Dental'];
const FORMS = ['Ltd', 'Inc.', 'LLC', 'PLC', 'Pty Ltd', 'N.V.'];
const DAY_MS = 86_400_000;

function dayOf(base: string, days: number): string {
  return new Date(Date.parse(base) + days * DAY_MS).toISOString().slice(0, 10);
}

function money(minor: bigint): string {
  const text = minor.toString().padStart(3, '0');
  return `${text.slice(0, -2)},${text.slice(-2)}`;
}

export function otherWorld(seed: string, size: number, noise: OtherNoise): JudgedBook {
  const random = new Random(seed);
  const debtors = Array.from({ length: Math.ceil(size / 40) }, (_, index) => debtor(index, random));
  let serial = 20_117;
  for (let index = 0; index < size; index += 1) {
    serial += random.int(1, 3);
    random.pick(debtors).items.push(receivable(index, serial, random));
  }
  const candidates = debtors.flatMap((one) =>
    one.items.map((item) => ({
      ...item,
      buyer: one.id,
      buyerName: one.name,
      buyerAccounts: [one.account],
    })),
  );
  const truth = new Map<string, TruthRow[]>();
  const entries: BookEntry[] = [];
  while (entries.length < size / 2) {
    const id = `T${entries.length}`;
    const drawn = random.chance(noise.strange)
      ? stranger(id, random)
      : payment(id, random.pick(debtors), { noise, random });
    if (drawn === null) continue;
    entries.push(drawn.entry);
    truth.set(id, drawn.rows);
  }
  return { candidates, entries, truth };
}

function debtor(index: number, random: Random): Debtor {
  return {
    id: `debtor-${index}`,
    name: `${random.pick(STEMS)} ${random.pick(STEMS)} ${random.pick(TRADES)} ${random.pick(FORMS)}`.replace(
      /\b[a-z]/g,
      (char) => char.toUpperCase(),
    ),
    account: `GB${random.int(10, 99)}BANK${random.int(10_000_000, 99_999_999)}${random.int(100_000, 999_999)}`,
    monthly: random.chance(0.1),
    phrase: random.int(0, 4),
    items: [],
  };
}

function receivable(index: number, serial: number, random: Random): MatchCandidate {
  const issueDate = dayOf('2025-09-01', Math.floor(index / 60) % 120);
  const faceMinor = BigInt(Math.round(random.logNormal(45_000, 0.9))) + 500n;
  return {
    receivableId: `rec/${index}`,
    currency: 'GBP',
    number: `${serial}/25`,
    paymentReference: null,
    faceMinor,
    availableMinor: faceMinor,
    issueDate,
    dueDate: dayOf(issueDate, 30),
    ...{ buyer: '', buyerName: null, buyerAccounts: [], discountBps: 0, discountUntil: null },
  };
}

interface Drawing {
  readonly noise: OtherNoise;
  readonly random: Random;
}

interface Drawn {
  readonly entry: BookEntry;
  readonly rows: TruthRow[];
}

function payment(id: string, buyer: Debtor, { noise, random }: Drawing): Drawn | null {
  const [oldest] = buyer.items;
  if (oldest === undefined) return null;
  const month = oldest.dueDate.slice(0, 7);
  const count = buyer.monthly
    ? buyer.items.filter(({ dueDate }) => dueDate.startsWith(month)).length
    : random.weighted([
        [1, 8],
        [2, 2],
        [3, 1],
        [6, 0.5],
      ]);
  const items = buyer.items.splice(
    buyer.monthly ? 0 : random.int(0, Math.min(3, buyer.items.length - 1)),
    count,
  );
  const rows = items.map(({ receivableId, faceMinor }) => ({
    receivableId,
    amountMinor: faceMinor,
    kind: MatchedKind.PAYMENT,
  }));
  const amountMinor = rows.reduce((sum, row) => sum + row.amountMinor, 0n);
  const numbers = items.map(({ number }) => spell(number ?? '', { noise, random }));
  const isSilent = random.chance(noise.unnamed);
  const entry: BookEntry = {
    ...{ id, isCredit: true, amountMinor, currency: 'GBP', references: [] },
    bookingDate: dayOf(items.at(-1)?.dueDate ?? month, random.int(-3, 20)),
    remittance: isSilent ? 'FASTER PAYMENT' : phrase(buyer.phrase, numbers, amountMinor),
    counterpartyName: random.chance(0.5) ? buyer.name.toUpperCase().slice(0, 18) : buyer.name,
    counterpartyAccount: random.chance(noise.noAccount) ? null : buyer.account,
  };
  return { entry, rows };
}

/** `20119/25`, `20119`, `20119-25`, or with a slip of the typist. */
function spell(number: string, { noise, random }: Drawing): string {
  const text = random.pick([number, number, number.replace('/', '-'), number.slice(0, -3)]);
  if (!random.chance(noise.slips)) return text;
  const at = random.int(1, 4);
  return random.chance(0.5)
    ? text.slice(0, at) + text.slice(at + 1)
    : text.replace('0', 'O').replace('1', 'l');
}

function phrase(style: number, numbers: readonly string[], amountMinor: bigint): string {
  const list = numbers.join(' & ');
  return (
    [
      `your inv. ${list} dd 14.10.25 GBP ${money(amountMinor)}`,
      `${list}`,
      `A/C 77120 INVS ${list}`,
      `SETTLEMENT OF ACCOUNT ${numbers.join(' ')} TOTAL ${money(amountMinor)}`,
      `Invoices: ${numbers.join(';')}`.slice(0, 140),
    ][style] ?? list
  );
}

function stranger(id: string, random: Random): Drawn {
  const amountMinor = BigInt(random.int(1_000, 200_000));
  const entry: BookEntry = {
    ...{ id, isCredit: true, amountMinor, currency: 'GBP', references: [] },
    ...{
      bookingDate: dayOf('2025-10-01', random.int(0, 90)),
      counterpartyName: random.pick(['HMRC', 'J SMITH', 'CARD SERVICES']),
    },
    ...{
      remittance: random.pick(['VAT REPAYMENT 0925', 'REFUND 20140', 'SETTLEMENT 10/25']),
      counterpartyAccount: null,
    },
  };
  return { entry, rows: [{ receivableId: null, amountMinor, kind: MatchedKind.UNKNOWN }] };
}
