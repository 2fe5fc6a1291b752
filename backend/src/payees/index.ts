export { PayeesModule } from './payees.module.js';
