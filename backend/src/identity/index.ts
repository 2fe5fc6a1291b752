export { authenticateRequests, requestContextOf, socketContextOf } from './authentication.js';
export { IdentityModule } from './identity.module.js';
export { KeyVault } from './key-vault.js';
export { TokenService } from './token.service.js';
export { CurrentViewer, type RequestContext } from './viewer.decorator.js';
export { type Viewer, changesNothing, seesEverything } from './viewer.js';
