export { EarlyPaymentsModule } from './early-payments.module.js';
