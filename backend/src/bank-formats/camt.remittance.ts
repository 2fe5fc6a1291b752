import { textOf, type TermReader, type XmlElement } from '../documents/index.js';
import { firstText } from './camt.terms.js';
import type { BankReference, ReferenceType } from './statement.model.js';

/** Names of `Refs` children through all versions, and what they mean. */
const REFERENCE_TYPES: readonly (readonly [string, ReferenceType])[] = [
  ['EndToEndId', 'END_TO_END_ID'],
  ['UETR', 'UETR'],
  ['InstrId', 'INSTRUCTION_ID'],
  ['TxId', 'TRANSACTION_ID'],
  ['MndtId', 'MANDATE_ID'],
  ['MsgId', 'MESSAGE_ID'],
  ['PmtInfId', 'PAYMENT_INFORMATION_ID'],
  ['AcctSvcrRef', 'ACCOUNT_SERVICER'],
  ['ChqNb', 'CHEQUE_NUMBER'],
  ['ClrSysRef', 'CLEARING_SYSTEM'],
  ['AcctOwnrTxId', 'ACCOUNT_OWNER_TRANSACTION_ID'],
  ['AcctSvcrTxId', 'ACCOUNT_SERVICER_TRANSACTION_ID'],
  ['MktInfrstrctrTxId', 'MARKET_INFRASTRUCTURE_TRANSACTION_ID'],
  ['PrcgId', 'PROCESSING_ID'],
];

/** What a payer may say in text and in references. */
export interface RemittanceTerms {
  readonly remittance: string | null;
  readonly references: readonly BankReference[];
  readonly additionalRemittance: readonly string[];
}

/** References and remittance information of one `TxDtls`. */
export function readRemittance(reader: TermReader, details: XmlElement): RemittanceTerms {
  const structured = reader.all(details, 'RmtInf/Strd');
  const creditorReferences = structured.flatMap((block) => creditorReferenceOf(reader, block));
  const documentNumbers = structured.flatMap((block) => documentNumbersOf(reader, block));
  return {
    remittance: remittanceText(reader, details, creditorReferences),
    references: [...creditorReferences, ...documentNumbers, ...ownReferences(reader, details)],
    additionalRemittance: piecesAt(reader, details, 'RmtInf/Strd/AddtlRmtInf'),
  };
}

/** References without repetition: an entry and its one payment often carry the same. */
export function withoutRepeats(references: readonly BankReference[]): BankReference[] {
  const byKey = new Map<string, BankReference>();
  for (const reference of references) {
    const key = [reference.type, reference.code ?? '', reference.value].join('\n');
    if (!byKey.has(key)) byKey.set(key, reference);
  }
  return [...byKey.values()];
}

/**
 * Banks break free text into lines of 140 or 35 characters, so its pieces are joined by a space.
 * Without free text the structured references speak, and without them their additional text.
 */
function remittanceText(
  reader: TermReader,
  details: XmlElement,
  creditorReferences: readonly BankReference[],
): string | null {
  const choices = [
    piecesAt(reader, details, 'RmtInf/Ustrd'),
    creditorReferences.map(({ value }) => value),
    piecesAt(reader, details, 'RmtInf/Strd/AddtlRmtInf'),
  ];
  return choices.find((pieces) => pieces.length > 0)?.join(' ') ?? null;
}

/** All pieces, equal ones too: a repeated line is part of the text. */
function piecesAt(reader: TermReader, details: XmlElement, path: string): string[] {
  return reader
    .all(details, path)
    .map(textOf)
    .filter((text) => text !== null);
}

/** Since version 2 `Ref` with a coded type; before, `CdtrRef` with `CdtrRefTp`. */
function creditorReferenceOf(reader: TermReader, block: XmlElement): BankReference[] {
  const value = firstText(reader, block, ['CdtrRefInf/Ref', 'CdtrRefInf/CdtrRef']);
  if (value === null) return [];
  const code = firstText(reader, block, [
    'CdtrRefInf/Tp/CdOrPrtry/Cd',
    'CdtrRefInf/Tp/CdOrPrtry/Prtry',
    'CdtrRefInf/CdtrRefTp/Cd',
    'CdtrRefInf/CdtrRefTp/Prtry',
  ]);
  return [{ type: 'CREDITOR_REFERENCE', value, code }];
}

/** Numbers of invoices (CINV) and credit notes (CREN) that a payment settles. */
function documentNumbersOf(reader: TermReader, block: XmlElement): BankReference[] {
  return reader.all(block, 'RfrdDocInf').flatMap((document): BankReference[] => {
    const value = firstText(reader, document, ['Nb', 'RfrdDocNb']);
    const code = firstText(reader, document, [
      'Tp/CdOrPrtry/Cd',
      'Tp/CdOrPrtry/Prtry',
      'RfrdDocTp/Cd',
      'RfrdDocTp/Prtry',
    ]);
    return value === null ? [] : [{ type: 'DOCUMENT_NUMBER', value, code }];
  });
}

function ownReferences(reader: TermReader, details: XmlElement): BankReference[] {
  const coded = REFERENCE_TYPES.flatMap(([name, type]) =>
    reader.texts(details, `Refs/${name}`).map((value) => ({ type, value, code: null })),
  );
  const proprietary = reader.all(details, 'Refs/Prtry').flatMap((element): BankReference[] => {
    const value = reader.text(element, 'Ref');
    const code = reader.text(element, 'Tp');
    return value === null ? [] : [{ type: 'PROPRIETARY', value, code }];
  });
  return [...coded, ...proprietary];
}
