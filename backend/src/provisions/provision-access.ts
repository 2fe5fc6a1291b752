import { PartyRole } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';

/** Suppliers keep an allowance for what they are owed, the operator one for everything on the platform. */
export function mayProvide({ roles }: Viewer): boolean {
  return roles.includes(PartyRole.SUPPLIER) || roles.includes(PartyRole.OPERATOR);
}

/** Supplier whose receivables are counted; null for everybody's. */
export function bookOf(viewer: Viewer): string | null {
  return seesEverything(viewer) ? null : viewer.party;
}

/** The same for a run that was made: those of the platform's own party count everybody's. */
export function bookOfRun(run: { readonly party: string }, platformParty: string): string | null {
  return run.party === platformParty ? null : run.party;
}
