export {
  isValidLei,
  isValidUscc,
  leiCheckDigits,
  LEI_SCHEME,
  parseLegalId,
  USCC_SCHEME,
  usccCheckCharacter,
  type LegalId,
} from '../common/index.js';
export { identifierKeyOf, nameKeyOf } from './identifier.js';
export { checkOperationEvidence, keepOperationEvidence } from './operation-evidence.js';
export { PartiesModule } from './parties.module.js';
export { PartyEntity, PartyStatus, SignerEntity } from './party.entity.js';
export { PartyNotAdmittedError } from './party.errors.js';
export { PartyLoader } from './party.loader.js';
export { PartyReader, identifierText } from './party.reader.js';
export { PartyType } from './party.type.js';
export { SignerReader } from './signer.reader.js';
