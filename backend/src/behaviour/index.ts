export { BehaviourModule } from './behaviour.module.js';
export { BehaviourReader, maySeeBehaviour } from './behaviour.reader.js';
export { BehaviourType } from './behaviour.type.js';
export { PaymentPatternReader } from './payment-pattern.reader.js';
export type {
  AmountBandType,
  PaymentMonthType,
  PaymentPatternType,
  PaymentTimeBandType,
} from './payment-pattern.type.js';
