export interface Batch {
  readonly number: number;
  readonly supplier: string;
  readonly buyer: string;
  readonly receivables: Receivable[];
  readonly deals: Deal[];
}

export interface Receivable {
  readonly receivableId: string;
  outstandingMinor: number;
  lots: Array<{ readonly lotId: bigint; outstandingMinor: number; owner: string }>;
}

export interface Deal {
  readonly dealNumber: number;
  readonly financier: string;
  readonly lots: bigint[];
}
