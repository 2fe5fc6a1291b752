export { ModelPurpose, ModelStatus } from './model-purpose.js';
export { ModelRegistryModule, TRAINING_THREAD_FILE } from './model-registry.module.js';
export type { Champion } from './model-store.js';
export { ModelTrainingService } from './model-training.service.js';
export { ModelVersionReader } from './model-version.reader.js';
