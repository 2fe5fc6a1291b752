import { InputInvalidError, PARTY_ID } from '../api/index.js';
import type { ActGroup } from '../common/index.js';

const USER_NAME_MAX = 200;

/** A key is either a user's, which the platform makes, or one that the party keeps itself. */
export function checkWhose(
  userName: string | null,
  signerId: string | null,
): InputInvalidError | null {
  if ((userName === null) === (signerId === null)) {
    return new InputInvalidError('signerId', 'Name either a user or a key, and not both.');
  }
  if (userName !== null && (userName.trim() === '' || userName.length > USER_NAME_MAX)) {
    return new InputInvalidError('userName', `A name has 1 to ${USER_NAME_MAX} characters.`);
  }
  return signerId !== null && !PARTY_ID.test(signerId.toLowerCase())
    ? new InputInvalidError('signerId', 'This is no address of a key.')
    : null;
}

export function checkRights(rights: readonly ActGroup[]): InputInvalidError | null {
  return rights.length === 0
    ? new InputInvalidError('rights', 'A key has at least one right.')
    : null;
}
