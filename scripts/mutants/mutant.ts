/** A bug to plant: the only place in the file that reads `find` becomes `replace`. */
export interface Mutant {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Acts of the campaign, as `Ledger_InvariantTest` numbers them: all, those of collection, those of finance. */
  readonly focus?: 0 | 1 | 2;
  /** Tests that must see it, the likeliest first; where none is named the invariants must. */
  readonly tests?: readonly string[];
}
