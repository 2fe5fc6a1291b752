/** What the exit codes of the command line mean. */
export const ExitCode = {
  OK: 0,
  REFUSED: 1,
  USAGE: 2,
  UNREACHABLE: 3,
} as const;

/** A refusal as the API tells it; `path` and `error` where it has them. */
export interface ApiRefusal {
  readonly code: string;
  readonly message: string;
  /** Field or line that it concerns. */
  readonly path?: string | null;
  /** Name of the contract's error behind LEDGER_REFUSED. */
  readonly error?: string | null;
  readonly values?: ReadonlyArray<{ readonly name: string; readonly value: string }> | null;
  /** When it is worth trying again, behind LEDGER_BUSY. */
  readonly retryAfterSeconds?: number | null;
  /** Every reason why a document is refused, behind DOCUMENT_REFUSED. */
  readonly errors?: ReadonlyArray<{
    readonly code: string;
    readonly message: string;
    readonly path: string;
  }> | null;
  /** The receivable that is there already, behind RECEIVABLE_ALREADY_REGISTERED. */
  readonly receivableId?: string | null;
}

/** The system understood and said no; nothing was changed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refusals: readonly ApiRefusal[]) {
    super(refusals.map(refusalLine).join('\n'));
  }

  /** Whether this very reason is among the refusals: a code, or the name of a contract's error. */
  has(reason: string): boolean {
    return this.refusals.some(({ code, error }) => code === reason || error === reason);
  }
}

/** Nobody answered for as long as the client was ready to wait. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The command line was used in a way that cannot work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Code, sentence and place in one line. */
export function refusalLine({ code, message, path }: ApiRefusal): string {
  const place = path === undefined || path === null || path === '' ? '' : ` (at ${path})`;
  return `${code}: ${message}${place}`;
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof RefusedError) return ExitCode.REFUSED;
  if (error instanceof UsageError) return ExitCode.USAGE;
  if (error instanceof UnreachableError) return ExitCode.UNREACHABLE;
  throw error;
}
