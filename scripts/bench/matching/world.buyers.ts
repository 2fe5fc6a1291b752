import { ibanOf } from '../../bank/iban.js';
import type { Random } from '../../sample/random.js';
import type { NoiseModel } from './noise.js';

/** A buyer of the bench: how it is called, from where and how it pays. */
export interface BenchBuyer {
  readonly id: string;
  readonly name: string;
  readonly accounts: readonly string[];
  /** Accounts that the supplier was never told. */
  readonly unknownAccount: string;
  /** How likely an entry of it names what it pays. */
  readonly naming: number;
  readonly delayDays: number;
  readonly takesDiscount: boolean;
  readonly discountBps: number;
  /** Amounts that come again and again; empty for most. */
  readonly usualMinor: readonly bigint[];
  readonly style: number;
}

const FIRST = (
  'Adler Bergmann Castell Dornbusch Eichholz Falkner Grünwald Hösel Imhof Jäger Köster Lindqvist Møller Nordström ' +
  'Østergaard Petersen Quandt Rößler Schäfer Thießen Ulbricht Vogelsang Wächter Zöllner Almeida Beltrán Caballero ' +
  'Delacroix Étienne Fournier Giordano Hernández Iglesias Jiménez Kowalczyk Łukasik Marchetti Nováček Oliveira Peña'
).split(' ');
const SECOND = (
  'Logistik Maschinenbau Handel Elektronik Textil Chemie Foods Packaging Automotive Technik Bau Energie Medical ' +
  'Werkzeuge Papier Möbel Instruments Trading Plastics Optik'
).split(' ');
const FORMS = [
  'GmbH',
  'GmbH & Co. KG',
  'AG',
  'Ltd',
  'S.r.l.',
  'B.V.',
  'SAS',
  'AB',
  'Oy',
  'Sp. z o.o.',
];
const HAN_CITIES = ['上海', '深圳', '苏州', '宁波', '青岛', '广州', '杭州', '天津'];
const HAN_NAMES = '澜柏霁岚砚舟翊禾钧璞汐岭芃野屿棠砺川岷溪';
const HAN_TRADES = ['贸易', '电子科技', '机械制造', '进出口', '国际物流', '纺织'];
const COUNTRIES = ['DE', 'AT', 'NL', 'FR', 'IT', 'ES', 'PL', 'SE', 'FI', 'DK'];

/** Buyers with names that resemble one another as those of a trade do. */
export function makeBuyers(count: number, noise: NoiseModel, random: Random): BenchBuyer[] {
  const names = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    let name = nameOf(random);
    while (names.has(name)) name = nameOf(random);
    names.add(name);
    const hasHabit = random.chance(noise.namingBuyers);
    const repeats = random.chance(noise.repeatedAmounts);
    return {
      id: `B${String(index + 1).padStart(4, '0')}`,
      name,
      accounts: Array.from({ length: random.int(1, 2) }, () => accountOf(random)),
      unknownAccount: accountOf(random),
      naming: hasHabit ? noise.namedByNaming : noise.namedByOthers,
      delayDays: random.int(-5, 25),
      takesDiscount: random.chance(0.3),
      discountBps: random.pick([0, 0, 200, 300]),
      usualMinor: repeats ? [1, 2, 3].map(() => BigInt(random.int(50, 900)) * 1_000n) : [],
      style: random.int(0, 5),
    };
  });
}

function nameOf(random: Random): string {
  if (random.chance(0.12)) {
    const given = [...HAN_NAMES];
    return `${random.pick(HAN_CITIES)}${random.pick(given)}${random.pick(given)}${random.pick(HAN_TRADES)}有限公司`;
  }
  const first = random.chance(0.25)
    ? `${random.pick(FIRST)}-${random.pick(FIRST)}`
    : random.pick(FIRST);
  return `${first} ${random.pick(SECOND)} ${random.pick(FORMS)}`;
}

function accountOf(random: Random): string {
  const digits = Array.from({ length: 20 }, () => random.int(0, 9)).join('');
  return ibanOf(random.pick(COUNTRIES), digits) ?? digits;
}
