export { AssessmentWorkModule } from './assessment-work.module.js';
export { AssessmentWorkReader } from './assessment-work.reader.js';
export { AssessmentWorkService } from './assessment-work.service.js';
export {
  AssessmentWorkKind,
  AssessmentWorkStatus,
  AssessmentWorkType,
} from './assessment-work.type.js';
export {
  type Work,
  type WorkKindHandler,
  WorkKinds,
  WorkRefusedError,
  type WorkTools,
} from './work-kinds.js';
