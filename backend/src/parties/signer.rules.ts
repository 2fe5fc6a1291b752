import { isAddress } from 'ethers';

import { InputInvalidError, PARTY_ID } from '../api/index.js';
import type { ActGroup } from '../common/index.js';

const USER_NAME_MAX = 200;

/** A key is a user's, which the platform makes unless its address is given, or one for use elsewhere. */
export function checkWhose(
  userName: string | null,
  signerId: string | null,
): InputInvalidError | null {
  if (userName === null && signerId === null) {
    return new InputInvalidError('signerId', 'Name a user, a key, or both.');
  }
  if (userName !== null && (userName.trim() === '' || userName.length > USER_NAME_MAX)) {
    return new InputInvalidError('userName', `A name has 1 to ${USER_NAME_MAX} characters.`);
  }
  return signerId !== null && !isKeyAddress(signerId)
    ? new InputInvalidError('signerId', 'This is no address of a key.')
    : null;
}

/** A key that the platform does not keep has an address that only its party can tell. */
export function checkOwn(isOwnKey: boolean, newSignerId: string | null): InputInvalidError | null {
  return isOwnKey && (newSignerId === null || !isKeyAddress(newSignerId))
    ? new InputInvalidError('newSignerId', 'Name the address of the key that your party keeps.')
    : null;
}

/** One in mixed case carries a checksum: a slip would give the party's acts to a key that nobody has. */
function isKeyAddress(text: string): boolean {
  return PARTY_ID.test(text.toLowerCase()) && isAddress(text);
}

export function checkRights(rights: readonly ActGroup[]): InputInvalidError | null {
  return rights.length === 0
    ? new InputInvalidError('rights', 'A key has at least one right.')
    : null;
}
