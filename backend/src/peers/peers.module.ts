import { Module } from '@nestjs/common';

import { PeersReader } from './peers.reader.js';
import { PeersResolver } from './peers.resolver.js';

/** Where a party stands among those of its industry and size. */
@Module({ providers: [PeersReader, PeersResolver], exports: [PeersReader] })
export class PeersModule {}
