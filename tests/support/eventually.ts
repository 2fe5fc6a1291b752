const STEP_MS = 50;

/** Asks again and again until the answer is as wanted; the last answer if it never is. */
export async function eventually<Value>(
  ask: () => Promise<Value> | Value,
  isWanted: (value: Value) => boolean,
  patienceMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await ask();
    if (isWanted(value) || Date.now() > deadline) return value;
    await new Promise((done) => setTimeout(done, STEP_MS));
  }
}
