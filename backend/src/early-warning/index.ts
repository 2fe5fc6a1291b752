export { EarlyWarningModule } from './early-warning.module.js';
export { WarningIndicator, WarningLevel } from './warning-policy.js';
export { HandlingKind, WarningOutcome } from './warning.type.js';
