import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { NetworkKey } from '../ledger/index.js';
import type {
  PairAgentFilter,
  PairAgentType,
  SettlementAgentProposalType,
} from './pair-agent.type.js';
import { type Pair, pairKeyOf } from './statement-items.js';

interface PairAgentRow extends Pair {
  readonly agent: string | null;
  readonly agreed_at: Date | null;
  readonly supplier_proposal: string | null;
  readonly supplier_proposed_at: Date | null;
  readonly buyer_proposal: string | null;
  readonly buyer_proposed_at: Date | null;
}

/** Order of the listing. */
const KEY = `p.supplier || ':' || p.buyer || ':' || p.currency`;

/** Who states what was paid between pairs. */
@Injectable()
export class PairAgentReader {
  private readonly networkAgent: string;

  constructor(
    private readonly dataSource: DataSource,
    networkKey: NetworkKey,
  ) {
    this.networkAgent = networkKey.platformParty;
  }

  /** Pairs that said something about it, to both sides and to whoever is or may become their agent. */
  async list(viewer: Viewer, page: Page, filter: PairAgentFilter): Promise<PairAgentType[]> {
    const rows: PairAgentRow[] = await this.dataSource.query(
      `SELECT p.* FROM pair_agent p
       WHERE ($1 OR p.supplier = $2 OR p.buyer = $2 OR p.agent = $2)
         AND ($3::text IS NULL OR p.supplier = $3) AND ($4::text IS NULL OR p.buyer = $4)
         AND ($5::text IS NULL OR p.currency = $5)
         AND ($6::boolean IS NOT TRUE
           OR coalesce(p.supplier_proposed_at, p.buyer_proposed_at) IS NOT NULL)
         AND ($7::text IS NULL OR ${KEY} > $7)
       ORDER BY ${KEY} LIMIT $8`,
      [
        ...[seesEverything(viewer), viewer.party],
        ...[filter.supplierId?.toLowerCase(), filter.buyerId?.toLowerCase(), filter.currency],
        ...[filter.pendingOnly, page.after?.[0], page.limit],
      ],
    );
    return rows.map((row) => this.toPairAgent(row));
  }

  /** By {@link pairKeyOf}, pairs that never said anything among them. */
  async findByKeys(pairKeys: readonly string[]): Promise<Map<string, PairAgentType>> {
    const pairs = pairKeys.map(pairOf);
    const rows: PairAgentRow[] = await this.dataSource.query(
      `SELECT supplier, buyer, currency, p.agent, p.agreed_at, p.supplier_proposal,
         p.supplier_proposed_at, p.buyer_proposal, p.buyer_proposed_at
       FROM unnest($1::text[], $2::text[], $3::text[]) AS k (supplier, buyer, currency)
       LEFT JOIN pair_agent p USING (supplier, buyer, currency)`,
      [
        pairs.map(({ supplier }) => supplier),
        pairs.map(({ buyer }) => buyer),
        pairs.map(({ currency }) => currency),
      ],
    );
    return new Map(rows.map((row) => [pairKeyOf(row), this.toPairAgent(row)]));
  }

  private toPairAgent(row: PairAgentRow): PairAgentType {
    return {
      supplier: row.supplier,
      buyer: row.buyer,
      currency: row.currency,
      agent: row.agent ?? this.networkAgent,
      isNetworkAgent: (row.agent ?? this.networkAgent) === this.networkAgent,
      agreedAt: row.agreed_at,
      supplierProposal: this.toProposal(row.supplier_proposal, row.supplier_proposed_at),
      buyerProposal: this.toProposal(row.buyer_proposal, row.buyer_proposed_at),
    };
  }

  private toProposal(
    agent: string | null,
    proposedAt: Date | null,
  ): SettlementAgentProposalType | null {
    return proposedAt === null ? null : { agent: agent ?? this.networkAgent, proposedAt };
  }
}

function pairOf(pairKey: string): Pair {
  const [supplier = '', buyer = '', currency = ''] = pairKey.split(':');
  return { supplier, buyer, currency };
}
