import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { PartyRole, rolesToBits } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { Power, type PowerInput, roleIdOf } from './power.type.js';

const GAS = 200_000;

type Submitted = Promise<CommandEntity | DomainError>;

/** Admins give powers to operators' keys and take them. */
@Injectable()
export class PowerService {
  constructor(private readonly outbox: CommandOutbox) {}

  async grant(viewer: Viewer, input: PowerInput): Submitted {
    const { powers } = contractInterfaces;
    return this.submit(viewer, 'grantPower', input, async (db, signer) => {
      if (!(await isOperators(db, signer))) {
        return new NotFoundError(input.signerId);
      }
      // A key with a delay would have to schedule its acts, which the platform does not offer.
      return powers.encodeFunctionData('grantRole', [roleIdOf(input.power), signer, 0]);
    });
  }

  async revoke(viewer: Viewer, input: PowerInput): Submitted {
    const { powers } = contractInterfaces;
    return this.submit(viewer, 'revokePower', input, async (db, signer) => {
      if (input.power === Power.ADMIN && (await isLastAdmin(db, signer))) {
        return new InputInvalidError('signerId', 'Nobody could grant powers without this key.');
      }
      return powers.encodeFunctionData('revokeRole', [roleIdOf(input.power), signer]);
    });
  }

  private async submit(
    viewer: Viewer,
    operation: 'grantPower' | 'revokePower',
    { idempotencyKey: key, signerId, power }: PowerInput,
    callDataOf: (db: EntityManager, signer: string) => Promise<string | DomainError>,
  ): Submitted {
    if (!viewer.roles.includes(PartyRole.OPERATOR)) {
      return new NotPermittedError('Only an operator decides on powers.');
    }
    const signer = signerId.toLowerCase();
    const idempotency = { key, operation, body: { signer, power } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const callData = await callDataOf(db, signer);
      return typeof callData === 'string'
        ? {
            kind: operation === 'grantPower' ? 'GRANT_POWER' : 'REVOKE_POWER',
            ...{ contract: 'powers' as const, callData, gas: GAS, subjects: [signer] },
          }
        : callData;
    });
  }
}

/** Whether the key is an operator's: on the ledger, or prepared to be. */
async function isOperators(db: EntityManager, signer: string): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `SELECT FROM party p WHERE p.roles & $2 <> 0 AND p.party IN (
       SELECT s.party FROM signer s WHERE s.signer = $1 AND s.revoked_at IS NULL
       UNION SELECT k.party FROM signer_key k WHERE k.signer = $1 AND NOT EXISTS (
         SELECT FROM signer s WHERE s.signer = $1))`,
    [signer, rolesToBits([PartyRole.OPERATOR])],
  );
  return rows.length > 0;
}

/** Whether the key is the only one that acts and has the power ADMIN. */
async function isLastAdmin(db: EntityManager, signer: string): Promise<boolean> {
  const rows: Array<{ signer: string }> = await db.query(
    `SELECT h.signer FROM power_holder h JOIN signer s USING (signer)
     WHERE h.role_id = $1 AND h.revoked_at IS NULL AND s.revoked_at IS NULL LIMIT 2`,
    [String(roleIdOf(Power.ADMIN))],
  );
  return rows.length === 1 && rows[0]?.signer === signer;
}
