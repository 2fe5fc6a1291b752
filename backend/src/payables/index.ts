export { PayablesModule } from './payables.module.js';
