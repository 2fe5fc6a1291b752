import type { DataSource } from 'typeorm';

import { type PipelineConfig, PIPELINE_DEFAULTS } from '../../backend/src/config/index.js';
import { CommandAdmission } from '../../backend/src/ledger/command-admission.js';
import { CommandOutbox } from '../../backend/src/ledger/command-outbox.service.js';

/** An outbox as the backend has it. */
export function outboxOn(
  dataSource: DataSource,
  bounds: Partial<PipelineConfig> = {},
): CommandOutbox {
  const pipeline = { ...PIPELINE_DEFAULTS, ...bounds };
  return new CommandOutbox(dataSource, new CommandAdmission({ pipeline }, dataSource));
}
