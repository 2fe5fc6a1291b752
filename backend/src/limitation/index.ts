export { LimitationModule } from './limitation.module.js';
