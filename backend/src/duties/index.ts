export { DutiesModule } from './duties.module.js';
