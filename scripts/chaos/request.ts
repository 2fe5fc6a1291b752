import type { ContractName } from '../../backend/src/ledger/contracts.js';

/** An event of the ledger that tells of one act, found by the id in it. */
export interface Effect {
  readonly contract: ContractName;
  readonly event: string;
  readonly id: string;
}

/** A mutation, still without its key. */
export interface Request {
  readonly mutation: string;
  /** Name of the input type, where it is not the mutation's with `Input` after it. */
  readonly inputType?: string;
  readonly input: object;
  /** A body that is not the same; sent under the same key, it must be refused. */
  readonly otherInput?: object;
  /** What the ledger shows once for each time that it took effect. */
  readonly effects: (subjects: readonly string[]) => readonly Effect[];
}
