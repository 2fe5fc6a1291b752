export {
  type BankruptcyAssessment,
  type BankruptcyModel,
  type BankruptcyTask,
  assessBankruptcy,
  rarerCount,
  reportsOfEachNeeded,
  trainBankruptcy,
} from './bankruptcy.js';
export { BehaviourFeatures } from './behaviour/features.js';
export { type InvoiceRow, forecastDayOf, isLate, orderDayOf } from './behaviour/invoice-row.js';
export { type BoostedModel, boostedMargin, trainBoosting } from './boosting/boosting.js';
export { type Explanation, explainMargin } from './boosting/contributions.js';
export {
  calibrationTable,
  fitIsotonic,
  fitPlatt,
  isotonicProbability,
  plattProbability,
} from './evaluation/calibration.js';
export { areaUnderCurve, brierScore, gainsTable, rocCurve } from './evaluation/discrimination.js';
export { type ModelFigures, modelFigures } from './evaluation/report.js';
export { type Stability, populationStability } from './evaluation/stability.js';
export { type FeatureTable, type LabelledTable, rowOf } from './feature-table.js';
export {
  type Backtest,
  type BacktestModel,
  type BacktestTask,
  BacktestImpossibleError,
  backtestLatePayment,
} from './late-payment.js';
export {
  type AltmanGap,
  type AltmanScore,
  type AltmanTerms,
  altmanScore,
  findAltmanVersion,
  isAltmanGap,
} from './ratios/altman.js';
export { ALTMAN_VERSIONS, type AltmanTerm, type AltmanVersion } from './ratios/altman.data.js';
export { type Peer, type PeerStanding, peerStanding } from './ratios/peers.js';
export { type DatedRatios, RATIO_FEATURES, RatioHistory } from './ratios/ratio-history.js';
export { type Ratio, type RatioName, altmanTermsOf, ratiosOf } from './ratios/ratios.js';
export {
  type FinancialStatement,
  type StatementFigure,
  storedStatement,
} from './ratios/statement.js';
export { type Score, type ScoreReason, type Scorecard, scoreParty } from './scorecard/scorecard.js';
export { type ModelArtefact, marginsOf } from './training/artefact.js';
export { type TrainedModel, championOf, probabilitiesOf, probabilityOf } from './training/train.js';
export { trainingDataHash } from './registry/data-hash.js';
export {
  type ModelRecord,
  MODEL_FORMAT,
  MODEL_FORMAT_VERSION,
  readModelRecord,
  writeModelRecord,
} from './registry/model-record.js';
export { type Language, featureWording, pointsText, reasonText } from './scorecard/wording.js';
export {
  type DelayDistribution,
  type PaymentDayForecast,
  PaymentDayForecaster,
} from './behaviour/payment-day.js';
export {
  type CashPosition,
  type CashWeek,
  type CashWeeks,
  cashByWeek,
} from './behaviour/cash-weeks.js';
export { type PortfolioSums, portfolioOfSums } from './behaviour/portfolio.js';
export { type BuyerState, IN_DEFAULT, buyerStateOn } from './default/buyer-state.js';
export {
  type BuyerRoll,
  type DefaultRates,
  defaultRatesOf,
  scoreAgainst,
} from './default/roll-rates.js';
export {
  BUYER_DEFAULT_FEATURES,
  LATE_PAYMENT_FEATURES,
  buyerDefaultExamples,
  buyerRecordOf,
  latePaymentExamples,
  lateRecordOf,
} from './history-examples.js';
export { MODEL_TEXT_MAX, readForeignModel } from './registry/model-rules.js';
export {
  type ChronologicalTraining,
  type DatedExamples,
  HistoryTooShortError,
  type Incumbent,
  type JudgedModel,
  HISTORY_OF_EACH_MIN,
  type SameRowsFigures,
  compareOnSameRows,
  trainChronologically,
} from './training/chronological.js';
export { type ExplainedScore, type PointReason, explainScore } from './training/explain.js';
export { canonicalModel, modelHash } from './registry/canonical-model.js';
export { CASH_WEEKS_MAX } from './behaviour/cash-weeks.js';
export { LATE_PAYMENT_BLENDS, LATE_PAYMENT_CANDIDATES } from './late-payment.candidates.js';
export { BUYER_DEFAULT_CANDIDATES } from './default/default.candidates.js';
