export { FactoringModule } from './factoring.module.js';
export { lotsHashOf } from './quote-signing.js';
