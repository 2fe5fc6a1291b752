import path from 'node:path';
import type { InvoiceRow } from '../../backend/src/credit-models/index.js';
import { DayReader } from '../../scripts/cli/credit/dates.js';
import { type InvoiceColumns, readInvoices } from '../../scripts/cli/credit/invoice-file.js';
import { sharedPath } from './shared-data.js';

/** Invoices of other people's files, and how their columns are called. */
export interface InvoiceSample {
  readonly file: string;
  readonly columns: InvoiceColumns;
  readonly dateFormat: string | null;
}

export const WATSON: InvoiceSample = {
  file: sharedPath(path.join('late-payment', 'watson-invoices.csv')),
  columns: {
    customer: 'customerID',
    issued: 'InvoiceDate',
    due: 'DueDate',
    settled: 'SettledDate',
    amount: 'InvoiceAmount',
    disputed: 'Disputed',
  },
  dateFormat: 'M/d/yyyy',
};

export const HIGHRADIUS: InvoiceSample = {
  file: sharedPath(path.join('late-payment', 'highradius-closed-invoices.csv.gz')),
  columns: {
    customer: 'cust_number',
    due: 'due_date',
    settled: 'clear_date',
    amount: 'amount',
  },
  dateFormat: null,
};

export const POLISH_REPORTS = sharedPath(path.join('bankruptcy', 'polish-3-years-ahead.csv.gz'));

export async function rowsOfSample(sample: InvoiceSample): Promise<readonly InvoiceRow[]> {
  const days = new DayReader(sample.dateFormat);
  return (await readInvoices(sample.file, sample.columns, days)).rows;
}
