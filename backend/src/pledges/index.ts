export { PledgesModule } from './pledges.module.js';
