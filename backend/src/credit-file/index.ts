export { CreditFileModule } from './credit-file.module.js';
export { CreditRecordKind, FileGapProblem, gapsOn } from './file-gaps.js';
