/** Groups of acts that a signer may be entitled to; the enum's order is the bit's position in the contracts' `Acts`. */
export enum ActGroup {
  ADMINISTRATION = 'ADMINISTRATION',
  REGISTRATION = 'REGISTRATION',
  CONFIRMATION = 'CONFIRMATION',
  FINANCING = 'FINANCING',
  PLEDGING = 'PLEDGING',
  SETTLEMENT = 'SETTLEMENT',
  RECONCILIATION = 'RECONCILIATION',
  COLLECTION = 'COLLECTION',
  CREDIT = 'CREDIT',
  OPERATION = 'OPERATION',
}

const groupsInBitOrder = Object.values(ActGroup);

/** Bits of the contracts' `Acts` -> groups. */
export function actGroupsFromBits(bits: number): ActGroup[] {
  return groupsInBitOrder.filter((_, position) => (bits & (1 << position)) !== 0);
}

/** Groups -> bits of the contracts' `Acts`. */
export function actGroupsToBits(groups: readonly ActGroup[]): number {
  return groups.reduce((bits, group) => bits | (1 << groupsInBitOrder.indexOf(group)), 0);
}
