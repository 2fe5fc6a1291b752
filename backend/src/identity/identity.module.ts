import { Global, Module } from '@nestjs/common';

import { KeyVault } from './key-vault.js';
import { TokenService } from './token.service.js';

/** Users, tokens and the keys that sign for parties. */
@Global()
@Module({ providers: [TokenService, KeyVault], exports: [TokenService, KeyVault] })
export class IdentityModule {}
