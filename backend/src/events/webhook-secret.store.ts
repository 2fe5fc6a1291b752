import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type SealedCount, type SealedStore, SealedStores } from '../identity/index.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** Webhooks that one transaction reseals. */
const PAGE_ROWS = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface SecretRow {
  readonly endpoint_id: string;
  readonly sealed_secret: Buffer;
  readonly former_secret: Buffer | null;
}

/** The stored secrets of webhooks, as a rotation of the master key sees them. */
@Injectable()
export class WebhookSecretStore implements SealedStore, OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecrets,
    private readonly stores: SealedStores,
  ) {}

  onModuleInit(): void {
    this.stores.all.push(this);
  }

  async count(): Promise<SealedCount> {
    let [keys, outdated] = [0, 0];
    for await (const rows of this.pages()) {
      keys += rows.length;
      outdated += rows.filter((row) => this.isOutdated(row)).length;
    }
    return { keys, outdated };
  }

  async reseal(): Promise<{ rewrapped: number; notOpened: number }> {
    let [rewrapped, notOpened] = [0, 0];
    for await (const rows of this.pages()) {
      const outdated = rows.filter((row) => this.isOutdated(row));
      const opened = outdated.filter((row) => sealedOf(row).every((one) => this.opens(row, one)));
      await this.store(opened);
      rewrapped += opened.length;
      notOpened += outdated.length - opened.length;
    }
    return { rewrapped, notOpened };
  }

  private async *pages(): AsyncGenerator<SecretRow[]> {
    let after = FIRST_ID;
    for (;;) {
      const rows: SecretRow[] = await this.dataSource.query(
        `SELECT endpoint_id, sealed_secret, former_secret FROM webhook_endpoint
         WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT ${PAGE_ROWS}`,
        [after],
      );
      yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) return;
      after = last.endpoint_id;
    }
  }

  private isOutdated(row: SecretRow): boolean {
    return sealedOf(row).some((one) => !this.secrets.isCurrent(row.endpoint_id, one));
  }

  private opens(row: SecretRow, sealed: Buffer): boolean {
    try {
      this.secrets.open(row.endpoint_id, sealed);
      return true;
    } catch {
      return false;
    }
  }

  /** A secret that was changed meanwhile is sealed with the current key already. */
  private async store(rows: readonly SecretRow[]): Promise<void> {
    const resealed = (id: string, sealed: Buffer | null): Buffer | null =>
      sealed === null ? null : this.secrets.seal(id, this.secrets.open(id, sealed));
    await this.dataSource.query(
      `UPDATE webhook_endpoint w SET sealed_secret = n.sealed, former_secret = n.former
       FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[]) AS n (id, was, sealed, former)
       WHERE w.endpoint_id = n.id AND w.sealed_secret = n.was
         AND (w.former_secret IS NULL) = (n.former IS NULL)`,
      [
        rows.map((row) => row.endpoint_id),
        rows.map((row) => row.sealed_secret),
        rows.map((row) => resealed(row.endpoint_id, row.sealed_secret)),
        rows.map((row) => resealed(row.endpoint_id, row.former_secret)),
      ],
    );
  }
}

function sealedOf({ sealed_secret: sealed, former_secret: former }: SecretRow): Buffer[] {
  return former === null ? [sealed] : [sealed, former];
}
