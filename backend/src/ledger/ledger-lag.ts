import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { LedgerRpc } from './ledger-rpc.js';

/** How far the read models are behind the newest block that they may show. */
export interface Lag {
  /** Newest block that has the confirmations asked for. */
  readonly headBlock: number;
  /** −1 before the first. */
  readonly indexedBlock: number;
  readonly blocks: number;
  /** How long ago the oldest block that they lack was made; 0 if they lack none. */
  readonly seconds: number;
  readonly isDeploymentIndexed: boolean;
}

/** Compares the head of the ledger with the indexer's checkpoint, whichever process moves it. */
@Injectable()
export class LedgerLag {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
  ) {}

  async measure(): Promise<Lag> {
    const { chainConfirmations, deployment } = this.config;
    const indexedBlock = await this.indexedBlock();
    const headBlock = (await this.rpc.blockNumber()) - chainConfirmations;
    const blocks = Math.max(headBlock - indexedBlock, 0);
    return {
      headBlock,
      indexedBlock,
      blocks,
      seconds: blocks === 0 ? 0 : await this.ageSeconds(indexedBlock + 1),
      isDeploymentIndexed: indexedBlock >= deployment.deployedAtBlock,
    };
  }

  /** The checkpoint of another chain says nothing of this one. */
  private async indexedBlock(): Promise<number> {
    const rows: Array<{ block_number: string }> = await this.dataSource.query(
      'SELECT block_number FROM ledger_checkpoint WHERE genesis_hash = $1',
      [this.config.deployment.genesisHash],
    );
    return rows[0] === undefined ? -1 : Number(rows[0].block_number);
  }

  private async ageSeconds(block: number): Promise<number> {
    const header = await this.rpc.header(block);
    return header === null ? 0 : Math.max((Date.now() - header.time.getTime()) / 1_000, 0);
  }
}
