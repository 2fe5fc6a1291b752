// Plain JavaScript: an older Node reads it, too.
const NEEDED = [22, 13];

/** The oldest Node that Duebill runs on. */
export const NODE_NEEDED = NEEDED.join('.');

export function isNodeTooOld() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
}
