import { AbiCoder, type Interface, type ParamType } from 'ethers';

import { present } from '../common/index.js';
import type { LedgerAnswer } from './verification.js';

const WORD_CHARS = 64;
const PREFIX_CHARS = 2;
const coder = AbiCoder.defaultAbiCoder();

/**
 * What a view answered: a list item by item, a single thing as a list of one.
 *
 * Items are decoded one by one, because the decoder copies all of its input for each word that it reads, which makes
 * long lists slow with the square of their length.
 */
export function decodeAnswer(abi: Interface, read: string, answer: string): LedgerAnswer[] {
  const { outputs } = present(abi.getFunction(read), `function ${read}`);
  const [output] = outputs;
  const item = output?.arrayChildren;
  if (outputs.length === 1 && item) {
    return itemsOf(item, answer).map((words) => coder.decode([item], words)[0] as LedgerAnswer);
  }
  // A view of several things answers with them by their names.
  const result = abi.decodeFunctionResult(read, answer);
  return [(outputs.length > 1 ? result : result[0]) as LedgerAnswer];
}

/** The words of each item of an encoded list, as if each had been encoded alone. */
function itemsOf(item: ParamType, answer: string): string[] {
  const body = answer.slice(PREFIX_CHARS + 2 * WORD_CHARS);
  const count = numberAt(answer.slice(PREFIX_CHARS + WORD_CHARS), 0);
  const indexes = Array.from({ length: count }, (_, index) => index);
  if (!isDynamic(item)) {
    const chars = wordsOf(item) * WORD_CHARS;
    return indexes.map((index) => `0x${body.slice(index * chars, (index + 1) * chars)}`);
  }
  const offsets = indexes.map((index) => numberAt(body, index) * 2);
  const head = (WORD_CHARS / 2).toString(16).padStart(WORD_CHARS, '0');
  return offsets.map((offset, index) => `0x${head}${body.slice(offset, offsets[index + 1])}`);
}

function numberAt(hex: string, word: number): number {
  return Number.parseInt(hex.slice(word * WORD_CHARS, (word + 1) * WORD_CHARS), 16);
}

function isDynamic({ type, arrayLength, arrayChildren, components }: ParamType): boolean {
  if (arrayChildren) return arrayLength === -1 || isDynamic(arrayChildren);
  return type === 'string' || type === 'bytes' || (components ?? []).some(isDynamic);
}

function wordsOf({ arrayLength, arrayChildren, components }: ParamType): number {
  if (arrayChildren) return (arrayLength ?? 0) * wordsOf(arrayChildren);
  return components ? components.reduce((sum, part) => sum + wordsOf(part), 0) : 1;
}
