import type { Request } from './request.js';

interface Entry {
  readonly request: Request;
  readonly commandIds: Set<string>;
  readonly declines: string[];
}

/** What the clients asked for and what they were told: their side of the story, written by nobody else. */
export class Journal {
  readonly entries = new Map<string, Entry>();
  readonly violations: string[] = [];

  asked(key: string, request: Request): void {
    this.entries.set(key, { request, commandIds: new Set(), declines: [] });
  }

  accepted(key: string, commandId: string): void {
    this.#entry(key).commandIds.add(commandId);
  }

  declined(key: string, code: string): void {
    this.#entry(key).declines.push(code);
  }

  /** An answer that no run of events allows. */
  violates(sentence: string): void {
    this.violations.push(sentence);
  }

  #entry(key: string): Entry {
    const entry = this.entries.get(key);
    if (entry === undefined) throw new Error(`nobody asked with the key ${key}`);
    return entry;
  }
}
