import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Refusal } from '../../backend/src/common/refusal.js';
import { FILE_BYTES_MAX } from '../../backend/src/documents/index.js';

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-';

/** What the operating system says, in codes of our own; anything else is FILE_UNREADABLE. */
const REFUSAL_CODES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'FILE_NOT_FOUND'],
  ['ENOTDIR', 'FILE_NOT_FOUND'],
  ['EISDIR', 'IS_DIRECTORY'],
]);

/**
 * Bytes of a file that a user named, or of standard input.
 *
 * At most one byte more than the limit is read, so that pipes and devices can't fill the memory.
 * Throws a {@link Refusal}: FILE_NOT_FOUND, IS_DIRECTORY, FILE_TOO_LARGE or FILE_UNREADABLE.
 */
export async function readInputFile(
  file: string,
  bytesMax: number = FILE_BYTES_MAX,
): Promise<Uint8Array> {
  try {
    if (file === STANDARD_INPUT) return await readBounded(process.stdin, bytesMax);
    if ((await stat(file)).isDirectory()) {
      throw refusal('IS_DIRECTORY', 'a directory: name the files in it');
    }
    return await readBounded(createReadStream(file, { end: bytesMax }), bytesMax);
  } catch (error) {
    if (error instanceof Refusal || !isSystemError(error)) throw error;
    const code = REFUSAL_CODES.get(error.code) ?? 'FILE_UNREADABLE';
    throw refusal(code, `the file can't be read (${error.code})`);
  }
}

async function readBounded(
  stream: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > bytesMax) {
      throw refusal('FILE_TOO_LARGE', `the file has more than ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What the operating system refused names the call; anything else is a fault of ours. */
function isSystemError(error: unknown): error is { readonly code: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
}

function refusal(code: string, message: string): Refusal {
  return new Refusal({ code, message, path: '' });
}
