export { CreditGate, type LimitCheck, LimitState } from './credit-gate.js';
export type { NewDebt } from './credit-gate.sql.js';
export {
  CREDIT_REFUSALS,
  CreditGuaranteeMissingError,
  CreditLimitExceededError,
  CreditPrepaymentMissingError,
  CreditStoppedError,
  CreditTermsExceededError,
} from './credit-limit.errors.js';
export { maySetLimits } from './credit-limit.service.js';
export { CreditLimitsModule } from './credit-limits.module.js';
export { LimitScope } from './limit-scope.js';
