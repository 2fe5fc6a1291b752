import type { TermReader, XmlElement } from '../documents/index.js';
import { firstText, readCreditDebit, readIndicator, readSideAmount } from './camt.terms.js';
import type { Charge, CurrencyAmount, CurrencyExchange } from './statement.model.js';

/** Records since version 4; before, `Chrgs` itself repeated. */
export function readCharges(reader: TermReader, parent: XmlElement): Charge[] {
  const records = ['Chrgs/Rcrd', 'Chrgs'].flatMap((path) =>
    reader.all(parent, path).filter((record) => reader.one(record, 'Amt') !== null),
  );
  return records.flatMap((record) => {
    const amount = readSideAmount(reader, reader.one(record, 'Amt'));
    if (amount === null) return [];
    const isStated = reader.one(record, 'CdtDbtInd') !== null;
    const creditDebit = isStated ? readCreditDebit(reader, record) : null;
    const type = firstText(reader, record, ['Tp/Cd', 'Tp/Prtry/Id', 'Tp/Prtry']);
    const isIncluded = readIndicator(reader, record, 'ChrgInclInd');
    return [{ ...amount, type, creditDebit, isIncluded }];
  });
}

/** All charges and taxes together. */
export function readTotalCharges(reader: TermReader, parent: XmlElement): CurrencyAmount | null {
  const [total] = reader.all(parent, 'Chrgs/TtlChrgsAndTaxAmt');
  return readSideAmount(reader, total ?? null);
}

/** Where an exchange is stated: beside the amount of the transaction, else beside another one. */
const EXCHANGE_PATHS = ['TxAmt', 'InstdAmt', 'CntrValAmt', 'PrtryAmt'];

/** The first exchange beside the amounts of an entry or a payment. */
export function readExchange(reader: TermReader, parent: XmlElement): CurrencyExchange | null {
  const exchanges = EXCHANGE_PATHS.flatMap((path) => reader.all(parent, `AmtDtls/${path}/CcyXchg`));
  const [found] = exchanges.flatMap((exchange): CurrencyExchange[] => {
    const rate = reader.text(exchange, 'XchgRate');
    if (rate === null) return [];
    return [
      {
        rate,
        sourceCurrency: reader.text(exchange, 'SrcCcy'),
        targetCurrency: reader.text(exchange, 'TrgtCcy'),
        unitCurrency: reader.text(exchange, 'UnitCcy'),
      },
    ];
  });
  return found ?? null;
}
