/** Rows of the portfolio's own behaviour that a customer's few rows are mixed with. */
const PRIOR_ROWS = 4;

/** Mean of some rows, drawn towards a prior as if so many rows of it had been seen as well. */
export function shrunk(sum: number, count: number, prior: number, priorRows = PRIOR_ROWS): number {
  return (sum + priorRows * prior) / (count + priorRows);
}

/** Part of a whole, or another value where there is no whole. */
export function shareOr(part: number, whole: number, otherwise: number): number {
  return whole > 0 ? part / whole : otherwise;
}
