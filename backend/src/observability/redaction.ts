const HIDDEN = '[hidden]';
const DEPTH_MAX = 5;
/** A driver may quote the whole body of a request in its error. */
const TEXT_LENGTH_MAX = 20_000;
/** A shorter one, such as a development password, is also a word. */
const SECRET_LENGTH_MIN = 8;

/** Fields whose values are never printed, by a part of their name. */
const HIDDEN_FIELDS =
  /password|passphrase|secret|token|authorization|cookie|mnemonic|private|(master|network|relay|operator|deployer|data|sealed_?)keys?|signature|iban|e-?mail|phone|legalid|calldata|^raw/i;

const PATTERNS: ReadonlyArray<readonly [RegExp, string]> = [
  // Credentials, and the path that some providers of nodes use as a key.
  [/\b(https?|postgres(?:ql)?):\/\/(?:[^\s/@"']*@)?([^\s/?#"'`)\],]+)[^\s"'`)\],]*/g, '$1://$2'],
  [/\bBearer\s+[^\s"',]+/gi, `Bearer ${HIDDEN}`],
  [/\bdbt_[\w-]+/g, HIDDEN],
  // Call data, signed transactions and signatures; ids and hashes are shorter.
  [/\b(0x[0-9a-f]{8})[0-9a-f]{120,}\b/gi, '$1…'],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, HIDDEN],
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,190}\w/g, HIDDEN],
];

/**
 * Takes secrets and personal data out of what is about to be logged.
 *
 * It is the second line: whoever logs names ids and no contents. An error is printed as its stack alone, since drivers
 * hang the parameters of a statement or the body of a request on it.
 */
export class Redaction {
  private readonly secrets: RegExp | null;

  constructor(secrets: ReadonlyArray<string | undefined>) {
    const texts = secrets
      .map((secret) => (secret ?? '').replace(/^0x/i, ''))
      .filter((secret) => secret.length >= SECRET_LENGTH_MIN)
      .map((secret) => secret.replace(/[^\w]/g, String.raw`\$&`));
    this.secrets = texts.length === 0 ? null : new RegExp(texts.join('|'), 'gi');
  }

  apply(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (isError(value)) return this.text(stackOf(value));
    if (depth >= DEPTH_MAX) return '[deeper]';
    if (Array.isArray(value)) return value.map((item) => this.apply(item, depth + 1));
    const fields = Object.entries(value).map(([name, field]) => [
      name,
      HIDDEN_FIELDS.test(name) ? HIDDEN : this.apply(field, depth + 1),
    ]);
    return Object.fromEntries(fields) as object;
  }

  private text(text: string): string {
    const withoutSecrets = this.secrets === null ? text : text.replace(this.secrets, HIDDEN);
    const clean = PATTERNS.reduce(
      (rest, [pattern, instead]) => rest.replace(pattern, instead),
      withoutSecrets,
    );
    return clean.length <= TEXT_LENGTH_MAX ? clean : `${clean.slice(0, TEXT_LENGTH_MAX)}…`;
  }
}

/** Errors of another realm are no instances of ours. */
function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function stackOf(error: Error, depth = 0): string {
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error && depth < DEPTH_MAX
    ? `${stack}\nbecause ${stackOf(error.cause, depth + 1)}`
    : stack;
}
