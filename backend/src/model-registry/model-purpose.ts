import { registerEnumType } from '@nestjs/graphql';

/** What a model forecasts. */
export enum ModelPurpose {
  /** That a receivable is paid after its due date. */
  LATE_PAYMENT = 'LATE_PAYMENT',
  /** That a buyer comes into default within twelve months. */
  BUYER_DEFAULT = 'BUYER_DEFAULT',
}
registerEnumType(ModelPurpose, { name: 'ModelPurpose' });

export enum ModelStatus {
  CANDIDATE = 'CANDIDATE',
  /** Its purpose is forecast with it. */
  CHAMPION = 'CHAMPION',
  /** It was champion. */
  RETIRED = 'RETIRED',
}
registerEnumType(ModelStatus, { name: 'ModelStatus' });

export enum ModelOrigin {
  /** On the platform's own history. */
  TRAINED = 'TRAINED',
  /** Elsewhere; what it had seen is its owner's word. */
  IMPORTED = 'IMPORTED',
}
registerEnumType(ModelOrigin, { name: 'ModelOrigin' });

/** What a comparison with the champion came to. */
export enum ComparisonDecision {
  REPLACED = 'REPLACED',
  KEPT = 'KEPT',
  /** Too few rows were new to both. */
  UNDECIDED = 'UNDECIDED',
}
registerEnumType(ComparisonDecision, { name: 'ModelComparisonDecision' });
