import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  bigintArg,
  flagArg,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import {
  OperationStatus,
  PowerFunctionEntity,
  PowerHolderEntity,
  PowerRoleEntity,
  PowerTargetEntity,
  ScheduledOperationEntity,
} from './power.entity.js';
import {
  functionVerification,
  holderVerification,
  operationVerification,
  roleVerification,
} from './power.verification.js';

const roleOf = (event: LedgerEvent, name = 'roleId'): string => bigintArg(event, name).toString();

function holderKey(event: LedgerEvent): RowKey<PowerHolderEntity> {
  return rowKey(PowerHolderEntity, roleOf(event), textArg(event, 'account'));
}

const grant: EventHandler = {
  keys: (event) => [holderKey(event)],
  subject: (event) => textArg(event, 'account'),
  apply: (event, rows) => {
    const delay = {
      executionDelaySeconds: smallArg(event, 'delay'),
      delayFrom: instantArg(event, 'since'),
    };
    // Of a role that the key has already, the event tells when the new delay begins.
    const isNew = flagArg(event, 'newMember');
    const membership = { since: instantArg(event, 'since'), revokedAt: null };
    const change = { ...delay, ...(isNew ? membership : {}) };
    if (rows.find(holderKey(event)) === undefined) {
      const signer = textArg(event, 'account');
      rows.insert(PowerHolderEntity, { roleId: roleOf(event), signer, ...delay, ...membership });
    } else {
      rows.update(holderKey(event), (holder) => Object.assign(holder, change));
    }
  },
};

const revoke: EventHandler = {
  keys: (event) => [holderKey(event)],
  subject: (event) => textArg(event, 'account'),
  apply: (event, rows) =>
    rows.update(holderKey(event), (holder) => {
      holder.revokedAt = event.blockTime;
    }),
};

/** A role is there, with what OpenZeppelin's manager gives it, before anything was ever set for it. */
function settingRole(change: (role: PowerRoleEntity, event: LedgerEvent) => void): EventHandler {
  const key = (event: LedgerEvent) => rowKey(PowerRoleEntity, roleOf(event));
  return {
    keys: (event) => [key(event)],
    subject: (event) => `role:${roleOf(event)}`,
    apply: (event, rows) => {
      if (rows.find(key(event)) === undefined) {
        rows.insert(PowerRoleEntity, {
          ...{ roleId: roleOf(event), label: null, adminRoleId: '0', guardianRoleId: '0' },
          ...{ grantDelaySeconds: 0, grantDelayFrom: null },
        });
      }
      rows.update(key(event), (role) => change(role, event));
    },
  };
}

function settingTarget(
  change: (target: PowerTargetEntity, event: LedgerEvent) => void,
): EventHandler {
  const key = (event: LedgerEvent) => rowKey(PowerTargetEntity, textArg(event, 'target'));
  return {
    keys: (event) => [key(event)],
    subject: (event) => textArg(event, 'target'),
    apply: (event, rows) => {
      if (rows.find(key(event)) === undefined) {
        rows.insert(PowerTargetEntity, {
          ...{ target: textArg(event, 'target'), isClosed: false },
          ...{ adminDelaySeconds: 0, adminDelayFrom: null },
        });
      }
      rows.update(key(event), (target) => change(target, event));
    },
  };
}

function functionKey(event: LedgerEvent): RowKey<PowerFunctionEntity> {
  return rowKey(PowerFunctionEntity, textArg(event, 'target'), textArg(event, 'selector'));
}

const setFunctionRole: EventHandler = {
  keys: (event) => [functionKey(event)],
  subject: (event) => textArg(event, 'target'),
  apply: (event, rows) => {
    const roleId = roleOf(event);
    if (rows.find(functionKey(event)) === undefined) {
      const [target, selector] = [textArg(event, 'target'), textArg(event, 'selector')];
      rows.insert(PowerFunctionEntity, { target, selector, roleId });
    } else {
      rows.update(functionKey(event), (row) => Object.assign(row, { roleId }));
    }
  },
};

function operationKey(event: LedgerEvent): RowKey<ScheduledOperationEntity> {
  return rowKey(ScheduledOperationEntity, textArg(event, 'operationId'), smallArg(event, 'nonce'));
}

const schedule: EventHandler = {
  keys: () => [],
  creates: (event) => [operationKey(event)],
  subject: (event) => textArg(event, 'operationId'),
  apply: (event, rows) =>
    rows.insert(ScheduledOperationEntity, {
      operationId: textArg(event, 'operationId'),
      nonce: smallArg(event, 'nonce'),
      caller: textArg(event, 'caller'),
      target: textArg(event, 'target'),
      callData: textArg(event, 'data'),
      status: OperationStatus.SCHEDULED,
      scheduledAt: event.blockTime,
      readyAt: instantArg(event, 'schedule'),
      endedAt: null,
    }),
};

function endOperation(status: OperationStatus): EventHandler {
  return {
    keys: (event) => [operationKey(event)],
    subject: (event) => textArg(event, 'operationId'),
    apply: (event, rows) =>
      rows.update(operationKey(event), (operation) => {
        operation.status = status;
        operation.endedAt = event.blockTime;
      }),
  };
}

/** Events of `Powers` as an access manager -> who has which power, and what asks for it. */
export const powerReadModel: ReadModel = {
  contract: 'powers',
  entities: [
    ...[PowerHolderEntity, PowerRoleEntity, PowerFunctionEntity],
    ...[PowerTargetEntity, ScheduledOperationEntity],
  ],
  handlers: {
    RoleGranted: grant,
    RoleRevoked: revoke,
    RoleLabel: settingRole((role, event) => {
      role.label = textArg(event, 'label');
    }),
    RoleAdminChanged: settingRole((role, event) => {
      role.adminRoleId = roleOf(event, 'admin');
    }),
    RoleGuardianChanged: settingRole((role, event) => {
      role.guardianRoleId = roleOf(event, 'guardian');
    }),
    RoleGrantDelayChanged: settingRole((role, event) => {
      role.grantDelaySeconds = smallArg(event, 'delay');
      role.grantDelayFrom = instantArg(event, 'since');
    }),
    TargetFunctionRoleUpdated: setFunctionRole,
    TargetClosed: settingTarget((target, event) => {
      target.isClosed = flagArg(event, 'closed');
    }),
    TargetAdminDelayUpdated: settingTarget((target, event) => {
      target.adminDelaySeconds = smallArg(event, 'delay');
      target.adminDelayFrom = instantArg(event, 'since');
    }),
    OperationScheduled: schedule,
    OperationExecuted: endOperation(OperationStatus.EXECUTED),
    OperationCanceled: endOperation(OperationStatus.CANCELED),
  },
  verifications: [
    ...[holderVerification, roleVerification, functionVerification, operationVerification],
  ],
};
