import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { SigningReader } from './signing.reader.js';
import type { SigningRequest } from './signing-request.type.js';

/** What is to be signed, by command. */
@Injectable()
export class SigningRequestLoader extends BatchLoader<RequestContext, SigningRequest> {
  constructor(private readonly reader: SigningReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    commandIds: readonly string[],
  ): Promise<ReadonlyMap<string, SigningRequest>> {
    return this.reader.requestsOf(commandIds);
  }
}
