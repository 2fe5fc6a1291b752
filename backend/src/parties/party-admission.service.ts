import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { KeyVault, type Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  NetworkKey,
  contractInterfaces,
} from '../ledger/index.js';
import { checkAdmissions } from './party-admission.rules.js';
import { type AddressedAdmission, writeIdentifiers, writeProfiles } from './party-profile.store.js';
import { PartyAlreadyAdmittedError } from './party.errors.js';
import type { AdmitPartiesInput } from './party.input.js';

/** Measured 97 000 in a batch of 100: four storage slots and two events. */
const GAS_PER_ADMISSION = 130_000;
const GAS_BASE = 100_000;

/** Admits organisations: on the ledger by address and hash, off it by name, identifiers and key. */
@Injectable()
export class PartyAdmissionService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly networkKey: NetworkKey,
    private readonly keys: KeyVault,
  ) {}

  async admit(viewer: Viewer, input: AdmitPartiesInput): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.OPERATOR)) {
      return new NotPermittedError('Only the operator admits parties.');
    }
    const { idempotencyKey: key, parties: body } = input;
    return this.outbox.submit(viewer, { key, operation: 'admitParties', body }, (db, commandId) =>
      this.prepare(db, commandId, input),
    );
  }

  private async prepare(
    db: EntityManager,
    commandId: string,
    input: AdmitPartiesInput,
  ): Promise<Act | DomainError> {
    const checked = checkAdmissions(input, new Date());
    if (checked instanceof InputInvalidError) {
      return checked;
    }
    const admissions = checked.map((admission) => ({
      ...admission,
      party: this.networkKey.partyAddress(admission.legalId),
    }));
    const already = await writeProfiles(db, commandId, admissions);
    const refused = admissions.find(({ party }) => already.has(party));
    if (refused !== undefined) {
      return new PartyAlreadyAdmittedError(`${refused.path}.legalId`, refused.legalId);
    }
    const taken = await writeIdentifiers(db, admissions);
    if (taken !== null) {
      return taken;
    }
    const signers: string[] = [];
    for (const { party } of admissions) {
      signers.push(await this.keys.create(db, party, { beginsWith: commandId }));
    }
    return this.toAct(admissions, signers);
  }

  private toAct(admissions: readonly AddressedAdmission[], signers: readonly string[]): Act {
    const calls = admissions.map(({ party, legalId, rolesBits, expiresAt }, index) => ({
      party,
      legalIdHash: this.networkKey.legalIdHash(legalId),
      roles: rolesBits,
      expiresAt,
      signer: signers[index] as string,
    }));
    return {
      kind: 'ADMIT_PARTIES',
      contract: 'parties',
      callData: contractInterfaces.parties.encodeFunctionData('admitParties', [calls]),
      gas: GAS_BASE + GAS_PER_ADMISSION * calls.length,
      subjects: admissions.map(({ party }) => party),
    };
  }
}
