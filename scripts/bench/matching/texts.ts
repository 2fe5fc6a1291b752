import type { Random } from '../../sample/random.js';
import type { NoiseModel } from './noise.js';
import type { BenchBuyer } from './world.buyers.js';

const TEMPLATES: ReadonlyArray<(numbers: string) => string> = [
  (numbers) => numbers,
  (numbers) => `Rechnung ${numbers}`,
  (numbers) => `PAYMENT FOR INVOICES ${numbers}`,
  (numbers) => `Re.Nr. ${numbers} Vielen Dank`,
  (numbers) => `/ROC/NOTPROVIDED//URI/${numbers}`,
  (numbers) => `货款 发票 ${numbers}`,
];
const SILENT = ['', 'Zahlung', 'payment', 'thank you', 'Überweisung', 'TRANSFER', '货款'];
const JOINTS = [', ', ',', ' + ', ' / ', ';', ' und ', ' '];

/** What the payer writes: numbers in its own way, with the damage that banks and people do. */
export function textOf(
  numbers: readonly string[],
  buyer: BenchBuyer,
  noise: NoiseModel,
  random: Random,
): string {
  const template = TEMPLATES[buyer.style] ?? TEMPLATES[0];
  const written = abbreviated(numbers, noise, random).map((number) =>
    damage(number, noise, random),
  );
  let text = template?.(written.join(random.pick(JOINTS))) ?? '';
  if (random.chance(noise.clutterShare)) text = `${text} ${clutter(random)}`;
  return random.chance(noise.cutShare) ? text.slice(0, noise.cutChars) : text;
}

/** A text that names nothing. */
export function silentText(noise: NoiseModel, random: Random): string {
  const text = random.pick(SILENT);
  return random.chance(noise.clutterShare) ? `${text} ${clutter(random)}` : text;
}

function clutter(random: Random): string {
  const digits = (length: number): string =>
    Array.from({ length }, () => random.int(0, 9)).join('');
  return random.pick([
    () => `vom ${digits(1)}${random.int(1, 9)}.0${random.int(1, 6)}.2026`,
    () => `KD ${digits(5)}`,
    () => `order 45${digits(8)}`,
    () => `cust no ${digits(6)}`,
    () => `2026-0${random.int(1, 6)}-1${random.int(0, 9)}`,
  ])();
}

/** Ranges of neighbours, and only the last digits after the first number. */
function abbreviated(numbers: readonly string[], noise: NoiseModel, random: Random): string[] {
  const [first = ''] = numbers;
  if (numbers.length > 1 && random.chance(noise.tailShare)) {
    return [first, ...numbers.slice(1).map((number) => number.slice(-random.int(4, 5)))];
  }
  return random.chance(noise.tailShare)
    ? numbers.map((number) => /\d+$/.exec(number)?.[0] ?? number)
    : [...numbers];
}

const MISREAD: Readonly<Record<string, string>> = {
  '0': 'O',
  '1': 'I',
  '5': 'S',
  '8': 'B',
  O: '0',
  I: '1',
  S: '5',
};

function damage(number: string, noise: NoiseModel, random: Random): string {
  let text = number;
  if (random.chance(noise.separatorShare))
    text = text.replace(/[-/]/g, random.pick(['', ' ', '-', '/', '.']));
  if (!random.chance(noise.damagedShare)) return text;
  const at = random.int(Math.floor(text.length / 2), text.length - 1);
  const char = text.charAt(at);
  const other = String(random.int(0, 9));
  return random.pick([
    () => text.slice(0, at) + (MISREAD[char] ?? other) + text.slice(at + 1),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at) + other + text.slice(at),
    () => text.slice(0, at - 1) + char + text.charAt(at - 1) + text.slice(at + 1),
    () => text.slice(0, at) + other + text.slice(at + 1),
  ])();
}

/** The name as a bank shows it. */
export function nameAsShown(name: string, noise: NoiseModel, random: Random): string {
  if (!random.chance(noise.nameAltered)) return name;
  return random.pick([
    () => name.toUpperCase(),
    () =>
      name
        .replace(/ä/g, 'ae')
        .replace(/ö/g, 'oe')
        .replace(/ü/g, 'ue')
        .replace(/ß/g, 'ss')
        .toUpperCase(),
    () => name.normalize('NFD').replace(/\p{M}/gu, ''),
    () => name.slice(0, 20),
    () => name.replace(/ (?:GmbH.*|AG|Ltd|S\.r\.l\.|B\.V\.|SAS|AB|Oy|Sp.*)$|有限公司$/u, ''),
    () => name.split(' ').reverse().join(' '),
    () => slip(name, random),
  ])();
}

function slip(name: string, random: Random): string {
  const at = random.int(1, name.length - 2);
  return random.chance(0.5)
    ? name.slice(0, at) + name.slice(at + 1)
    : name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
}
