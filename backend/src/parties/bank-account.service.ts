import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { InputInvalidError } from '../api/index.js';
import { isRefusal } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { parseBankAccount } from './bank-account.js';
import { insertAccounts } from './party-profile.store.js';
import { PartyReader } from './party.reader.js';

/** Bank accounts stay off the ledger and are shown to their party, operator and auditor only. */
@Injectable()
export class BankAccountService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly parties: PartyReader,
  ) {}

  /** Adds an account to the viewer's party; adding it again changes nothing. */
  async add(viewer: Viewer, account: string): Promise<string | InputInvalidError> {
    const normalised = parseBankAccount(account);
    if (isRefusal(normalised)) {
      return new InputInvalidError('account', normalised.message);
    }
    const row = { account: normalised, party: viewer.party, path: 'account' };
    const taken = await insertAccounts(this.dataSource.manager, [row]);
    return taken === null
      ? normalised
      : new InputInvalidError('account', `Account ${normalised} is another party's.`);
  }

  async list(viewer: Viewer, partyId: string): Promise<string[] | null> {
    const visible = viewer.party === partyId || seesEverything(viewer);
    return visible ? this.parties.bankAccounts(partyId) : null;
  }
}
