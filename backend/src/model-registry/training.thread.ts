import { parentPort, workerData } from 'node:worker_threads';

import { HistoryTooShortError } from '../credit-models/index.js';
import { type TrainingTask, runTraining } from './training.task.js';

/** What the thread of a training tells. */
export type TrainingMessage =
  | { readonly kind: 'PROGRESS'; readonly share: number }
  | { readonly kind: 'DONE'; readonly outcome: ReturnType<typeof runTraining> }
  | { readonly kind: 'TOO_SHORT'; readonly message: string };

function tell(message: TrainingMessage): void {
  parentPort?.postMessage(message);
}

try {
  const outcome = runTraining(workerData as TrainingTask, (share) => {
    tell({ kind: 'PROGRESS', share });
  });
  tell({ kind: 'DONE', outcome });
} catch (error) {
  if (!(error instanceof HistoryTooShortError)) throw error;
  tell({ kind: 'TOO_SHORT', message: error.message });
}
