import { readCodedInformation } from './mt.coded.js';
import { readSlashedInformation } from './mt.slashed.js';
import type { BankReference, Counterparty } from './statement.model.js';

/** What field 86 says of one booking, in whichever structure its bank uses. */
export interface MtInformation {
  readonly remittance: string | null;
  readonly references: readonly BankReference[];
  readonly counterparty: Counterparty | null;
  readonly ultimateParty: string | null;
  /** Business transaction code (GVC) with the bank's own number of the posting. */
  readonly transactionCode: string | null;
  /** The bank's words for the kind of booking. */
  readonly postingText: string | null;
  readonly returnReason: string | null;
}

export const NO_INFORMATION: MtInformation = {
  remittance: null,
  references: [],
  counterparty: null,
  ultimateParty: null,
  transactionCode: null,
  postingText: null,
  returnReason: null,
};

/** A line of field 86 has 65 characters: a shorter one was not broken, it ended. */
const LINE_CHARS = 65;

/**
 * Field 86: subfields of the German banks (`166?20…`), code words between slashes (`/EREF/…`) of
 * ISO 20022 and the Dutch banks, or free text. It never fails: no money hangs on it.
 */
export function readInformation(lines: readonly string[]): MtInformation {
  return (
    readCodedInformation(lines.join('')) ??
    readSlashedInformation(joinLines(lines)) ?? { ...NO_INFORMATION, remittance: freeText(lines) }
  );
}

/** Lines as one text: a full line goes on without a blank, and so does one before a code word. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line, index) => {
    const before = lines[index - 1] ?? '';
    const isBroken = index === 0 || before.length >= LINE_CHARS || line.startsWith('/');
    return isBroken ? text + line : `${text} ${line}`;
  }, '');
}

function freeText(lines: readonly string[]): string | null {
  const text = joinLines(lines).replace(/\s+/g, ' ').trim();
  return text === '' ? null : text;
}
