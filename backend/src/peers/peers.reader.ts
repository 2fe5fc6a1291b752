import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { maySeeBehaviour } from '../behaviour/index.js';
import { present } from '../common/index.js';
import { type Peer, peerStanding, ratiosOf, storedStatement } from '../credit-models/index.js';
import type { Viewer } from '../identity/index.js';
import { PEERS } from './peers.sql.js';
import { type PeerComparisonType, PeerFigure, type PeerGroup } from './peers.type.js';

interface PeerRow {
  party: string;
  industry: string;
  size_band: string;
  figures: Readonly<Record<string, string>> | null;
  period_days: number | null;
  days_beyond_terms_milli: string | null;
  late_share_bps: number | null;
  dispute_share_bps: number | null;
  dilution_bps: number | null;
  confirmation_hours_mean: number | null;
}

export interface Compared {
  readonly party: string;
  readonly currency: string;
  readonly asOfDate: string;
}

const MILLI = 1_000;
const BPS = 10_000;

/**
 * Compares a party with those of its industry and size by what the viewer knows of them.
 *
 * Ratios come from statements in the viewer's own files. Figures of behaviour are those that were kept for the day when
 * buyers were rated, and are compared for viewers to whom those of all buyers are shown.
 */
@Injectable()
export class PeersReader {
  constructor(private readonly dataSource: DataSource) {}

  async compare(
    viewer: Viewer,
    { party, currency, asOfDate }: Compared,
    db: EntityManager = this.dataSource.manager,
  ): Promise<PeerComparisonType> {
    const seesAll = maySeeBehaviour(viewer, '', null);
    const rows: PeerRow[] = await db.query(PEERS, [
      viewer.party,
      party,
      asOfDate,
      currency,
      seesAll,
    ]);
    const peers = rows.map(toPeer);
    const own = present(
      peers.find(({ partyId }) => partyId === party),
      party,
    );
    const { industry, sizeBand, ratios } = own;
    const standings = Object.values(PeerFigure).map((figure) => {
      const { group, ...standing } = peerStanding(own, peers, figure);
      return { ...standing, figure, value: ratios[figure] ?? null, group: group as PeerGroup };
    });
    return { industry, sizeBand, asOfDate, standings };
  }
}

function toPeer(row: PeerRow): Peer {
  const ratios: Record<string, number | null> = {};
  const statement = storedStatement(row.figures ?? {}, row.period_days ?? 0);
  for (const [name, { value }] of Object.entries(ratiosOf(statement))) ratios[name] = value;
  return {
    partyId: row.party,
    industry: row.industry,
    sizeBand: row.size_band,
    ratios: {
      ...ratios,
      [PeerFigure.daysBeyondTerms]: over(row.days_beyond_terms_milli, MILLI),
      [PeerFigure.lateShare]: over(row.late_share_bps, BPS),
      [PeerFigure.disputeShare]: over(row.dispute_share_bps, BPS),
      [PeerFigure.dilution]: over(row.dilution_bps, BPS),
      [PeerFigure.confirmationHours]: row.confirmation_hours_mean,
    },
  };
}

function over(units: number | string | null, scale: number): number | null {
  return units === null ? null : Number(units) / scale;
}
