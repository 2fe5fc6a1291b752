import { registerEnumType } from '@nestjs/graphql';

import { formatAmountMinor } from '../common/index.js';

/** Languages that papers are printed in. */
export enum PaperLanguage {
  EN = 'EN',
  ZH = 'ZH',
}
registerEnumType(PaperLanguage, { name: 'PaperLanguage' });

/** Decimal text with all decimals of the currency and a comma between thousands. */
export function printAmount(amountMinor: bigint, currency: string): string {
  const [whole = '', fraction] = formatAmountMinor(amountMinor, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function printCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** To the minute, in UTC. */
export function printInstant(instant: Date): string {
  return instant.toISOString().slice(0, 16).replace('T', ' ');
}
