export { PowersModule } from './powers.module.js';
