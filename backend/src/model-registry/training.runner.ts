import { Worker } from 'node:worker_threads';

import { WorkRefusedError, type WorkTools } from '../assessment-work/index.js';
import type { TrainingOutcome, TrainingTask } from './training.task.js';
import type { TrainingMessage } from './training.thread.js';

/** Where the compiled thread lies. */
export const TRAINING_THREAD = Symbol('TRAINING_THREAD');

const MEMORY_MAX_MB = 2_048;

/**
 * Trains in a thread of its own, so that requests and leases of this process do not wait for it.
 *
 * @throws WorkRefusedError when the history is too short; the reason of the signal when it is aborted
 */
export async function trainInThread(
  thread: URL,
  task: TrainingTask,
  { signal, progress }: WorkTools,
): Promise<TrainingOutcome> {
  signal.throwIfAborted();
  const worker = new Worker(thread, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB },
  });
  const abort = (): void => void worker.terminate();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<TrainingOutcome>((resolve, reject) => {
      worker.on('message', (message: TrainingMessage) => {
        if (message.kind === 'PROGRESS') progress(100 * message.share);
        else if (message.kind === 'DONE') resolve(message.outcome);
        else reject(new WorkRefusedError(`The history is too short: ${message.message}.`));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        reject(signal.aborted ? (signal.reason as Error) : new Error(`the thread ended: ${code}`));
      });
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
