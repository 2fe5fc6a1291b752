export { authenticateRequests, requestContextOf, socketContextOf } from './authentication.js';
export { IdentityModule } from './identity.module.js';
export {
  KeyRotation,
  type KeyWrapping,
  REWRAP_MAX,
  type RewrappedKeys,
} from './key-rotation.service.js';
export { KeyVault } from './key-vault.js';
export { KEY_WRAPPER, type KeyWrapper, type WrappedKey } from './key-wrapper.js';
export { type SealedCount, type SealedStore, SealedStores } from './sealed-stores.js';
export { seal, unseal } from './sealing.js';
export { TokenService } from './token.service.js';
export { CurrentViewer, type RequestContext } from './viewer.decorator.js';
export { NO_USER, type Viewer, changesNothing, seesEverything } from './viewer.js';
