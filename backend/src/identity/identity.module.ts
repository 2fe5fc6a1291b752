import { Global, Module } from '@nestjs/common';

import { KeyRotation } from './key-rotation.service.js';
import { KeyVault } from './key-vault.js';
import { SealedStores } from './sealed-stores.js';
import { TokenService } from './token.service.js';

/** Users, tokens and the keys that sign for parties. */
@Global()
@Module({
  providers: [TokenService, KeyVault, KeyRotation, SealedStores],
  exports: [TokenService, KeyVault, KeyRotation, SealedStores],
})
export class IdentityModule {}
