/** A company among those that it is compared with. */
export interface Peer {
  readonly partyId: string;
  readonly industry: string;
  /** Empty where nobody said; then none is of its size. */
  readonly sizeBand: string;
  /** Ratios by name; null where there is none. */
  readonly ratios: Readonly<Record<string, number | null>>;
}

/** Where a party stands among its peers. */
export interface PeerStanding {
  /** Share of peers with a lower value, equal ones counting half; null without enough of them. */
  readonly percentile: number | null;
  readonly median: number | null;
  /** Between them lies the middle half of the peers. */
  readonly lowerQuartile: number | null;
  readonly upperQuartile: number | null;
  readonly peerCount: number;
  /** Peers of the same industry and size, or of the industry alone where those are too few. */
  readonly group: 'INDUSTRY_AND_SIZE' | 'INDUSTRY' | 'TOO_FEW';
}

/** Fewer peers say nothing about where one stands. */
export const PEERS_MIN = 10;

/** Standing of one ratio; the party itself is never its own peer. */
export function peerStanding(party: Peer, others: readonly Peer[], ratio: string): PeerStanding {
  const industry = others.filter((peer) => {
    return peer.partyId !== party.partyId && peer.industry === party.industry;
  });
  const sameSize = valuesOf(
    industry.filter(({ sizeBand }) => sizeBand !== '' && sizeBand === party.sizeBand),
    ratio,
  );
  if (sameSize.length >= PEERS_MIN) return standing(party, sameSize, ratio, 'INDUSTRY_AND_SIZE');
  const all = valuesOf(industry, ratio);
  if (all.length >= PEERS_MIN) return standing(party, all, ratio, 'INDUSTRY');
  const none = { percentile: null, median: null, lowerQuartile: null, upperQuartile: null };
  return { ...none, peerCount: all.length, group: 'TOO_FEW' };
}

function standing(
  party: Peer,
  values: readonly number[],
  ratio: string,
  group: PeerStanding['group'],
): PeerStanding {
  const own = party.ratios[ratio] ?? null;
  const sorted = values.toSorted((left, right) => left - right);
  const percentile = own === null ? null : shareBelow(sorted, own);
  return {
    percentile,
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    peerCount: values.length,
    group,
  };
}

/** Between neighbours in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

function shareBelow(values: readonly number[], own: number): number {
  const below = values.filter((value) => value < own).length;
  const equal = values.filter((value) => value === own).length;
  return (below + equal / 2) / values.length;
}

function valuesOf(peers: readonly Peer[], ratio: string): number[] {
  return peers.flatMap((peer) => peer.ratios[ratio] ?? []);
}
