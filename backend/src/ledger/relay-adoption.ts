import type { DataSource, EntityManager } from 'typeorm';

import type { LedgerDeployment } from '../config/index.js';
import { CONTRACT_NAMES } from './contracts.js';
import {
  decodeBatch,
  forwarderDomainSeparator,
  isSignedForNonce,
  type SentRequest,
} from './forward-request.js';
import { holderTransaction } from './holder-transaction.js';
import type { LedgerRpc } from './ledger-rpc.js';
import { lockRelay } from './relay.repository.js';

/** Requests that were executed and that no command tells of, searched at a time. */
const UNKNOWN_MAX = 5_000;

interface UnknownOutcome {
  readonly signer: string;
  readonly forwarderNonce: number;
  readonly transactionHash: string;
}

interface ExecutedRequest extends SentRequest {
  readonly relayNonce: number;
  readonly forwarderNonce: number;
}

/** Finds queued commands among the requests that the relay's own transactions have executed. */
export class RelayAdoption {
  private readonly domain: string;

  constructor(
    private readonly deployment: LedgerDeployment,
    private readonly relay: string,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
  ) {
    this.domain = forwarderDomainSeparator(deployment.chainId, deployment.contracts.forwarder);
  }

  /**
   * Gives queued commands the nonces under which they were executed; returns how many there were.
   *
   * A database from an earlier moment holds them as queued, and would send them a second time under other nonces.
   */
  async adoptExecuted(): Promise<number> {
    const executed = await this.findExecuted(await unknownOutcomes(this.dataSource.manager));
    return executed.length === 0
      ? 0
      : holderTransaction(this.dataSource, async (db) => {
          await lockRelay(db);
          let count = 0;
          for (const request of executed) {
            count += await this.adopt(db, request);
          }
          return count;
        });
  }

  private async findExecuted(outcomes: readonly UnknownOutcome[]): Promise<ExecutedRequest[]> {
    const executed: ExecutedRequest[] = [];
    for (const hash of new Set(outcomes.map(({ transactionHash }) => transactionHash))) {
      const sent = await this.rpc.transaction(hash);
      if (sent?.from !== this.relay.toLowerCase()) {
        continue;
      }
      const requests = decodeBatch(sent.callData);
      for (const { forwarderNonce } of outcomes.filter((one) => one.transactionHash === hash)) {
        const request = requests.find((one) => isSignedForNonce(this.domain, one, forwarderNonce));
        if (request !== undefined) {
          executed.push({ ...request, relayNonce: sent.nonce, forwarderNonce });
        }
      }
    }
    return executed;
  }

  private async adopt(db: EntityManager, request: ExecutedRequest): Promise<number> {
    const { contracts } = this.deployment;
    const contract = CONTRACT_NAMES.find(
      (name) => contracts[name].toLowerCase() === request.to.toLowerCase(),
    );
    const [, count]: [unknown, number] = await db.query(
      `UPDATE command SET relay_nonce = $1, forwarder_nonce = $2 WHERE command_id = (
         SELECT command_id FROM command WHERE signer = $3 AND contract = $4 AND call_data = $5
           AND gas = $6 AND relay_nonce IS NULL AND failure IS NULL AND NOT awaits_signature
         ORDER BY sequence LIMIT 1 FOR UPDATE)`,
      [
        ...[request.relayNonce, request.forwarderNonce, request.from.toLowerCase(), contract],
        ...[Buffer.from(request.data.slice(2), 'hex'), request.gas.toString()],
      ],
    );
    return count;
  }
}

/** Of signers who have something to send: nobody else's can be sent twice. */
async function unknownOutcomes(db: EntityManager): Promise<UnknownOutcome[]> {
  const rows: Array<Omit<UnknownOutcome, 'forwarderNonce'> & { forwarderNonce: string }> =
    await db.query(
      `SELECT o.signer, o.forwarder_nonce AS "forwarderNonce",
         o.transaction_hash AS "transactionHash"
       FROM command_outcome o WHERE o.signer IN (
         SELECT c.signer FROM command c WHERE c.relay_nonce IS NULL AND c.failure IS NULL)
       AND NOT EXISTS (SELECT FROM command c
         WHERE c.signer = o.signer AND c.forwarder_nonce = o.forwarder_nonce)
       ORDER BY o.block_number DESC LIMIT $1`,
      [UNKNOWN_MAX],
    );
  return rows.map((row) => ({ ...row, forwarderNonce: Number(row.forwarderNonce) }));
}
