import { PartyRole } from '../common/party-roles.js';

/** Who asks: a user and the party that the user works for, both from the token. */
export interface Viewer {
  readonly userId: string;
  readonly userName: string;
  /** Ledger address of the party, lower-case. */
  readonly party: string;
  readonly roles: readonly PartyRole[];
}

/** Id in place of a user's, for what the platform does by itself: no user has it. */
export const NO_USER = '00000000-0000-0000-0000-000000000000';

/** Operator and auditor read everything; every other party sees what concerns it. */
export function seesEverything(viewer: Viewer): boolean {
  return viewer.roles.includes(PartyRole.OPERATOR) || viewer.roles.includes(PartyRole.AUDITOR);
}

/** An auditor who is nothing else. */
export function changesNothing({ roles }: Viewer): boolean {
  return roles.length > 0 && roles.every((role) => role === PartyRole.AUDITOR);
}
