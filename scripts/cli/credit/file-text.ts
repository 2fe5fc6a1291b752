import { gunzipSync } from 'node:zlib';
import { Refusal } from '../../../backend/src/common/refusal.js';
import { readInputFile } from '../input-file.js';

/** Largest file that is read, and largest content that it may unpack to. */
const BYTES_MAX = 512 * 1024 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Content of a file that may be packed with gzip, whatever it is called.
 *
 * @throws {Refusal} as {@link readInputFile} does, and GZIP_BROKEN, FILE_EMPTY or FILE_TOO_LARGE
 */
export async function readPlainOrGzip(file: string): Promise<Buffer> {
  const bytes = Buffer.from(await readInputFile(file, BYTES_MAX));
  const isPacked = GZIP_MAGIC.every((byte, at) => bytes[at] === byte);
  const content = isPacked ? unpacked(bytes) : bytes;
  if (content.length === 0) throw refusal('FILE_EMPTY', 'the file is empty');
  return content;
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: BYTES_MAX });
  } catch (error) {
    if (!isCoded(error)) throw error;
    if (error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw refusal('FILE_TOO_LARGE', `the file unpacks to more than ${BYTES_MAX} bytes`);
    }
    throw refusal('GZIP_BROKEN', `the file is not whole gzip data (${error.code})`);
  }
}

/** What zlib complains of has a code; anything else is a fault of ours. */
function isCoded(error: unknown): error is { readonly code: string } {
  return typeof error === 'object' && error !== null && 'code' in error;
}

function refusal(code: string, message: string): Refusal {
  return new Refusal({ code, message, path: '' });
}
