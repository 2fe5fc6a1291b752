/** How a boosted model is trained. */
export interface BoostingOptions {
  readonly treesMax: number;
  readonly learningRate: number;
  readonly leavesMax: number;
  readonly depthMax: number;
  /** A leaf has at least this many training rows … */
  readonly leafRowsMin: number;
  /** … and this much of p(1−p) over them. */
  readonly leafHessianMin: number;
  readonly l2: number;
  /** A split gains at least this much. */
  readonly gainMin: number;
  /** Share of the rows that each tree sees. */
  readonly rowShare: number;
  /** Share of the features that each tree may split on. */
  readonly featureShare: number;
  /** Training ends when the loss on the validation rows has not fallen for so many trees. */
  readonly patienceTrees: number;
  readonly seed: number;
}

export const BOOSTING_DEFAULTS: BoostingOptions = {
  treesMax: 600,
  learningRate: 0.05,
  leavesMax: 24,
  depthMax: 8,
  leafRowsMin: 10,
  leafHessianMin: 0.5,
  l2: 3,
  gainMin: 0,
  rowShare: 0.8,
  featureShare: 0.5,
  patienceTrees: 60,
  seed: 20_240_101,
};
