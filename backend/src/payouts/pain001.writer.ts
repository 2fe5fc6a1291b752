import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';

import { formatAmountMinor, isIban } from '../common/index.js';
import { toSepaText } from './sepa-text.js';

/** Versions of the message that banks ask for. */
export type PainVersion = 'pain.001.001.03' | 'pain.001.001.09';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';
const NAME_MAX = 70;
const TEXT_MAX = 140;
/** What stands for the bank of an IBAN, which its number names already. */
const NO_AGENT = 'NOTPROVIDED';

/** One payment to one creditor. */
export interface PainPayment {
  readonly endToEndId: string;
  readonly creditorName: string;
  readonly creditorAccount: string;
  readonly amountMinor: bigint;
  readonly remittance: string;
}

/** Payments from one account on one day, in one currency. */
export interface PainInstruction {
  readonly version: PainVersion;
  /** At most 35 characters, and never used before. */
  readonly messageId: string;
  /** Instant in ISO 8601. */
  readonly createdAt: string;
  readonly executionDate: string;
  readonly debtorName: string;
  readonly debtorAccount: string;
  readonly currency: string;
  readonly payments: readonly PainPayment[];
}

/** Whether the payment is one of the euro area's scheme, which narrows the characters. */
export function isSepa({ currency, debtorAccount, payments }: PainInstruction): boolean {
  const accounts = [debtorAccount, ...payments.map((payment) => payment.creditorAccount)];
  return currency === 'EUR' && accounts.every(isIban);
}

/** Writes a credit transfer as the customer's bank takes it: ISO 20022 pain.001. */
export function writePain001(instruction: PainInstruction): string {
  const { version, payments, currency } = instruction;
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele(NAMESPACE + version, 'Document');
  const body = root.ele('CstmrCdtTrfInitn');
  const sum = formatAmountMinor(
    payments.reduce((total, { amountMinor }) => total + amountMinor, 0n),
    currency,
  );
  const write = isSepa(instruction) ? toSepaText : cut;
  const debtorName = write(instruction.debtorName, NAME_MAX);
  const header = body.ele('GrpHdr');
  addText(header, 'MsgId', instruction.messageId);
  addText(header, 'CreDtTm', instruction.createdAt);
  addText(header, 'NbOfTxs', String(payments.length));
  addText(header, 'CtrlSum', sum);
  addText(header.ele('InitgPty'), 'Nm', debtorName);
  const information = addInformation(body, instruction, { debtorName, sum });
  for (const payment of payments) {
    addPayment(information, payment, { currency, write });
  }
  return root.end({ prettyPrint: true });
}

function addInformation(
  body: XMLBuilder,
  instruction: PainInstruction,
  { debtorName, sum }: { readonly debtorName: string; readonly sum: string },
): XMLBuilder {
  const information = body.ele('PmtInf');
  addText(information, 'PmtInfId', instruction.messageId);
  addText(information, 'PmtMtd', 'TRF');
  addText(information, 'BtchBookg', 'false');
  addText(information, 'NbOfTxs', String(instruction.payments.length));
  addText(information, 'CtrlSum', sum);
  if (isSepa(instruction)) addText(information.ele('PmtTpInf').ele('SvcLvl'), 'Cd', 'SEPA');
  const { executionDate, version } = instruction;
  // Since version 8 the day is a choice of day and instant.
  if (version === 'pain.001.001.03') addText(information, 'ReqdExctnDt', executionDate);
  else addText(information.ele('ReqdExctnDt'), 'Dt', executionDate);
  addText(information.ele('Dbtr'), 'Nm', debtorName);
  addAccount(information, 'DbtrAcct', instruction.debtorAccount);
  addText(information.ele('DbtrAgt').ele('FinInstnId').ele('Othr'), 'Id', NO_AGENT);
  addText(information, 'ChrgBr', isSepa(instruction) ? 'SLEV' : 'SHAR');
  return information;
}

interface PaymentFrame {
  readonly currency: string;
  readonly write: (text: string, lengthMax: number) => string;
}

function addPayment(
  information: XMLBuilder,
  payment: PainPayment,
  { currency, write }: PaymentFrame,
): void {
  const element = information.ele('CdtTrfTxInf');
  addText(element.ele('PmtId'), 'EndToEndId', payment.endToEndId);
  const amount = element.ele('Amt').ele('InstdAmt', { Ccy: currency });
  amount.txt(formatAmountMinor(payment.amountMinor, currency));
  addText(element.ele('Cdtr'), 'Nm', write(payment.creditorName, NAME_MAX));
  addAccount(element, 'CdtrAcct', payment.creditorAccount);
  addText(element.ele('RmtInf'), 'Ustrd', write(payment.remittance, TEXT_MAX));
}

function addAccount(parent: XMLBuilder, name: string, account: string): void {
  const id = parent.ele(name).ele('Id');
  if (isIban(account)) addText(id, 'IBAN', account);
  else addText(id.ele('Othr'), 'Id', account.slice(0, 34));
}

function addText(parent: XMLBuilder, name: string, text: string): void {
  parent.ele(name).txt(text);
}

function cut(text: string, lengthMax: number): string {
  return [...text.replace(/\s+/g, ' ').trim()].slice(0, lengthMax).join('').trim();
}
