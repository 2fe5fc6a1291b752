export { AdvisoryLock } from './advisory-locks.js';
export { AmountMinorColumn, CounterColumn } from './columns.js';
export { SnakeCaseNaming } from './snake-case.naming.js';
