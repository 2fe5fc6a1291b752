export { ModelPurpose, ModelStatus } from './model-purpose.js';
export { ModelRegistryModule } from './model-registry.module.js';
export type { Champion } from './model-store.js';
export { ModelVersionReader } from './model-version.reader.js';
