export { EarlyWarningModule } from './early-warning.module.js';
