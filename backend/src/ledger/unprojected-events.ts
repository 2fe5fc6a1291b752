import type { ContractName } from './contracts.js';

/**
 * Events that are kept as evidence and that no read model handles yet.
 *
 * A test holds that this is all of them, and that none is named here that is handled.
 */
export const UNPROJECTED_EVENTS: Readonly<Partial<Record<ContractName, readonly string[]>>> = {
  powers: [
    'ActApproved',
    'ApprovalConsumed',
    'ApprovalWithdrawn',
    'OperationCanceled',
    'OperationExecuted',
    'OperationScheduled',
    'RecoveryObjected',
    'RoleAdminChanged',
    'RoleGrantDelayChanged',
    'RoleGranted',
    'RoleGuardianChanged',
    'RoleLabel',
    'RoleRevoked',
    'TargetAdminDelayUpdated',
    'TargetClosed',
    'TargetFunctionRoleUpdated',
  ],
  parties: ['PauseEnded', 'PauseStarted'],
  receivables: ['SilenceAgreed'],
  settlement: ['OverpaymentRecorded'],
  cashDesk: ['CashAccountSet', 'CashMoved'],
};
