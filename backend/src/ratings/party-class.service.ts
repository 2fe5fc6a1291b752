import { Injectable } from '@nestjs/common';

import { type DomainError, InputInvalidError, NotPermittedError, PARTY_ID } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import type { ClassifyPartyInput } from './rating.input.js';

const CODE = /^[A-Z0-9._-]{0,20}$/;
const GROUP_MAX = 100;

/** Says what a party is: its industry, its group of companies, its size. What was said before stays for past days. */
@Injectable()
export class PartyClassService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** Id of the party. */
  async classify(viewer: Viewer, input: ClassifyPartyInput): Promise<string | DomainError> {
    const { idempotencyKey: key, ...rest } = input;
    const body = { ...rest, partyId: rest.partyId.toLowerCase() };
    if (![PartyRole.ASSESSOR, PartyRole.OPERATOR].some((role) => viewer.roles.includes(role))) {
      return new NotPermittedError('Only an assessor or the operator classifies parties.');
    }
    const wrong = checkClass(body);
    if (wrong !== null) return wrong;
    return this.acts.once(viewer, { key, operation: 'classifyParty', body }, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [body.partyId]);
      await db.query(
        `INSERT INTO party_class (party, class_number, industry, company_group, size_band,
           recorded_by)
         SELECT $1, coalesce(max(class_number), 0) + 1, $2, $3, $4, $5 FROM party_class
         WHERE party = $1`,
        [body.partyId, body.industry, body.companyGroup, body.sizeBand, viewer.party],
      );
      return body.partyId;
    });
  }
}

function checkClass(body: Omit<ClassifyPartyInput, 'idempotencyKey'>): InputInvalidError | null {
  if (!PARTY_ID.test(body.partyId)) {
    return new InputInvalidError('partyId', 'This is no id of a party.');
  }
  for (const path of ['industry', 'sizeBand'] as const) {
    if (!CODE.test(body[path])) {
      return new InputInvalidError(path, 'A code is up to 20 capital letters, digits and ._-.');
    }
  }
  return body.companyGroup.length > GROUP_MAX
    ? new InputInvalidError('companyGroup', `A group has ${GROUP_MAX} characters at most.`)
    : null;
}
