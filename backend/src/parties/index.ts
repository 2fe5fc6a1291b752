export {
  isValidLei,
  isValidUscc,
  leiCheckDigits,
  LEI_SCHEME,
  parseLegalId,
  USCC_SCHEME,
  usccCheckCharacter,
  type LegalId,
} from './legal-id.js';
