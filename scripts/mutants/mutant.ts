/** A bug to plant: the only place in the file that reads `find` becomes `replace`. */
export interface Mutant {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Tests that must see it, the likeliest first; where none is named the invariants must. */
  readonly tests?: readonly string[];
}
