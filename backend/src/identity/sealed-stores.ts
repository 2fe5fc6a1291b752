import { Injectable } from '@nestjs/common';

/** How many values of a store there are, and how many of them an earlier master key seals. */
export interface SealedCount {
  readonly keys: number;
  readonly outdated: number;
}

/** Values of another module that are sealed under the master key: they move to a new one with the kept keys. */
export interface SealedStore {
  count(): Promise<SealedCount>;
  /** Seals with the current master key whatever an earlier one sealed; what no given key opens stays as it is. */
  reseal(): Promise<{ readonly rewrapped: number; readonly notOpened: number }>;
}

/** Whatever is sealed beside the kept keys. */
@Injectable()
export class SealedStores {
  readonly all: SealedStore[] = [];
}
