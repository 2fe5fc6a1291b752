/** Roles of a party; the enum's order is the bit's position in the contracts' `Roles`. */
export enum PartyRole {
  SUPPLIER = 'SUPPLIER',
  BUYER = 'BUYER',
  FINANCIER = 'FINANCIER',
  SETTLEMENT_AGENT = 'SETTLEMENT_AGENT',
  ASSESSOR = 'ASSESSOR',
  COLLECTOR = 'COLLECTOR',
  AUDITOR = 'AUDITOR',
  OPERATOR = 'OPERATOR',
}

const rolesInBitOrder = Object.values(PartyRole);

/** Bits of the contracts' `Roles` -> roles. */
export function rolesFromBits(bits: number): PartyRole[] {
  return rolesInBitOrder.filter((_, position) => (bits & (1 << position)) !== 0);
}

/** Roles -> bits of the contracts' `Roles`. */
export function rolesToBits(roles: readonly PartyRole[]): number {
  return roles.reduce((bits, role) => bits | (1 << rolesInBitOrder.indexOf(role)), 0);
}
