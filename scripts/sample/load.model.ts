import type { StoryRole } from './story.model.js';

/** Moves the ledger's time, which the story sets while it is told. */
export interface StoryClock {
  /** Never goes back: a moment that is past already changes nothing. */
  advanceTo(unixSeconds: number): Promise<void>;
}

export interface SampleProgress {
  readonly step: number;
  readonly steps: number;
  /** 0 to 100, by what there is to send. */
  readonly percent: number;
  /** Day of the story. */
  readonly date: string;
}

export interface SampleOptions {
  readonly url: string;
  readonly operatorToken: string;
  readonly seed: number;
  /** The last day of the story. */
  readonly endDate: string;
  readonly clock: StoryClock;
  /** First step that is still to be sent; steps before it are known to be done. */
  readonly fromStep?: number;
  /** Called after each step; what it returns is waited for, so that progress can be stored. */
  readonly onProgress?: (progress: SampleProgress) => Promise<void> | void;
  readonly signal?: AbortSignal;
}

/** Something that the API or the ledger refused, which a story does not expect. */
export interface SampleRefusal {
  readonly date: string;
  readonly act: string;
  readonly message: string;
}

export interface SampleSummary {
  readonly receivables: number;
  readonly deals: number;
  readonly requests: number;
  readonly seconds: number;
  readonly refusals: readonly SampleRefusal[];
  /** A party of each role with a token of a user, for trying the API out. */
  readonly guests: ReadonlyArray<{
    readonly role: StoryRole;
    readonly name: string;
    readonly partyId: string;
    readonly token: string;
  }>;
}
