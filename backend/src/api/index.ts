export * from './batch-loader.js';
export * from './connection.js';
export * from './document-refused.type.js';
export * from './domain-error.type.js';
export * from './error-formatter.js';
export * from './id-list.js';
export { refuseOtherMethods, requestLimits } from './request-limits.js';
export * from './scalars.js';
