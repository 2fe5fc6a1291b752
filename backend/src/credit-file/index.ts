export { CreditFileModule } from './credit-file.module.js';
