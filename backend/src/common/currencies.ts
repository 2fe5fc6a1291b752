/**
 * ISO 4217 minor-unit exponents. Two decimals is the rule, so only the codes are listed; the
 * exceptions are in the tables of their own. Codes without a minor unit (gold, SDR, testing, "no
 * currency") are left out on purpose: nothing can be owed in them.
 */
const TWO_DECIMALS = `
  AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
  CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
  GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL
  MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
  PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
  TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`;
const ZERO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';
const FOUR_DECIMALS = 'CLF UYW';

/** Withdrawn since 2007: documents of their time are still valid. */
const WITHDRAWN_TWO_DECIMALS = `
  CUC CYP EEK GHC HRK LTL LVL MRO MTL MZM SDD SIT SKK SLL STD VEF ZMK ZWD ZWL ZWN ZWR`;
const WITHDRAWN_ZERO_DECIMALS = 'BYR ROL TRL';

function entriesOf(codes: string, exponent: number): [string, number][] {
  return codes
    .trim()
    .split(/\s+/)
    .map((code) => [code, exponent]);
}

const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...entriesOf(TWO_DECIMALS, 2),
  ...entriesOf(ZERO_DECIMALS, 0),
  ...entriesOf(THREE_DECIMALS, 3),
  ...entriesOf(FOUR_DECIMALS, 4),
  ...entriesOf(WITHDRAWN_TWO_DECIMALS, 2),
  ...entriesOf(WITHDRAWN_ZERO_DECIMALS, 0),
]);

/** Decimals of the currency's minor unit, or null when ISO 4217 has no such currency. */
export function findCurrencyExponent(currency: string): number | null {
  return EXPONENTS.get(currency) ?? null;
}
