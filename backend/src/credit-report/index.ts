export { CreditReportModule } from './credit-report.module.js';
