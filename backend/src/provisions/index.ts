export { ProvisionsModule } from './provisions.module.js';
