export { FactoringModule } from './factoring.module.js';
