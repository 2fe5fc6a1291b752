import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { ActGroup, PartyRole, actGroupsToBits, rolesToBits } from '../common/index.js';
import { LedgerClock, contractInterfaces } from '../ledger/index.js';
import { decodeCall } from './approved-call.js';
import { ContractNames } from './contract-names.js';
import type { OperationStatus } from './power.entity.js';
import {
  type PowerFunctionType,
  type PowerHolderFilter,
  type PowerHolderType,
  type PowerRoleType,
  type ScheduledOperationType,
  powerOf,
  roleIdOf,
} from './power.type.js';

/** Functions and roles that are shown at the most; the platform's own are a dozen. */
const LIST_MAX = 200;

type Listed<Row> = Row & { readonly keyset: Keyset };

interface OperationRow {
  operation_id: string;
  nonce: string;
  caller: string;
  target: string;
  call_data: string;
  status: OperationStatus;
  scheduled_at: Date;
  scheduled_text: string;
  ready_at: Date;
  ended_at: Date | null;
}

/** SQL: the key `s` acts for an active operator `p` at the ledger's time $1. */
const IN_FORCE = `h.revoked_at IS NULL AND h.since <= $1 AND s.revoked_at IS NULL
  AND s.rights & ${actGroupsToBits([ActGroup.OPERATION])} <> 0
  AND p.status = 'ACTIVE' AND p.expires_at > $1
  AND p.roles & ${rolesToBits([PartyRole.OPERATOR])} <> 0`;

/** Who has which power, and what asks for it. For operators and auditors. */
@Injectable()
export class PowerReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: LedgerClock,
    private readonly contracts: ContractNames,
  ) {}

  /** By role and key. */
  async listHolders(
    page: Page,
    filter: PowerHolderFilter,
  ): Promise<Array<Listed<PowerHolderType>>> {
    const { time } = await this.clock.read();
    const roleId = filter.power === undefined || filter.power === null ? null : filter.power;
    const rows: Array<Omit<PowerHolderType, 'power'> & { delay: string }> =
      await this.dataSource.query(
        `SELECT h.role_id AS "roleId", h.signer AS "signerId", h.since,
           h.execution_delay_seconds AS delay, h.delay_from AS "delayFrom",
           h.revoked_at AS "revokedAt", coalesce(s.party, k.party) AS party,
           u.name AS "userName", coalesce(${IN_FORCE}, false) AS "isInForce"
         FROM power_holder h LEFT JOIN signer s USING (signer) LEFT JOIN party p USING (party)
         LEFT JOIN signer_key k USING (signer) LEFT JOIN app_user u USING (user_id)
         WHERE ($2::text IS NULL OR h.signer = $2) AND ($3::text IS NULL OR h.role_id = $3)
           AND ($4::boolean IS NOT TRUE OR h.revoked_at IS NULL)
           AND ($5::text IS NULL OR (h.role_id, h.signer) > ($5, $6))
         ORDER BY h.role_id, h.signer LIMIT $7`,
        [
          ...[time, filter.signerId?.toLowerCase()],
          ...[roleId === null ? null : String(roleIdOf(roleId)), filter.heldOnly],
          ...[page.after?.[0], page.after?.[1], page.limit],
        ],
      );
    return rows.map((row) => ({
      ...row,
      power: powerOf(row.roleId),
      executionDelaySeconds: Number(row.delay),
      keyset: [row.roleId, row.signerId],
    }));
  }

  async functions(): Promise<PowerFunctionType[]> {
    const rows: Array<{ target: string; selector: string; roleId: string; isClosed: boolean }> =
      await this.dataSource.query(
        `SELECT f.target, f.selector, f.role_id AS "roleId",
           coalesce(t.is_closed, false) AS "isClosed"
         FROM power_function f LEFT JOIN power_target t USING (target)
         ORDER BY f.role_id, f.target, f.selector LIMIT ${LIST_MAX}`,
      );
    return rows.map(({ target, ...row }) => {
      const contract = this.contracts.nameOf(target);
      const abi = contract === null ? null : contractInterfaces[contract];
      const functionName = abi?.getFunction(row.selector as never)?.name ?? null;
      return { ...row, contract, functionName, power: powerOf(row.roleId) };
    });
  }

  async roles(): Promise<PowerRoleType[]> {
    const rows: Array<Omit<PowerRoleType, 'power'>> = await this.dataSource.query(
      `SELECT role_id AS "roleId", label, admin_role_id AS "adminRoleId",
         guardian_role_id AS "guardianRoleId", grant_delay_seconds::int AS "grantDelaySeconds",
         grant_delay_from AS "grantDelayFrom"
       FROM power_role ORDER BY role_id LIMIT ${LIST_MAX}`,
    );
    return rows.map((row) => ({ ...row, power: powerOf(row.roleId) }));
  }

  /** The latest first. */
  async listOperations(page: Page): Promise<Array<Listed<ScheduledOperationType>>> {
    const { time } = await this.clock.read();
    const rows: OperationRow[] = await this.dataSource.query(
      `SELECT o.*, o.scheduled_at::text AS scheduled_text,
         CASE WHEN o.status = 'SCHEDULED' AND o.ready_at + interval '7 days' <= $1
           THEN 'EXPIRED' ELSE o.status END AS status
       FROM scheduled_operation o
       WHERE $2::timestamptz IS NULL OR (o.scheduled_at, o.operation_id) < ($2, $3)
       ORDER BY o.scheduled_at DESC, o.operation_id DESC LIMIT $4`,
      [time, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      ...decodeCall(this.contracts.nameOf(row.target), row.call_data),
      ...{ operationId: row.operation_id, nonce: Number(row.nonce), status: row.status },
      ...{ callerId: row.caller, scheduledAt: row.scheduled_at, readyAt: row.ready_at },
      endedAt: row.ended_at,
      keyset: [row.scheduled_text, row.operation_id],
    }));
  }
}
