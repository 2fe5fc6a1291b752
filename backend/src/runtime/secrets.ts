import { randomBytes } from 'node:crypto';

import { DEVELOPMENT_KEY_PREFIX, Secret, SECRET_NAMES, type SecretName } from '../config/index.js';
import type { DataDir } from './data-dir.js';
import { findText, writeFileAtomic } from './files.js';
import { RuntimeRefusal } from './runtime.errors.js';

const OWNER_ONLY = 0o600;
const PASSWORDS = ['databaseAdminPassword', 'databasePassword'] as const;

/** Everything that the embedded mode has to keep to itself. */
export type EmbeddedSecrets = Readonly<Record<SecretName | (typeof PASSWORDS)[number], Secret>>;

/** The secrets of this data folder, generated once and then only read. */
export async function loadOrCreateSecrets(dir: DataDir): Promise<EmbeddedSecrets> {
  const text = await findText(dir.secrets);
  if (text !== undefined) return parseSecrets(text, dir.secrets);
  const created = generateSecrets();
  await writeFileAtomic(dir.secrets, `${JSON.stringify(created, null, 2)}\n`, OWNER_ONLY);
  return wrap(created);
}

/**
 * Keys carry the mark by which production refuses them; a random key of 28 bytes lies on the curve.
 */
function generateSecrets(): Record<string, string> {
  const keys = SECRET_NAMES.map((name) => [name, generateKey()]);
  const passwords = PASSWORDS.map((name) => [name, randomBytes(24).toString('base64url')]);
  return Object.fromEntries([...keys, ...passwords]) as Record<string, string>;
}

function generateKey(): string {
  return DEVELOPMENT_KEY_PREFIX + randomBytes(28).toString('hex');
}

function parseSecrets(text: string, path: string): EmbeddedSecrets {
  const names = [...SECRET_NAMES, ...PASSWORDS];
  let stored: Record<string, unknown>;
  try {
    stored = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new RuntimeRefusal(`${path} is not JSON; restore it from a backup.`, { cause: error });
  }
  const missing = names.filter((name) => typeof stored[name] !== 'string');
  if (missing.length > 0) throw new RuntimeRefusal(`${path} lacks ${missing.join(', ')}.`);
  return wrap(stored as Record<string, string>);
}

function wrap(values: Readonly<Record<string, string>>): EmbeddedSecrets {
  const entries = Object.entries(values).map(([name, value]) => [name, new Secret(value)]);
  return Object.freeze(Object.fromEntries(entries)) as EmbeddedSecrets;
}
