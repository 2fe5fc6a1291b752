import { PartyRole } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';

/** Operator, auditor and settlement agent see the entries of every account. */
export function seesEveryAccount(viewer: Viewer): boolean {
  return seesEverything(viewer) || viewer.roles.includes(PartyRole.SETTLEMENT_AGENT);
}

/** Operator and settlement agent bring in statements of every account; an auditor changes nothing. */
export function importsForEveryone(viewer: Viewer): boolean {
  return (
    viewer.roles.includes(PartyRole.OPERATOR) || viewer.roles.includes(PartyRole.SETTLEMENT_AGENT)
  );
}

/** SQL condition on rows with a `party`; $1 is {@link seesEveryAccount}, $2 the viewer's party. */
export function visibleAccount(alias: string): string {
  return `($1 OR ${alias}.party = $2)`;
}
