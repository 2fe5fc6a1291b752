export { BACKEND_CONFIG } from './backend-config.js';
export type { BackendConfig, LedgerDeployment } from './backend-config.js';
export { ConfigRefusal, SECRET_NAMES, SECRET_VARIABLES } from './config.js';
export type { Config, ConfigProblem, SecretName } from './config.js';
export { DEFAULT_PORT, loadConfig } from './load-config.js';
export { PIPELINE_DEFAULTS, type PipelineConfig } from './pipeline-config.js';
export { DEVELOPMENT_KEY_PREFIX } from './production.rules.js';
export type { TracingConfig } from './tracing.reader.js';
export { Secret } from './secret.js';
