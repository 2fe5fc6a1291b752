import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AssessmentWorkKind } from './assessment-work.type.js';

/** A work that is being done. */
export interface Work {
  readonly workId: string;
  /** Party that asked for it. */
  readonly owner: string;
  readonly askedBy: string;
  readonly kind: AssessmentWorkKind;
  readonly task: Readonly<Record<string, unknown>>;
}

/** What whoever does a work may use. */
export interface WorkTools {
  /** Aborted when it was taken back, or another process does it; nothing more may be written then. */
  readonly signal: AbortSignal;
  /** Tells how much is done. */
  readonly progress: (percent: number) => void;
}

/** How work of a kind is done. */
export interface WorkKindHandler {
  /**
   * Does all that takes long, and gives what writes the result and says what it came to in one sentence.
   *
   * It runs in the transaction that ends the work: whoever lost the work in the meantime writes nothing.
   *
   * @throws {WorkRefusedError} when what was asked for is not possible
   */
  run(work: Work, tools: WorkTools): Promise<(db: EntityManager) => Promise<string>>;
}

/** What was asked for is not possible; the message is for who asked. */
export class WorkRefusedError extends Error {
  override readonly name = 'WorkRefusedError';
}

/** Which part of the platform does which kind of work; each registers its own. */
@Injectable()
export class WorkKinds {
  private readonly handlers = new Map<string, WorkKindHandler>();

  register(kind: AssessmentWorkKind, handler: WorkKindHandler): void {
    this.handlers.set(kind, handler);
  }

  find(kind: string): WorkKindHandler | null {
    return this.handlers.get(kind) ?? null;
  }
}
