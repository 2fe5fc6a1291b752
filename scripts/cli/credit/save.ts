import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  MODEL_FORMAT,
  MODEL_FORMAT_VERSION,
  writeModelRecord,
  type ModelRecord,
  type TrainedModel,
} from '../../../backend/src/credit-models/index.js';

/** What the versions of one training have in common. */
export type TrainingFacts = Pick<
  ModelRecord,
  'purpose' | 'version' | 'knowledgeUntil' | 'trainingDataHash' | 'trainingRows'
>;

/** Writes each model as a version of the registry, `PURPOSE.NAME.VERSION.json` in the folder. */
export async function saveModels(
  folder: string,
  facts: TrainingFacts,
  trained: readonly TrainedModel[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, validation, calibration, artefact } of trained) {
    const { purpose, version } = facts;
    const file = path.join(folder, `${purpose.toLowerCase()}.${name}.${version}.json`);
    const record: ModelRecord = {
      format: MODEL_FORMAT,
      formatVersion: MODEL_FORMAT_VERSION,
      name,
      ...facts,
      figures: validation,
      calibration,
      artefact,
    };
    // Whole or not at all: a reader never meets half a model.
    await writeFile(`${file}.part`, writeModelRecord(record));
    await rename(`${file}.part`, file);
  }
}
