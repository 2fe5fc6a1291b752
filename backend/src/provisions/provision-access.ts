import { registerEnumType } from '@nestjs/graphql';

import { PartyRole } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';

/** What an allowance is for. */
export enum ProvisionBook {
  /** What a supplier's buyers owe, whoever holds it; for the operator, what everybody's owe. */
  OWED = 'OWED',
  /** Lots that a party holds itself. */
  HELD = 'HELD',
}
registerEnumType(ProvisionBook, { name: 'ProvisionBook' });

/** Receivables or lots that are counted. */
export interface Book {
  readonly kind: ProvisionBook;
  /** Supplier or holder; null for everybody's receivables. */
  readonly party: string | null;
}

/** Suppliers and financiers keep an allowance of their own, the operator one for everything on the platform. */
export function mayProvide({ roles }: Viewer): boolean {
  const providing = [PartyRole.SUPPLIER, PartyRole.FINANCIER, PartyRole.OPERATOR];
  return providing.some((role) => roles.includes(role));
}

/** The book that is wanted, or that of the party's role: a financier that supplies nothing has what it holds. */
export function bookOf(viewer: Viewer, wanted: ProvisionBook | null = null): Book {
  const { roles, party } = viewer;
  const owes = seesEverything(viewer) || roles.includes(PartyRole.SUPPLIER);
  const usual = !owes && roles.includes(PartyRole.FINANCIER);
  const kind = wanted ?? (usual ? ProvisionBook.HELD : ProvisionBook.OWED);
  const isEverybodys = kind === ProvisionBook.OWED && seesEverything(viewer);
  return { kind, party: isEverybodys ? null : party };
}

/** The same for a run that was made: those of the platform's own party count everybody's. */
export function bookOfRun(
  run: { readonly party: string; readonly book: ProvisionBook },
  platformParty: string,
): Book {
  const isEverybodys = run.book === ProvisionBook.OWED && run.party === platformParty;
  return { kind: run.book, party: isEverybodys ? null : run.party };
}
