import { Refusal, type RefusalDetail } from '../common/refusal.js';

/** Errors of one file that are reported: ten thousand wrong lines are one wrong file. */
const OBJECTIONS_MAX = 50;

/** A place in a text file, lines and columns counted from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** What is wrong there. */
export interface Objection {
  readonly code: string;
  readonly message: string;
}

/** Collects what is wrong with one text file, so that a sender learns of all errors at once. */
export class Objections {
  private readonly refused: RefusalDetail[] = [];
  private readonly noted: RefusalDetail[] = [];

  get errors(): readonly RefusalDetail[] {
    return this.refused;
  }

  get warnings(): readonly RefusalDetail[] {
    return this.noted;
  }

  get failed(): boolean {
    return this.refused.length > 0;
  }

  refuse(place: Place, { code, message }: Objection): void {
    if (this.refused.length < OBJECTIONS_MAX) this.refused.push({ code, message, ...place });
  }

  warn(place: Place, { code, message }: Objection): void {
    if (this.noted.length < OBJECTIONS_MAX) this.noted.push({ code, message, ...place });
  }

  /** Passes a value through and collects a refusal in its place. */
  accept<Value>(value: Value | Refusal, place: Place): Value | null {
    if (!(value instanceof Refusal)) return value;
    this.refuse(place, value);
    return null;
  }
}
