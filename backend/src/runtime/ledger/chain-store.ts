import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { findText, publishDraft, writeDraft, writeFileAtomic } from '../files.js';
import type { JournalBlock } from './block.js';

const GENERATIONS_KEPT = 2;
const FILE_PATTERN = /^(\d{6})\.(snapshot\.gz|journal)$/;

/** First line of every journal: how the chain began, for the generation that has no snapshot. */
interface JournalHeader {
  readonly genesisTimestamp: number;
}

/**
 * The chain on disk, in generations. Generation k is a snapshot of the whole chain and a journal of
 * the blocks after it; generation 0 begins at genesis and has only a journal. If the newest
 * snapshot cannot be read, the one before it and both journals lead to the same block.
 */
export class ChainStore {
  #journal: FileHandle | undefined;

  constructor(private readonly folder: string) {}

  /** Existing generations, the oldest first. */
  async listGenerations(): Promise<number[]> {
    const names = await readdir(this.folder);
    const numbers = names.flatMap((name) => FILE_PATTERN.exec(name)?.[1] ?? []).map(Number);
    return [...new Set(numbers)].sort((a, b) => a - b);
  }

  /** Writes the state that the node loads to a file; false if there is none or its checksum is wrong. */
  async unpackSnapshot(generation: number, file: string): Promise<boolean> {
    try {
      await pipeline(
        createReadStream(this.#path(generation, 'snapshot.gz')),
        createGunzip(),
        createWriteStream(file, { mode: 0o600 }),
      );
      return true;
    } catch {
      // Missing or torn: either way an older generation has to serve.
      return false;
    }
  }

  async findGenesisTimestamp(generation: number): Promise<number | undefined> {
    const [header] = await this.#readLines(generation);
    return (header as JournalHeader | undefined)?.genesisTimestamp;
  }

  /** The blocks of one journal up to the first line that a kill left unfinished. */
  async readJournal(generation: number): Promise<JournalBlock[]> {
    return (await this.#readLines(generation)).slice(1) as JournalBlock[];
  }

  /** Writes a snapshot that counts only once a generation begins with it. */
  async draftSnapshot(packed: AsyncIterable<Uint8Array>): Promise<void> {
    await writeDraft(this.#draft, packed);
  }

  /** Begins a generation, with the snapshot that was drafted last or as it is; the ones before the previous are no longer needed. */
  async beginGeneration(
    generation: number,
    { genesisTimestamp, hasDraft = false }: { genesisTimestamp: number; hasDraft?: boolean },
  ): Promise<void> {
    const header: JournalHeader = { genesisTimestamp };
    await this.close();
    // The journal first: a snapshot without one would hide that this generation is incomplete.
    await writeFileAtomic(this.#path(generation, 'journal'), `${JSON.stringify(header)}\n`);
    if (hasDraft) await publishDraft(this.#draft, this.#path(generation, 'snapshot.gz'));
    this.#journal = await open(this.#path(generation, 'journal'), 'a');
    await this.#removeOld(generation);
  }

  /** Survives a kill of this process at once and a power failure after the next `sync`. */
  async append(block: JournalBlock): Promise<void> {
    await this.#journal?.appendFile(`${JSON.stringify(block)}\n`);
  }

  async sync(): Promise<void> {
    await this.#journal?.datasync();
  }

  async close(): Promise<void> {
    const journal = this.#journal;
    this.#journal = undefined;
    await journal?.close();
  }

  async #readLines(generation: number): Promise<unknown[]> {
    const text = (await findText(this.#path(generation, 'journal'))) ?? '';
    // Only what ends with a line break was written whole.
    const lines = text.split('\n').slice(0, -1);
    const values: unknown[] = [];
    for (const line of lines) {
      const value = parseLine(line);
      if (value === undefined) break;
      values.push(value);
    }
    return values;
  }

  async #removeOld(newest: number): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const generation = FILE_PATTERN.exec(name)?.[1];
      const isOld = generation !== undefined && Number(generation) <= newest - GENERATIONS_KEPT;
      if (isOld || name.endsWith('.draft')) await rm(join(this.folder, name), { force: true });
    }
  }

  get #draft(): string {
    return join(this.folder, 'snapshot.gz.draft');
  }

  #path(generation: number, kind: 'snapshot.gz' | 'journal'): string {
    return join(this.folder, `${String(generation).padStart(6, '0')}.${kind}`);
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
