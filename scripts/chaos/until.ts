const POLL_MS = 50;

/** Something that must come about in time did not. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/**
 * Asks until the answer is yes.
 *
 * @throws {TooLateError} with the sentence when time is up
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  patienceMs: number,
  sentence: () => string,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new TooLateError(`${sentence()} within ${patienceMs / 1_000} s`);
    await new Promise((settle) => setTimeout(settle, POLL_MS));
  }
}
