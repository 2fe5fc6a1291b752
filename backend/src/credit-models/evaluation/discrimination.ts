/** Row numbers by falling score; rows of one score keep their order. */
export function orderByScoreDown(scores: Float64Array): Int32Array {
  const order = new Int32Array(scores.length);
  for (let row = 0; row < order.length; row += 1) order[row] = row;
  return order.sort((left, right) => scores[right]! - scores[left]! || left - right);
}

/**
 * Chance that a bad row has a higher score than a good one; equal scores count half.
 *
 * `NaN` where one of the two kinds is absent.
 */
export function areaUnderCurve(labels: Uint8Array, scores: Float64Array): number {
  const order = orderByScoreDown(scores);
  let badSeen = 0;
  let goodSeen = 0;
  let twiceWins = 0;
  for (let start = 0; start < order.length;) {
    const end = endOfTies(order, scores, start);
    let bad = 0;
    for (let at = start; at < end; at += 1) bad += labels[order[at]!]!;
    const good = end - start - bad;
    twiceWins += good * (2 * badSeen + bad);
    badSeen += bad;
    goodSeen += good;
    start = end;
  }
  return twiceWins / (2 * badSeen * goodSeen);
}

/** Mean squared distance of probability and outcome. */
export function brierScore(labels: Uint8Array, probabilities: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) sum += (probabilities[row]! - labels[row]!) ** 2;
  return sum / labels.length;
}

/** Mean negative log likelihood; probabilities are kept away from 0 and 1. */
export function logLoss(labels: Uint8Array, probabilities: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const probability = Math.min(Math.max(probabilities[row]!, 1e-12), 1 - 1e-12);
    sum -= labels[row] === 1 ? Math.log(probability) : Math.log1p(-probability);
  }
  return sum / labels.length;
}

/** Share of the good and of the bad rows at or above a score. */
export interface RocPoint {
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/** The curve from (0, 0) to (1, 1), thinned to at most `pointsMax` points. */
export function rocCurve(
  labels: Uint8Array,
  scores: Float64Array,
  pointsMax = 200,
): readonly RocPoint[] {
  const order = orderByScoreDown(scores);
  const points: RocPoint[] = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  let bad = 0;
  const badTotal = labels.reduce((sum, label) => sum + label, 0);
  for (let start = 0; start < order.length;) {
    const end = endOfTies(order, scores, start);
    for (let at = start; at < end; at += 1) bad += labels[order[at]!]!;
    const falsePositiveRate = (end - bad) / (order.length - badTotal);
    points.push({ falsePositiveRate, truePositiveRate: bad / badTotal });
    start = end;
  }
  const step = Math.max(1, Math.ceil(points.length / pointsMax));
  return points.filter((_point, at) => at % step === 0 || at === points.length - 1);
}

/** Greatest distance of the two shares along the curve (Kolmogorov–Smirnov). */
export function kolmogorovSmirnov(labels: Uint8Array, scores: Float64Array): number {
  const curve = rocCurve(labels, scores, Infinity);
  return curve.reduce(
    (most, point) => Math.max(most, Math.abs(point.truePositiveRate - point.falsePositiveRate)),
    0,
  );
}

/** What the riskiest tenth, two tenths … of the rows hold. */
export interface GainsRow {
  /** Share of all rows, riskiest first. */
  readonly share: number;
  readonly rows: number;
  readonly bad: number;
  /** Share of all bad rows that are among these. */
  readonly captured: number;
  /** How many times more bad rows than in a random sample. */
  readonly lift: number;
}

/** The cumulative gains table in tenths. */
export function gainsTable(
  labels: Uint8Array,
  scores: Float64Array,
  parts = 10,
): readonly GainsRow[] {
  const order = orderByScoreDown(scores);
  const badTotal = labels.reduce((sum, label) => sum + label, 0);
  const table: GainsRow[] = [];
  let bad = 0;
  let row = 0;
  for (let part = 1; part <= parts; part += 1) {
    const end = Math.round((order.length * part) / parts);
    for (; row < end; row += 1) bad += labels[order[row]!]!;
    const captured = badTotal === 0 ? NaN : bad / badTotal;
    const lift = end === 0 ? NaN : captured / (end / order.length);
    table.push({ share: part / parts, rows: end, bad, captured, lift });
  }
  return table;
}

function endOfTies(order: Int32Array, scores: Float64Array, start: number): number {
  const score = scores[order[start]!]!;
  let end = start + 1;
  while (end < order.length && scores[order[end]!]! === score) end += 1;
  return end;
}
