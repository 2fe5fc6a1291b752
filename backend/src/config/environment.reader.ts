import type { ConfigProblem } from './config.js';
import { Secret } from './secret.js';

/** The order of secp256k1: a private key lies strictly between zero and it. */
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Reads variables one by one and collects what is wrong with them instead of stopping at the first.
 */
export class EnvironmentReader {
  readonly problems: ConfigProblem[] = [];

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** An empty variable counts as absent: shells and compose files cannot unset one. */
  text(variable: string): string | undefined {
    const value = this.env[variable]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  integer(variable: string, range: { min: number; max: number }): number | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= range.min && number <= range.max) return number;
    this.refuse(variable, `"${value}" is not a whole number from ${range.min} to ${range.max}.`);
    return undefined;
  }

  /** The refusals of URLs never repeat the value: it may hold a password. */
  urls(variable: string, protocols: readonly string[]): string[] {
    const values = (this.text(variable) ?? '').split(',').map((part) => part.trim());
    const urls = values.filter((value) => value !== '');
    urls.forEach((url, index) => {
      if (URL.canParse(url) && protocols.includes(new URL(url).protocol)) return;
      const which = urls.length > 1 ? `entry ${index + 1}` : 'the value';
      this.refuse(variable, `${which} is not a URL that starts with ${protocols.join(' or ')}//.`);
    });
    return urls;
  }

  /** Symmetric keys, separated by commas. */
  hexKeys(variable: string): Secret[] {
    const values = (this.text(variable) ?? '').split(',').map((part) => part.trim());
    const given = values.filter((value) => value !== '');
    const keys = given.flatMap((value) => this.parseKey(variable, value, 'symmetric') ?? []);
    return keys.length === given.length ? keys : [];
  }

  /** 32 bytes as hexadecimal digits, with or without 0x; normalised to lower case with 0x. */
  hexKey(variable: string, kind: 'symmetric' | 'signing'): Secret | undefined {
    const value = this.text(variable);
    return value === undefined ? undefined : this.parseKey(variable, value, kind);
  }

  refuse(variable: string, sentence: string): void {
    this.problems.push({ variable, sentence });
  }

  private parseKey(
    variable: string,
    value: string,
    kind: 'symmetric' | 'signing',
  ): Secret | undefined {
    if (!/^(0x)?[0-9a-f]{64}$/i.test(value)) {
      this.refuse(variable, 'is not 32 bytes in hexadecimal (64 digits, 0x in front is allowed).');
      return undefined;
    }
    const key = `0x${value.replace(/^0x/i, '').toLowerCase()}`;
    if (BigInt(key) === 0n || (kind === 'signing' && BigInt(key) >= CURVE_ORDER)) {
      this.refuse(variable, 'is not a usable key: it must lie between zero and the curve order.');
      return undefined;
    }
    return new Secret(key);
  }
}
