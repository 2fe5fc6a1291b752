/** What another reader of camt files found in one transaction. */
export interface ExpectedDetail {
  readonly amount: string | null;
  readonly message: string | null;
  readonly creditorReference: string | null;
  readonly endToEndId: string | null;
  readonly instructionId: string | null;
  readonly mandateId: string | null;
  readonly uetr: string | null;
}

/** What it found in one entry; amounts are signed, in minor units. */
export interface ExpectedEntry {
  readonly amount: string;
  readonly currency: string;
  readonly bookingDate: string | null;
  readonly valueDate: string | null;
  readonly status: string;
  readonly isReversal: boolean;
  readonly accountServicerReference: string | null;
  readonly additionalInfo: string | null;
  readonly details: readonly ExpectedDetail[];
}

export interface ExpectedStatement {
  readonly id: string;
  readonly account: string;
  readonly balances: readonly { readonly amount: string; readonly date: string }[];
  readonly entries: readonly ExpectedEntry[];
}

type Dump = Record<string, unknown>;

export interface ExpectedStatements {
  readonly statementCount: number;
  readonly statements: readonly ExpectedStatement[];
}

/**
 * Statements of a dumped object tree. An object that the dump met before stands there as a marker,
 * so statements are found through their entries where the message lists those first. Of several
 * statements whose entries have the same index the dump holds the last one only.
 */
export function expectedStatements(message: unknown): ExpectedStatements {
  const entries = listAt(message, 'getEntries').filter(isDump);
  const records = listAt(message, 'getRecords').filter(isDump);
  const found = new Map<string, Dump>();
  for (const record of [...entries.map((entry) => at(entry, 'getRecord')), ...records]) {
    if (isDump(record)) found.set(String(at(record, 'getId')), record);
  }
  let last = '';
  const owners = entries.map((entry) => {
    const record = at(entry, 'getRecord');
    last = isDump(record) ? String(at(record, 'getId')) : last;
    return last;
  });
  const statements = [...found].map(([id, record]) => ({
    id,
    account: String(at(record, 'getAccount', 'getIdentification')),
    balances: listAt(record, 'getBalances').map((balance) => ({
      amount: String(at(balance, 'getAmount', 'getAmount')),
      date: dayAt(balance, 'getDate') ?? '',
    })),
    entries: [
      ...entries.filter((_entry, index) => owners[index] === id),
      ...listAt(record, 'getEntries').filter(isDump),
    ].map(expectedEntry),
  }));
  return { statementCount: listAt(message, 'getRecords').length, statements };
}

function expectedEntry(entry: Dump): ExpectedEntry {
  const [first, ...others] = listAt(entry, 'getTransactionDetails');
  const own = isDump(first) ? first : at(entry, 'getTransactionDetail');
  const details = [own, ...others].filter(isDump);
  return {
    amount: String(at(entry, 'getAmount', 'getAmount')),
    currency: String(at(entry, 'getAmount', 'getCurrency', 'getCode')),
    bookingDate: dayAt(entry, 'getBookingDate'),
    valueDate: dayAt(entry, 'getValueDate'),
    status: String(at(entry, 'getStatus')),
    isReversal: at(entry, 'getReversalIndicator') === true,
    accountServicerReference: textAt(entry, 'getAccountServicerReference'),
    additionalInfo: textAt(entry, 'getAdditionalInfo'),
    details: details.map(expectedDetail),
  };
}

function expectedDetail(detail: Dump): ExpectedDetail {
  const remittance = at(detail, 'getRemittanceInformation');
  const pieces = listAt(remittance, 'getUnstructuredBlocks');
  // The first piece stands in full before the list, where the dump has only a marker of it.
  const texts = pieces.map((piece) =>
    isDump(piece)
      ? textAt(piece, 'getMessage')
      : textAt(remittance, 'getUnstructuredBlock', 'getMessage'),
  );
  // The other reader names the first free text only and turns the sign to that of the entry.
  const amount =
    at(detail, 'getAmount', 'getAmount') ?? at(detail, 'getAmountDetails', 'getAmount');
  return {
    amount: typeof amount === 'string' ? amount.replace('-', '') : null,
    message: texts.length > 0 ? texts.join(' ') : referenceText(remittance),
    creditorReference: referenceText(remittance),
    endToEndId: textAt(detail, 'getReference', 'getEndToEndId'),
    instructionId: textAt(detail, 'getReference', 'getInstructionId'),
    mandateId: textAt(detail, 'getReference', 'getMandateId'),
    uetr: textAt(detail, 'getReference', 'getUuidEndToEndReference'),
  };
}

function referenceText(remittance: unknown): string | null {
  return (
    textAt(remittance, 'getStructuredBlock', 'getCreditorReferenceInformation', 'getRef') ??
    textAt(remittance, 'getCreditorReferenceInformation', 'getRef')
  );
}

function isDump(value: unknown): value is Dump {
  return typeof value === 'object' && value !== null;
}

function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce((current, name) => (isDump(current) ? current[name] : undefined), value);
}

function listAt(value: unknown, name: string): unknown[] {
  const list = at(value, name);
  return Array.isArray(list) ? (list as unknown[]) : [];
}

function textAt(value: unknown, ...names: readonly string[]): string | null {
  const text = at(value, ...names);
  return typeof text === 'string' && text !== '' ? text : null;
}

/** The dumps hold instants in UTC; every sample is booked well inside its day. */
function dayAt(value: unknown, name: string): string | null {
  return textAt(value, name, '0')?.slice(0, 10) ?? null;
}
