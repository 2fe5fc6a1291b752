import type { ObjectLiteral } from 'typeorm';

import type { ContractName } from './contracts.js';
import type { EventHandler } from './projector.js';
import type { Verification } from './verification.js';

/**
 * What a domain module keeps of one contract: tables, how its events fill them, and how to compare them with it.
 *
 * A second read model of the same contract follows it: its handlers see the rows as the first one left them.
 *
 * Nothing else writes the tables, so they can be emptied and filled again from block 0.
 */
export interface ReadModel {
  readonly contract: ContractName;
  /** Raised when its tables or handlers change: its tables are then filled anew, beside the live ones. From 1. */
  readonly version?: number;
  readonly entities: ReadonlyArray<new () => ObjectLiteral>;
  /** By event name; a test holds that every event of the ABI has one. */
  readonly handlers: Readonly<Record<string, EventHandler>>;
  readonly verifications: readonly Verification[];
}

/** Token of the list of all read models, put together where the program is. */
export const READ_MODELS = Symbol('READ_MODELS');
