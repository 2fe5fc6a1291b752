import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { LookAlikeReader } from './look-alike.reader.js';
import { type Of, ReceivableDetailsReader } from './receivable-details.reader.js';
import type {
  LedgerEventType,
  PayeeShare,
  ReceivablePayment,
  SourceDocument,
} from './receivable.type.js';

type Ids = readonly string[];
type ByReceivable<Value> = Promise<ReadonlyMap<string, Value>>;

const receivableIdOf = (row: Of<unknown>): string => row.receivableId;

@Injectable()
export class DocumentLoader extends BatchLoader<RequestContext, SourceDocument> {
  constructor(private readonly details: ReceivableDetailsReader) {
    super();
  }

  protected async findMany(_: RequestContext, ids: Ids): ByReceivable<SourceDocument> {
    const rows = await this.details.documents(ids);
    return new Map(rows.map((row) => [row.receivableId, row]));
  }
}

@Injectable()
export class PaymentLoader extends BatchLoader<RequestContext, ReceivablePayment[]> {
  constructor(private readonly details: ReceivableDetailsReader) {
    super();
  }

  protected async findMany(_: RequestContext, ids: Ids): ByReceivable<ReceivablePayment[]> {
    return groupById(ids, await this.details.payments(ids), receivableIdOf);
  }
}

@Injectable()
export class EvidenceLoader extends BatchLoader<RequestContext, LedgerEventType[]> {
  constructor(private readonly details: ReceivableDetailsReader) {
    super();
  }

  protected async findMany({ viewer }: RequestContext, ids: Ids): ByReceivable<LedgerEventType[]> {
    return groupById(ids, await this.details.events(viewer, ids), receivableIdOf);
  }
}

@Injectable()
export class PayeeLoader extends BatchLoader<RequestContext, PayeeShare[]> {
  constructor(private readonly details: ReceivableDetailsReader) {
    super();
  }

  protected async findMany(_: RequestContext, ids: Ids): ByReceivable<PayeeShare[]> {
    return groupById(ids, await this.details.payees(ids), receivableIdOf);
  }
}

@Injectable()
export class LookAlikeLoader extends BatchLoader<RequestContext, string[]> {
  constructor(private readonly lookAlikes: LookAlikeReader) {
    super();
  }

  protected findMany({ viewer }: RequestContext, ids: Ids): ByReceivable<string[]> {
    return this.lookAlikes.find(viewer, ids);
  }
}
