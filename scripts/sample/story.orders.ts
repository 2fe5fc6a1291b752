/** Orders of a court about a lot: one operator approves, another one carries out. */
export interface StoryOrderAct {
  readonly kind: 'APPROVE_FREEZE' | 'FREEZE' | 'APPROVE_UNFREEZE' | 'UNFREEZE';
  /** Owner of the lot. */
  readonly party: string;
  readonly receivable: string;
}
